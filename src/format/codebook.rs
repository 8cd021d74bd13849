//! The codebook, of the project or of one annotator: targets, scales, labels, speakers.
//!
//! People write it by hand, so everything but ids may be left out when reading.

mod mirror;
mod small;

use std::collections::{BTreeMap, HashMap};

use super::{Loaded, lossless, ron_file};
use crate::model::codebook::change::is_colour;
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::{Codebook, FILE, Sort};
use crate::model::problem::{Problem, ProblemKind};
use mirror::CodebookFile;
pub(super) use small::SortFile;

/// Levels that have lines of their own: the file, its lists, their entries, and the lists of those.
const DEPTH: usize = 4;

/// Reads a codebook. `path` is for messages.
pub fn parse(path: &str, source: &[u8]) -> Loaded<Codebook> {
    let mut loaded = ron_file::read_whole::<CodebookFile>(path, source).map(Codebook::from);
    if let Some(codebook) = &mut loaded.value {
        let faults = faults(codebook);
        if !faults.is_empty() && loaded.read_only.is_none() {
            loaded.read_only = Some("the codebook contradicts itself".to_owned());
        }
        let text = std::str::from_utf8(source).unwrap_or_default();
        let problem = |fault: Fault| Problem {
            place: fault.place(text),
            ..Problem::new(ProblemKind::Inconsistent, path, fault.what)
                .hinted("Correct the file by hand")
        };
        loaded.problems.extend(faults.into_iter().map(problem));
    }
    loaded
}

/// Something that no program can use.
struct Fault {
    what: String,
    /// The list of the file that it is in.
    list: &'static str,
    /// The id of the entry that it is in.
    id: String,
    /// Which of the entries that have this id, from 0.
    nth: usize,
}

impl Fault {
    /// Returns line and column, from 1, of where the entry begins.
    fn place(&self, text: &str) -> Option<(usize, usize)> {
        let entries = lossless::entries(text, self.list).into_iter();
        let mut of_id = entries.filter(|(id, _)| *id == self.id);
        of_id
            .nth(self.nth)
            .map(|(_, at)| ron_file::end_of(&text[..at]))
    }
}

/// Writes a codebook.
///
/// # Errors
/// If it cannot be written as RON.
pub fn write(codebook: &Codebook) -> Result<String, Problem> {
    ron_file::write(&CodebookFile::from(codebook), DEPTH)
        .map_err(|what| Problem::new(ProblemKind::NotSaved, FILE, what))
}

/// Writes a codebook into the file that it came from: what differs between `before`, which the file holds, and `after` is
/// changed there, and everything else stays as somebody wrote it, comments, order and spelling.
///
/// # Errors
/// If the file is not understood well enough to change it; nothing is to be written then.
pub fn rewrite(source: &[u8], before: &Codebook, after: &Codebook) -> Result<String, Problem> {
    let (was, is) = (write(before)?, write(after)?);
    lossless::rewritten(FILE, source, (&was, &is), after, |bytes| parse("", bytes))
}

/// Returns line and column, from 1, of where an entry stands in a codebook's file.
pub fn place_of(text: &str, entry: &EntryId) -> Option<(usize, usize)> {
    places_of(text, [entry]).pop().flatten()
}

/// Returns line and column, from 1, of where entries stand in a codebook's file; none for those that do not.
pub fn places_of<'a>(
    text: &str,
    entries: impl IntoIterator<Item = &'a EntryId>,
) -> Vec<Option<(usize, usize)>> {
    let mut lists: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    let place = |entry: &EntryId| {
        let list = match entry.sort {
            Sort::Target => "targets",
            Sort::Scale | Sort::Stance => "scales",
            Sort::Label => "labels",
            Sort::Speaker => "speakers",
        };
        // The file is taken apart once, not once for each entry.
        let known = lists.entry(list).or_insert_with(|| {
            let mut first = BTreeMap::new();
            for (id, at) in lossless::entries(text, list) {
                first.entry(id).or_insert(at);
            }
            first
        });
        let at = match entry.sort {
            // Of a stance its scale is close enough.
            Sort::Stance => known
                .iter()
                .find(|(id, _)| entry.id.starts_with(&format!("{id}/")))
                .map(|(_, at)| at),
            _ => known.get(&entry.id),
        };
        at.map(|at| ron_file::end_of(&text[..*at]))
    };
    entries.into_iter().map(place).collect()
}

/// Takes out what no program can use, and says what that was.
fn faults(codebook: &mut Codebook) -> Vec<Fault> {
    let mut faults = Vec::new();
    let scales = &mut codebook.scales;
    unique(scales, "scales", |entry| &entry.id, &mut faults);
    let targets = &mut codebook.targets;
    unique(targets, "targets", |entry| &entry.id, &mut faults);
    let labels = &mut codebook.labels;
    unique(labels, "labels", |entry| &entry.id, &mut faults);
    let speakers = &mut codebook.speakers;
    unique(speakers, "speakers", |entry| &entry.id, &mut faults);
    for scale in &mut codebook.scales {
        let mut whats = Vec::new();
        let name = format!("stances of the scale {:?}", scale.id);
        let mut seen = HashMap::new();
        scale.stances.retain(|stance| {
            let fault = doubled(&stance.id, &name, &mut seen);
            whats.extend(fault.as_ref().map(|(what, _)| what.clone()));
            fault.is_none()
        });
        for stance in &mut scale.stances {
            let id = &stance.id;
            if stance.polarity.is_some_and(|number| !number.is_finite()) {
                whats.push(format!("the polarity of the stance {id:?} is no number"));
                stance.polarity = None;
            }
            let colour = stance.colour.as_deref();
            if colour.is_some_and(|colour| !is_colour(colour)) {
                whats.push(format!("the colour of the stance {id:?} is not #rrggbb"));
                stance.colour = None;
            }
            if stance.key.is_some_and(|key| !('1'..='9').contains(&key)) {
                whats.push(format!("the key of the stance {id:?} is not one of 1 to 9"));
                stance.key = None;
            }
        }
        faults.extend(whats.into_iter().map(|what| Fault {
            what,
            list: "scales",
            id: scale.id.clone().into(),
            nth: 0,
        }));
    }
    faults
}

/// Takes out entries without an id, and those whose id an earlier one has.
fn unique<T>(
    entries: &mut Vec<T>,
    list: &'static str,
    id: impl Fn(&T) -> &str,
    faults: &mut Vec<Fault>,
) {
    let mut seen = HashMap::new();
    entries.retain(|entry| {
        let id = id(entry);
        let fault = doubled(id, list, &mut seen);
        let is_sound = fault.is_none();
        faults.extend(fault.map(|(what, nth)| Fault {
            what,
            list,
            id: id.to_owned(),
            nth,
        }));
        is_sound
    });
}

/// Says what is wrong with an id of one of the `name`, and which of that id it is, from 0. `seen` are those before it.
fn doubled(id: &str, name: &str, seen: &mut HashMap<String, usize>) -> Option<(String, usize)> {
    let before = seen.entry(id.to_owned()).or_default();
    let nth = *before;
    *before += 1;
    if id.is_empty() {
        Some((format!("one of the {name} has no id"), nth))
    } else {
        (nth > 0).then(|| (format!("two {name} have the id {id:?}"), nth))
    }
}

#[cfg(test)]
mod rewriting;

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r##"#![enable(implicit_some)]
(
    format: 1,
    scales: [(id: "s", stances: [(id: "no", polarity: -1.5, colour: "#d73027", key: '1'), (id: "yes")])],
    targets: [(id: "t", parent: "u", examples: ["“Ні”"], replaced_by: "u"), (id: "u", name: "U")],
    speakers: [(id: "p", name: "P", attributes: {"party": "x", "born": "1967"})],
)
"##;

    #[test]
    fn a_codebook_comes_back_as_it_was_written() {
        let codebook = parse("codebook.ron", SOURCE.as_bytes()).value.unwrap();
        assert_eq!(codebook.scales[0].stances[0].polarity, Some(-1.5));
        assert_eq!(codebook.scales[0].stances[1].label, "yes");
        assert_eq!(codebook.current_target("t"), "u");
        let written = write(&codebook).unwrap();
        assert!(written.contains("format: 2,"));
        assert_eq!(written.matches("replaced_by").count(), 1);
        let again = parse("codebook.ron", written.as_bytes());
        assert_eq!(write(again.value.as_ref().unwrap()).unwrap(), written);
        assert_eq!(again, Loaded::whole(codebook));
    }

    #[test]
    fn what_later_versions_added_comes_back() {
        let source = r##"(
    format: 2,
    targets: [(id: "t", examples: ["a", (text: "b", article: "x.txt", statement: "01A")],
        counter_examples: [r#"c"#], split_into: ["u", "v"])],
    speakers: [(id: "p", kind: body, parent: "q", wikidata: "Q1",
        roles: [(role: "minister", from: "2004-03", to: "2024")], distinct_from: ["r"])],
    guidelines: "# How\nSo.",
    declined: [(annotator: "ann", sort: target, id: "t", why: "too wide")],
)"##;
        let loaded = parse("codebook.ron", source.as_bytes());
        assert_eq!(loaded.problems, []);
        let codebook = loaded.value.unwrap();
        let target = &codebook.targets[0];
        assert_eq!(target.examples[0].source, None);
        assert_eq!(target.examples[1].source.as_ref().unwrap().article, "x.txt");
        assert_eq!(target.counter_examples[0].text, "c");
        assert!(!target.is_offered());
        assert_eq!(
            codebook.speakers[0].role_at(Some("2010-01-01")).0,
            "minister"
        );
        assert_eq!(codebook.speakers[0].role_at(Some("2025-01-01")).0, "");
        assert_eq!(codebook.speakers[0].distinct_from[0], "r");
        assert_eq!(codebook.declined[0].why, "too wide");
        let written = write(&codebook).unwrap();
        assert_eq!(parse("", written.as_bytes()), Loaded::whole(codebook));
        let unknown = source.replace("statement: \"01A\"", "statement: \"01A\", page: 3");
        assert!(parse("", unknown.as_bytes()).read_only.is_some());
    }

    #[track_caller]
    fn check_problem(body: &str, expected: &str) {
        let loaded = parse("codebook.ron", format!("(format: 1, {body})").as_bytes());
        assert!(loaded.read_only.is_some());
        assert!(loaded.value.is_some());
        assert_eq!(loaded.problems[0].what, expected);
    }

    #[test]
    fn contradictions_are_named() {
        check_problem(
            "labels: [(id: \"a\"), (id: \"a\")]",
            "two labels have the id \"a\"",
        );
        check_problem("labels: [(id: \"\")]", "one of the labels has no id");
        check_problem(
            "scales: [(id: \"s\", stances: [(id: \"a\", polarity: NaN)])]",
            "the polarity of the stance \"a\" is no number",
        );
        check_problem(
            "scales: [(id: \"s\", stances: [(id: \"a\", colour: \"red\")])]",
            "the colour of the stance \"a\" is not #rrggbb",
        );
        check_problem(
            "scales: [(id: \"s\", stances: [(id: \"a\", key: 'x')])]",
            "the key of the stance \"a\" is not one of 1 to 9",
        );
    }
}
