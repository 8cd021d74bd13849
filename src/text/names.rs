//! The people that a text names: runs of words with capitals that can be a person's name, their titles and roles, and
//! which runs are one person under two spellings.

use std::collections::HashMap;

use super::letters;
use super::lexicon as lex;
use super::marks::Marks;
use super::token::{Range, Shape, TokenKind, Tokens};
use crate::model::span::Span;

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
    first: String,
    full: bool,
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

/// A run that may be a name: its tokens, and where its titles begin.
struct Run {
    from: usize,
    to: usize,
    titles: usize,
}

impl People {
    /// Reads all names of a text.
    #[must_use]
    pub fn read(tokens: &Tokens<'_>) -> Self {
        let mut people = Self::default();
        let runs = runs(tokens);
        for run in runs.iter().filter(|r| r.to - r.from >= 2) {
            people.add(tokens, run);
        }
        people.full.clone_from(&people.mentions);
        for run in runs.iter().filter(|r| r.to - r.from == 1) {
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
                !owned && !noun && before.is_none_or(|b| !tokens.entry(b).is(lex::PREP))
            })
            .map(|m| m.1)
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

    fn add(&mut self, tokens: &Tokens<'_>, run: &Run) {
        let name = joined(tokens, run.from, run.to);
        let first = fold(tokens.str(run.from));
        let last = fold(last_word(tokens, run));
        let same = self.by_last.get(&last).and_then(|all| {
            all.iter()
                .copied()
                .find(|p| same_first(&self.list[*p].first, &first))
        });
        let person = same.unwrap_or_else(|| {
            self.list.push(Person {
                name: name.clone(),
                gender: Gender::Unknown,
                roles: Vec::new(),
                spoke: false,
                described: None,
                first: first.clone(),
                full: true,
            });
            self.by_last
                .entry(last)
                .or_default()
                .push(self.list.len() - 1);
            self.list.len() - 1
        });
        if name.split(' ').count() > self.list[person].name.split(' ').count() && first.len() > 1 {
            self.list[person].name = name;
        }
        self.describe(tokens, run, person);
        self.mentions.push((run.from, person));
    }

    /// A surname alone is the person last named in full with it; without one, a person of its own when a title shows it.
    fn add_single(&mut self, tokens: &Tokens<'_>, run: &Run) {
        let word = tokens.str(run.from);
        let key = fold(word);
        let titled = run.titles < run.from;
        let known = self
            .by_last
            .get(&key)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let person = match known {
            [] => {
                let by_first = self
                    .list
                    .iter()
                    .take(200)
                    .position(|p| p.first == key && p.full);
                if let Some(person) = by_first {
                    person
                } else {
                    if tokens.entry(run.from).is(lex::NOT_NAME
                        | lex::BODY
                        | lex::GROUP
                        | lex::ROLE
                        | lex::TITLE
                        | lex::SOURCE)
                        || tokens.list[run.from].shape == Shape::Upper
                    {
                        return;
                    }
                    self.list.push(Person {
                        name: word.to_owned(),
                        gender: Gender::Unknown,
                        roles: Vec::new(),
                        spoke: false,
                        described: None,
                        first: String::new(),
                        full: false,
                    });
                    self.by_last
                        .entry(key)
                        .or_default()
                        .push(self.list.len() - 1);
                    self.list.len() - 1
                }
            }
            [only] => *only,
            several => self.nearest(
                several,
                run.from,
                if titled {
                    title_gender(tokens, run)
                } else {
                    Gender::Unknown
                },
            ),
        };
        self.describe(tokens, run, person);
        self.mentions.push((run.from, person));
    }

    /// Of several people with one surname, takes the one named in full last before a place.
    fn nearest(&self, several: &[usize], at: usize, gender: Gender) -> usize {
        let fits = |p: usize| {
            gender == Gender::Unknown
                || self.list[p].gender == Gender::Unknown
                || self.list[p].gender == gender
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
        let is_role = |at: usize| tokens.entry(at).is(lex::ROLE | lex::TITLE);
        if (before..run.from).any(is_role) {
            described = Some((before, run.from));
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
                described = first.zip(apposition.last()).map(|(a, b)| (*a, *b + 1));
                words.extend(apposition);
            }
        }
        let gender = title_gender(tokens, run);
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

/// Lists the runs of words with capitals that can be names, titles cut off.
fn runs(tokens: &Tokens<'_>) -> Vec<Run> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.list.len() {
        if !capital(tokens, at) {
            at += 1;
            continue;
        }
        let from = at;
        while at < tokens.list.len()
            && at - from < 12
            && (capital(tokens, at) && (at == from || goes_on(tokens, at))
                || at > from && particle(tokens, at) && capital(tokens, at + 1))
        {
            at += 1;
        }
        at = at.max(from + 1);
        out.extend(cut(tokens, from, at));
    }
    out
}

fn capital(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.capital(at)
}

/// More than this between two words is a column of a table, in bytes.
const WIDEST_GAP: usize = 4;

/// Says whether a word belongs to the run before it: no paragraph ends between them.
fn goes_on(tokens: &Tokens<'_>, at: usize) -> bool {
    let gap = tokens.list[at].span.start - tokens.list[at - 1].span.end;
    gap <= WIDEST_GAP && !tokens.list[at].first
}

fn particle(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.entry(at).is(lex::PARTICLE) && tokens.list[at].shape == Shape::Lower
}

/// Cuts titles, nationalities before titles and small words off a run; nothing is left of what cannot be a name.
fn cut(tokens: &Tokens<'_>, from: usize, to: usize) -> Option<Run> {
    let mut start = from;
    let mut end = to;
    let title = |t: &usize| {
        tokens.entry(*t).is(lex::TITLE | lex::ROLE)
            && !(tokens.entry(*t).is(lex::MALE | lex::FEMALE))
    };
    if let Some(last) = (start..end).rev().find(title) {
        start = last + 1;
    }
    let small = lex::DET
        | lex::PREP
        | lex::COORD
        | lex::SUBORD
        | lex::SUBJECT
        | lex::POSSESSIVE
        | lex::RELATIVE
        | lex::TIME
        | lex::BE
        | lex::HAVE
        | lex::MODAL
        | lex::NEGATION
        | lex::NUMERAL;
    while start < end
        && (tokens.entry(start).is(small | lex::NOT_NAME | lex::ADVERB)
            && !tokens.entry(start).is(lex::MALE | lex::FEMALE)
            || matches!(tokens.str(start), "'s" | "’s" | "’S" | "'S"))
    {
        start += 1;
    }
    while end > start
        && (tokens.entry(end - 1).is(lex::TIME)
            && !(end > start + 1 && tokens.entry(end - 2).is(lex::MALE | lex::FEMALE))
            || matches!(tokens.str(end - 1), "'s" | "’s"))
        && !tokens.entry(end - 1).is(lex::MALE | lex::FEMALE)
    {
        end -= 1;
    }
    if start >= end || end - start > 5 {
        return None;
    }
    let adjective = tokens.entry(end - 1).is(lex::NOT_NAME)
        && !tokens
            .entry(end - 1)
            .is(lex::MALE | lex::FEMALE | lex::PARTICLE);
    let body = adjective
        || (start..end).any(|t| {
            tokens.entry(t).is(lex::BODY)
                || tokens.entry(t).is(lex::SOURCE | lex::GROUP) && t + 1 == end
        });
    let shouted = (start..end).all(|t| tokens.list[t].shape == Shape::Upper);
    if body || shouted && end - start > 1 {
        return None;
    }
    Some(Run {
        from: start,
        to: end,
        titles: from,
    })
}

fn last_word<'t>(tokens: &Tokens<'t>, run: &Run) -> &'t str {
    let last = run.to - 1;
    let word = tokens.str(last);
    if matches!(word, "Jr." | "Sr." | "Jr" | "Sr" | "II" | "III" | "IV") && last > run.from {
        tokens.str(last - 1)
    } else {
        word
    }
}

fn joined(tokens: &Tokens<'_>, from: usize, to: usize) -> String {
    tokens
        .slice(tokens.span(from, to))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
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
mod tests {
    use super::*;

    #[track_caller]
    fn same(a: &str, b: &str, want: bool) {
        assert_eq!(fold(a) == fold(b), want, "{a} {b}");
    }

    #[test]
    fn folds() {
        same("Zelensky", "Zelenskyy", true);
        same("Zelenskiy", "Zelensky", true);
        same("Sergei Lavrov", "Sergey Lavrov", true);
        same("Müller", "Muller", true);
        same("Holm", "Holt", false);
    }
}
