//! The event list of Discourse Network Analyzer: a row for each stance that has a polarity. Offsets count UTF-16 units.

use super::losses::{Loss, Losses};
use super::record::{Head, Out, Record, Write};
use super::units::Utf16;
use crate::model::statement::{StanceTaken, Statement};

/// What it cannot hold, beside stances without polarity.
pub(super) const CANNOT: &[Loss] = &[
    Loss::Parts,
    Loss::Cues,
    Loss::Mentions,
    Loss::Via,
    Loss::Addressees,
    Loss::Parents,
    Loss::Stanceless,
    Loss::Evidence,
    Loss::Confidence,
    Loss::Labels,
    Loss::Notes,
    Loss::Flags,
    Loss::Conflicts,
    Loss::ArticleNotes,
    Loss::Reasons,
    Loss::Comments,
    Loss::Decisions,
    Loss::Statuses,
    Loss::Bookkeeping,
    Loss::Origins,
    Loss::Removed,
];

/// The columns, in the order that the program has them in.
const HEADER: [&str; 16] = [
    "statement_id",
    "time",
    "person",
    "organization",
    "concept",
    "agreement",
    "start_position",
    "stop_position",
    "text",
    "coder",
    "document_id",
    "document_title",
    "document_author",
    "document_source",
    "document_section",
    "document_type",
];

/// Stands between the parts of a quote.
const BETWEEN: &str = " … ";

/// Writes events.
pub(super) struct Events;

/// Writes rows to memory; all of them are there when it is dropped.
type Rows<'o> = csv::Writer<&'o mut Vec<u8>>;

fn rows(out: &mut Vec<u8>) -> Rows<'_> {
    csv::WriterBuilder::new()
        .delimiter(b';')
        .quote_style(csv::QuoteStyle::NonNumeric)
        .from_writer(out)
}

impl Write for Events {
    fn begin(&self, _head: Head<'_>, out: &mut Vec<u8>) {
        // Writing to memory cannot fail, and every row has the columns of the header.
        let _ = rows(out).write_record(HEADER);
    }

    fn article(&self, records: &[Record<'_>], out: &mut Out, losses: &mut Losses) -> usize {
        let Some(first) = records.first() else {
            return 0;
        };
        let units = Utf16::new(&first.article.text);
        let mut rows = rows(&mut out.stream);
        let mut count = 0;
        for record in records {
            for statement in record.sidecar.statements() {
                for taken in &statement.stances {
                    let Some(polarity) = polarity(record, taken) else {
                        losses.add(Loss::Unpolar, record, Some(statement.extent()));
                        continue;
                    };
                    let _ = rows.write_record(event(record, statement, taken, polarity, &units));
                    count += 1;
                }
            }
        }
        count
    }
}

/// Returns which side a stance is on; none where it is on neither.
fn polarity(record: &Record<'_>, taken: &StanceTaken) -> Option<f64> {
    let stance = taken.stance.as_deref()?;
    let stance = record.codebook.stance(&taken.target, stance)?;
    stance.polarity.filter(|polarity| *polarity != 0.0)
}

fn event(
    record: &Record<'_>,
    statement: &Statement,
    taken: &StanceTaken,
    polarity: f64,
    units: &Utf16<'_>,
) -> [String; HEADER.len()] {
    let (meta, codebook) = (&record.article.meta, record.codebook);
    let [start, stop] = units.range(statement.extent());
    let entry = statement.speaker_id().and_then(|id| codebook.speaker(id));
    let mention = statement.speaker.as_ref().and_then(|who| who.mention);
    let words = || mention.map_or("", |span| record.text(span));
    let person = match (entry, statement.speaker_id()) {
        (Some(entry), _) => entry.name.as_str(),
        (None, Some(id)) => id,
        (None, None) => words(),
    };
    let organization = entry.map_or("", |entry| entry.role_at(meta.date.as_deref()).1);
    let parts: Vec<&str> = statement
        .quote
        .iter()
        .map(|span| record.text(*span))
        .collect();
    let time = meta
        .date
        .as_deref()
        .map_or_else(String::new, |date| format!("{date} 00:00:00"));
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    [
        statement.id.as_str().to_owned(),
        time,
        person.to_owned(),
        organization.to_owned(),
        codebook.target_name(&taken.target).to_owned(),
        if polarity > 0.0 { "1" } else { "0" }.to_owned(),
        start.to_string(),
        stop.to_string(),
        parts.join(BETWEEN),
        record.annotator.id.clone(),
        record.article.path.clone(),
        text(&meta.title),
        text(&meta.byline),
        text(&meta.publisher),
        String::new(),
        String::new(),
    ]
}
