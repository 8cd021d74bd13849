//! The codebook, of the project or of one annotator: targets, scales, labels, speakers.
//!
//! People write it by hand, so everything but ids may be left out when reading.

mod mirror;
mod small;

use std::collections::HashSet;

use super::{Loaded, lossless, ron_file};
use crate::model::codebook::change::is_colour;
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::{Codebook, Sort};
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
        let problem = |what| {
            Problem::new(ProblemKind::Inconsistent, path, what).hinted("Correct the file by hand")
        };
        loaded.problems.extend(faults.into_iter().map(problem));
    }
    loaded
}

/// Writes a codebook.
///
/// # Errors
/// If it cannot be written as RON.
pub fn write(codebook: &Codebook) -> Result<String, Problem> {
    ron_file::write(&CodebookFile::from(codebook), DEPTH)
        .map_err(|what| Problem::new(ProblemKind::NotSaved, "codebook.ron", what))
}

/// Writes a codebook into the file that it came from: what differs between `before`, which the file holds, and `after` is
/// changed there, and everything else stays as somebody wrote it, comments, order and spelling.
///
/// # Errors
/// If the file is not understood well enough to change it; nothing is to be written then.
pub fn rewrite(source: &[u8], before: &Codebook, after: &Codebook) -> Result<String, Problem> {
    let (was, is) = (write(before)?, write(after)?);
    lossless::rewritten("codebook.ron", source, (&was, &is), after, |bytes| {
        parse("", bytes)
    })
}

/// Returns line and column, from 1, of where an entry stands in a codebook's file.
pub fn place_of(text: &str, entry: &EntryId) -> Option<(usize, usize)> {
    let list = match entry.sort {
        Sort::Target => "targets",
        Sort::Scale | Sort::Stance => "scales",
        Sort::Label => "labels",
        Sort::Speaker => "speakers",
    };
    lossless::entries(text, list)
        .into_iter()
        .find(|(id, _)| match entry.sort {
            // Of a stance its scale is close enough.
            Sort::Stance => entry.id.starts_with(&format!("{id}/")),
            _ => *id == entry.id,
        })
        .map(|(_, at)| ron_file::end_of(&text[..at]))
}

/// Takes out what no program can use, and says what that was.
fn faults(codebook: &mut Codebook) -> Vec<String> {
    let mut faults = Vec::new();
    unique(
        &mut codebook.scales,
        "scales",
        |entry| &entry.id,
        &mut faults,
    );
    unique(
        &mut codebook.targets,
        "targets",
        |entry| &entry.id,
        &mut faults,
    );
    unique(
        &mut codebook.labels,
        "labels",
        |entry| &entry.id,
        &mut faults,
    );
    unique(
        &mut codebook.speakers,
        "speakers",
        |entry| &entry.id,
        &mut faults,
    );
    for scale in &mut codebook.scales {
        let name = format!("stances of the scale {:?}", scale.id);
        unique(&mut scale.stances, &name, |entry| &entry.id, &mut faults);
        for stance in &mut scale.stances {
            if stance
                .polarity
                .is_some_and(|polarity| !polarity.is_finite())
            {
                faults.push(format!(
                    "the polarity of the stance {:?} is no number",
                    stance.id
                ));
                stance.polarity = None;
            }
            if stance
                .colour
                .as_deref()
                .is_some_and(|colour| !is_colour(colour))
            {
                faults.push(format!(
                    "the colour of the stance {:?} is not #rrggbb",
                    stance.id
                ));
                stance.colour = None;
            }
            if stance.key.is_some_and(|key| !('1'..='9').contains(&key)) {
                faults.push(format!(
                    "the key of the stance {:?} is not one of 1 to 9",
                    stance.id
                ));
                stance.key = None;
            }
        }
    }
    faults
}

fn unique<T>(entries: &mut Vec<T>, name: &str, id: impl Fn(&T) -> &str, faults: &mut Vec<String>) {
    let mut seen = HashSet::new();
    entries.retain(|entry| {
        let id = id(entry);
        if id.is_empty() {
            faults.push(format!("one of the {name} has no id"));
        } else if !seen.insert(id.to_owned()) {
            faults.push(format!("two {name} have the id {id:?}"));
            return false;
        }
        !id.is_empty()
    });
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
        roles: [(role: "minister", from: "2004-03", to: "2024")])],
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
