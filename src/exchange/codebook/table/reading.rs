//! Reads a codebook from a table that this program wrote, or that a person made in a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use super::super::lines::Lines;
use super::super::{Found, Places, cells, unreadable};
use super::{COLUMNS, DECLINED, GUIDELINES};
use crate::exchange::csv::unguarded;
use crate::model::codebook::change::is_colour;
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::registry::{Role, SpeakerKind};
use crate::model::codebook::{
    Codebook, Declined, Example, Label, OFF_SCALE, Scale, Sort, Source, Speaker, Stance, Target,
    id_from_name,
};
use crate::model::problem::{Problem, ProblemKind};

/// Reads a codebook. `path` is for messages.
///
/// # Errors
/// If it has no columns that say what the entries are.
pub(in crate::exchange::codebook) fn read(path: &str, text: &str) -> Result<Found, Problem> {
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let broken = |error: csv::Error| unreadable(path, format!("the table is broken: {error}"));
    let header = csv.headers().map_err(broken)?.clone();
    let lines = Lines::of(text);
    let mut reading = Reading::new(path);
    let columns = reading.columns(&header)?;
    for record in csv.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                reading.problems.push(broken(error));
                continue;
            }
        };
        let at = record.position().map_or(0, csv::Position::byte);
        let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
        // The end of the row before, and empty lines, come first.
        let blank = text.as_bytes()[at..].iter();
        let blank = blank.take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let mut row = Row {
            line: lines.place(at + blank.count()).0,
            cells: BTreeMap::new(),
        };
        for (column, cell) in columns.iter().zip(&record) {
            if let Some(column) = column {
                row.cells.insert(*column, unguarded(cell));
            }
        }
        if row.cells.values().any(|cell| !cell.trim().is_empty()) {
            reading.row(&row);
        }
    }
    Ok(reading.finish())
}

/// Returns what stands between the cells: spreadsheets write `;` where the comma is a decimal one.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    let all = [b'\t', b';', b','];
    all.into_iter()
        .max_by_key(|delimiter| count(*delimiter))
        .unwrap_or(b',')
}

/// One row: its cells by column.
struct Row<'a> {
    line: usize,
    cells: BTreeMap<&'static str, &'a str>,
}

impl<'a> Row<'a> {
    fn cell(&self, column: &str) -> &'a str {
        self.cells.get(column).copied().unwrap_or_default()
    }

    fn text(&self, column: &str) -> String {
        self.cell(column).to_owned()
    }

    fn some(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|cell| !cell.is_empty())
    }

    fn items(&self, column: &str) -> Vec<Vec<String>> {
        cells::items(self.cell(column))
    }

    /// Returns the values of a list; a stroke separates them too.
    fn list<T: From<String>>(&self, column: &str) -> Vec<T> {
        let items = self.items(column).into_iter().flatten();
        items.map(T::from).collect()
    }

    fn examples(&self, column: &str) -> Vec<Example> {
        let example = |parts: Vec<String>| {
            let is_taken = parts.len() > 1;
            let [text, article, statement, annotator] = four(parts);
            Example {
                text,
                source: is_taken.then_some(Source {
                    article,
                    statement: statement.into(),
                    annotator,
                }),
            }
        };
        self.items(column).into_iter().map(example).collect()
    }

    fn roles(&self) -> Vec<Role> {
        let role = |parts| {
            let [role, affiliation, from, to] = four(parts);
            Role {
                role,
                affiliation,
                from,
                to,
            }
        };
        self.items("roles").into_iter().map(role).collect()
    }
}

/// Returns the first four parts, those that are missing as empty ones.
fn four(parts: Vec<String>) -> [String; 4] {
    let mut parts = parts.into_iter();
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

struct Reading<'a> {
    path: &'a str,
    codebook: Codebook,
    /// Stances with their scales, whose rows may come later.
    stances: Vec<(String, Stance)>,
    places: BTreeMap<EntryId, (usize, usize)>,
    problems: Vec<Problem>,
}

impl<'a> Reading<'a> {
    fn new(path: &'a str) -> Self {
        Self {
            path,
            codebook: Codebook::default(),
            stances: Vec::new(),
            places: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// Finds out what the columns are.
    fn columns(
        &mut self,
        header: &csv::StringRecord,
    ) -> Result<Vec<Option<&'static str>>, Problem> {
        let mut seen = BTreeSet::new();
        let mut columns = Vec::new();
        for name in header {
            let plain = name.trim().to_lowercase().replace([' ', '-'], "_");
            let known = COLUMNS.into_iter().find(|column| *column == plain);
            let known = known.filter(|column| seen.insert(*column));
            if known.is_none() && !plain.is_empty() {
                let what = format!("the column {name:?} is none of a codebook; it is left out");
                self.wrong(1, what);
            }
            columns.push(known);
        }
        let has = |column: &str| seen.contains(column);
        if has("sort") && (has("id") || has("name")) {
            return Ok(columns);
        }
        Err(
            unreadable(self.path, "the first line names no columns of a codebook")
                .at(1, 1)
                .hinted(
                    "It needs `sort` (target, scale, stance, label, speaker) and `id` or `name`",
                ),
        )
    }

    fn wrong(&mut self, line: usize, what: impl Into<String>) {
        let problem = Problem::new(ProblemKind::UnreadableImport, self.path, what);
        self.problems.push(problem.at(line, 1));
    }

    fn row(&mut self, row: &Row<'_>) {
        let sort = row.cell("sort").trim().to_lowercase();
        let known = Sort::ALL.into_iter().find(|known| known.name() == sort);
        if let Some(sort) = known {
            self.entry(sort, row);
        } else if sort == GUIDELINES {
            self.codebook.guidelines = row.text("definition");
        } else if sort == DECLINED {
            self.declined(row);
        } else {
            let what = format!("{sort:?} is no sort of entry; the row is left out");
            self.wrong(row.line, what);
        }
    }

    fn entry(&mut self, sort: Sort, row: &Row<'_>) {
        let scale = row.text("scale");
        if sort == Sort::Stance && scale.is_empty() {
            self.wrong(row.line, "the stance has no scale; the row is left out");
            return;
        }
        let named = |id: &str| match sort {
            Sort::Stance => EntryId::stance(&scale, id),
            _ => EntryId {
                sort,
                id: id.to_owned(),
            },
        };
        let is_off = |id: &str| sort == Sort::Stance && OFF_SCALE.iter().any(|(off, _)| *off == id);
        let (id, name) = (row.cell("id"), row.cell("name"));
        let id = match (id.trim(), name.trim()) {
            ("", "") => {
                self.wrong(
                    row.line,
                    "the row has neither an id nor a name; it is left out",
                );
                return;
            }
            ("", name) => {
                let is_taken = |id: &str| self.places.contains_key(&named(id));
                id_from_name(name, |id| is_off(id) || is_taken(id))
            }
            _ => id.to_owned(),
        };
        let entry = named(&id);
        if let Some((first, _)) = self.places.get(&entry) {
            let what = format!(
                "two {}s have the id {id:?}, the first in line {first}; the row is left out",
                sort.name()
            );
            self.wrong(row.line, what);
            return;
        }
        self.places.insert(entry, (row.line, 1));
        let name = if name.trim().is_empty() {
            id.clone()
        } else {
            name.to_owned()
        };
        match sort {
            Sort::Target => self.codebook.targets.push(target(id, name, row)),
            Sort::Scale => self.codebook.scales.push(Scale {
                id: id.into(),
                name,
                replaced_by: row.some("replaced_by").map(Into::into),
                ..Scale::default()
            }),
            Sort::Stance => {
                let stance = self.stance(id, name, row);
                self.stances.push((scale, stance));
            }
            Sort::Label => self.codebook.labels.push(Label {
                id: id.into(),
                name,
                definition: row.text("definition"),
                replaced_by: row.some("replaced_by").map(Into::into),
            }),
            Sort::Speaker => {
                let speaker = self.speaker(id, name, row);
                self.codebook.speakers.push(speaker);
            }
        }
    }

    fn stance(&mut self, id: String, label: String, row: &Row<'_>) -> Stance {
        let polarity = row.some("polarity").and_then(|cell| {
            // A decimal comma is one too.
            let number = cell.trim().replace(',', ".").parse::<f64>();
            let number = number.ok().filter(|number| number.is_finite());
            if number.is_none() {
                self.wrong(row.line, format!("the polarity {cell:?} is no number"));
            }
            number
        });
        let colour = row.some("colour").filter(|cell| {
            if !is_colour(cell) {
                self.wrong(row.line, format!("the colour {cell:?} is not #rrggbb"));
            }
            is_colour(cell)
        });
        let key = row.some("key").and_then(|cell| {
            let mut chars = cell.trim().chars();
            let key = chars.next().filter(|key| ('1'..='9').contains(key));
            let key = key.filter(|_| chars.next().is_none());
            if key.is_none() {
                let what = format!("the key {cell:?} is not one of 1 to 9");
                self.wrong(row.line, what);
            }
            key
        });
        Stance {
            id: id.into(),
            label,
            polarity,
            colour,
            key,
            replaced_by: row.some("replaced_by").map(Into::into),
        }
    }

    fn speaker(&mut self, id: String, name: String, row: &Row<'_>) -> Speaker {
        let kind = match row.cell("kind").trim().to_lowercase().as_str() {
            "" | "person" => SpeakerKind::Person,
            "body" => SpeakerKind::Body,
            other => {
                let what = format!("a speaker is a person or a body, not {other:?}");
                self.wrong(row.line, what);
                SpeakerKind::Person
            }
        };
        let pair = |parts| {
            let [key, value, ..] = four(parts);
            (key, value)
        };
        Speaker {
            id: id.into(),
            name,
            aliases: row.list("aliases"),
            kind,
            parent: row.some("parent").map(Into::into),
            role: row.text("role"),
            affiliation: row.text("affiliation"),
            roles: row.roles(),
            country: row.text("country"),
            wikidata: row.text("wikidata"),
            attributes: row.items("attributes").into_iter().map(pair).collect(),
            replaced_by: row.some("replaced_by").map(Into::into),
            split_into: row.list("split_into"),
            distinct_from: row.list("distinct_from"),
        }
    }

    fn declined(&mut self, row: &Row<'_>) {
        let kind = row.cell("kind").trim().to_lowercase();
        let Some(sort) = Sort::ALL.into_iter().find(|sort| sort.name() == kind) else {
            let what = format!("what was declined is of no sort {kind:?}; the row is left out");
            self.wrong(row.line, what);
            return;
        };
        self.codebook.declined.push(Declined {
            annotator: row.text("annotator"),
            sort,
            id: row.text("id"),
            why: row.text("definition"),
            at: row.text("at"),
        });
    }

    fn finish(mut self) -> Found {
        let scales = &mut self.codebook.scales;
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for (place, scale) in scales.iter().enumerate() {
            places.insert(scale.id.clone().into(), place);
        }
        for (id, stance) in self.stances {
            let place = *places.entry(id).or_insert_with_key(|id| {
                // The project may have the scale.
                scales.push(Scale {
                    id: id.clone().into(),
                    name: id.clone(),
                    ..Scale::default()
                });
                scales.len() - 1
            });
            scales[place].stances.push(stance);
        }
        Found {
            codebook: self.codebook,
            problems: self.problems,
            path: self.path.to_owned(),
            places: Places::At(self.places),
        }
    }
}

fn target(id: String, name: String, row: &Row<'_>) -> Target {
    Target {
        id: id.into(),
        name,
        parent: row.some("parent").map(Into::into),
        scale: row.some("scale").map(Into::into),
        definition: row.text("definition"),
        include: row.text("include"),
        exclude: row.text("exclude"),
        examples: row.examples("examples"),
        counter_examples: row.examples("counter_examples"),
        replaced_by: row.some("replaced_by").map(Into::into),
        split_into: row.list("split_into"),
    }
}
