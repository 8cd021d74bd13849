//! A codebook as a table: CSV with a row for each entry, in the order of the codebook.

mod reading;

use std::collections::BTreeMap;

use super::cells;
use crate::exchange::csv::guarded;
use crate::model::codebook::{
    Codebook, Declined, Example, Label, Scale, Sort, Speaker, Stance, Target,
};
pub(super) use reading::read;

/// The columns. Which of them mean something depends on the sort of entry.
const COLUMNS: [&str; 26] = [
    "sort",
    "id",
    "name",
    "parent",
    "scale",
    "definition",
    "include",
    "exclude",
    "examples",
    "counter_examples",
    "polarity",
    "colour",
    "key",
    "kind",
    "aliases",
    "role",
    "affiliation",
    "roles",
    "country",
    "wikidata",
    "attributes",
    "replaced_by",
    "split_into",
    "distinct_from",
    "annotator",
    "at",
];

/// Sort of the row that holds the guidelines, as its definition.
const GUIDELINES: &str = "guidelines";

/// Sort of a row for an addition that the lead did not take: its own sort as kind, why as definition.
const DECLINED: &str = "declined";

/// Writes a codebook.
pub(super) fn write(codebook: &Codebook) -> String {
    let mut out = Vec::new();
    {
        let mut csv = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::Always)
            .terminator(csv::Terminator::CRLF)
            .from_writer(&mut out);
        // Writing to memory cannot fail, and every row has the columns of the header.
        let _ = csv.write_record(COLUMNS);
        for row in rows(codebook) {
            let cells = COLUMNS.map(|column| row.0.get(column).map_or("", String::as_str));
            let cells = cells.map(guarded);
            let _ = csv.write_record(cells.iter().map(|cell| cell.as_bytes()));
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// One row on its way into the table: its cells by column.
struct Row(BTreeMap<&'static str, String>);

impl Row {
    fn new(sort: &str, id: &str) -> Self {
        let row = Self(BTreeMap::new());
        row.with("sort", sort).with("id", id)
    }

    fn of(sort: Sort, id: &str, name: &str) -> Self {
        Self::new(sort.name(), id).with("name", name)
    }

    fn with(mut self, column: &'static str, cell: impl Into<String>) -> Self {
        self.0.insert(column, cell.into());
        self
    }

    fn with_some(self, column: &'static str, cell: Option<&str>) -> Self {
        match cell {
            Some(cell) => self.with(column, cell),
            None => self,
        }
    }

    fn with_list<T: AsRef<str>>(self, column: &'static str, list: &[T]) -> Self {
        let items = list.iter().map(|item| vec![item.as_ref()]);
        self.with(column, cells::joined(items, 1))
    }

    fn with_examples(self, column: &'static str, examples: &[Example]) -> Self {
        // What was taken from a statement is told from what was not by having more than its words.
        let lines = examples.iter().map(|example| match &example.source {
            None => cells::joined(std::iter::once(vec![example.text.as_str()]), 1),
            Some(source) => {
                let parts = vec![
                    example.text.as_str(),
                    &source.article,
                    &source.statement,
                    &source.annotator,
                ];
                cells::joined(std::iter::once(parts), 2)
            }
        });
        self.with(column, lines.collect::<Vec<_>>().join("\n"))
    }
}

fn rows(codebook: &Codebook) -> Vec<Row> {
    let mut rows = Vec::new();
    if !codebook.guidelines.is_empty() {
        rows.push(Row::new(GUIDELINES, "").with("definition", &codebook.guidelines));
    }
    for scale in &codebook.scales {
        rows.push(of_scale(scale));
        rows.extend(scale.stances.iter().map(|stance| of_stance(scale, stance)));
    }
    rows.extend(codebook.targets.iter().map(of_target));
    rows.extend(codebook.labels.iter().map(of_label));
    rows.extend(codebook.speakers.iter().map(of_speaker));
    rows.extend(codebook.declined.iter().map(of_declined));
    rows
}

fn of_scale(scale: &Scale) -> Row {
    let row = Row::of(Sort::Scale, &scale.id, &scale.name);
    row.with_some("replaced_by", scale.replaced_by.as_deref())
}

fn of_stance(scale: &Scale, stance: &Stance) -> Row {
    let row = Row::of(Sort::Stance, &stance.id, &stance.label).with("scale", &scale.id);
    let polarity = stance.polarity.map(|polarity| polarity.to_string());
    let key = stance.key.map(String::from);
    row.with_some("polarity", polarity.as_deref())
        .with_some("colour", stance.colour.as_deref())
        .with_some("key", key.as_deref())
        .with_some("replaced_by", stance.replaced_by.as_deref())
}

fn of_target(target: &Target) -> Row {
    Row::of(Sort::Target, &target.id, &target.name)
        .with_some("parent", target.parent.as_deref())
        .with_some("scale", target.scale.as_deref())
        .with("definition", &target.definition)
        .with("include", &target.include)
        .with("exclude", &target.exclude)
        .with_examples("examples", &target.examples)
        .with_examples("counter_examples", &target.counter_examples)
        .with_some("replaced_by", target.replaced_by.as_deref())
        .with_list("split_into", &target.split_into)
}

fn of_label(label: &Label) -> Row {
    Row::of(Sort::Label, &label.id, &label.name)
        .with("definition", &label.definition)
        .with_some("replaced_by", label.replaced_by.as_deref())
}

fn of_speaker(speaker: &Speaker) -> Row {
    let roles = speaker.roles.iter().map(|role| {
        let parts = [&role.role, &role.affiliation, &role.from, &role.to];
        parts.map(String::as_str).to_vec()
    });
    let attributes = speaker.attributes.iter();
    let attributes = attributes.map(|(key, value)| vec![key.as_str(), value.as_str()]);
    Row::of(Sort::Speaker, &speaker.id, &speaker.name)
        .with_some("parent", speaker.parent.as_deref())
        .with("kind", speaker.kind.name())
        .with_list("aliases", &speaker.aliases)
        .with("role", &speaker.role)
        .with("affiliation", &speaker.affiliation)
        .with("roles", cells::joined(roles, 1))
        .with("country", &speaker.country)
        .with("wikidata", &speaker.wikidata)
        .with("attributes", cells::joined(attributes, 1))
        .with_some("replaced_by", speaker.replaced_by.as_deref())
        .with_list("split_into", &speaker.split_into)
        .with_list("distinct_from", &speaker.distinct_from)
}

fn of_declined(declined: &Declined) -> Row {
    Row::new(DECLINED, &declined.id)
        .with("kind", declined.sort.name())
        .with("definition", &declined.why)
        .with("annotator", &declined.annotator)
        .with("at", &declined.at)
}
