//! Which text a file of annotations belongs to, and whose it is.
//!
//! Whose it is stands in its name (`NAME_<annotator>.ann`), in the name of a folder, or nowhere, and then whoever imports
//! says it. Folders are annotators' in two layouts: `annotations/ANNOTATOR/NAME.ann` beside the texts (below), and
//! `ANNOTATOR/NAME.txt` with `ANNOTATOR/NAME.ann`, where folders hold the same text ([`super::owners`]).

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::owners::{Owner, Texts, folded};
use super::search::{Found, Key, Search, TXT, within};
use crate::exchange::import::report::Notes;
use crate::exchange::import::unreadable;
use crate::model::fold::composed;
use crate::model::problem::Problem;
use crate::store::paths::check_annotator;

/// One text and the files of annotations of it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Document {
    /// Path within the folder that is imported, less folders that say no more than what lies in them.
    pub(super) name: String,
    pub(super) text: PathBuf,
    pub(super) work: Vec<File>,
}

/// A file of annotations.
#[derive(Debug, PartialEq)]
pub(super) struct File {
    pub(super) annotator: String,
    pub(super) path: PathBuf,
    /// The path within the folder that is imported, for messages.
    pub(super) shown: String,
    /// The annotator's own copy of the text, if it is another than the document's: in its line ends, say. Its offsets count
    /// in that.
    pub(super) text: Option<PathBuf>,
}

/// The text of a file of annotations, by index, and whose the file's name or folder says that it is.
type Match = (usize, Option<String>);

/// Makes a document of each text, with its files of annotations. `annotator` is whose those are that do not say it.
///
/// # Errors
///
/// If there are some that do not say it, and `annotator` is none.
pub(super) fn pair(
    search: Search,
    annotator: Option<&str>,
) -> Result<(Vec<Document>, Notes), Problem> {
    let Search {
        texts,
        annotations,
        problems,
        is_own,
    } = search;
    let mut notes = Notes {
        problems,
        ..Notes::default()
    };
    let texts = Texts::new(texts);
    let owners = if is_own {
        texts.first_folders()
    } else if annotator.is_some() {
        Vec::new()
    } else {
        let begun: BTreeSet<Key> = annotations.keys().map(folded).collect();
        texts.owners(|key| begun.contains(&folded(key)))
    };
    let (mut documents, places) = documents(&texts, &owners);
    let mut nameless = Vec::new();
    for (key, found) in annotations {
        let Some((at, named)) = find(&texts, &key, &found) else {
            let what = "there is no text for these annotations";
            let hint = format!("Put {}{TXT} beside it, or into the folder `text`", key.1);
            let problem = unreadable(found.shown, what).hinted(hint);
            notes.problems.push(problem);
            continue;
        };
        let owner = owners.get(at).and_then(Option::as_ref);
        let named = named
            .or_else(|| owner.map(|owner| owner.annotator.clone()))
            .or_else(|| annotator.map(str::to_owned));
        match named {
            Some(annotator) => {
                let (document, first) = places[at];
                let is_other = !texts.are_same_bytes(first, at);
                documents[document].work.push(File {
                    annotator,
                    path: found.path,
                    shown: found.shown,
                    text: is_other.then(|| texts.list[at].1.path.clone()),
                });
            }
            None => nameless.push(found.shown),
        }
    }
    refuse_nameless(&nameless)?;
    for document in documents.iter().filter(|one| one.work.is_empty()) {
        notes.remark(
            "texts without annotations (imported as articles)",
            &document.name,
            None,
        );
    }
    Ok((documents, notes))
}

/// Makes a document of each text. Equal texts of several annotators are one, without the annotators' folders; the second
/// value has for each text the index of its document, and that of the document's text.
fn documents(texts: &Texts, owners: &[Option<Owner>]) -> (Vec<Document>, Vec<(usize, usize)>) {
    let mut claims: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, (key, _)) in texts.list.iter().enumerate() {
        let group = match owners.get(at) {
            Some(Some(owner)) => composed(&owner.rest).into_owned(),
            _ => key.0.clone(),
        };
        let claim = (group, key.1.clone());
        claims.entry(claim).or_default().push(at);
    }
    let mut groups: Vec<(Key, bool, Vec<usize>)> = Vec::new();
    for (key, members) in claims {
        if texts.are_equal(&members) {
            groups.push((key, true, members));
        } else {
            // Texts that differ are different articles, whatever their names.
            let alone = |at: usize| (texts.list[at].0.clone(), false, vec![at]);
            groups.extend(members.into_iter().map(alone));
        }
    }
    groups.sort();
    let mut documents = Vec::with_capacity(groups.len());
    let mut places = vec![(0, 0); texts.list.len()];
    for (_, is_short, members) in groups {
        let first = members.first().copied().unwrap_or_default();
        for at in &members {
            places[*at] = (documents.len(), first);
        }
        let owner = owners.get(first).and_then(Option::as_ref);
        documents.extend(texts.list.get(first).map(|(_, text)| Document {
            name: match owner {
                Some(owner) if is_short => within(&owner.rest, &text.name),
                _ => within(&text.group, &text.name),
            },
            text: text.path.clone(),
            work: Vec::new(),
        }));
    }
    (documents, places)
}

/// Finds the text of a file of annotations: where its own path says, else beside the folder of annotations that it is in.
/// Names that differ in nothing but capital and small letters meet if none are the same.
fn find(texts: &Texts, key: &Key, found: &Found) -> Option<Match> {
    let exact = |group: &str, stem: &str| texts.place(group, stem);
    let folded = |group: &str, stem: &str| texts.folded_place(group, stem);
    find_by(&exact, key, found).or_else(|| find_by(&folded, key, found))
}

/// Finds the index of the text of this name in a folder.
type Place<'a> = &'a dyn Fn(&str, &str) -> Option<usize>;

fn find_by(place: Place<'_>, (group, stem): &Key, found: &Found) -> Option<Match> {
    if let Some(found) = named(place, group, stem) {
        return Some(found);
    }
    let (base, rest) = found.below.as_ref()?;
    named(place, &within(base, rest), stem).or_else(|| below(place, base, rest, stem))
}

/// Finds the text of `NAME.ann`, or of `NAME_<annotator>.ann`, in a folder.
fn named(place: Place<'_>, group: &str, stem: &str) -> Option<Match> {
    if let Some(at) = place(group, stem) {
        return Some((at, None));
    }
    let (at, annotator) = split(stem, |name| place(group, name))?;
    Some((at, Some(annotator.to_owned())))
}

/// Finds the text of a file whose path below the folder of annotations has one folder more than that of the text: its
/// annotator's. If there are several ways to see it so, there is none.
fn below(place: Place<'_>, base: &str, rest: &str, stem: &str) -> Option<Match> {
    let parts: Vec<&str> = rest.split('/').collect();
    let mut ways = parts.iter().enumerate().filter_map(|(at, annotator)| {
        check_annotator(annotator).ok()?;
        let others = [&parts[..at], &parts[at + 1..]].concat().join("/");
        let text = place(&within(base, &others), stem)?;
        Some((text, Some((*annotator).to_owned())))
    });
    let found = ways.next()?;
    ways.next().is_none().then_some(found)
}

/// Splits `NAME_<annotator>` at the last underscore before which the name of a text stands.
fn split(stem: &str, text: impl Fn(&str) -> Option<usize>) -> Option<(usize, &str)> {
    stem.rmatch_indices('_').find_map(|(at, _)| {
        let annotator = &stem[at + 1..];
        check_annotator(annotator).ok()?;
        Some((text(&stem[..at])?, annotator))
    })
}

/// Refuses annotations of whom nobody says whose they are.
fn refuse_nameless(nameless: &[String]) -> Result<(), Problem> {
    let Some(first) = nameless.first() else {
        return Ok(());
    };
    let more = match nameless.len() {
        1 => String::new(),
        number => format!(" (and of {} more)", number - 1),
    };
    let what = format!("nobody says whose annotations these are{more}");
    Err(unreadable(first.clone(), what)
        .hinted("Give --annotator NAME, or call the files NAME_<annotator>.ann"))
}
