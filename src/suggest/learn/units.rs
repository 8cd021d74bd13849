//! An article as the learner sees it: sentences of units, a whole quotation being one unit, each with what the rules
//! said of it. The sequence model labels units; spans come back from them.

use super::super::rules::{self, Found};
use crate::model::span::Span;
use crate::text::boilerplate;
use crate::text::lexicon::{self as lex, Entry, Language, Lexicon};
use crate::text::marks::Marks;
use crate::text::token::{Range, Shape, TokenKind, Tokens};
use crate::text::view::View;

/// The labels of the sequence model. `Gap` is a unit inside a statement's extent that is no part of it.
pub(super) mod label {
    pub(crate) const OUT: u8 = 0;
    pub(crate) const GAP: u8 = 1;
    pub(crate) const SOURCE: u8 = 2;
    pub(crate) const CUE: u8 = 4;
    pub(crate) const CONTENT: u8 = 6;
    pub(crate) const COUNT: usize = 8;

    /// Gives the label's sort without its begin/inside half: 0 for none, else `SOURCE`, `CUE`, `CONTENT`.
    pub(crate) const fn sort(label: u8) -> u8 {
        if label <= GAP { OUT } else { label & !1 }
    }
}

/// So many of a paragraph's attributions are looked through for one cue.
const MOST_RULES: usize = 64;

/// What a unit is, as far as form tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Word,
    Name,
    Comma,
    Stop,
    Quotation,
    Other,
}

impl Class {
    pub(super) const COUNT: usize = 6;
}

/// One unit with its attributes, hashed where they are words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub from: usize,
    pub to: usize,
    pub class: Class,
    /// The word in small letters, hashed; for a quotation its size and end.
    pub word: u32,
    pub prefix: u32,
    pub suffix3: u32,
    pub suffix2: u32,
    pub shape: u32,
    /// Its part of speech, as far as the lexicon and its neighbours tell.
    pub tag: u32,
    pub frames: u32,
    /// What the rules label it, and by which pattern.
    pub rule: u8,
    pub pattern: u8,
    pub sentence: u32,
    /// Its place from the start of its sentence.
    pub place: u32,
    /// How often the rules found its word in a source or cue elsewhere in the article, at most 3.
    pub known: u8,
    /// How often the training labels say its word is part of a cue, in steps from 0; set by the model.
    pub strength: u8,
}

/// A paragraph of more units than this is cut after the sentence, so that memory stays small.
const LONGEST: usize = 2_000;

/// An article cut into units.
#[derive(Debug)]
pub(super) struct Article<'t> {
    pub tokens: Tokens<'t>,
    pub marks: Marks,
    pub found: Vec<Found>,
    pub units: Vec<Unit>,
    /// Where each paragraph starts and ends, in units.
    pub paragraphs: Vec<(usize, usize)>,
    pub boilerplate: Vec<bool>,
    /// For each token, the unit it lies in.
    pub unit_of: Vec<u32>,
}

/// A map from hashes to what is counted of them; hashes need no hashing.
pub(super) type Counter<T> =
    std::collections::HashMap<u32, T, std::hash::BuildHasherDefault<Plain>>;

/// Spreads a number that is a hash already over the bits that a map looks at.
#[derive(Default)]
pub(super) struct Plain(u64);

impl std::hash::Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.0 = (self.0 ^ u64::from(value))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29);
    }
}

/// Mixes a value into a hash.
pub(super) const fn mix(hash: u32, value: u32) -> u32 {
    let mixed = (hash ^ value).wrapping_mul(0x9e37_79b1);
    mixed ^ (mixed >> 15)
}

/// Hashes bytes, the case of ASCII letters making no difference.
pub(super) fn hash_word(bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in bytes {
        let byte = byte.to_ascii_lowercase();
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash ^ (hash >> 15)
}

impl<'t> Article<'t> {
    /// Reads a text and runs the rules over it.
    pub(super) fn read(text: &'t str, body: Option<Span>, language: Option<Language>) -> Self {
        let body = body.unwrap_or(Span::new(0, text.len()));
        let language = language.unwrap_or_else(|| Language::guess(text));
        let tokens = Tokens::new(text, body, Lexicon::of(language));
        let marks = Marks::new(&tokens, language.has_dialogue_dash());
        let found = rules::find(&tokens, &marks);
        let boilerplate = boilerplate::paragraphs(&tokens);
        let mut article = Self {
            units: Vec::with_capacity(tokens.list.len()),
            paragraphs: Vec::new(),
            unit_of: vec![0; tokens.list.len()],
            tokens,
            marks,
            found,
            boilerplate,
        };
        article.cut();
        article.apply_rules();
        article.remember();
        article
    }

    /// Tells whether a token is the mark that opens a quotation.
    pub(super) fn opens(&self, token: usize) -> bool {
        matches!(self.tokens.kind(token), TokenKind::Mark | TokenKind::Dash)
            && self.marks.at(token).is_some_and(|r| r.open == token)
    }

    /// Finds what the rules have from a medium with this cue in this paragraph.
    pub(super) fn through(&self, paragraph: usize, cue: Option<Range>) -> Option<&Found> {
        let from = self.found.partition_point(|f| f.paragraph < paragraph);
        self.found[from..]
            .iter()
            .take(MOST_RULES)
            .take_while(|f| f.paragraph == paragraph)
            .find(|f| f.cue == cue && !f.via.is_empty())
    }

    fn cut(&mut self) {
        let mut view = View::new(&self.tokens, &self.marks);
        let mut sentence = 0;
        for paragraph in &self.tokens.paragraphs {
            let mut first = self.units.len();
            let mut at = paragraph.start;
            while at < paragraph.end {
                at = view.fill(at, paragraph.end);
                open_up(&mut view);
                for index in 0..view.len() {
                    let unit = read_unit(&view, index, sentence);
                    let number = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
                    self.unit_of[unit.from..unit.to].fill(number);
                    self.units.push(unit);
                }
                sentence += 1;
                if self.units.len() - first >= LONGEST || at >= paragraph.end {
                    self.paragraphs.push((first, self.units.len()));
                    first = self.units.len();
                }
            }
        }
    }

    fn apply_rules(&mut self) {
        for found in &self.found {
            let pattern = found.pattern as u8 + 1;
            for range in &found.content {
                put_rule(
                    &mut self.units,
                    &self.unit_of,
                    *range,
                    label::CONTENT,
                    pattern,
                );
            }
        }
        for found in &self.found {
            let pattern = found.pattern as u8 + 1;
            if let Some(range) = found.source {
                put_rule(
                    &mut self.units,
                    &self.unit_of,
                    range,
                    label::SOURCE,
                    pattern,
                );
            }
            if let Some(range) = found.cue {
                put_rule(&mut self.units, &self.unit_of, range, label::CUE, pattern);
            }
        }
    }

    /// Counts, for each word, how often the rules found it in a source or a cue.
    fn remember(&mut self) {
        let mut counts: Counter<u8> = Counter::default();
        let wanted = |u: &Unit| {
            matches!(
                (label::sort(u.rule), u.class),
                (label::SOURCE, Class::Name) | (label::CUE, Class::Word)
            )
        };
        for unit in self.units.iter().filter(|u| wanted(u)) {
            let count = counts.entry(unit.word).or_default();
            *count = count.saturating_add(1).min(4);
        }
        for unit in &mut self.units {
            let own = u8::from(wanted(unit));
            unit.known = counts.get(&unit.word).map_or(0, |c| (*c - own).min(3));
        }
    }

    /// Gives the units that a range of tokens touches.
    pub(super) fn units_of(&self, (from, to): (usize, usize)) -> (usize, usize) {
        range_of(&self.unit_of, (from, to))
    }

    /// Gives the tokens of a range of units, which is not empty.
    pub(super) fn tokens_of(&self, (from, to): (usize, usize)) -> (usize, usize) {
        match (
            self.units.get(from),
            to.checked_sub(1).and_then(|l| self.units.get(l)),
        ) {
            (Some(a), Some(b)) => (a.from, b.to),
            _ => (0, 0),
        }
    }

    /// Tells whether a paragraph of the text is no part of the news.
    pub(super) fn is_boilerplate(&self, paragraph: usize) -> bool {
        self.boilerplate.get(paragraph).copied().unwrap_or(false)
    }
}

/// Takes apart the long quotations that nothing closes: often whole paragraphs of somebody else's article or transcript,
/// with statements inside them.
fn open_up(view: &mut View<'_, '_>) {
    const SHORT: usize = 8;
    let opens = |view: &View<'_, '_>, at: usize| {
        view.region(at)
            .is_some_and(|r| !r.closed && r.words > SHORT)
    };
    if !(0..view.len()).any(|at| opens(view, at)) {
        return;
    }
    let mut units = Vec::with_capacity(view.len() * 2);
    for at in 0..view.len() {
        let unit = view.units[at];
        if !opens(view, at) {
            units.push(unit);
            continue;
        }
        for token in unit.from..unit.to {
            let kind = match view.tokens.kind(token) {
                TokenKind::Mark => TokenKind::Other,
                kind => kind,
            };
            units.push(crate::text::view::Unit {
                from: token,
                to: token + 1,
                kind,
                shape: view.tokens.list[token].shape,
                entry: view.tokens.entry(token),
            });
        }
    }
    view.units = units;
}

fn range_of(unit_of: &[u32], (from, to): (usize, usize)) -> (usize, usize) {
    match (
        unit_of.get(from),
        to.checked_sub(1).and_then(|l| unit_of.get(l)),
    ) {
        (Some(a), Some(b)) if a <= b => (*a as usize, *b as usize + 1),
        _ => (0, 0),
    }
}

fn put_rule(units: &mut [Unit], unit_of: &[u32], range: (usize, usize), sort: u8, pattern: u8) {
    let (from, to) = range_of(unit_of, range);
    for (index, unit) in units
        .get_mut(from..to)
        .unwrap_or_default()
        .iter_mut()
        .enumerate()
    {
        unit.rule = sort + u8::from(index > 0);
        unit.pattern = pattern;
    }
}

fn read_unit(view: &View<'_, '_>, index: usize, sentence: u32) -> Unit {
    let unit = view.units[index];
    let bytes = view.tokens.str(unit.from).as_bytes();
    let class = match unit.kind {
        TokenKind::Mark => Class::Quotation,
        TokenKind::Word | TokenKind::Number if view.name(index) => Class::Name,
        TokenKind::Word | TokenKind::Number => Class::Word,
        TokenKind::Comma => Class::Comma,
        TokenKind::Stop | TokenKind::Ellipsis => Class::Stop,
        _ => Class::Other,
    };
    let mut read = Unit {
        from: unit.from,
        to: unit.to,
        class,
        word: 0,
        prefix: 0,
        suffix3: 0,
        suffix2: 0,
        shape: unit.shape as u32,
        tag: 0,
        frames: unit.entry.verb,
        rule: label::OUT,
        pattern: 0,
        sentence,
        place: u32::try_from(index).unwrap_or(u32::MAX),
        known: 0,
        strength: 0,
    };
    if class == Class::Quotation {
        quotation(view, index, &mut read);
        return read;
    }
    read.word = if unit.kind == TokenKind::Number {
        7
    } else {
        hash_word(bytes)
    };
    let tail = |n: usize| hash_word(&bytes[bytes.len().saturating_sub(n)..]);
    read.suffix3 = tail(3);
    read.suffix2 = tail(2);
    read.prefix = hash_word(&bytes[..bytes.len().min(4)]);
    read.tag = tag(view, index, unit.entry);
    read
}

/// Describes a quotation: its size, how it ends, how it starts.
fn quotation(view: &View<'_, '_>, index: usize, read: &mut Unit) {
    let unit = view.units[index];
    let words = view.region(index).map_or(0, |r| r.words);
    let size = match words {
        0..=3 => words,
        4..=5 => 4,
        6..=9 => 5,
        10..=19 => 6,
        _ => 7,
    };
    let last = (unit.from..unit.to)
        .rev()
        .find(|t| !matches!(view.tokens.kind(*t), TokenKind::Mark | TokenKind::Close));
    let end = last.map_or(9, |t| match view.tokens.kind(t) {
        TokenKind::Comma => 0,
        TokenKind::Stop => 1 + u32::from(view.tokens.str(t) != "."),
        TokenKind::Ellipsis | TokenKind::Dash => 3,
        _ => 4,
    });
    let first = unit.from + 1;
    let capital = u32::from(view.tokens.capital(first));
    let all_capital = (first..unit.to)
        .filter(|t| view.tokens.kind(*t) == TokenKind::Word)
        .all(|t| {
            view.tokens.capital(t) || view.tokens.entry(t).is(lex::PREP | lex::DET | lex::COORD)
        });
    let size = u32::try_from(size).unwrap_or(7);
    read.word = mix(mix(0x51, size), end);
    read.prefix = hash_word(view.tokens.str(first).as_bytes());
    read.suffix3 = mix(mix(0x52, u32::from(size > 4)), end * 2 + capital);
    read.suffix2 = mix(0x53, u32::from(size > 4) * 2 + u32::from(all_capital));
    read.shape = 8 + capital * 2 + u32::from(all_capital);
    read.tag = mix(0x54, u32::from(size > 3));
}

/// Words of grammar, the surest first.
const ORDER: [u64; 14] = [
    lex::BE,
    lex::HAVE,
    lex::DO,
    lex::MODAL,
    lex::NEGATION,
    lex::SUBJECT,
    lex::POSSESSIVE,
    lex::RELATIVE,
    lex::DET,
    lex::COORD,
    lex::SUBORD,
    lex::PREP,
    lex::OBJECT,
    lex::TIME,
];

/// Nouns and adverbs that matter.
const NOUNS: [u64; 6] = [
    lex::TITLE,
    lex::ROLE,
    lex::GROUP,
    lex::BODY,
    lex::SOURCE,
    lex::ADVERB,
];

/// Gives a part of speech, as far as the lexicon, the form and the neighbours tell.
fn tag(view: &View<'_, '_>, index: usize, entry: &Entry) -> u32 {
    let unit = view.units[index];
    match unit.kind {
        TokenKind::Word => {}
        kind => return 100 + kind as u32,
    }
    if view.name(index) {
        return if entry.is(lex::TITLE | lex::ROLE) {
            1
        } else if entry.is(lex::BODY) {
            2
        } else if entry.is(lex::GROUP) {
            3
        } else {
            4
        };
    }
    if let Some(at) = ORDER.iter().position(|f| entry.is(*f)) {
        return 10 + u32::try_from(at).unwrap_or(0);
    }
    if view.finite(index) {
        return 30
            + u32::from(entry.form(lex::PAST))
            + 2 * u32::from(entry.verb_is(lex::SAY))
            + 4 * u32::from(entry.verb_is(lex::PLAIN) || entry.verb == 0);
    }
    if let Some(at) = NOUNS.iter().position(|f| entry.is(*f)) {
        return 50 + u32::try_from(at).unwrap_or(0);
    }
    if entry.verb != 0 {
        return 60 + u32::from(entry.forms);
    }
    if entry.noun != 0 || entry.adjective != 0 {
        return 40 + u32::from(entry.noun != 0);
    }
    let word = view.word(index);
    let shape = u32::from(unit.shape != Shape::Lower);
    let ends = ["ly", "ing", "ed", "ion", "s"]
        .iter()
        .position(|s| word.ends_with(s))
        .unwrap_or(7);
    200 + shape * 8 + u32::try_from(ends).unwrap_or(7)
}
