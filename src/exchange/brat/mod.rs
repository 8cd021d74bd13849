//! brat standoff, `PolNeAR`'s variant included: `NAME.txt` beside `NAME.ann` or `NAME_<annotator>.ann`.
//!
//! [`search`] lists what there is, [`pair`] and [`owners`] say what belongs together and whose it is.
//! [`lines`] reads a file of annotations, [`offsets`] says what its offsets mean in the article's text, [`roles`] what its
//! types and roles are here, and [`drafts`] makes statements of it. `docs/formats.md` says what becomes what. The format
//! is that of brat's own manual (<https://brat.nlplab.org/standoff.html>), the variant that of Newell, Margolin and Ruths,
//! "An Attribution Relations Corpus for Political News" (LREC 2018).

mod drafts;
mod lines;
mod offsets;
mod owners;
mod pair;
mod roles;
mod search;

use super::import::report::Notes;
use super::import::{Options, Source, Work, unreadable};
use crate::model::article::Article;
use crate::model::problem::Problem;
use crate::read;
use crate::store::fs::{Fs as _, RealFs};
use crate::store::reason;
use pair::Document;
use roles::Roles;
use search::{MAX_BYTES, Search};

/// What is said of files none of whose annotations became a statement, although some were to.
const UNUSED: &str = "files of which nothing could be used (their articles are not marked done)";

/// A folder of brat's, listed.
struct Brat {
    articles: Vec<Document>,
    roles: Roles,
    notes: Notes,
}

/// Lists a folder. See [`super::import::FORMATS`].
pub(super) fn open(options: &Options) -> Result<Box<dyn Source>, Problem> {
    let search = Search::of(&options.from)?;
    let from = options.from.display().to_string();
    if search.texts.is_empty() {
        let what = "there is no text (.txt) in this folder, nor in a folder `text` in it";
        return Err(unreadable(from, what).hinted(
            "Name the folder that holds NAME.txt and NAME.ann, or text/ and annotations/",
        ));
    }
    let (articles, notes) = pair::pair(search, options.annotator.as_deref())?;
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
