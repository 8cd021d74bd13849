//! CSV: a row per statement and stance, for spreadsheets and statistics programs; a statement without a stance has one
//! row with those columns empty.
//!
//! RFC 4180 with every field quoted. A spreadsheet takes text that begins with `=`, `+`, `-` or `@` for a formula, in
//! quotation marks too, and a scraped article can hold any: such text gets one `'` before it ([`guarded`]).

use std::borrow::Cow;

use super::jsonl::origin_of;
use super::record::{Record, Write};
use crate::model::span::Span;
use crate::model::statement::conflict::FieldValue;
use crate::model::statement::{Mention, StanceTaken, Statement};

/// The columns.
pub(super) const HEADER: [&str; 40] = [
    "article",
    "title",
    "date",
    "place",
    "publisher",
    "annotator",
    "status",
    "statement",
    "kind",
    "start",
    "end",
    "parts",
    "quote",
    "cue_start",
    "cue_end",
    "cue",
    "speaker_id",
    "speaker",
    "speaker_start",
    "speaker_end",
    "speaker_mention",
    "via",
    "addressees",
    "parent",
    "target_id",
    "target",
    "stance_id",
    "stance",
    "polarity",
    "confidence",
    "evidence",
    "labels",
    "note",
    "flagged",
    "origin",
    "origin_from",
    "created",
    "changed",
    "moved",
    "conflicts",
];

/// Stands between the parts of a list in one field.
const BETWEEN: &str = " | ";

/// Writes CSV.
pub(super) struct Csv {
    /// Whether text that a spreadsheet would take for a formula is guarded.
    pub(super) guard: bool,
}

impl Write for Csv {
    fn begin(&self, out: &mut Vec<u8>) {
        write_row(&mut writer(out), HEADER.iter());
    }

    fn record(&self, record: &Record<'_>, out: &mut Vec<u8>) -> usize {
        let mut rows = 0;
        let mut out = writer(out);
        for statement in record.sidecar.statements() {
            let row = Row {
                record,
                statement,
                guard: self.guard,
            };
            for taken in &statement.stances {
                row.write(Some(taken), &mut out);
            }
            if statement.stances.is_empty() {
                row.write(None, &mut out);
            }
            rows += statement.stances.len().max(1);
        }
        rows
    }
}

/// Puts a `'` before text that a spreadsheet would compute, and before text that only looks as if that was done.
///
/// Taking the first `'` away from text that begins with `'`s and then such a character gives back the original.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(is_formula) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Takes away what [`guarded`] put before a text.
pub(super) fn unguarded(text: &str) -> &str {
    let rest = text.strip_prefix('\'');
    let was_guarded = |rest: &&str| rest.trim_start_matches('\'').starts_with(is_formula);
    rest.filter(was_guarded).unwrap_or(text)
}

fn is_formula(char: char) -> bool {
    matches!(
        char,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\0' | '＝' | '＋' | '－' | '＠'
    )
}

/// Names the fields of a statement that were set to several values.
fn conflicts(statement: &Statement) -> String {
    let mut names: Vec<&str> = statement.conflicts.iter().map(FieldValue::field).collect();
    names.dedup();
    names.join(BETWEEN)
}

/// Writes rows to memory; all of them are there when it is dropped.
pub(super) type Rows<'a> = csv::Writer<&'a mut Vec<u8>>;

/// Begins a table that is written to memory.
pub(super) fn writer(out: &mut Vec<u8>) -> Rows<'_> {
    csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(out)
}

/// Writes one row.
pub(super) fn write_row<T: AsRef<[u8]>>(out: &mut Rows<'_>, fields: impl Iterator<Item = T>) {
    // Writing to memory cannot fail, and every row has the columns of the header.
    let _ = out.write_record(fields);
}

/// One statement on its way into rows.
struct Row<'a> {
    record: &'a Record<'a>,
    statement: &'a Statement,
    guard: bool,
}

impl<'a> Row<'a> {
    fn write(&self, taken: Option<&'a StanceTaken>, out: &mut Rows<'_>) {
        let fields = [
            self.article(),
            self.quote(),
            self.people(),
            self.stance(taken),
            self.rest(),
        ];
        write_row(out, fields.iter().flatten().map(|field| field.as_bytes()));
    }

    fn article(&self) -> Vec<Cow<'a, str>> {
        let meta = &self.record.article.meta;
        let optional = |field: &'a Option<String>| self.text(field.as_deref().unwrap_or_default());
        vec![
            self.text(&self.record.article.path),
            optional(&meta.title),
            optional(&meta.date),
            optional(&meta.place),
            optional(&meta.publisher),
            self.text(&self.record.annotator.id),
            self.record.sidecar.status.name().into(),
        ]
    }

    fn quote(&self) -> Vec<Cow<'a, str>> {
        let statement = self.statement;
        let [start, end] = self.offsets(Some(statement.extent()));
        let parts: Vec<String> = statement
            .quote
            .iter()
            .map(|&span| self.range(span))
            .collect();
        let [cue_start, cue_end] = self.offsets(statement.cue);
        vec![
            self.text(&statement.id),
            statement.kind.name().into(),
            start,
            end,
            parts.join(BETWEEN).into(),
            self.texts(&statement.quote),
            cue_start,
            cue_end,
            self.texts(statement.cue.as_slice()),
        ]
    }

    fn people(&self) -> Vec<Cow<'a, str>> {
        let statement = self.statement;
        let id = statement.speaker_id();
        let mention = statement
            .speaker
            .as_ref()
            .and_then(|speaker| speaker.mention);
        let [start, end] = self.offsets(mention);
        vec![
            self.text(id.unwrap_or_default()),
            self.text(id.map_or("", |id| self.record.codebook.speaker_name(id))),
            start,
            end,
            self.texts(mention.as_slice()),
            self.names(&statement.via),
            self.names(&statement.addressees),
            self.text(statement.parent.as_deref().unwrap_or_default()),
        ]
    }

    fn stance(&self, taken: Option<&'a StanceTaken>) -> Vec<Cow<'a, str>> {
        let Some(taken) = taken else {
            return vec![Cow::Borrowed(""); 7];
        };
        let (codebook, target) = (self.record.codebook, taken.target.as_str());
        let stance = taken.stance.as_deref().unwrap_or_default();
        let number = |value: Option<f64>| {
            value
                .map_or_else(String::new, |value| value.to_string())
                .into()
        };
        vec![
            self.text(target),
            self.text(codebook.target_name(target)),
            self.text(stance),
            self.text(codebook.stance_label(target, stance)),
            number(
                codebook
                    .stance(target, stance)
                    .and_then(|stance| stance.polarity),
            ),
            number(taken.confidence),
            self.texts(&taken.evidence),
        ]
    }

    fn rest(&self) -> Vec<Cow<'a, str>> {
        let statement = self.statement;
        let (how, from) = origin_of(&statement.origin);
        vec![
            self.owned(statement.labels.join(BETWEEN)),
            self.text(&statement.note),
            statement.flagged.to_string().into(),
            how.into(),
            self.text(from.unwrap_or_default()),
            self.text(&statement.created),
            self.text(&statement.changed),
            self.record.moved.contains(&statement.id).to_string().into(),
            conflicts(statement).into(),
        ]
    }

    fn text(&self, text: &'a str) -> Cow<'a, str> {
        if self.guard {
            guarded(text)
        } else {
            text.into()
        }
    }

    fn owned(&self, text: String) -> Cow<'a, str> {
        if self.guard {
            guarded(&text).into_owned().into()
        } else {
            text.into()
        }
    }

    fn texts(&self, spans: &[Span]) -> Cow<'a, str> {
        if let &[span] = spans {
            return self.text(self.record.text(span));
        }
        let parts: Vec<&str> = spans.iter().map(|&span| self.record.text(span)).collect();
        self.owned(parts.join(BETWEEN))
    }

    /// Returns people by their names in the registry, else by the words in the article.
    fn names(&self, people: &'a [Mention]) -> Cow<'a, str> {
        let name = |mention: &'a Mention| match (&mention.name, mention.mention) {
            (Some(id), _) => self.record.codebook.speaker_name(id),
            (None, span) => span.map_or("", |span| self.record.text(span)),
        };
        let mut names = String::new();
        for mention in people {
            if !names.is_empty() {
                names.push_str(BETWEEN);
            }
            names.push_str(name(mention));
        }
        self.owned(names)
    }

    fn offsets(&self, span: Option<Span>) -> [Cow<'a, str>; 2] {
        let Some(span) = span else {
            return [Cow::Borrowed(""), Cow::Borrowed("")];
        };
        let chars = self.record.chars(span);
        [chars.start.to_string().into(), chars.end.to_string().into()]
    }

    fn range(&self, span: Span) -> String {
        let chars = self.record.chars(span);
        format!("{}-{}", chars.start, chars.end)
    }
}
