//! A project as a whole: the one walk through its articles and everybody's work on them, and the catalogue of what was
//! made of its files.
//!
//! Exports, counts, checks and learning all read a project through [`Corpus::walk`]. With a catalogue in the user's
//! cache folder, a file that did not change is not parsed again; what is handed out is the same with and without it.
//!
//! When a file counts as unchanged: an article is read anyway, and its content compared by hash. Of a sidecar the disk
//! is asked for size, times and inode; if these are what they were, and the file had rested when they were taken, it is
//! not even read. Else it is read and compared by hash.

pub mod again;
mod catalogue;
pub(crate) mod pool;
pub mod recoding;
pub mod walk;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::model::article::{Article, Encoding, Metadata, Reader};
use crate::model::problem::Problem;
use crate::model::project::Annotator;
use crate::model::span::Span;
use crate::model::text::Text;
use crate::read;
use crate::store::{ArticleFile, Former, Listings, Opened, Place, Store, nanoseconds};
use catalogue::{Catalogue, News, Seen};

/// Name of the catalogue in a project's part of the cache.
const NAME: &str = "catalogue";

/// Bytes of new records that are kept at most: what is over is read anew the next time.
const MOST: usize = 512 << 20;

/// Under which name the articles themselves stand in the catalogue.
const ARTICLES: &str = "";

/// A project that is about to be walked through. Good for one walk: it sees folders as they are when first asked for.
pub struct Corpus {
    store: Store,
    /// The project's, as they were listed when it was opened.
    articles: Arc<Vec<ArticleFile>>,
    listings: Listings,
    /// What is known of the files; none where nothing is kept.
    catalogue: Option<Catalogue>,
    /// What was found out in this walk, and its size in bytes.
    news: Mutex<(News, usize)>,
}

/// What is kept of an article: all but its path, and its text only where that is more than the file, decoded.
#[derive(Serialize, Deserialize)]
struct KnownArticle {
    text: Option<String>,
    /// The encoding that was set for the file.
    chosen: Option<String>,
    blake3: String,
    meta: Metadata,
    dimmed: Vec<Span>,
    lead: usize,
    reader: Reader,
    encoding: Encoding,
}

impl KnownArticle {
    fn new(article: &Article, chosen: Option<&str>) -> Self {
        let is_text = read::is_text(&article.path);
        Self {
            text: (!is_text).then(|| (*article.text).to_owned()),
            chosen: chosen.map(str::to_owned),
            blake3: article.blake3.clone(),
            meta: article.meta.clone(),
            dimmed: article.dimmed.clone(),
            lead: article.lead,
            reader: article.reader.clone(),
            encoding: article.encoding.clone(),
        }
    }

    /// Makes the article of its file's bytes; none if it would be read otherwise today.
    fn article(self, path: &str, bytes: &[u8], chosen: Option<&str>) -> Option<Article> {
        if self.chosen.as_deref() != chosen || !read::is_current(path, &self.reader) {
            return None;
        }
        let text = match self.text {
            Some(text) => Text::new(text),
            None => read::known_text(bytes, &self.encoding)?,
        };
        Some(Article {
            path: path.to_owned(),
            text,
            blake3: self.blake3,
            meta: self.meta,
            dimmed: self.dimmed,
            lead: self.lead,
            reader: self.reader,
            encoding: self.encoding,
        })
    }
}

/// What is kept of a sidecar. The text that it was made for is the one that the sidecar within names.
#[derive(Serialize, Deserialize)]
struct KnownWork {
    opened: Opened,
    /// Older texts that were looked for, and whether they were there.
    formers: Vec<Former>,
}

impl Corpus {
    /// Reads the catalogue of a project, if one is kept and may be trusted. Reads nothing of the project.
    pub fn open(store: &Store) -> Self {
        let known = || {
            let is_trusted = !store.is_fresh();
            let file = is_trusted.then(|| store.cached(NAME)).flatten();
            file.and_then(Catalogue::read).unwrap_or_default()
        };
        Self {
            store: store.clone(),
            articles: store.articles(),
            listings: Listings::default(),
            catalogue: store.has_cache().then(known),
            news: Mutex::default(),
        }
    }

    /// Returns the articles that a walk goes through.
    pub fn articles(&self) -> Arc<Vec<ArticleFile>> {
        Arc::clone(&self.articles)
    }

    /// Reads an article, with what is known of it.
    fn article(&self, path: &str) -> Result<Article, Problem> {
        // The bytes of a part are not its text; the store keeps the table that it stands in at hand.
        if read::article_id(path).part.is_some() {
            return self.store.read_article(path);
        }
        let bytes = self.store.article_bytes(path, Some(&self.listings))?;
        let project = self.store.project();
        let chosen = project.encoding_of(path);
        let Some(catalogue) = &self.catalogue else {
            return read::read_in(path, &bytes, chosen);
        };
        let hash = *blake3::hash(&bytes).as_bytes();
        let known = catalogue.get(ARTICLES, path);
        if let Some((_, record)) = known.filter(|(seen, _)| seen.hash == hash)
            && let Ok(known) = postcard::from_bytes::<KnownArticle>(record)
            && let Some(article) = known.article(path, &bytes, chosen)
        {
            return Ok(article);
        }
        let article = read::read_in(path, &bytes, chosen)?;
        let seen = Seen {
            hash,
            stamp: None,
            taken: 0,
        };
        if let Ok(record) = postcard::to_stdvec(&KnownArticle::new(&article, chosen)) {
            self.note(ARTICLES, path, seen, Some(record));
        }
        Ok(article)
    }

    /// Returns an annotator's work on an article.
    fn work(&self, annotator: &Annotator, article: &Article) -> Opened {
        let (store, id) = (&self.store, annotator.id.as_str());
        // Before the disk is asked: what changes afterwards is younger.
        let taken = nanoseconds(store.env().now()).unwrap_or(0);
        let (file, stamp) = match store.place(id, &article.path, &self.listings) {
            Place::Nothing => return store.nothing(id, article),
            Place::Odd => return store.load_listed(id, article, &self.listings),
            Place::File(file, stamp) => (file, stamp),
        };
        let known = self.catalogue.as_ref();
        let known = known.and_then(|catalogue| catalogue.get(id, &article.path));
        let is_same = |seen: &Seen| seen.stamp == stamp && seen.is_settled();
        if let Some((seen, record)) = known.filter(|(seen, _)| is_same(seen))
            && let Some(opened) = self.known_work(record, article)
        {
            return store.opened(opened, &file, seen.hash.into());
        }
        let Some(bytes) = store.sidecar_bytes(&file) else {
            return store.load_listed(id, article, &self.listings);
        };
        let hash = blake3::hash(&bytes);
        let now = Seen {
            hash: *hash.as_bytes(),
            stamp,
            taken,
        };
        if let Some((seen, record)) = known.filter(|(seen, _)| seen.hash == now.hash)
            && let Some(opened) = self.known_work(record, article)
        {
            if seen.stamp != stamp || now.is_settled() {
                self.note(id, &article.path, now, None);
            }
            return store.opened(opened, &file, hash);
        }
        let (opened, formers) = store.understood(&file, &bytes, id, article);
        if self.catalogue.is_some() {
            let opened = opened.clone();
            let record = postcard::to_stdvec(&KnownWork { opened, formers });
            if let Ok(record) = record {
                self.note(id, &article.path, now, Some(record));
            }
        }
        store.opened(opened, &file, hash)
    }

    /// Returns the work that a record holds, if it was looked up in this very text.
    fn known_work(&self, record: &[u8], article: &Article) -> Option<Opened> {
        let known: KnownWork = postcard::from_bytes(record).ok()?;
        let made_for = &known.opened.sidecar.article;
        let is_it = made_for.blake3 == article.blake3
            && made_for.path == article.path
            && made_for.reader == article.reader;
        let mut formers = known.formers.iter();
        let are_there = is_it && formers.all(|former| self.store.is_still_so(former));
        are_there.then_some(known.opened)
    }

    /// Takes up what is to be kept of a file; without a record, the one that is known of that content.
    fn note(&self, annotator: &str, article: &str, seen: Seen, record: Option<Vec<u8>>) {
        let mut guard = self.news();
        let (news, size) = &mut *guard;
        let more = record.as_ref().map_or(0, Vec::len);
        if *size + more <= MOST {
            *size += more;
            let files = news.entry(annotator.to_owned()).or_default();
            files.insert(article.to_owned(), (seen, record));
        }
    }

    fn news(&self) -> MutexGuard<'_, (News, usize)> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the catalogue, if there is anything new.
    fn keep(&self) {
        let guard = self.news();
        let (news, _) = &*guard;
        let Some(catalogue) = self.catalogue.as_ref().filter(|_| !news.is_empty()) else {
            return;
        };
        let articles = self.store.articles();
        let is_article = |path: &str| {
            let found = articles.binary_search_by(|article| article.path.as_str().cmp(path));
            found.is_ok()
        };
        if let Some(bytes) = catalogue.with(news, is_article) {
            // Everything works without it.
            self.store.put_in_cache(NAME, &bytes).ok();
        }
    }
}

impl Seen {
    /// Tells whether the file had rested for so long that a change would show in its stamp.
    fn is_settled(&self) -> bool {
        self.stamp.is_some_and(|stamp| stamp.is_settled(self.taken))
    }
}

#[cfg(test)]
mod tests;
