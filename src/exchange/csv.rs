//! CSV: a row per statement and stance, for spreadsheets and statistics programs; a statement without a stance has one
//! row with those columns empty.
//!
//! RFC 4180 with every field quoted. A spreadsheet takes text that begins with `=`, `+`, `-` or `@` for a formula, in
//! quotation marks too, and a scraped article can hold any: such text gets one `'` before it ([`guarded`]).

use std::borrow::Cow;

use super::jsonl::origin_of;
use super::losses::Loss;
use super::record::{Head, Record, Write};
use super::{ExportOptions, Table};
use crate::model::span::Span;
use crate::model::statement::conflict::FieldValue;
use crate::model::statement::{Mention, StanceTaken, Statement};

/// The columns.
pub(super) const HEADER: [&str; 43] = [
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
    "via_parts",
    "addressees",
    "addressee_parts",
    "parent",
    "target_id",
    "target",
    "stance_id",
    "stance",
    "polarity",
    "confidence",
    "evidence",
    "evidence_parts",
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

/// What it cannot hold: what belongs to no statement, and of values that were set elsewhere all but their fields.
pub(super) const CANNOT: &[Loss] = &[
    Loss::ArticleNotes,
    Loss::Reasons,
    Loss::Comments,
    Loss::Decisions,
    Loss::ConflictValues,
    Loss::Empty,
    Loss::Removed,
];

/// Writes CSV.
pub(super) struct Csv {
    /// Whether text that a spreadsheet would take for a formula is guarded.
    guard: bool,
    table: Table,
}

impl Csv {
    /// Writes as the options say.
    pub(super) fn new(options: &ExportOptions) -> Self {
        Self {
            guard: options.guard,
            table: options.table,
        }
    }

    fn writer<'o>(&self, out: &'o mut Vec<u8>) -> Rows<'o> {
        writer(out, self.table.separator)
    }
}

impl Write for Csv {
    fn begin(&self, _head: Head<'_>, out: &mut Vec<u8>) {
        if self.table.has_mark {
            out.extend_from_slice("\u{feff}".as_bytes());
        }
        write_row(&mut self.writer(out), HEADER.iter());
    }

    fn record(&self, record: &Record<'_>, out: &mut Vec<u8>) -> usize {
        let mut out = self.writer(out);
        each_row(record, self.guard, |fields| {
            write_row(&mut out, fields.iter().map(|field| field.as_bytes()));
        })
    }
}

/// Makes the rows of a record; returns how many there are.
pub(super) fn each_row<'a>(
    record: &'a Record<'a>,
    guard: bool,
    mut take: impl FnMut(Vec<Cow<'a, str>>),
) -> usize {
    let mut rows = 0;
    for statement in record.sidecar.statements() {
        let row = Row {
            record,
            statement,
            guard,
        };
        for taken in &statement.stances {
            take(row.fields(Some(taken)));
        }
        if statement.stances.is_empty() {
            take(row.fields(None));
        }
        rows += statement.stances.len().max(1);
    }
    rows
}

/// Puts a `'` before text that a spreadsheet would compute, and before text that only looks as if that was done. Some take
/// the line breaks and blanks before a formula away first.
///
/// Taking the first `'` away from text that begins with `'`s and then such a character, with blanks before it or not, gives
/// back the original.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if is_computed(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Takes away what [`guarded`] put before a text.
pub(super) fn unguarded(text: &str) -> &str {
    let rest = text.strip_prefix('\'');
    let was_guarded = |rest: &&str| is_computed(rest.trim_start_matches('\''));
    rest.filter(was_guarded).unwrap_or(text)
}

/// Tells whether a spreadsheet would compute a text.
fn is_computed(text: &str) -> bool {
    text.starts_with(is_formula) || text.trim_start().starts_with(is_formula)
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
pub(super) fn writer(out: &mut Vec<u8>, separator: u8) -> Rows<'_> {
    csv::WriterBuilder::new()
        .delimiter(separator)
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
    fn fields(&self, taken: Option<&'a StanceTaken>) -> Vec<Cow<'a, str>> {
        let fields = [
            self.article(),
            self.quote(),
            self.people(),
            self.stance(taken),
            self.rest(),
        ];
        fields.into_iter().flatten().collect()
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
        let [cue_start, cue_end] = self.offsets(statement.cue);
        vec![
            self.text(&statement.id),
            statement.kind.name().into(),
            start,
            end,
            self.ranges(&statement.quote),
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
            self.places(&statement.via),
            self.names(&statement.addressees),
            self.places(&statement.addressees),
            self.text(statement.parent.as_deref().unwrap_or_default()),
        ]
    }

    fn stance(&self, taken: Option<&'a StanceTaken>) -> Vec<Cow<'a, str>> {
        let Some(taken) = taken else {
            return vec![Cow::Borrowed(""); 8];
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
            self.ranges(&taken.evidence),
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

    fn ranges(&self, spans: &[Span]) -> Cow<'a, str> {
        let parts: Vec<String> = spans.iter().map(|&span| self.range(span)).collect();
        parts.join(BETWEEN).into()
    }

    /// Returns where people are mentioned, in the order of their names; nothing for who is only implied.
    fn places(&self, people: &[Mention]) -> Cow<'a, str> {
        let place = |person: &Mention| person.mention.map(|span| self.range(span));
        let places: Vec<String> = people
            .iter()
            .map(|person| place(person).unwrap_or_default())
            .collect();
        places.join(BETWEEN).into()
    }

    fn range(&self, span: Span) -> String {
        let chars = self.record.chars(span);
        format!("{}-{}", chars.start, chars.end)
    }
}
