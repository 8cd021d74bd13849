//! Suggestions: the quotes, cues and speakers that an engine finds in an article. `cue` and `speaker` know verb groups and
//! noun phrases, `rules` puts them together (with `closing`, `opening`, `according`, `relayed`, `incise`, `bounds` and
//! `turns`), `resolve` turns mentions into full names. `engine` is what the rest of the program asks: the rules, or what
//! was learned (`learn`). `passage` answers for one place of a text, and for editing and importing too; `topics` proposes
//! targets and stances; `proposal` is what a person meets. How a text is read, in tokens, quotations and sentences, is
//! [`text`](crate::text)'s. Everything is linear in the text and remembers nothing between articles. Offsets are bytes.

mod according;
mod bodies;
mod bounds;
mod closing;
pub mod cue;
pub mod engine;
mod incise;
pub mod learn;
mod opening;
mod paragraphs;
pub mod passage;
mod predicate;
pub mod proposal;
mod relayed;
pub mod resolve;
pub mod rules;
pub mod score;
pub mod speaker;
pub mod topics;
mod turns;

use crate::model::span::Span;
use crate::model::statement::Kind;
use crate::text::boilerplate;
use crate::text::lexicon::{Language, Lexicon};
use crate::text::marks::Marks;
use crate::text::token::{TokenKind, Tokens};
use resolve::Resolver;
use rules::Found;

/// One statement that the engine proposes.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// What is said, one span or more, in order, quotation marks included.
    pub quote: Vec<Span>,
    /// How much of it stands in quotation marks.
    pub kind: Kind,
    /// The words that attribute it.
    pub cue: Option<Span>,
    /// The words that name the speaker.
    pub mention: Option<Span>,
    /// The speaker's fullest name in the article or the registry.
    pub name: Option<String>,
    /// What the article calls the speaker beside that name: `maths teacher`.
    pub role: Option<String>,
    /// Who the article has it from, outermost first: where they are named, and how.
    pub via: Vec<(Option<Span>, String)>,
    /// How often suggestions of this sort are right, from 0 to 1.
    pub score: f32,
    /// Why it is suggested: `said + name`.
    pub why: String,
}

/// What the engine is told beside the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The part of the text to look at, in bytes; all of it when nothing is given.
    pub body: Option<Span>,
    /// The text's language; guessed when nothing is given.
    pub language: Option<Language>,
    /// Speakers already known: a name, and its aliases.
    pub registry: &'a [(String, Vec<String>)],
}

/// Finds the statements of a text, in order of position.
#[must_use]
pub fn suggest(text: &str, options: &Options<'_>) -> Vec<Suggestion> {
    let body = options.body.unwrap_or(Span::new(0, text.len()));
    let language = options
        .language
        .unwrap_or_else(|| Language::guess(text.get(body.start..body.end).unwrap_or_default()));
    let mut all = Vec::new();
    for part in blocks(text, body) {
        block(text, part, language, options, &mut all);
    }
    all
}

/// No more than this is looked at in one go, in bytes, so that memory stays small whatever comes; no article reaches it.
const BLOCK: usize = 500_000;

/// Cuts the part of a text that is looked at into blocks, in order; one for anything of an article's size.
pub fn blocks(text: &str, body: Span) -> impl Iterator<Item = Span> {
    let mut start = body.start;
    std::iter::from_fn(move || {
        let end = (start < body.end).then(|| block_end(text, start, body.end))?;
        let block = Span::new(start, end);
        start = end;
        Some(block)
    })
}

/// Finds where the block that starts at `start` ends: with its last paragraph, else its last word.
fn block_end(text: &str, start: usize, end: usize) -> usize {
    if end - start <= BLOCK {
        return end;
    }
    let bytes = text.as_bytes();
    let (low, high) = (start + BLOCK / 2, start + BLOCK);
    let window = &bytes[low..high];
    let cut = window
        .iter()
        .rposition(|b| *b == b'\n')
        .or_else(|| window.iter().rposition(|b| *b == b' '))
        .map_or(high, |at| low + at + 1);
    (cut..end)
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(end)
}

/// Finds the statements of one block.
fn block(
    text: &str,
    body: Span,
    language: Language,
    options: &Options<'_>,
    all: &mut Vec<Suggestion>,
) {
    let tokens = Tokens::new(text, body, Lexicon::of(language));
    let marks = Marks::new(&tokens, language.has_dialogue_dash());
    let mut found = rules::find(&tokens, &marks);
    paragraphs::join(&marks, &mut found);
    let boilerplate = boilerplate::paragraphs(&tokens);
    found.retain(|f| !boilerplate.get(f.paragraph).copied().unwrap_or(false));
    found.sort_by_key(|f| (f.content.first().copied(), f.cue));
    all.append(&mut name_all(&tokens, &marks, &found, options));
}

/// Turns attributions into suggestions, naming their speakers in the order of the text.
fn name_all(
    tokens: &Tokens<'_>,
    marks: &Marks,
    found: &[Found],
    options: &Options<'_>,
) -> Vec<Suggestion> {
    let mut resolver = Resolver::new(tokens, marks, options.registry);
    let chain = resolve::chain(tokens);
    let links: Vec<(Option<Span>, String)> = chain
        .iter()
        .flat_map(|c| &c.1)
        .map(|r| {
            let span = tokens.span(r.0, r.1);
            (Some(span), on_one_line(tokens.slice(span)))
        })
        .collect();
    let mut order: Vec<usize> = (0..found.len()).collect();
    // Pronouns look back from where they stand, which for `“…,” she said` is after the quotation.
    order.sort_by_key(|i| {
        found[*i]
            .source
            .or(found[*i].cue)
            .or(found[*i].content.first().copied())
    });
    let mut names: Vec<Option<String>> = vec![None; found.len()];
    let mut heard = false;
    for index in order {
        if let Some((from, _)) = &chain
            && !heard
            && found[index].content.first().is_some_and(|c| c.0 >= *from)
        {
            heard = true;
            if let Some(last) = links.last() {
                resolver.hear_from(&last.1);
            }
        }
        names[index] = resolver.name(&found[index]);
    }
    let mut all = Vec::with_capacity(found.len());
    for (f, name) in found.iter().zip(names) {
        let after = chain
            .as_ref()
            .is_some_and(|c| f.content.first().is_some_and(|x| x.0 >= c.0));
        let mut via: Vec<(Option<Span>, String)> = if after {
            links
                .iter()
                .filter(|l| Some(&l.1) != name.as_ref())
                .cloned()
                .collect()
        } else {
            Vec::new()
        };
        via.extend(f.via.iter().map(|words| {
            let span = tokens.span(words.0, words.1);
            (Some(span), on_one_line(tokens.slice(span)))
        }));
        all.push(Suggestion {
            quote: disjoint(f.content.iter().map(|c| tokens.span(c.0, c.1))),
            kind: kind(tokens, marks, &f.content),
            cue: f.cue.map(|c| tokens.span(c.0, c.1)),
            mention: f.source.map(|c| tokens.span(c.0, c.1)),
            role: name
                .as_deref()
                .and_then(|name| resolver.role(name))
                .map(on_one_line),
            name,
            via,
            score: score::score(tokens, f),
            why: score::why(tokens, f),
        });
    }
    all
}

/// Returns words with one space between them, however they were wrapped.
fn on_one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Joins spans that lie over one another, as the two halves of a quote do where marks are out of order.
fn disjoint(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start < last.end => {
                *last = Span::new(last.start.min(span.start), last.end.max(span.end));
            }
            _ => out.push(span),
        }
    }
    out
}

/// Says how much of some ranges of tokens stands in quotation marks.
fn kind(tokens: &Tokens<'_>, marks: &Marks, content: &[(usize, usize)]) -> Kind {
    let (mut inside, mut all) = (0_usize, 0_usize);
    for at in content.iter().flat_map(|c| c.0..c.1) {
        if matches!(tokens.kind(at), TokenKind::Word | TokenKind::Number) {
            all += 1;
            inside += usize::from(marks.at(at).is_some());
        }
    }
    match inside {
        0 => Kind::Indirect,
        n if n == all => Kind::Direct,
        _ => Kind::Mixed,
    }
}

#[cfg(test)]
mod tests;
