//! The people that a text names: runs of words with capitals that can be a person's name, their titles and roles, and
//! which runs are one person under two spellings.

mod runs;

use std::collections::HashMap;

use super::letters;
use super::lexicon as lex;
use super::marks::Marks;
use super::token::{Range, Shape, TokenKind, Tokens};
use crate::model::span::Span;
use runs::{Run, runs};

/// What is known of a person's gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// Not known.
    Unknown,
    /// A woman, by title or first name.
    Woman,
    /// A man, by title or first name.
    Man,
}

/// One person.
#[derive(Clone, Debug)]
pub struct Person {
    /// The fullest form of the name.
    pub name: String,
    /// Their gender.
    pub gender: Gender,
    /// Small-letter words of titles and descriptions beside the name.
    pub roles: Vec<String>,
    /// Whether somebody called `he` or `she` was taken for this person before.
    pub spoke: bool,
    /// What the article calls them where it first says so, in tokens: `maths teacher`.
    described: Option<Range>,
    /// The folded first word of the name.
    first: String,
    /// The folded surname with its particles, where it has any: `de la torre`.
    surname: String,
    /// What tells a person from their parent: `Jr.`.
    suffix: String,
    full: bool,
}

impl Person {
    /// Says whether the first name looks like a woman's, for want of better: it ends in `-a`.
    #[must_use]
    pub fn sounds_like_a_woman(&self) -> bool {
        self.gender == Gender::Unknown
            && self.first.chars().count() > 2
            && self.first.ends_with(['a', 'а', 'я'])
    }
}

/// The people of a text.
#[derive(Debug, Default)]
pub struct People {
    /// All of them, in order of their first full mention.
    pub list: Vec<Person>,
    /// By the folded last name: who bears it, where they are mentioned in full.
    by_last: HashMap<String, Vec<usize>>,
    /// Each mention: its first token and the person, in order.
    mentions: Vec<(usize, usize)>,
    /// The mentions of more than one word, in order.
    full: Vec<(usize, usize)>,
}

/// So many people of one surname are told apart.
const MOST: usize = 64;

impl People {
    /// Reads all names of a text.
    #[must_use]
    pub fn read(tokens: &Tokens<'_>) -> Self {
        let mut people = Self::default();
        let runs = runs(tokens);
        for run in runs.iter().filter(|run| run.is_full) {
            people.add(tokens, run);
        }
        people.full.clone_from(&people.mentions);
        for run in runs.iter().filter(|run| !run.is_full) {
            people.add_single(tokens, run);
        }
        people.mentions.sort_unstable();
        people
    }

    /// Lists the people that sentences start with, and where.
    #[must_use]
    pub fn subjects(&self, tokens: &Tokens<'_>, marks: &Marks) -> Vec<(usize, usize)> {
        let starts = |at: usize| {
            let back = at.saturating_sub(9);
            (back..at).rev().all(|t| {
                tokens.kind(t) == TokenKind::Word
                    && !tokens.entry(t).is(lex::PREP | lex::BE | lex::HAVE)
                    && (tokens.entry(t).verb == 0 || tokens.entry(t).is(lex::TITLE | lex::ROLE))
                    || first_of(tokens, t, at)
            })
        };
        let mut out: Vec<(usize, usize)> = Vec::new();
        for (at, person) in &self.mentions {
            if marks.at(*at).is_none() && starts(*at) {
                out.push((*at, *person));
            }
        }
        out
    }

    /// Finds the person that a mention names.
    #[must_use]
    pub fn within(&self, tokens: &Tokens<'_>, (from, to): Range) -> Option<usize> {
        let low = self.mentions.partition_point(|m| m.0 < from);
        let inside: Vec<(usize, usize)> = self.mentions[low..]
            .iter()
            .copied()
            .take_while(|m| m.0 < to)
            .collect();
        // `Holm's spokesman` is not Holm, `a spokesman for Holm` neither.
        inside
            .into_iter()
            .find(|(at, _)| {
                let before = at.checked_sub(1).filter(|b| *b >= from);
                let after = (*at..to).find(|t| !tokens.capital(*t));
                let owned =
                    after.is_some_and(|t| matches!(tokens.str(t), "'s" | "’s") && t + 1 < to);
                let beside = lex::PREP
                    | lex::COORD
                    | lex::SUBORD
                    | lex::RELATIVE
                    | lex::ADVERB
                    | lex::PARTICLE;
                let noun = after.is_some_and(|t| {
                    tokens.kind(t) == TokenKind::Word
                        && tokens.list[t].shape == Shape::Lower
                        && !tokens.entry(t).is(beside)
                });
                let governed = before.is_some_and(|b| is_governed(tokens, from, b));
                !owned && !noun && !governed
            })
            .map(|m| m.1)
    }

    /// Says whether a phrase names two people who speak together: `Anna Holm and Jon Lund`.
    #[must_use]
    pub fn are_two(&self, tokens: &Tokens<'_>, (from, to): Range) -> bool {
        let Some(and) = (from + 1..to).find(|t| tokens.entry(*t).is(lex::COORD)) else {
            return false;
        };
        let plain = |t: usize| {
            let entry = tokens.entry(t);
            let title = lex::TITLE | lex::ROLE | lex::COURTESY | lex::PARTICLE;
            tokens.capital(t) || t == and || entry.is(title) || tokens.kind(t) == TokenKind::Other
        };
        let low = self.mentions.partition_point(|m| m.0 < from);
        let mut inside = self.mentions[low..].iter().take_while(|m| m.0 < to);
        let (Some(first), Some(last)) = (inside.next(), inside.last()) else {
            return false;
        };
        first.0 < and && and < last.0 && first.1 != last.1 && (from..to).all(plain)
    }

    /// Finds the person whose name stands between a token and punctuation, titles before it left out: `, Mr Jon Lund,`.
    #[must_use]
    pub fn apposed(&self, tokens: &Tokens<'_>, from: usize) -> Option<usize> {
        let low = self.mentions.partition_point(|m| m.0 < from);
        let (at, person) = self.mentions.get(low).copied()?;
        let title = |t: usize| tokens.entry(t).is(lex::TITLE | lex::ROLE | lex::COURTESY);
        if at > from + 3 || !(from..at).all(title) {
            return None;
        }
        let joins = |t: usize| {
            tokens.capital(t) && !tokens.list[t].first || tokens.entry(t).is(lex::PARTICLE)
        };
        let end = (at + 1..tokens.list.len().min(at + 8)).find(|t| !joins(*t));
        let closes = |t: usize| {
            !matches!(
                tokens.kind(t),
                TokenKind::Word | TokenKind::Number | TokenKind::Other
            ) || tokens.list[t].first
                || tokens.entry(t).is(lex::TIME | lex::PREP)
        };
        end.is_none_or(closes).then_some(person)
    }

    /// Lists the people named in full anywhere, with each of their mentions.
    pub fn mentioned<'a>(
        &'a self,
        tokens: &'a Tokens<'_>,
    ) -> impl Iterator<Item = (&'a str, Span)> + 'a {
        self.mentions.iter().filter_map(|(at, person)| {
            let person = &self.list[*person];
            let name = person.full.then_some(person.name.as_str())?;
            Some((name, tokens.span(*at, *at + 1)))
        })
    }

    /// Finds the person named last before a token, of those that fit.
    #[must_use]
    pub fn before(&self, at: usize, fits: fn(&Person) -> bool) -> Option<usize> {
        let low = self.mentions.partition_point(|m| m.0 < at);
        self.mentions[..low]
            .iter()
            .rev()
            .take(64)
            .map(|m| m.1)
            .find(|p| fits(&self.list[*p]))
    }

    /// Finds the person whose name ends a stretch.
    #[must_use]
    pub fn ending(&self, tokens: &Tokens<'_>, (from, to): Range) -> Option<usize> {
        let low = self.mentions.partition_point(|m| m.0 < from);
        self.mentions[low..]
            .iter()
            .take_while(|m| m.0 < to)
            .filter(|(at, _)| {
                (*at..to).all(|t| tokens.capital(t) || tokens.entry(t).is(lex::PARTICLE))
            })
            .map(|m| m.1)
            .last()
    }

    /// Returns what the article calls somebody of this name, where it first says so: `maths teacher`.
    pub fn role<'t>(&self, tokens: &Tokens<'t>, name: &str) -> Option<&'t str> {
        let person = self.list.iter().find(|person| person.name == name)?;
        let (from, to) = person.described?;
        Some(tokens.slice(tokens.span(from, to)))
    }

    /// Finds whoever has a name, given folded, in full.
    #[must_use]
    pub fn called(&self, name: &str) -> Option<usize> {
        self.list
            .iter()
            .position(|person| person.full && fold(&person.name) == name)
    }

    /// Finds whom a text names most often before a token, of the people that it names in full.
    #[must_use]
    pub fn foremost(&self, before: usize) -> Option<usize> {
        let mut counts = vec![0_usize; self.list.len()];
        for (_, person) in self.mentions.iter().take_while(|(at, _)| *at < before) {
            counts[*person] += usize::from(self.list[*person].full);
        }
        let most = counts.iter().copied().max().filter(|most| *most > 0)?;
        counts.iter().position(|count| *count == most)
    }

    fn add(&mut self, tokens: &Tokens<'_>, run: &Run) {
        let name = joined(tokens, run.from, run.to);
        let whole = fold(&joined(tokens, run.from, run.last + 1));
        let first = fold(tokens.str(run.from));
        let suffix = suffix(tokens, run);
        let surname = run
            .particles
            .map(|at| fold(&joined(tokens, at, run.last + 1)))
            .unwrap_or_default();
        let known = self.by_last.get(&fold(tokens.str(run.last)));
        let same = known.and_then(|all| {
            all.iter().copied().find(|person| {
                let other = &self.list[*person];
                // `Van Holm` and `Anna van Holm`, whichever stands first.
                let by_surname =
                    other.surname == whole || !surname.is_empty() && fold(&other.name) == surname;
                // `Jr.` after a name without is another person; the name alone after `Jr.` is the same.
                (same_first(&other.first, &first) || by_surname)
                    && (suffix.is_empty() || other.suffix == suffix)
            })
        });
        let person =
            same.unwrap_or_else(|| self.new_person(tokens, run, name.clone(), first.clone()));
        let one = &mut self.list[person];
        let longer = name.split(' ').count() > one.name.split(' ').count();
        if one.surname.is_empty() || longer && !surname.is_empty() {
            one.surname = surname;
        }
        if longer && first.len() > 1 {
            one.name = name;
            one.first = first;
        }
        self.describe(tokens, run, person);
        self.mentions.push((run.from, person));
    }

    /// Adds a person; `first` is the folded first word of a full name, empty for a surname alone.
    fn new_person(&mut self, tokens: &Tokens<'_>, run: &Run, name: String, first: String) -> usize {
        let person = self.list.len();
        self.list.push(Person {
            name,
            gender: Gender::Unknown,
            roles: Vec::new(),
            spoke: false,
            described: None,
            first,
            surname: String::new(),
            suffix: suffix(tokens, run),
            full: run.is_full,
        });
        // Of `Ana Ruiz y Luna` either surname may stand alone.
        let both = (run.from + 2..run.last).find(|t| tokens.str(*t) == "y");
        for word in [Some(run.last), both.map(|t| t - 1)].into_iter().flatten() {
            let key = fold(tokens.str(word));
            self.by_last.entry(key).or_default().push(person);
        }
        person
    }

    /// A surname alone is the person last named in full with it; without one, a person of its own when a title shows it.
    fn add_single(&mut self, tokens: &Tokens<'_>, run: &Run) {
        let key = fold(tokens.str(run.last));
        let mut known = self.bearers(&key, &suffix(tokens, run));
        if known.is_empty() {
            let full = self.list.iter().take(200).enumerate();
            known = full
                .filter(|(_, person)| person.full && person.first == key)
                .map(|(person, _)| person)
                .collect();
        }
        let person = match known.as_slice() {
            [] => {
                if tokens.entry(run.last).is(lex::NOT_NAME
                    | lex::BODY
                    | lex::GROUP
                    | lex::ROLE
                    | lex::TITLE
                    | lex::SOURCE)
                    || tokens.list[run.last].shape == Shape::Upper
                {
                    return;
                }
                self.new_person(tokens, run, joined(tokens, run.from, run.to), String::new())
            }
            [only] => *only,
            several => self.nearest(several, run.from, title_gender(tokens, run)),
        };
        self.describe(tokens, run, person);
        self.mentions.push((run.from, person));
    }

    /// Lists who bears a surname, given folded, with what tells them from their parents, the last [`MOST`] of them. Without
    /// that a surname means the parent.
    fn bearers(&self, surname: &str, suffix: &str) -> Vec<usize> {
        let all = self
            .by_last
            .get(surname)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let last = &all[all.len().saturating_sub(MOST)..];
        let is_parent = |other: usize, child: &Person| {
            self.list[other].suffix.is_empty() && self.list[other].first == child.first
        };
        last.iter()
            .copied()
            .filter(|person| {
                let one = &self.list[*person];
                if suffix.is_empty() {
                    one.suffix.is_empty() || !last.iter().any(|other| is_parent(*other, one))
                } else {
                    one.suffix == suffix
                }
            })
            .collect()
    }

    /// Of several people with one surname, takes the one named in full last before a place; whoever is known to be a
    /// woman or a man, as a title says, comes before whoever may be one.
    fn nearest(&self, several: &[usize], at: usize, gender: Gender) -> usize {
        let is = |person: usize, wanted: Gender| self.list[person].gender == wanted;
        let sure = several
            .iter()
            .any(|p| gender != Gender::Unknown && is(*p, gender));
        let fits = |p: usize| {
            gender == Gender::Unknown || is(p, gender) || !sure && is(p, Gender::Unknown)
        };
        let full = self.full.partition_point(|m| m.0 < at);
        let back = self.full[..full]
            .iter()
            .rev()
            .take(64)
            .find(|m| several.contains(&m.1) && fits(m.1));
        back.map(|m| m.1)
            .or_else(|| several.iter().copied().find(|p| fits(*p)))
            .unwrap_or(several[0])
    }

    /// Notes titles before a name and the description after it.
    fn describe(&mut self, tokens: &Tokens<'_>, run: &Run, person: usize) {
        let mut words = Vec::new();
        let mut described = None;
        let mut at = run.from;
        while at > 0 && run.from - at < 6 {
            at -= 1;
            let entry = tokens.entry(at);
            if tokens.kind(at) != TokenKind::Word
                || entry.is(lex::DET | lex::PREP | lex::COORD | lex::SUBORD | lex::BE | lex::HAVE)
                || entry.verb != 0 && !entry.is(lex::TITLE | lex::ROLE)
            {
                break;
            }
            words.push(at);
        }
        let before = words.last().copied().unwrap_or(run.from).min(run.titles);
        if let Some(from) = (before..run.from).find(|t| !tokens.entry(*t).is(lex::COURTESY)) {
            described = Some((from, run.from)).filter(|range| is_role(tokens, *range));
        }
        if tokens.kind(run.to) == TokenKind::Comma {
            let stop = |t: &usize| {
                matches!(
                    tokens.kind(*t),
                    TokenKind::Comma | TokenKind::Stop | TokenKind::Mark | TokenKind::Dash
                ) || tokens.entry(*t).is(lex::RELATIVE)
            };
            let apposition: Vec<usize> = (run.to + 1..(run.to + 12).min(tokens.list.len()))
                .take_while(|t| !stop(t))
                .collect();
            if apposition
                .first()
                .is_some_and(|t| tokens.entry(*t).is(lex::DET | lex::ROLE | lex::TITLE))
            {
                let first = apposition
                    .iter()
                    .find(|at| !tokens.entry(**at).is(lex::DET));
                described = first
                    .zip(apposition.last())
                    .map(|(a, b)| (*a, *b + 1))
                    .filter(|range| !is_relation(tokens, *range))
                    .or(described);
                words.extend(apposition);
            }
        }
        let gender = match title_gender(tokens, run) {
            Gender::Unknown => noun_gender(tokens, run),
            gender => gender,
        };
        let first = tokens.entry(run.from);
        let one = &mut self.list[person];
        one.described = one.described.or(described);
        for at in words {
            let word = tokens.str(at).to_lowercase();
            if one.roles.len() < 24
                && !tokens.entry(at).is(lex::DET | lex::PREP)
                && !one.roles.contains(&word)
            {
                one.roles.push(word);
            }
        }
        if one.gender == Gender::Unknown {
            one.gender = match (
                gender,
                first.is(lex::FEMALE) && run.to > run.from + 1,
                first.is(lex::MALE) && run.to > run.from + 1,
            ) {
                (Gender::Unknown, true, false) => Gender::Woman,
                (Gender::Unknown, false, true) => Gender::Man,
                (g, _, _) => g,
            };
        }
    }
}

/// Says whether a name behind token `before` belongs to a preposition, over titles and other names: `of Vik and Ness`.
fn is_governed(tokens: &Tokens<'_>, from: usize, before: usize) -> bool {
    let joined = tokens.entry(before).is(lex::COORD);
    let title = lex::TITLE | lex::ROLE | lex::COURTESY;
    for t in (from..=before).rev().take(12) {
        let entry = tokens.entry(t);
        if entry.is(lex::PREP) {
            return true;
        }
        let name = tokens.capital(t) && (joined || entry.is(title));
        let link = joined && entry.is(lex::COORD);
        if !(name || link) {
            return false;
        }
    }
    false
}

/// Says whether token `t` ends what stands before the sentence that starts between it and `at`.
fn first_of(tokens: &Tokens<'_>, t: usize, at: usize) -> bool {
    // The walk back may stop at the end of a sentence or the start of a paragraph.
    let stop = |x: usize| {
        matches!(
            tokens.kind(x),
            TokenKind::Stop
                | TokenKind::Mark
                | TokenKind::Comma
                | TokenKind::Colon
                | TokenKind::Dash
                | TokenKind::Close
        ) || tokens.list[x + 1].first
    };
    (t..at).any(|x| x + 1 < tokens.list.len() && stop(x))
}

/// Says whether words before a name are what its bearer does: they hold a role, and are not what somebody is to another.
fn is_role(tokens: &Tokens<'_>, (from, to): Range) -> bool {
    let role = |t: usize| {
        let entry = tokens.entry(t);
        entry.is(lex::ROLE | lex::TITLE) && !entry.is(lex::COURTESY)
    };
    let owned = (from..to)
        .any(|t| tokens.entry(t).is(lex::POSSESSIVE) || matches!(tokens.str(t), "'s" | "’s"));
    let related = (from..to).any(|t| tokens.entry(t).is(lex::RELATION));
    (from..to).any(role) && !owned && !related
}

/// Says whether the noun that a description is about is what somebody is to another: `a rival from the north`.
fn is_relation(tokens: &Tokens<'_>, (from, to): Range) -> bool {
    let head = (from + 1..to)
        .find(|t| tokens.entry(*t).is(lex::PREP))
        .unwrap_or(to)
        - 1;
    tokens.entry(head).is(lex::RELATION)
}

/// Tells a gender from the noun that describes somebody behind a comma: `Ana Holm, the landlady`.
fn noun_gender(tokens: &Tokens<'_>, run: &Run) -> Gender {
    let from = run.to + 1;
    if tokens.kind(run.to) != TokenKind::Comma || !tokens.entry(from).is(lex::DET) {
        return Gender::Unknown;
    }
    let noun = (from + 1..from + 6)
        .take_while(|t| {
            tokens.kind(*t) == TokenKind::Word
                && !tokens.entry(*t).is(lex::PREP | lex::RELATIVE | lex::COORD)
                && !tokens.list[*t].first
        })
        .last();
    let Some(noun) = noun.map(|t| tokens.entry(t)) else {
        return Gender::Unknown;
    };
    match (noun.is(lex::WOMAN), noun.is(lex::MAN)) {
        (true, false) => Gender::Woman,
        (false, true) => Gender::Man,
        _ => Gender::Unknown,
    }
}

fn title_gender(tokens: &Tokens<'_>, run: &Run) -> Gender {
    let mut gender = Gender::Unknown;
    for at in run.titles.max(run.from.saturating_sub(4))..run.from {
        let entry = tokens.entry(at);
        if entry.is(lex::WOMAN) {
            gender = Gender::Woman;
        } else if entry.is(lex::MAN) {
            gender = Gender::Man;
        }
    }
    gender
}

fn joined(tokens: &Tokens<'_>, from: usize, to: usize) -> String {
    tokens
        .slice(tokens.span(from, to))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Gives what tells a person from their parent, in small letters and without its stop.
fn suffix(tokens: &Tokens<'_>, run: &Run) -> String {
    let word = run.suffix.map(|at| tokens.str(at)).unwrap_or_default();
    word.trim_end_matches('.').to_lowercase()
}

fn same_first(a: &str, b: &str) -> bool {
    a == b
        || a.is_empty()
        || b.is_empty()
        || (a.len() == 1
            || b.len() == 1
            || a.len() > 2 && b.len() > 2 && (a.starts_with(b) || b.starts_with(a)))
            && a.chars().next() == b.chars().next()
}

/// Folds a name so that spellings of one name fall together: `Zelensky`, `Zelenskyy`, `Zelenskiy`; `Sergei`, `Sergey`.
#[must_use]
pub fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.chars().filter_map(letters::folded) {
        let letter = match letter {
            'j' | 'y' => 'i',
            letter => letter,
        };
        let is_double = letter.is_alphabetic() && out.ends_with(letter);
        if (letter.is_alphanumeric() || letter == ' ') && !is_double {
            out.push(letter);
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests;
