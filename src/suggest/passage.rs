//! What the engine knows of one passage while a person labels it: its quotations, how much of a quote stands in them,
//! and who speaks in the middle of a quote swept over in one go.
//!
//! Only the paragraphs around the passage are read, so that it costs the same in a note and in a book.

mod ends;

pub use ends::{Way, end_by_word, start_by_word};

use super::{Options, Suggestion, suggest};
use crate::model::codebook::{Codebook, Speaker};
use crate::model::project::{Marks as MarksPolicy, Policy, Split};
use crate::model::span::{self, Span, without};
use crate::model::statement::Kind;
use crate::model::text::Text;
use crate::text::lexicon::{
    COORD, DET, Language, Lexicon, PARTICLE, PREP, RELATIVE, ROLE, SUBORD, TITLE,
};
use crate::text::lines::Lines;
use crate::text::marks::Marks;
use crate::text::names::People;
use crate::text::token::{Tokens, is_mark};

/// How far from a passage text is read, in bytes.
const REACH: usize = 8 * 1024;

/// How far from a quote the mention of its speaker may stand, in bytes.
const MENTION_REACH: usize = 160;

/// Represents what frames a quote: the words that attribute it, and those that name its speaker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The words that attribute.
    pub cue: Option<Span>,
    /// The words that name the speaker.
    pub mention: Option<Span>,
}

/// Returns the quotation that holds the byte offset `byte`, its marks included, else the sentence.
pub fn at(text: &Text, byte: usize) -> Span {
    let found = quotations(text, Span::new(byte, byte));
    let holds = |span: &&Span| span.contains(byte) || span.end == byte;
    found
        .iter()
        .find(holds)
        .copied()
        .unwrap_or_else(|| sentence(text, byte))
}

/// Returns the sentence that holds a byte, over the line ends within its paragraph.
fn sentence(text: &Text, byte: usize) -> Span {
    let paragraph = around(text, Span::new(byte, byte));
    let shown = text.slice(paragraph);
    if !shown.contains('\n') {
        return text.sentence_at(byte);
    }
    let unwrapped = Text::new(shown.replace(['\n', '\r'], " "));
    let found = unwrapped.sentence_at(byte.saturating_sub(paragraph.start));
    Span::new(paragraph.start + found.start, paragraph.start + found.end)
}

/// Returns how much of a quote stands in quotation marks: at least nine tenths of its letters, some, or none.
pub fn kind(text: &Text, quote: &[Span]) -> Kind {
    Kinds::new(text).kind(quote)
}

/// Answers [`kind`] for many quotes of one text, whose quotations are looked for once where the passages allow it.
#[derive(Debug)]
pub struct Kinds<'t> {
    text: &'t Text,
    /// The stretch that was looked at last, and its quotations.
    known: Option<(Span, Vec<Span>)>,
}

impl<'t> Kinds<'t> {
    /// Knows nothing of a text yet.
    pub fn new(text: &'t Text) -> Self {
        Self { text, known: None }
    }

    /// Returns what [`kind`] does.
    pub fn kind(&mut self, quote: &[Span]) -> Kind {
        let (Some(first), Some(last)) = (quote.first(), quote.last()) else {
            return Kind::Indirect;
        };
        let body = around(self.text, Span::new(first.start, last.end));
        let quoted = match self.known.take() {
            Some((known, quoted)) if known == body => quoted,
            _ => quotations_in(self.text, body),
        };
        let kind = kind_among(self.text, quote, &quoted);
        self.known = Some((body, quoted));
        kind
    }
}

/// Returns how much of a quote stands in these quotations.
fn kind_among(text: &Text, quote: &[Span], quoted: &[Span]) -> Kind {
    let count = |span: Span| {
        text.slice(span)
            .chars()
            .filter(|char| char.is_alphanumeric())
            .count()
    };
    let all: usize = quote.iter().copied().map(count).sum();
    let inside: usize = span::shared(quote, quoted).map(count).sum();
    match inside {
        0 => Kind::Indirect,
        inside if inside * 10 >= all * 9 => Kind::Direct,
        _ => Kind::Mixed,
    }
}

/// Returns the quotes that a selection means under a project's policy, and what frames them.
///
/// A selection over several quotations of one speaker with the attribution between them gives those as the spans of one
/// quote (or as several quotes), with the cue and the speaker's mention taken from the middle. An attribution that the
/// engine sees before the first words of a quotation, or behind its last, is taken off and framed as well. Any other
/// selection is one quote, as it was selected.
pub fn sweep(text: &Text, selection: Span, policy: &Policy) -> (Vec<Vec<Span>>, Frame) {
    let whole = |spans: Vec<Span>| -> Vec<Span> {
        spans
            .into_iter()
            .map(|span| marked(text, span, policy.marks))
            .collect()
    };
    let as_selected = || (vec![whole(vec![selection])], Frame::default());
    let all = quotations(text, selection);
    let within = |part: Span| -> Vec<Span> {
        let parts = all.iter().filter_map(|span| span.intersection(part));
        parts.collect()
    };
    let quoted = within(selection);
    let (Some(first), Some(last)) = (quoted.first(), quoted.last()) else {
        return as_selected();
    };
    let covers_ends = is_bare(text, Span::new(selection.start, first.start))
        && is_bare(text, Span::new(last.end, selection.end));
    if quoted.len() < 2 && covers_ends {
        return as_selected();
    }
    let found = suggestions(text, selection);
    let (inner, at_end) = without_ends(text, &found, selection);
    let quoted = within(inner);
    let gaps: Vec<Span> = quoted
        .windows(2)
        .map(|pair| Span::new(pair[0].end, pair[1].start))
        .collect();
    let in_middle = attribution(&found, |span| gaps.iter().any(|gap| gap.covers(span)));
    let frame = match (&in_middle, &at_end) {
        // Two attributions: one speaker who goes on, or two whose words are not one statement.
        (Some((_, Some(middle))), Some((_, Some(end)))) if middle != end => return as_selected(),
        (Some(known), _) | (None, Some(known)) => known.0,
        (None, None) => Frame::default(),
    };
    let ends_are_bare = match (quoted.first(), quoted.last()) {
        (Some(first), Some(last)) => {
            is_bare(text, Span::new(inner.start, first.start))
                && is_bare(text, Span::new(last.end, inner.end))
        }
        _ => false,
    };
    // Where no attribution is known in the middle, what lies there may belong to the quote.
    let is_known = in_middle.is_some() || gaps.iter().all(|gap| is_bare(text, *gap));
    if gaps.is_empty() || !ends_are_bare || !is_known {
        return (
            vec![whole(vec![text.trim(inner)])],
            at_end.map_or(Frame::default(), |end| end.0),
        );
    }
    let spans = whole(quoted);
    let means = match policy.split {
        Split::One => vec![spans],
        Split::Several => spans.into_iter().map(|span| vec![span]).collect(),
    };
    (means, frame)
}

/// Returns the mention of a speaker beside a quote: a name, alias or surname of theirs in the quote's paragraph, close to it and
/// in no quotation.
pub fn mention_beside(text: &Text, quote: &[Span], speaker: &Speaker) -> Option<Span> {
    let (first, last) = (quote.first()?, quote.last()?);
    let extent = Span::new(first.start, last.end);
    let from = text
        .paragraph_at(extent.start)
        .start
        .max(text.floor(extent.start.saturating_sub(MENTION_REACH)));
    let upto = text
        .paragraph_at(extent.end)
        .end
        .min(text.floor(extent.end + MENTION_REACH));
    let quoted = quotations(text, extent);
    let mut around = without(
        &[Span::new(from, upto.max(from))],
        Span::new(extent.start, extent.start),
    );
    for span in quote.iter().chain(&quoted) {
        around = without(&around, *span);
    }
    let surname = speaker
        .name
        .rsplit(' ')
        .next()
        .filter(|word| word.starts_with(char::is_uppercase));
    let full = std::iter::once(&speaker.name).chain(&speaker.aliases);
    let mut names: Vec<&str> = full.map(String::as_str).chain(surname).collect();
    names.retain(|name| name.len() > 2);
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let is_whole = |span: Span| text.snap_to_words(span) == span;
    names.into_iter().find_map(|name| {
        let places = around.iter().flat_map(|part| {
            let found = text.slice(*part).match_indices(name);
            found.map(|(at, name)| Span::new(part.start + at, part.start + at + name.len()))
        });
        places
            .filter(|span| is_whole(*span))
            .min_by_key(|span| distance(*span, extent))
    })
}

/// Returns the registry's entry for a mention: a name or alias that is just that, whatever the case of its letters, else
/// the only entry whose name ends in it, else the only one that it names after a title or a description: `foreign
/// minister Anna Berg`. Who is named after a preposition is somebody else: `a spokesman for Anna Berg`.
pub fn resolve<'a>(codebook: &'a Codebook, mention: &str) -> Option<&'a Speaker> {
    let wanted = mention.trim().to_lowercase();
    if wanted.is_empty() {
        return None;
    }
    let found = same(codebook, &wanted)
        .or_else(|| surnamed(codebook, &wanted))
        .or_else(|| described(codebook, mention.trim()))?;
    // A name of an entry that was merged away names what it became.
    let current = codebook.current_speaker(&found.id);
    codebook.speaker(current).or(Some(found))
}

/// Finds the entry of which a name or alias is just the words wanted, in lower case.
fn same<'a>(codebook: &'a Codebook, wanted: &str) -> Option<&'a Speaker> {
    let is_same = |speaker: &&Speaker| names(speaker).any(|name| name.to_lowercase() == wanted);
    codebook.speakers.iter().find(is_same)
}

/// Finds the only entry whose name ends in the words wanted, in lower case.
fn surnamed<'a>(codebook: &'a Codebook, wanted: &str) -> Option<&'a Speaker> {
    let ends = |speaker: &&Speaker| is_tail(&speaker.name.to_lowercase(), wanted);
    let mut found = codebook.offered_speakers().filter(ends);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Finds the only entry that a mention names after a title or a description.
fn described<'a>(codebook: &'a Codebook, mention: &str) -> Option<&'a Speaker> {
    let lower = mention.to_lowercase();
    // Entries like `the minister` are descriptions themselves: `prime minister` is another.
    let is_name = |name: &&String| !name.starts_with(char::is_lowercase);
    let named = |speaker: &'a Speaker| {
        let tails = names(speaker)
            .filter(is_name)
            .map(|name| name.to_lowercase());
        let longest = tails
            .filter(|name| is_tail(&lower, name))
            .map(|name| name.len())
            .max();
        longest.map(|length| (length, speaker))
    };
    let found: Vec<(usize, &Speaker)> = codebook.offered_speakers().filter_map(named).collect();
    if let Some(longest) = found.iter().map(|(length, _)| *length).max() {
        let words = mention.split_whitespace().count();
        let mut best = found.iter().filter(|(length, _)| *length == longest);
        let (Some((_, only)), None) = (best.next(), best.next()) else {
            return None;
        };
        let of_name = lower.get(lower.len() - longest..).unwrap_or_default();
        let before = words.saturating_sub(of_name.split_whitespace().count());
        return is_description(mention.split_whitespace().take(before)).then_some(*only);
    }
    // `Foreign Minister Berg`, but not `Maria Berg`.
    let words: Vec<&str> = mention.split_whitespace().collect();
    let last = words.iter().rposition(|word| is_title(word))?;
    let name = words.get(last + 1..)?.join(" ").to_lowercase();
    if name.is_empty() || !is_description(words[..=last].iter().copied()) {
        return None;
    }
    same(codebook, &name).or_else(|| surnamed(codebook, &name))
}

/// Lists a speaker's name and aliases.
fn names(speaker: &Speaker) -> impl Iterator<Item = &String> {
    std::iter::once(&speaker.name).chain(&speaker.aliases)
}

/// Tells whether `tail` is the last words of `whole`, and not all of it.
fn is_tail(whole: &str, tail: &str) -> bool {
    let rest = whole.strip_suffix(tail);
    !tail.is_empty() && rest.is_some_and(|rest| rest.ends_with(char::is_whitespace))
}

/// Tells whether words before a name describe its bearer, and nobody else who belongs to them. After `of` a name may
/// stand only behind what the description is of: `head of the Intelligence Service Anna Berg`.
fn is_description<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let words: Vec<&str> = words.collect();
    let last_is_title = words.last().is_some_and(|word| is_title(word));
    let after_of = |at: usize| {
        let rest = words.get(at + 1..).unwrap_or_default();
        !last_is_title && rest.iter().any(|word| !is(word, DET))
    };
    words.iter().enumerate().all(|(at, word)| {
        let word = word.trim_matches(|char: char| !char.is_alphanumeric());
        match word.to_lowercase().as_str() {
            "of" | "von" | "de" | "du" | "des" | "del" | "der" | "la" => after_of(at),
            _ => is(word, DET) || !is(word, PREP | COORD | SUBORD | RELATIVE),
        }
    })
}

/// Tells whether a word is a title or a role, or one in lower case, which is no part of a name.
fn is_title(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && !is(word, PARTICLE) || is(word, TITLE | ROLE)
}

/// Tells whether a word is any of these in a language that the engine has words of.
fn is(word: &str, flags: u64) -> bool {
    let lower = word.to_lowercase();
    Language::ALL.into_iter().any(|language| {
        let lexicon = Lexicon::of(language);
        lexicon.entry(lexicon.find(&lower)).is(flags)
    })
}

/// Represents somebody whom a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The fullest form of the name near the passage.
    pub name: String,
    /// How far the nearest mention is from the passage, in bytes; nothing for who says the passage.
    pub distance: usize,
    /// Whether the engine has them say something.
    pub speaks: bool,
}

/// Returns whom the text names within `reach` bytes of a passage: who speaks there first, then people named in full; of
/// each the nearest first.
pub fn named(text: &Text, passage: Span, reach: usize) -> Vec<Named> {
    let body = paragraphs_around(text, passage, reach);
    let options = Options {
        body: Some(body),
        ..Options::default()
    };
    let mut all: Vec<Named> = Vec::new();
    let mut note = |name: &str, distance: usize, speaks: bool| match all
        .iter_mut()
        .find(|known| known.name == name)
    {
        Some(known) => {
            known.distance = known.distance.min(distance);
            known.speaks |= speaks;
        }
        None => all.push(Named {
            name: name.to_owned(),
            distance,
            speaks,
        }),
    };
    for found in suggest(text, &options) {
        if let (Some(name), Some(mention)) = (&found.name, found.mention)
            && name.starts_with(char::is_uppercase)
        {
            let says_it = found.quote.iter().any(|span| span.overlaps(passage));
            let distance = distance(mention, passage);
            note(name, if says_it { 0 } else { distance }, true);
        }
    }
    let language = Language::guess(text.slice(body));
    let tokens = Tokens::new(text, body, Lexicon::of(language));
    for (name, mention) in People::read(&tokens).mentioned(&tokens) {
        note(name, distance(mention, passage), false);
    }
    all.sort_by(|a, b| (!a.speaks, a.distance, &a.name).cmp(&(!b.speaks, b.distance, &b.name)));
    all
}

/// Returns the places of a name in a text where it stands as whole words: `UN` not within `SUNDAY`.
pub fn whole_words<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let found = text.match_indices(name).map(|(at, _)| at);
    found.filter(move |at| {
        !is_letter(text[..*at].chars().next_back())
            && !is_letter(text[at + name.len()..].chars().next())
    })
}

/// Returns the quotations in and around a passage that lie in no other, their marks included, in order.
pub fn quotations(text: &Text, passage: Span) -> Vec<Span> {
    quotations_in(text, around(text, passage))
}

fn quotations_in(text: &Text, body: Span) -> Vec<Span> {
    let language = Language::guess(text.slice(body));
    let tokens = Tokens::new(text, body, Lexicon::of(language));
    let marks = Marks::new(&tokens, language.has_dialogue_dash());
    let mut found: Vec<Span> = marks
        .regions
        .iter()
        .map(|region| marks.span(&tokens, region))
        .collect();
    found.sort_unstable();
    found
}

/// Returns what the engine finds in a selection.
fn suggestions(text: &Text, selection: Span) -> Vec<Suggestion> {
    let options = Options {
        body: Some(around(text, selection)),
        ..Options::default()
    };
    let mut found = suggest(text, &options);
    found.retain(|found| found.quote.iter().any(|span| span.overlaps(selection)));
    found
}

/// An attribution, and the name that the engine gives its speaker.
type Attribution = (Frame, Option<String>);

/// Returns the first cue and the first mention that lie where `is_there` says, with the speaker's name.
fn attribution(found: &[Suggestion], is_there: impl Fn(Span) -> bool) -> Option<Attribution> {
    let mut frame = Frame::default();
    let mut name = None;
    for found in found {
        let cue = found.cue.filter(|cue| is_there(*cue));
        let mention = found.mention.filter(|mention| is_there(*mention));
        if cue.or(mention).is_some() {
            name = name.or_else(|| found.name.clone());
        }
        frame.cue = frame.cue.or(cue);
        frame.mention = frame.mention.or(mention);
    }
    (frame != Frame::default()).then_some((frame, name))
}

/// Takes an attribution off the start or the end of a selection: cue and mention both lie there, and nothing that is said.
fn without_ends(text: &Text, found: &[Suggestion], selection: Span) -> (Span, Option<Attribution>) {
    let said = |part: Span| {
        let mut spans = found.iter().flat_map(|found| &found.quote);
        spans.any(|span| span.overlaps(part))
    };
    for one in found {
        let (Some(cue), Some(mention), Some(first), Some(last)) =
            (one.cue, one.mention, one.quote.first(), one.quote.last())
        else {
            continue;
        };
        let ends = [
            (
                Span::new(selection.start, first.start.max(selection.start)),
                Span::new(first.start, selection.end.max(first.start)),
            ),
            (
                Span::new(last.end.min(selection.end), selection.end),
                Span::new(selection.start.min(last.end), last.end),
            ),
        ];
        for (end, rest) in ends {
            // A word or two in marks behind the attribution may be the rest of the quote.
            let has_marks = text.slice(end).contains(is_quotation_mark);
            if end.covers(cue) && end.covers(mention) && !said(end) && !has_marks {
                let frame = Frame {
                    cue: Some(cue),
                    mention: Some(mention),
                };
                return (rest, Some((frame, one.name.clone())));
            }
        }
    }
    (selection, None)
}

/// Returns the whole paragraphs around a passage, as far as the reach goes.
fn around(text: &Text, passage: Span) -> Span {
    paragraphs_around(text, passage, REACH)
}

fn paragraphs_around(text: &Text, passage: Span, reach: usize) -> Span {
    let from = text.floor(passage.start.saturating_sub(reach));
    let upto = text.floor(passage.end.saturating_add(reach).min(text.len()));
    let whole = Lines::read(text, passage).paragraph(text, passage);
    Span::new(whole.start.max(from), whole.end.min(upto))
}

/// Tells whether a character is a quotation mark that is no apostrophe.
fn is_quotation_mark(char: char) -> bool {
    is_mark(char) && !matches!(char, '\'' | '’' | '‘' | '`')
}

/// Tells whether a stretch holds no letter and no digit.
fn is_bare(text: &Text, span: Span) -> bool {
    !text.slice(span).chars().any(char::is_alphanumeric)
}

/// Returns a span with its outer quotation marks or without, as the policy says.
///
/// Where marks belong to quotes, a span that holds a quotation but for one of its marks, or but for both, gets them.
pub fn marked(text: &Text, span: Span, policy: MarksPolicy) -> Span {
    match policy {
        MarksPolicy::Inside => with_marks(text, span),
        MarksPolicy::Outside => {
            let shown = text.slice(span);
            let start = span.start + (shown.len() - shown.trim_start_matches(is_mark).len());
            let end = start
                + text
                    .slice(Span::new(start, span.end))
                    .trim_end_matches(is_mark)
                    .len();
            if start < end {
                Span::new(start, end)
            } else {
                span
            }
        }
    }
}

/// Takes in the marks of a quotation that a span holds but for them.
fn with_marks(text: &Text, span: Span) -> Span {
    let mut out = span;
    for quotation in quotations(text, span) {
        let is_missing =
            |gap: Span| !gap.is_empty() && is_bare(text, gap) && text.slice(gap).contains(is_mark);
        let before = Span::new(
            quotation.start,
            span.start.clamp(quotation.start, quotation.end),
        );
        let behind = Span::new(
            span.end.clamp(quotation.start, quotation.end),
            quotation.end,
        );
        if is_bare(text, before) && is_bare(text, behind) {
            if is_missing(before) {
                out.start = quotation.start;
            }
            if is_missing(behind) {
                out.end = quotation.end;
            }
        }
    }
    out
}

fn distance(a: Span, b: Span) -> usize {
    if a.end <= b.start {
        b.start - a.end
    } else {
        a.start.saturating_sub(b.end)
    }
}

#[cfg(test)]
mod tests;
