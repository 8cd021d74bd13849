//! brat standoff, `PolNeAR`'s variant included: `NAME.txt` beside `NAME.ann` or `NAME_<annotator>.ann`.
//!
//! [`search`] lists what there is, [`pair`] and [`owners`] say what belongs together and whose it is.
//! [`lines`] reads a file of annotations, [`offsets`] says what its offsets mean in the article's text, [`counting`] in which
//! way they count, `graph::roles` what its types and roles are here, and [`drafts`] makes statements of it. `docs/formats.md` says what becomes what. The format
//! is that of brat's own manual (<https://brat.nlplab.org/standoff.html>), the variant that of Newell, Margolin and Ruths,
//! "An Attribution Relations Corpus for Political News" (LREC 2018).

mod counting;
mod drafts;
mod lines;
mod offsets;
mod own;
mod owners;
mod pair;
mod search;
mod write;

pub(super) use write::{CANNOT, Folders};

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::OnceLock;
use std::thread;

use super::attributes::Brings;
use super::graph::roles::Roles;
use super::import::report::Notes;
use super::import::{Draft, Options, Source, Work, unreadable};
use crate::corpus::pool::Pool;
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::problem::Problem;
use crate::read;
use crate::store::fs::{Fs as _, RealFs};
use crate::store::reason;
use counting::Votes;
use lines::{Lines, SpanLine};
use offsets::{Measures, Offsets, Way};
use pair::{Document, File};
use search::{MAX_BYTES, Search};

/// What is said of files none of whose annotations became a statement, although some were to.
const UNUSED: &str = "files of which nothing could be used (their articles are not marked done)";

/// A folder of brat's, listed.
struct Brat {
    articles: Vec<Document>,
    roles: Roles,
    notes: Notes,
    /// What all files show of how offsets are counted, found out once it is asked for.
    votes: OnceLock<Votes>,
    /// Whether this program wrote it.
    is_own: bool,
}

/// Threads that read everything once more where the files of one text do not show how they count.
const THREADS: usize = 8;

/// Lists a folder. See [`super::Format`].
pub(super) fn open(options: &Options) -> Result<Box<dyn Source>, Problem> {
    let search = Search::of(&options.from)?;
    let from = options.from.display().to_string();
    if search.texts.is_empty() {
        let what = "there is no text (.txt) in this folder, nor in a folder `text` in it";
        return Err(unreadable(from, what).hinted(
            "Name the folder that holds NAME.txt and NAME.ann, or text/ and annotations/",
        ));
    }
    let is_own = search.is_own;
    let (articles, notes) = pair::pair(search, options.annotator.as_deref())?;
    Ok(Box::new(Brat {
        articles,
        roles: Roles::new(&options.map),
        notes,
        votes: OnceLock::new(),
        is_own,
    }))
}

impl Brat {
    /// Reads the files of annotations of a text; those without an annotation are left out.
    fn files(&self, index: usize, notes: &mut Notes) -> Vec<(&File, Lines)> {
        let mut files = Vec::new();
        for file in &self.articles[index].work {
            match RealFs.read(&file.path, MAX_BYTES) {
                Ok(found) => {
                    let parsed = lines::parse(&found);
                    if parsed.is_empty() && parsed.faults.is_empty() {
                        notes.remark("files without an annotation", &file.shown, None);
                    } else {
                        files.push((file, parsed));
                    }
                }
                Err(error) => {
                    let problem = unreadable(file.shown.clone(), reason(&error));
                    notes.problems.push(problem);
                }
            }
        }
        files
    }

    /// Returns what the files of the whole import show of how they count.
    fn votes(&self) -> &Votes {
        self.votes.get_or_init(|| {
            let all = self.each_votes();
            let mut votes = Votes::default();
            for one in all.iter().flatten() {
                votes.add(one);
            }
            votes
        })
    }

    /// Returns what the files of each text show.
    ///
    /// Others wait for the votes. So this waits on a thread of its own: one of a pool would meanwhile take up work that
    /// waits for them too.
    fn each_votes(&self) -> Vec<Option<Votes>> {
        let all = 0..self.articles.len();
        let count = || Pool::new(THREADS).map(all.clone(), |index| self.votes_of(index));
        thread::scope(|scope| {
            let counter = thread::Builder::new().name("votes".to_owned());
            match counter.spawn_scoped(scope, count) {
                Ok(counter) => match counter.join() {
                    Ok(all) => all,
                    Err(fault) => resume_unwind(fault),
                },
                Err(_) => all.clone().map(|index| self.votes_of(index)).collect(),
            }
        })
    }

    /// Returns what the files of one text show, if it can be read.
    fn votes_of(&self, index: usize) -> Option<Votes> {
        let bytes = self.bytes(index).ok()?;
        let article = read::read(&self.articles[index].name, &bytes).ok()?;
        let mut votes = Votes::default();
        // What is wrong with them is told when they are imported.
        for (text, files) in self.by_text(index, &mut Notes::default()) {
            let own = text.map(|text| self.own_text(index, text)).transpose();
            let Ok(own) = own else {
                continue;
            };
            let (bytes, article) = own
                .as_ref()
                .map_or((&bytes, &article), |(bytes, article)| (bytes, article));
            let measures = Measures::of(&article.text, bytes);
            votes.add(&Votes::of(&measures, &spans(&files)));
        }
        Some(votes)
    }

    /// Returns the files of annotations of a text by the copy of the text that their offsets count in: none where that is the
    /// document's own.
    fn by_text(
        &self,
        index: usize,
        notes: &mut Notes,
    ) -> BTreeMap<Option<&Path>, Vec<(&File, Lines)>> {
        let mut by_text: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (file, lines) in self.files(index, notes) {
            let files = by_text.entry(file.text.as_deref()).or_default();
            files.push((file, lines));
        }
        by_text
    }

    /// Reads an annotator's own copy of a text.
    fn own_text(&self, index: usize, path: &Path) -> Result<(Vec<u8>, Article), Problem> {
        let shown = &self.articles[index].name;
        let bytes = RealFs
            .read(path, read::MAX_ARTICLE_BYTES)
            .map_err(|error| unreadable(path.display().to_string(), reason(&error)))?;
        let article = read::read(shown, &bytes)?;
        Ok((bytes, article))
    }

    /// Makes statements of files whose offsets count in one text; `bytes` is its file.
    fn drafts(
        &self,
        files: &[(&File, Lines)],
        bytes: &[u8],
        article: &Article,
        notes: &mut Notes,
    ) -> Vec<Work> {
        let mut all = Vec::new();
        let measures = Measures::of(&article.text, bytes);
        let choices = counting::choose(&measures, &spans(files), || self.votes());
        for ((file, lines), choice) in files.iter().zip(choices) {
            let mut told = Notes::default();
            // What this program wrote counts as brat does, and shows it less where spans hold nothing but blanks.
            let way = if self.is_own {
                Way::OWN
            } else {
                choice.tell(&measures, &file.shown, &mut told);
                choice.way
            };
            let offsets = Offsets {
                measures: &measures,
                way,
                joins: self.is_own,
            };
            let mut drafts = drafts::make(lines, offsets, &self.roles, &file.shown, &mut told);
            let brings = self.restored(&mut drafts);
            // Whoever labelled something that is not here has not found the article to hold no statement.
            let is_used = !drafts.is_empty() || told.is_complete();
            notes.add(told);
            if !is_used {
                notes.leave_out_file(UNUSED, &file.shown);
                continue;
            }
            all.push(Work {
                annotator: file.annotator.clone(),
                drafts,
                brings,
                ..Work::default()
            });
        }
        all
    }

    /// Makes what this program wrote what it was; returns the entries of the codebook that it names.
    fn restored(&self, drafts: &mut [Draft]) -> Codebook {
        let mut brings = Brings::default();
        if self.is_own {
            for draft in drafts {
                own::restore(draft, &mut brings);
            }
        }
        brings.into_codebook()
    }
}

/// Returns the spans of each file.
fn spans<'f>(files: &'f [(&File, Lines)]) -> Vec<&'f [SpanLine]> {
    let spans = files.iter().map(|(_, lines)| lines.spans.as_slice());
    spans.collect()
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

    fn original(&self, index: usize) -> Option<&str> {
        let name = self.articles[index].name.as_str();
        let stem = name.strip_suffix(search::TXT);
        // Other articles than plain texts got an ending more.
        let original = stem.filter(|stem| read::is_article(stem)).unwrap_or(name);
        self.is_own.then_some(original)
    }

    fn work(&self, index: usize, bytes: &[u8], article: &Article) -> (Vec<Work>, Notes) {
        let mut notes = Notes::default();
        let mut all = Vec::new();
        for (text, files) in self.by_text(index, &mut notes) {
            let Some(text) = text else {
                all.extend(self.drafts(&files, bytes, article, &mut notes));
                continue;
            };
            // The copy has the same letters; its line ends or its blanks are others.
            match self.own_text(index, text) {
                Ok((bytes, own)) => {
                    let work = self.drafts(&files, &bytes, &own, &mut notes);
                    let carried = work
                        .iter()
                        .filter_map(|work| work.carried(&own.text, &article.text));
                    all.extend(carried);
                }
                Err(problem) => notes.problems.push(problem),
            }
        }
        (all, notes)
    }
}
