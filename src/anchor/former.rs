//! The text that was annotated, where today's is another: kept under its hash, or guessed from today's and proven by it.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

use super::letters::{Place, Side, is_invisible, places_in};
use crate::format::sidecar::ParsedSidecar;
use crate::model::sidecar::ArticleRef;
use crate::model::span::{Anchored, Span};
use crate::model::statement::Statement;
use crate::model::text::Text;

/// Finds a text that was kept under its hash.
pub type Kept<'a> = &'a dyn Fn(&ArticleRef) -> Option<Text>;

/// Where the spans of a sidecar are in today's text, which has the letters of the one that was annotated.
pub(super) struct Letters {
    former: Text,
    places: HashMap<Place, usize>,
}

impl Letters {
    /// Looks up all spans of a sidecar at once; none if the annotated text is not known or has other letters.
    pub(super) fn of(parsed: &ParsedSidecar, today: &Text, kept: Kept<'_>) -> Option<Self> {
        let annotated = &parsed.article;
        let rewritten = || rewritten(today, &annotated.blake3, Some(annotated.chars));
        let former = kept(annotated).or_else(|| rewritten().map(Text::new))?;
        let said = parsed.statements.iter().map(|entry| &entry.said);
        let spans = said.chain(&parsed.rejected).flat_map(Statement::spans);
        let mut places: Vec<Place> = spans
            .filter_map(|span| former.bytes(span.at))
            .flat_map(|span| [(span.start, Side::Start), (span.end, Side::End)])
            .collect();
        places.sort_unstable();
        places.dedup();
        let found = places_in(&former, today, &places)?;
        Some(Self {
            former,
            places: places.into_iter().zip(found).collect(),
        })
    }

    /// Returns where a span is in today's text (bytes).
    pub(super) fn find(&self, span: &Anchored) -> Option<Span> {
        let there = self.former.bytes(span.at)?;
        if !span.text.is_empty() && self.former.get(there) != Some(span.text.as_str()) {
            return None;
        }
        let place = |at, side| self.places.get(&(at, side)).copied();
        let (start, end) = (
            place(there.start, Side::Start)?,
            place(there.end, Side::End)?,
        );
        (start < end).then(|| Span::new(start, end))
    }
}

/// Makes of today's text what programs may have made it from; the hash says which it was, and the length in code points,
/// where it is known, which it was not.
pub(super) fn rewritten(today: &str, blake3: &str, chars: Option<usize>) -> Option<String> {
    const MARK: char = '\u{feff}';
    let lf = || today.replace("\r\n", "\n");
    let trimmed = || today.trim_end_matches(['\n', '\r']).to_owned();
    let makers: [&dyn Fn() -> String; 10] = [
        &lf,
        &|| lf().replace('\n', "\r\n"),
        &|| today.replace('\r', "\n"),
        &|| format!("{}\n", trimmed()),
        &trimmed,
        &|| today.nfc().collect(),
        &|| today.nfd().collect(),
        &|| today.trim_start_matches(MARK).to_owned(),
        &|| format!("{MARK}{today}"),
        &|| today.replace(is_invisible, ""),
    ];
    makers.into_iter().map(|make| make()).find(|text| {
        chars.is_none_or(|chars| text.chars().count() == chars)
            && blake3::hash(text.as_bytes()).to_hex().as_str() == blake3
    })
}
