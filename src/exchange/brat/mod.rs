//! brat standoff, `PolNeAR`'s variant included: `NAME.txt` beside `NAME.ann` or `NAME_<annotator>.ann`.
//!
//! [`lines`] reads a file of annotations, [`offsets`] says what its offsets mean in the article's text, [`roles`] what its
//! types and roles are here, and [`drafts`] makes statements of it. `docs/formats.md` says what becomes what. The format
//! is that of brat's own manual (<https://brat.nlplab.org/standoff.html>), the variant that of Newell, Margolin and Ruths,
//! "An Attribution Relations Corpus for Political News" (LREC 2018).

mod drafts;
mod lines;
mod offsets;
mod roles;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::import::report::Notes;
use super::import::{Options, Source, Work, unreadable};
use crate::model::article::Article;
use crate::model::problem::Problem;
use crate::read;
use crate::store::fs::{Fs as _, Kind, RealFs};
use crate::store::paths::check_annotator;
use crate::store::reason;
use roles::Roles;

/// Ends the name of a file of annotations.
const ANN: &str = ".ann";

/// Ends the name of a text.
const TXT: &str = ".txt";

/// Names of the folders that annotations lie in where the texts have a folder of their own, `text`.
const FOLDERS: [&str; 3] = ["attributions", "annotations", "ann"];

/// Levels of folders that are searched.
const DEPTH: usize = 16;

/// Largest file of annotations that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// What is said of files none of whose annotations became a statement, although some were to.
const UNUSED: &str = "files of which nothing could be used (their articles are not marked done)";

/// A folder of brat's, listed.
struct Brat {
    articles: Vec<Document>,
    roles: Roles,
    notes: Notes,
}

/// One text and the files of annotations of it.
#[derive(Debug, Default, PartialEq)]
struct Document {
    /// Path within the folder that is imported, the folder `text` left out.
    name: String,
    text: PathBuf,
    work: Vec<File>,
}

/// A file of annotations.
#[derive(Debug, PartialEq)]
struct File {
    annotator: String,
    path: PathBuf,
    /// The path within the folder that is imported, for messages.
    shown: String,
}

/// Lists a folder. See [`super::import::FORMATS`].
pub(super) fn open(options: &Options) -> Result<Box<dyn Source>, Problem> {
    let mut search = Search::default();
    search.folder(&options.from, "", "", 0)?;
    let from = options.from.display().to_string();
    if search.texts.is_empty() {
        let what = "there is no text (.txt) in this folder, nor in a folder `text` in it";
        return Err(unreadable(from, what).hinted(
            "Name the folder that holds NAME.txt and NAME.ann, or text/ and annotations/",
        ));
    }
    let (articles, notes) = search.pair(options.annotator.as_deref())?;
    Ok(Box::new(Brat {
        articles,
        roles: Roles::new(&options.map),
        notes,
    }))
}

impl Source for Brat {
    fn articles(&self) -> Vec<&str> {
        self.articles
            .iter()
            .map(|document| document.name.as_str())
            .collect()
    }

    fn notes(&self) -> Notes {
        self.notes.clone()
    }

    fn bytes(&self, index: usize) -> Result<Vec<u8>, Problem> {
        let document = &self.articles[index];
        RealFs
            .read(&document.text, read::MAX_ARTICLE_BYTES)
            .map_err(|error| unreadable(document.name.clone(), reason(&error)))
    }

    fn work(&self, index: usize, bytes: &[u8], article: &Article) -> (Vec<Work>, Notes) {
        let mut notes = Notes::default();
        let mut all = Vec::new();
        for file in &self.articles[index].work {
            let found = match RealFs.read(&file.path, MAX_BYTES) {
                Ok(found) => found,
                Err(error) => {
                    notes
                        .problems
                        .push(unreadable(file.shown.clone(), reason(&error)));
                    continue;
                }
            };
            let parsed = lines::parse(&found);
            if parsed.is_empty() && parsed.faults.is_empty() {
                notes.remark("files without an annotation", &file.shown, None);
                continue;
            }
            let mut told = Notes::default();
            let drafts = drafts::make(
                &parsed,
                bytes,
                &article.text,
                &self.roles,
                &file.shown,
                &mut told,
            );
            // Whoever labelled something that is not here has not found the article to hold no statement.
            let is_used = !drafts.is_empty() || told.is_complete();
            notes.add(told);
            if !is_used {
                notes.leave_out(UNUSED, &file.shown, None);
                continue;
            }
            all.push(Work {
                annotator: file.annotator.clone(),
                drafts,
            });
        }
        (all, notes)
    }
}

/// A name without its ending, in a folder: the folder within what is imported, and the name.
type Stem = (String, String);

/// What lies in a folder and those below it.
#[derive(Default)]
struct Search {
    texts: BTreeMap<Stem, PathBuf>,
    annotations: BTreeMap<Stem, (PathBuf, String)>,
    problems: Vec<Problem>,
}

impl Search {
    /// Lists a folder. `shown` is its path within what is imported, `group` that of the texts that belong to it.
    fn folder(
        &mut self,
        folder: &Path,
        shown: &str,
        group: &str,
        depth: usize,
    ) -> Result<(), Problem> {
        let named = if shown.is_empty() {
            folder.display().to_string()
        } else {
            shown.to_owned()
        };
        let mut entries = RealFs.list(folder).map_err(|error| {
            unreadable(named, reason(&error)).hinted("Name a folder that you may read")
        })?;
        entries.retain(|entry| !entry.name.starts_with('.'));
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        let has_text = entries
            .iter()
            .any(|entry| entry.kind == Kind::Folder && entry.name == "text");
        for entry in entries {
            let path = folder.join(&entry.name);
            let inner = within(shown, &entry.name);
            let belongs =
                has_text && (entry.name == "text" || FOLDERS.contains(&entry.name.as_str()));
            match entry.kind {
                Kind::Folder if depth < DEPTH => {
                    let group = if belongs {
                        group.to_owned()
                    } else {
                        within(group, &entry.name)
                    };
                    // A folder within that cannot be listed is no reason to give up the others.
                    let listed = self.folder(&path, &inner, &group, depth + 1);
                    self.problems.extend(listed.err());
                }
                Kind::File | Kind::Link => {
                    if let Some(stem) = entry.name.strip_suffix(TXT) {
                        self.texts.insert((group.to_owned(), stem.to_owned()), path);
                    } else if let Some(stem) = entry.name.strip_suffix(ANN) {
                        self.annotations
                            .insert((group.to_owned(), stem.to_owned()), (path, inner));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Finds the text of each file of annotations, and whose it is.
    fn pair(self, annotator: Option<&str>) -> Result<(Vec<Document>, Notes), Problem> {
        let mut notes = Notes {
            problems: self.problems,
            ..Notes::default()
        };
        let document = |((group, stem), path): (&Stem, &PathBuf)| Document {
            name: within(group, &format!("{stem}{TXT}")),
            text: path.clone(),
            work: Vec::new(),
        };
        let mut articles: Vec<Document> = self.texts.iter().map(document).collect();
        let stems: Vec<&Stem> = self.texts.keys().collect();
        let mut nameless = Vec::new();
        for ((group, stem), (path, shown)) in self.annotations {
            let place = |name: &str| {
                stems.binary_search_by(|known| {
                    (known.0.as_str(), known.1.as_str()).cmp(&(&group, name))
                })
            };
            let (found, named) = match place(&stem) {
                Ok(at) => (Some(at), annotator),
                Err(_) => split(&stem, |name| place(name).ok())
                    .map_or((None, None), |(at, named)| (Some(at), Some(named))),
            };
            let Some(at) = found else {
                let what = "there is no text for these annotations";
                notes.problems.push(unreadable(shown, what).hinted(format!(
                    "Put {stem}{TXT} beside it, or into the folder `text`"
                )));
                continue;
            };
            let Some(named) = named else {
                nameless.push(shown);
                continue;
            };
            articles[at].work.push(File {
                annotator: named.to_owned(),
                path,
                shown,
            });
        }
        if let Some(first) = nameless.first() {
            let more = match nameless.len() {
                1 => String::new(),
                number => format!(" (and of {} more)", number - 1),
            };
            let what = format!("nobody says whose annotations these are{more}");
            return Err(unreadable(first.clone(), what)
                .hinted("Give --annotator NAME, or call the files NAME_<annotator>.ann"));
        }
        for article in articles.iter().filter(|article| article.work.is_empty()) {
            notes.remark(
                "texts without annotations (imported as articles)",
                &article.name,
                None,
            );
        }
        Ok((articles, notes))
    }
}

/// Splits `NAME_<annotator>` at the last underscore before which the name of a text stands.
fn split(stem: &str, text: impl Fn(&str) -> Option<usize>) -> Option<(usize, &str)> {
    stem.rmatch_indices('_').find_map(|(at, _)| {
        let annotator = &stem[at + 1..];
        check_annotator(annotator).ok()?;
        Some((text(&stem[..at])?, annotator))
    })
}

fn within(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
