//! Suggested statements as JSON: a line for each (`onrecord suggest`), or as the `statements` of an article (a stream).
//! `docs/formats.md` describes the fields. Offsets count code points of the article's text; inside they are bytes.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::anchor::Placed;
use crate::model::span::{CharSpan, Span};
use crate::model::statement::Kind;
use crate::model::text::Text;
use crate::suggest::{Suggestion, passage};

/// A half-open range of code points, as JSON has it.
type Range = [usize; 2];

/// One suggested statement as JSON has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Suggested {
    /// Path or id of the article; none where the statement stands in its article's line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<Value>,
    /// What is said.
    pub quote: Vec<Range>,
    /// `direct`, `mixed` or `indirect`.
    #[serde(default)]
    pub kind: Option<KindName>,
    /// The words that attribute it; the first range counts.
    #[serde(default)]
    pub cue: Option<Vec<Range>>,
    /// Who said it.
    #[serde(default)]
    pub speaker: Option<Person>,
    /// Who the article has it from, outermost first.
    #[serde(default)]
    pub via: Vec<Person>,
    /// How often suggestions of this sort are right, from 0 to 1.
    #[serde(default)]
    pub score: Option<f64>,
    /// What suggests it: `rules`, `learned`, or a program's name.
    #[serde(default)]
    pub by: Option<String>,
    /// Why it is suggested.
    #[serde(default)]
    pub why: Option<String>,
    /// What else the line says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What is said of a suggestion for a text whose words changed since.
pub const OTHER_TEXT: &str = "the article is another than when this was suggested";

/// Name of the field that says which text of the article is meant.
const TEXT: &str = "blake3";

impl Suggested {
    /// Says which text the ranges count in, by its BLAKE3.
    pub fn of_text(&mut self, blake3: &str) {
        self.other.insert(TEXT.to_owned(), blake3.into());
    }
}

/// Somebody who is named in an article, as JSON has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The words that name them; the first range counts.
    #[serde(default)]
    pub mention: Option<Vec<Range>>,
    /// The fullest name in the article or the registry.
    #[serde(default)]
    pub name: Option<String>,
}

/// How much of a quote stands in quotation marks, as JSON has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KindName {
    /// All of it.
    Direct,
    /// Part of it.
    Mixed,
    /// None of it.
    Indirect,
}

impl Suggested {
    /// Turns what an engine found into JSON's form. `by` is the engine's name.
    #[must_use]
    fn all(found: Vec<Suggestion>, by: &str, chars: &Chars) -> Vec<Self> {
        let range = |span: Span| [chars.at(span.start), chars.at(span.end)];
        let ranges = |span: Option<Span>| span.map(|span| vec![range(span)]);
        let made = found.into_iter().map(|found| Self {
            article: None,
            quote: found.quote.into_iter().map(range).collect(),
            kind: Some(KindName::from(found.kind)),
            cue: ranges(found.cue),
            speaker: (found.mention.is_some() || found.name.is_some()).then(|| Person {
                mention: ranges(found.mention),
                name: found.name,
            }),
            via: found
                .via
                .into_iter()
                .map(|(mention, name)| Person {
                    mention: ranges(mention),
                    name: Some(name),
                })
                .collect(),
            // Three digits say more than is known.
            score: Some((f64::from(found.score) * 1000.0).round() / 1000.0),
            by: Some(by.to_owned()),
            why: Some(found.why),
            other: Map::new(),
        });
        made.collect()
    }

    /// Turns the statement into a suggestion in bytes of `text`.
    ///
    /// # Errors
    /// A clause that says what is wrong, if offsets lie outside of the text, or a range is empty or turned round.
    pub fn read(&self, text: &Text) -> Result<Suggestion, String> {
        self.check(text.chars_len())?;
        let span = |range: &Range| {
            let [start, end] = *range;
            text.bytes(CharSpan { start, end })
        };
        let first = |ranges: &Option<Vec<Range>>| ranges.as_ref()?.first().and_then(span);
        let mut quote: Vec<Span> = self.quote.iter().filter_map(span).collect();
        quote.sort_unstable();
        let mention = self.speaker.as_ref();
        Ok(Suggestion {
            role: None,
            kind: self
                .kind
                .map_or_else(|| passage::kind(text, &quote), Kind::from),
            quote,
            cue: first(&self.cue),
            mention: mention.and_then(|speaker| first(&speaker.mention)),
            name: mention.and_then(|speaker| speaker.name.clone()),
            via: self
                .via
                .iter()
                .map(|via| (first(&via.mention), via.name.clone().unwrap_or_default()))
                .collect(),
            #[allow(clippy::cast_possible_truncation, reason = "a score has few digits")]
            score: self.score.unwrap_or(1.0) as f32,
            why: self.why.clone().unwrap_or_default(),
        })
    }

    /// Turns a statement whose offsets count in `former` into a suggestion in another text, where `placed` says that its
    /// spans are.
    ///
    /// # Errors
    /// As [`Suggested::read`], and if nothing of the quote is left.
    pub fn read_of(&self, former: &Text, placed: &Placed) -> Result<Suggestion, String> {
        let place = |span: Span| placed.get(span);
        let mut found = self.read(former)?;
        found.quote = found.quote.into_iter().filter_map(place).collect();
        found.cue = found.cue.and_then(place);
        found.mention = found.mention.and_then(place);
        for (mention, _) in &mut found.via {
            *mention = mention.and_then(place);
        }
        if found.quote.is_empty() {
            return Err(OTHER_TEXT.to_owned());
        }
        Ok(found)
    }

    /// Returns its spans in bytes of the text that its offsets count in; none where they mean nothing there.
    pub fn spans(&self, text: &Text) -> Vec<Span> {
        let Ok(found) = self.read(text) else {
            return Vec::new();
        };
        let mentions = found.via.iter().filter_map(|(mention, _)| *mention);
        let spans = found.quote.iter().copied().chain(found.cue);
        spans.chain(found.mention).chain(mentions).collect()
    }

    /// Returns the hash of the text that the ranges count in, if the line says it.
    pub fn text_hash(&self) -> Option<&str> {
        self.other.get(TEXT).and_then(Value::as_str)
    }

    /// Checks every offset against a text of `chars` code points.
    ///
    /// # Errors
    /// A clause that says what is wrong.
    pub fn check(&self, chars: usize) -> Result<(), String> {
        if self.quote.is_empty() {
            return Err("`quote` holds no range".to_owned());
        }
        let people = self.speaker.iter().chain(&self.via);
        let mentions = people.filter_map(|person| person.mention.as_ref());
        let others = self.cue.iter().chain(mentions);
        for [start, end] in std::iter::once(&self.quote).chain(others).flatten() {
            if start >= end {
                return Err(format!(
                    "the range [{start}, {end}] is empty or turned round"
                ));
            }
            if *end > chars {
                return Err(format!(
                    "the range [{start}, {end}] lies outside of the text, which has {chars} characters"
                ));
            }
        }
        if self
            .score
            .is_some_and(|score| !(0.0..=1.0).contains(&score))
        {
            return Err("`score` is not between 0 and 1".to_owned());
        }
        Ok(())
    }
}

impl From<Kind> for KindName {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Direct => Self::Direct,
            Kind::Mixed => Self::Mixed,
            Kind::Indirect => Self::Indirect,
        }
    }
}

impl From<KindName> for Kind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Direct => Self::Direct,
            KindName::Mixed => Self::Mixed,
            KindName::Indirect => Self::Indirect,
        }
    }
}

/// A line that says what is suggested.
#[derive(Clone, Debug)]
pub enum Line {
    /// One statement, which names its article.
    Statement(Box<Suggested>),
    /// An article with all its statements, none of them read yet.
    Article {
        /// The article's id, if the line has one.
        id: Option<Value>,
        /// Each as [`Suggested`] without its article.
        statements: Vec<Value>,
    },
}

/// A line as far as it tells what it is.
#[derive(Deserialize)]
struct LineFields {
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    statements: Option<Vec<Value>>,
    #[serde(default)]
    article: Option<IgnoredAny>,
    #[serde(default)]
    quote: Option<IgnoredAny>,
}

impl Line {
    /// Reads a line.
    ///
    /// # Errors
    /// A clause that says what is wrong, if it is neither.
    pub fn read(line: &[u8]) -> Result<Self, String> {
        let what = |error: serde_json::Error| format!("it is no suggestion: {}", reason(&error));
        let fields: LineFields = serde_json::from_slice(line).map_err(what)?;
        match fields {
            LineFields {
                id,
                statements: Some(statements),
                ..
            } => Ok(Self::Article { id, statements }),
            LineFields {
                article: Some(_),
                quote: Some(_),
                ..
            } => serde_json::from_slice(line)
                .map(Self::Statement)
                .map_err(what),
            _ => Err("it has neither `statements` nor `article` and `quote`".to_owned()),
        }
    }
}

/// Says what serde found wrong, without its line, which is always the first.
#[must_use]
pub fn reason(error: &serde_json::Error) -> String {
    let said = error.to_string();
    match said.split_once(" at line 1 column ") {
        Some((what, "0")) => what.to_owned(),
        Some((what, column)) => format!("{what} (column {column})"),
        None => said,
    }
}

/// Turns what an engine finds in a text, block by block, into JSON's form.
#[derive(Clone, Copy, Debug)]
pub struct Writer<'t> {
    text: &'t str,
    by: &'t str,
    /// How far the text was counted, in bytes and in code points.
    counted: (usize, usize),
}

impl<'t> Writer<'t> {
    /// Begins a text; `by` is the engine's name.
    #[must_use]
    pub fn new(text: &'t str, by: &'t str) -> Self {
        Self {
            text,
            by,
            counted: (0, 0),
        }
    }

    /// Turns what was found in the next block into JSON's form.
    pub fn next(&mut self, found: Vec<Suggestion>) -> Vec<Suggested> {
        let chars = Chars::new(self.text, &found, &mut self.counted);
        Suggested::all(found, self.by, &chars)
    }
}

/// Code points before the offsets that some suggestions have, counted in one pass over the text.
struct Chars(Vec<(usize, usize)>);

impl Chars {
    /// Counts on from where it was counted to, or from the start if a suggestion stands before that.
    fn new(text: &str, found: &[Suggestion], counted: &mut (usize, usize)) -> Self {
        let spans = found.iter().flat_map(|found| {
            let via = found.via.iter().filter_map(|(mention, _)| *mention);
            let one = [found.cue, found.mention].into_iter().flatten();
            found.quote.iter().copied().chain(one).chain(via)
        });
        let mut places: Vec<usize> = spans.flat_map(|span| [span.start, span.end]).collect();
        places.sort_unstable();
        places.dedup();
        if places.first().is_some_and(|first| *first < counted.0) {
            *counted = (0, 0);
        }
        let numbered = places.into_iter().map(|place| {
            let between = text.get(counted.0..place).unwrap_or_default();
            *counted = (place, counted.1 + between.chars().count());
            *counted
        });
        Self(numbered.collect())
    }

    fn at(&self, byte: usize) -> usize {
        let found = self.0.binary_search_by_key(&byte, |(place, _)| *place);
        found.map_or(0, |index| self.0[index].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::{Options, suggest};
    use proptest::prelude::*;

    #[track_caller]
    fn check(json: &str, expected: &str) {
        let text = Text::new("“Ні,” said 😀.");
        let read = serde_json::from_str::<Suggested>(json).map_err(|error| reason(&error));
        let read = read.and_then(|suggested| suggested.read(&text));
        let shown = match read {
            Ok(found) => {
                let of = |span: Option<Span>| span.map_or("-", |span| text.slice(span));
                let quote: Vec<&str> = found.quote.iter().map(|span| text.slice(*span)).collect();
                let (cue, mention) = (of(found.cue), of(found.mention));
                format!("{} {cue} {mention} {:?}", quote.join("|"), found.kind)
            }
            Err(error) => error,
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn offsets_count_code_points() {
        check(r#"{"quote":[[0,5]]}"#, "“Ні,” - - Direct");
        check(
            r#"{"quote":[[3,4],[1,2]],"kind":"mixed","cue":[[6,10]],"speaker":{"mention":[[11,12]]}}"#,
            "Н|, said 😀 Mixed",
        );
        check(
            r#"{"quote":[[12,13]],"cue":null,"speaker":null}"#,
            ". - - Indirect",
        );
    }

    #[test]
    fn what_means_nothing_is_refused() {
        let outside = "the range [5, 14] lies outside of the text, which has 13 characters";
        check(r#"{"quote":[[5,14]]}"#, outside);
        check(r#"{"quote":[[0,5]],"cue":[[5,14]]}"#, outside);
        check(
            r#"{"quote":[[0,5]],"speaker":{"mention":[[5,14]]}}"#,
            outside,
        );
        check(r#"{"quote":[[0,5]],"via":[{"mention":[[5,14]]}]}"#, outside);
        check(
            r#"{"quote":[[5,5]]}"#,
            "the range [5, 5] is empty or turned round",
        );
        check(
            r#"{"quote":[[6,5]]}"#,
            "the range [6, 5] is empty or turned round",
        );
        check(r#"{"quote":[]}"#, "`quote` holds no range");
        check(
            r#"{"quote":[[0,5]],"score":7}"#,
            "`score` is not between 0 and 1",
        );
        check(r#"{"kind":"direct"}"#, "missing field `quote` (column 17)");
        // Which column it is depends on how numbers are parsed, which other crates decide.
        let said = serde_json::from_str::<Suggested>(r#"{"quote":[[-1,5]]}"#);
        assert!(
            said.unwrap_err()
                .to_string()
                .starts_with("invalid value: integer `-1`")
        );
    }

    proptest! {
        #[test]
        fn writing_and_reading_are_inverse(
            parts in proptest::collection::vec("(“|”|\"|, he said|Anna Berg said |Ólafur 😀|не|that |\\PC{0,9}|\\. |\n)", 0..40),
        ) {
            let string = parts.concat();
            let text = Text::new(string.as_str());
            let found = suggest(&text, &Options::default());
            let written = Writer::new(&text, "rules").next(found.clone());
            for (written, found) in written.iter().zip(&found) {
                let json = serde_json::to_string(written).unwrap();
                let back: Suggested = serde_json::from_str(&json).unwrap();
                let back = back.read(&text).unwrap();
                prop_assert_eq!(&back.quote, &found.quote);
                prop_assert_eq!((back.cue, back.mention, &back.name), (found.cue, found.mention, &found.name));
                prop_assert_eq!((&back.via, back.kind), (&found.via, found.kind));
            }
        }
    }
}
