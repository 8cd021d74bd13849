//! Reads the codes of a codebook of REFI-QDA, or of a whole project of one (`.qde`).

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};

use super::super::guid::{self, Known};
use super::super::lines::Lines;
use super::super::{Found, Places, unreadable};
use super::{LABELS, SCALES, description};
use crate::model::codebook::change::is_colour;
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::{
    Codebook, Label, OFF_SCALE, Scale, Sort, Stance, Target, id_from_name,
};
use crate::model::phrase::count;
use crate::model::problem::{Problem, ProblemKind};

/// Reads a codebook. `path` is for messages; a code whose guid is that of an entry of `known` is that entry.
///
/// # Errors
/// If it is no XML, or has no codebook.
pub(in crate::exchange::codebook) fn read(
    path: &str,
    text: &str,
    known: &Codebook,
) -> Result<Found, Problem> {
    let document = Document::parse(text).map_err(|error| {
        let place = error.pos();
        let number = |number: u32| usize::try_from(number).unwrap_or(1);
        unreadable(
            path,
            format!("the file is no XML that can be read: {error}"),
        )
        .at(number(place.row), number(place.col))
        .hinted("Export the codebook again from the program that it comes from")
    })?;
    let is_book = |node: &Node<'_, '_>| named(*node, "CodeBook");
    let Some(book) = document.descendants().find(is_book) else {
        let what = "the file has no codebook of REFI-QDA";
        return Err(unreadable(path, what).hinted("Export it as a REFI-QDA codebook (.qdc)"));
    };
    let codes: Vec<Node<'_, '_>> = book
        .descendants()
        .filter(|node| named(*node, "Code"))
        .collect();
    let known = Known::of(known);
    let mut reading = Reading {
        path,
        lines: Lines::of(text),
        scales: members(book, SCALES),
        labels: members(book, LABELS),
        taken: BTreeSet::new(),
        placed: BTreeMap::new(),
        codebook: Codebook::default(),
        places: BTreeMap::new(),
        problems: Vec::new(),
    };
    // Their ids are given to no other code.
    for code in &codes {
        if let Some(entry) = known.get(&guid_of(*code)) {
            let key = (entry.sort, entry.scale.clone(), entry.id.clone());
            reading.taken.insert(key);
        }
    }
    for code in &codes {
        reading.code(*code, &known);
    }
    reading.other_sets(book);
    Ok(Found {
        codebook: reading.codebook,
        problems: reading.problems,
        path: path.to_owned(),
        places: Places::At(reading.places),
    })
}

/// What a code became.
#[derive(Clone)]
struct Placed {
    sort: Sort,
    /// Of a stance or scale: the scale.
    scale: String,
    id: String,
}

struct Reading<'a> {
    path: &'a str,
    lines: Lines,
    /// Guids of codes that are scales.
    scales: BTreeSet<String>,
    /// Guids of codes that are labels.
    labels: BTreeSet<String>,
    /// Ids that are taken: sort, scale of a stance, id.
    taken: BTreeSet<(Sort, String, String)>,
    /// What codes became, by their numbers in the document.
    placed: BTreeMap<usize, Placed>,
    codebook: Codebook,
    places: BTreeMap<EntryId, (usize, usize)>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn code(&mut self, code: Node<'_, '_>, known: &Known) {
        let at = self.lines.place(code.range().start);
        let name = code.attribute("name").unwrap_or_default();
        if name.trim().is_empty() {
            self.wrong(at, "the code has no name; it is left out");
            return;
        }
        let guid = guid_of(code);
        let mut above = code.ancestors().skip(1);
        let above = above.find_map(|node| self.placed.get(&node.id().get_usize()));
        let above = above.cloned();
        let (sort, scale) = match &above {
            None if self.scales.contains(&guid) => (Sort::Scale, String::new()),
            None if self.labels.contains(&guid) => (Sort::Label, String::new()),
            None => (Sort::Target, String::new()),
            Some(above) => match above.sort {
                Sort::Scale | Sort::Stance => (Sort::Stance, above.scale.clone()),
                sort => (sort, String::new()),
            },
        };
        let entry = known.get(&guid);
        let entry = entry.filter(|entry| entry.sort == sort && entry.scale == scale);
        let id = match entry {
            Some(entry) => entry.id.clone(),
            None => id_from_name(name, |id| {
                let is_off = sort == Sort::Stance && OFF_SCALE.iter().any(|(off, _)| *off == id);
                let key = (sort, scale.clone(), id.to_owned());
                is_off || self.taken.contains(&key)
            }),
        };
        self.taken.insert((sort, scale.clone(), id.clone()));
        let named = if sort == Sort::Stance {
            EntryId::stance(&scale, &id)
        } else {
            let id = id.clone();
            EntryId { sort, id }
        };
        if self.places.contains_key(&named) {
            self.wrong(
                at,
                format!("the code {name:?} is there twice; it is left out"),
            );
            return;
        }
        self.places.insert(named, at);
        let placed = Placed {
            sort,
            scale: if sort == Sort::Scale {
                id.clone()
            } else {
                scale
            },
            id,
        };
        self.put(code, name, &placed, above.as_ref());
        self.placed.insert(code.id().get_usize(), placed);
    }

    /// Puts a code into the codebook as what it is.
    fn put(&mut self, code: Node<'_, '_>, name: &str, placed: &Placed, above: Option<&Placed>) {
        let (id, name) = (placed.id.clone(), name.to_owned());
        let description = description_of(code);
        match placed.sort {
            Sort::Scale => self.codebook.scales.push(Scale {
                id: id.into(),
                name,
                ..Scale::default()
            }),
            Sort::Stance => {
                let colour = code.attribute("color").filter(|colour| is_colour(colour));
                let mut scales = self.codebook.scales.iter_mut();
                if let Some(scale) = scales.find(|scale| scale.id == placed.scale.as_str()) {
                    scale.stances.push(Stance {
                        id: id.into(),
                        label: name,
                        colour: colour.map(str::to_owned),
                        ..Stance::default()
                    });
                }
            }
            Sort::Label => self.codebook.labels.push(Label {
                id: id.into(),
                name,
                definition: description,
                ..Label::default()
            }),
            Sort::Target | Sort::Speaker => {
                let mut target = Target {
                    id: id.into(),
                    name,
                    parent: above.map(|above| above.id.clone()).map(Into::into),
                    ..Target::default()
                };
                description::put(&description, &mut target);
                self.codebook.targets.push(target);
            }
        }
    }

    /// Names the sets of codes that mean nothing here.
    fn other_sets(&mut self, book: Node<'_, '_>) {
        let is_other = |node: &Node<'_, '_>| {
            let name = node.attribute("name");
            named(*node, "Set") && name != Some(SCALES) && name != Some(LABELS)
        };
        let mut others = book.descendants().filter(is_other);
        if let Some(first) = others.next() {
            let number = others.count() + 1;
            let at = self.lines.place(first.range().start);
            let what = format!("{} of codes left out", count(number, "set"));
            self.wrong(at, what);
        }
    }

    fn wrong(&mut self, (line, column): (usize, usize), what: impl Into<String>) {
        let problem = Problem::new(ProblemKind::UnreadableImport, self.path, what);
        self.problems.push(problem.at(line, column));
    }
}

/// Tells whether a node is an element of this name, whatever its namespace and the case of its letters.
fn named(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name().eq_ignore_ascii_case(name)
}

fn guid_of(node: Node<'_, '_>) -> String {
    guid::plain(node.attribute("guid").unwrap_or_default())
}

/// Returns the guids of the codes in the sets of a name.
fn members(book: Node<'_, '_>, set: &str) -> BTreeSet<String> {
    let sets = book.descendants().filter(|node| named(*node, "Set"));
    let sets = sets.filter(|node| node.attribute("name") == Some(set));
    let members = sets.flat_map(|node| node.children());
    let members = members.filter(|node| named(*node, "MemberCode"));
    members.map(guid_of).collect()
}

fn description_of(code: Node<'_, '_>) -> String {
    let mut children = code.children();
    let found = children.find(|node| named(*node, "Description"));
    let texts = found.into_iter().flat_map(|node| node.children());
    texts.filter_map(|node| node.text()).collect()
}
