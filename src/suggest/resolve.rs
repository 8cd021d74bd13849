//! Who a mention names: the fullest form that the article gives of a name, the person behind a surname, a pronoun or a
//! role, one name for one person under two spellings, and the registry's name when its owner is known there.

use std::collections::HashMap;

use super::bodies::{self, Body};
use super::incise;
use super::rules::{Found, Pattern};
use super::speaker;
use crate::text::lexicon::{self as lex, Language};
use crate::text::marks::Marks;
use crate::text::names::{self, People, Person};
use crate::text::token::{Range, Shape, TokenKind, Tokens};

/// Names speakers, mention by mention, in the order of the text.
#[derive(Debug)]
pub struct Resolver<'a, 't> {
    tokens: &'a Tokens<'t>,
    people: People,
    registry: HashMap<String, &'a str>,
    /// Where each sentence's first name stands and whom it names, in order; pronouns look back along it.
    salient: Vec<(usize, usize)>,
    next_salient: usize,
    /// The people spoken of last, the latest at the end.
    recent: Vec<usize>,
    /// The bodies and groups that sentences start with, in order.
    bodies: Vec<Body>,
    next_body: usize,
    /// The body that spoke or was spoken of last, and where.
    body: Option<(usize, String)>,
    /// The same of several people.
    group: Option<(usize, String)>,
    medium: Option<String>,
    /// Whom the labels of a transcript name in full, by the folded surname and the folded name.
    labels: HashMap<String, String>,
}

impl<'a, 't> Resolver<'a, 't> {
    /// Reads the names of a text.
    #[must_use]
    pub fn new(
        tokens: &'a Tokens<'t>,
        marks: &Marks,
        registry: &'a [(String, Vec<String>)],
    ) -> Self {
        let people = People::read(tokens);
        let mut known = HashMap::new();
        for (name, aliases) in registry {
            for form in std::iter::once(name).chain(aliases) {
                known.entry(names::fold(form)).or_insert(name.as_str());
            }
        }
        let salient = people.subjects(tokens, marks);
        Self {
            tokens,
            people,
            registry: known,
            salient,
            next_salient: 0,
            recent: Vec::new(),
            bodies: bodies::subjects(tokens, marks),
            next_body: 0,
            body: None,
            group: None,
            medium: None,
            labels: HashMap::new(),
        }
    }

    /// Names the speaker of an attribution; calls must come in the order of the text.
    pub fn name(&mut self, found: &Found) -> Option<String> {
        let at = found
            .content
            .first()?
            .0
            .min(found.source.map_or(usize::MAX, |s| s.0))
            .min(found.cue.map_or(usize::MAX, |c| c.0));
        self.listen(found.source.map_or(at, |s| s.0));
        let (from, to) = found.source?;
        let name = if found.pattern == Pattern::Label {
            self.labelled(from, to)?
        } else {
            self.resolve(from, to)?
        };
        Some(self.registered(&name))
    }

    /// Names whom an interview is with, whose first answer has its label at a token: whom the text names most before it.
    fn answers(&mut self, at: usize) -> Option<String> {
        let people = &self.people;
        let name = self.labels.entry("A".to_owned()).or_insert_with(|| {
            let person = people.foremost(at).map(|person| &people.list[person]);
            person.map(|person| person.name.clone()).unwrap_or_default()
        });
        Some(name.clone()).filter(|name| !name.is_empty())
    }

    /// Names the speaker of a label: `A`, `HOLM`, `SENATOR ANNA HOLM`, `THE PRESIDENT`.
    fn labelled(&mut self, from: usize, to: usize) -> Option<String> {
        if to == from + 1 && self.tokens.str(from) == "A" {
            return self.answers(from);
        }
        let is_quiet = |t: usize| {
            self.tokens.list[t].shape != Shape::Upper && self.tokens.str(t).chars().count() > 2
        };
        if (from..to).any(is_quiet) {
            return self.resolve(from, to);
        }
        let title = |t: usize| {
            let entry = self.tokens.entry(t);
            entry.is(lex::TITLE | lex::ROLE | lex::COURTESY | lex::DET)
                && !entry.is(lex::MALE | lex::FEMALE)
        };
        let start = (from..to).find(|t| !title(*t)).unwrap_or(from);
        let full = small(&self.plain(start, to)?);
        let key = names::fold(&full);
        if let Some(known) = self.labels.get(&key) {
            return Some(known.clone());
        }
        let person = self
            .people
            .called(&key)
            .or_else(|| self.people.within(self.tokens, (start, to)));
        let name = person.map_or(full, |person| self.people.list[person].name.clone());
        if let Some(person) = person {
            self.remember(person);
        }
        if start + 1 < to {
            let surname = names::fold(self.tokens.str(to - 1));
            self.labels.insert(surname, name.clone());
        }
        self.labels.insert(key, name.clone());
        Some(name)
    }

    /// Returns what the text calls somebody beside their name.
    pub fn role(&self, name: &str) -> Option<&'t str> {
        self.people.role(self.tokens, name)
    }

    /// Moves on through the text, remembering who it is about.
    fn listen(&mut self, at: usize) {
        while let Some((place, person)) = self.salient.get(self.next_salient).copied() {
            if place >= at {
                break;
            }
            self.next_salient += 1;
            self.remember(person);
        }
        while let Some(body) = self.bodies.get(self.next_body).copied() {
            if body.words.0 >= at {
                break;
            }
            self.next_body += 1;
            if let Some(name) = self.plain(body.words.0, body.words.1) {
                self.mention(body.words.0, name, body.is_many);
            }
        }
    }

    /// Remembers a body, or several people, for `it` and `they`.
    fn mention(&mut self, at: usize, name: String, is_many: bool) {
        let last = if is_many {
            &mut self.group
        } else {
            &mut self.body
        };
        *last = Some((at, name));
    }

    /// Names whom `it` or `they` means: what was spoken of last, for `it` one body.
    fn it(&self, is_many: bool) -> Option<String> {
        let group = self.group.as_ref().filter(|_| is_many);
        let last = group.into_iter().chain(&self.body).max_by_key(|b| b.0);
        last.map(|(_, name)| name.clone())
    }

    fn remember(&mut self, person: usize) {
        self.recent.retain(|p| *p != person);
        self.recent.push(person);
        if self.recent.len() > 8 {
            self.recent.remove(0);
        }
    }

    fn resolve(&mut self, from: usize, to: usize) -> Option<String> {
        let first = self.tokens.entry(from);
        let pronoun = first.is(lex::SUBJECT | lex::OBJECT | lex::POSSESSIVE | lex::RELATIVE)
            && to == from + 1
            && !first.is(lex::GROUP);
        let leans = to == from + 1 && incise::leans(self.tokens.str(from));
        if pronoun || leans && self.tokens.lexicon.language == Language::French {
            return self.pronoun(from);
        }
        if self.people.are_two(self.tokens, (from, to)) {
            let both = self.plain(from, to)?;
            self.mention(from, both, true);
            return None;
        }
        if let Some(person) = self.people.within(self.tokens, (from, to)) {
            self.remember(person);
            return Some(self.people.list[person].name.clone());
        }
        if let Some(person) = self.apposed(from, to) {
            self.remember(person);
            return Some(self.people.list[person].name.clone());
        }
        let definite = first.is(lex::DET) && self.tokens.str(from).eq_ignore_ascii_case("the")
            || first.is(lex::POSSESSIVE);
        if definite && let Some(person) = self.by_role(from, to) {
            self.remember(person);
            return Some(self.people.list[person].name.clone());
        }
        let text = self.plain(from, to)?;
        if definite && self.is_medium(from, to) && self.medium.is_some() {
            return self.medium.clone();
        }
        if (from..to).any(|t| self.tokens.capital(t) && self.tokens.entry(t).is(lex::BODY)) {
            self.medium = Some(text.clone());
        }
        let is_many = bodies::is_many(self.tokens, (from, to));
        self.mention(from, text.clone(), is_many);
        Some(text)
    }

    /// Finds the person whose name follows on a description: `the mayor, Anna Holm, said`.
    fn apposed(&self, from: usize, to: usize) -> Option<usize> {
        let comma = self.tokens.kind(to) == TokenKind::Comma;
        (comma && speaker::is_one(self.tokens, (from, to)))
            .then(|| self.people.apposed(self.tokens, to + 1))?
    }

    /// Finds whom a pronoun stands for.
    fn pronoun(&mut self, at: usize) -> Option<String> {
        let word = self.tokens.str(at).to_lowercase();
        // `dit-elle`
        let word = word.rsplit('-').next().unwrap_or_default();
        let gender = match word {
            "he" | "him" | "his" | "himself" | "он" | "его" | "він" | "його" | "er" | "sein"
            | "seine" | "il" | "él" => names::Gender::Man,
            "she" | "her" | "herself" | "она" | "её" | "ее" | "вона" | "її" | "sie" | "elle"
            | "ella" => names::Gender::Woman,
            "who" | "that" | "which" | "whose" => return self.antecedent(at),
            "they" | "them" | "their" => return self.it(true),
            "it" | "its" => return self.it(false),
            _ => return None,
        };
        let person = self.meant(at, gender)?;
        self.remember(person);
        let person = &mut self.people.list[person];
        person.spoke = true;
        if person.gender == names::Gender::Unknown {
            // Who was `she` once is not `he` later.
            person.gender = gender;
        }
        Some(person.name.clone())
    }

    /// Finds the person that `he` or `she` means: whoever may be one and was spoken of last. Somebody known to be a woman or
    /// a man comes before one of whom nothing is known, or who rather sounds like the other.
    fn meant(&self, at: usize, gender: names::Gender) -> Option<usize> {
        let is_man = gender == names::Gender::Man;
        let fits: fn(&Person) -> bool = if is_man {
            |p| p.gender != names::Gender::Woman
        } else {
            |p| p.gender != names::Gender::Man
        };
        let sure: fn(&Person) -> bool = if is_man {
            |p| p.gender == names::Gender::Man
        } else {
            |p| p.gender == names::Gender::Woman
        };
        let list = &self.people.list;
        let mut spoken = self.recent.iter().rev().copied();
        let latest = spoken
            .find(|p| fits(&list[*p]))
            .or_else(|| self.people.before(at, fits))?;
        let person = &list[latest];
        if person.gender != names::Gender::Unknown || person.spoke {
            return Some(latest);
        }
        let mut near = self.recent.iter().rev().take(2).copied();
        let near = near.find(|p| sure(&list[*p]));
        let contrast = is_man && person.sounds_like_a_woman();
        let other = near.or_else(|| self.people.before(at, sure).filter(|_| contrast));
        Some(other.unwrap_or(latest))
    }

    /// Reads the noun phrase that a relative pronoun follows.
    fn antecedent(&mut self, at: usize) -> Option<String> {
        let mut end = at;
        while end > 0
            && matches!(
                self.tokens.kind(end - 1),
                TokenKind::Comma | TokenKind::Close | TokenKind::Dash
            )
        {
            end -= 1;
        }
        let start = (end.saturating_sub(6)..end)
            .rev()
            .take_while(|t| self.tokens.kind(*t) == TokenKind::Word)
            .last()?;
        if let Some(person) = self.people.ending(self.tokens, (start, end)) {
            self.remember(person);
            return Some(self.people.list[person].name.clone());
        }
        let noun = (start..end)
            .rev()
            .find(|t| {
                self.tokens
                    .entry(*t)
                    .is(lex::DET | lex::POSSESSIVE | lex::PREP | lex::COORD)
            })
            .map_or(start, |t| t + 1);
        self.plain(noun, end)
    }

    /// Finds the person whose title or description shares the most words with a role: `the Kremlin official`.
    fn by_role(&self, from: usize, to: usize) -> Option<usize> {
        let person_like = (from..to).any(|t| {
            self.tokens
                .entry(t)
                .is(lex::ROLE | lex::TITLE | lex::MAN | lex::WOMAN)
                && !self.tokens.str(t).ends_with('s')
        });
        if !person_like {
            return None;
        }
        let words: Vec<String> = (from..to)
            .filter(|t| {
                self.tokens.kind(*t) == TokenKind::Word
                    && !self
                        .tokens
                        .entry(*t)
                        .is(lex::DET | lex::PREP | lex::POSSESSIVE | lex::COORD)
            })
            .map(|t| self.tokens.str(t).to_lowercase())
            .collect();
        let score = |p: &usize| {
            words
                .iter()
                .filter(|w| self.people.list[*p].roles.iter().any(|r| r == *w))
                .count()
        };
        let best =
            self.recent.iter().rev().copied().max_by_key(|p| {
                score(p) * 16 + self.recent.iter().position(|r| r == p).unwrap_or(0)
            })?;
        (score(&best) > 0).then_some(best)
    }

    fn is_medium(&self, from: usize, to: usize) -> bool {
        to <= from + 3
            && matches!(
                self.tokens.str(to - 1),
                "publication"
                    | "newspaper"
                    | "paper"
                    | "outlet"
                    | "magazine"
                    | "website"
                    | "site"
                    | "agency"
                    | "report"
            )
    }

    /// Gives a mention's words without the article and anything after a comma.
    fn plain(&self, from: usize, to: usize) -> Option<String> {
        let mut start = from;
        while start < to
            && (self.tokens.entry(start).is(lex::DET) && !self.tokens.entry(start).is(lex::GROUP)
                || self.tokens.kind(start) != TokenKind::Word
                    && self.tokens.kind(start) != TokenKind::Number)
        {
            start += 1;
        }
        let whole = (start < to).then(|| self.tokens.slice(self.tokens.span(start, to)))?;
        let name: String = whole.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = name
            .trim_matches(|c: char| matches!(c, ',' | '.' | '"' | '“' | '”' | '\'' | '’'))
            .to_owned();
        (!name.is_empty() && name.len() < 160).then_some(name)
    }

    /// Gives the registry's name for a name, or the name itself.
    fn registered(&self, name: &str) -> String {
        let folded = names::fold(name);
        if let Some(known) = self.registry.get(&folded) {
            return (*known).to_owned();
        }
        name.to_owned()
    }

    /// Remembers a medium that the article has its news from.
    pub fn hear_from(&mut self, name: &str) {
        self.medium = Some(name.to_owned());
    }
}

/// Writes a name in capitals with small letters: `ANNA McGEE-HOLM`, `Anna McGee-Holm`.
fn small(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut inside = 0;
    for letter in name.chars() {
        if inside == 0 || inside == 2 && out.ends_with("Mc") {
            out.extend(letter.to_uppercase());
        } else {
            out.extend(letter.to_lowercase());
        }
        inside = if letter.is_alphabetic() {
            inside + 1
        } else {
            0
        };
    }
    out
}

/// Finds whom the whole article has its news from: `This is reported by The Vik Gazette, Vik.NET informs.` Gives the
/// token after that sentence and the names, outermost first.
#[must_use]
pub fn chain(tokens: &Tokens<'_>) -> Option<(usize, Vec<Range>)> {
    let limit = tokens.list.len().min(600);
    let by = (1..limit).find(|t| {
        tokens.str(*t) == "by"
            && matches!(tokens.str(t - 1), "reported" | "stated" | "announced")
            && is_this(tokens, *t)
    })?;
    let inner = run(tokens, by + 1, limit)?;
    let mut names = vec![inner];
    let mut end = inner.1;
    if tokens.kind(end) == TokenKind::Comma
        && let Some(outer) = run(tokens, end + 1, limit)
        && matches!(
            tokens.str(outer.1),
            "informs" | "reports" | "writes" | "notes" | "said" | "reported" | "says"
        )
    {
        names.insert(0, outer);
        end = outer.1 + 1;
    }
    Some((end, names))
}

/// Says whether the sentence that ends in `reported by` is about what was told before: `This is reported by`.
fn is_this(tokens: &Tokens<'_>, by: usize) -> bool {
    (by.saturating_sub(6)..by).any(|t| matches!(tokens.str(t), "This" | "It" | "this" | "it"))
}

/// Reads a run of words with capitals, an article before them included.
fn run(tokens: &Tokens<'_>, from: usize, limit: usize) -> Option<Range> {
    let mut end = from;
    while end < limit
        && tokens.kind(end) == TokenKind::Word
        && matches!(tokens.list[end].shape, Shape::Title | Shape::Upper)
    {
        end += 1;
    }
    (end > from).then_some((from, end))
}
