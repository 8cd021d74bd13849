//! What was made of a project's files, kept between two runs, so that no file is parsed twice that did not change.
//!
//! ```text
//! magic line │ BLAKE3 of all that follows │ length of the index │ index │ records
//! ```
//!
//! The index says of each file which content was read, and where its record lies. A record is what was made of that
//! content (`postcard`). The whole is read at once and its records where they are asked for.
//!
//! Nothing depends on a catalogue. One that is cut short, damaged, or of another version is as good as none, and of two
//! that are written at the same time one stays.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::store::Stamp;

/// Counts up whenever the layout changes, or a type of `model` or `store` that is part of a record, or what it says.
const FORMAT: u32 = 9;

/// Length of a hash.
const HASH: usize = blake3::OUT_LEN;

/// A table by annotator, then by article; the articles themselves stand under the annotator `""`, which nobody is.
pub(super) type ByFile<T> = BTreeMap<String, BTreeMap<String, T>>;

/// What changed: which content was read, and its record, or none where the record is the one that is known.
pub(super) type News = ByFile<(Seen, Option<Vec<u8>>)>;

/// Which content of a file a record was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    /// Identifies the content.
    pub(super) hash: [u8; HASH],
    /// What the disk said of the file before it was read; none where that proves nothing.
    pub(super) stamp: Option<Stamp>,
    /// When the disk was asked, in nanoseconds since 1970.
    pub(super) taken: u64,
}

/// What a catalogue knows of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Slot {
    seen: Seen,
    /// Where its record lies among the records.
    at: usize,
    len: usize,
}

/// A catalogue as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Catalogue {
    bytes: Vec<u8>,
    /// Where the records begin in `bytes`.
    records: usize,
    index: ByFile<Slot>,
}

impl Catalogue {
    /// Reads a catalogue; none if it is not whole, or another version of the program wrote it.
    pub(super) fn read(bytes: Vec<u8>) -> Option<Self> {
        let rest = bytes.strip_prefix(magic().as_bytes())?;
        let (hash, body) = rest.split_first_chunk::<HASH>()?;
        if blake3::hash(body).as_bytes() != hash {
            return None;
        }
        let (length, after) = body.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let index = postcard::from_bytes(after.get(..length)?).ok()?;
        let records = bytes.len() - (after.len() - length);
        Some(Self {
            bytes,
            records,
            index,
        })
    }

    /// Returns which content of a file is known, and its record.
    pub(super) fn get(&self, annotator: &str, article: &str) -> Option<(Seen, &[u8])> {
        let slot = self.index.get(annotator)?.get(article)?;
        let from = self.records.checked_add(slot.at)?;
        let record = self.bytes.get(from..from.checked_add(slot.len)?)?;
        Some((slot.seen, record))
    }

    /// Returns the file of a catalogue that knows the news too, and nothing of what is no article any more.
    pub(super) fn with(&self, news: &News, is_article: impl Fn(&str) -> bool) -> Option<Vec<u8>> {
        let mut index = ByFile::<Slot>::new();
        let mut records = Vec::with_capacity(self.bytes.len());
        let mut put = |annotator: &str, article: &str, seen: Seen, record: &[u8]| {
            let slot = Slot {
                seen,
                at: records.len(),
                len: record.len(),
            };
            records.extend_from_slice(record);
            let slots = index.entry(annotator.to_owned()).or_default();
            slots.insert(article.to_owned(), slot);
        };
        for (annotator, slots) in &self.index {
            let changed = news.get(annotator);
            let is_known = |article: &String| {
                is_article(article) && !changed.is_some_and(|changed| changed.contains_key(article))
            };
            for article in slots.keys().filter(|article| is_known(article)) {
                if let Some((seen, record)) = self.get(annotator, article) {
                    put(annotator, article, seen, record);
                }
            }
        }
        for (annotator, files) in news {
            for (article, (seen, record)) in files {
                let known = || self.get(annotator, article).map(|(_, record)| record);
                if let Some(record) = record.as_deref().or_else(known) {
                    put(annotator, article, *seen, record);
                }
            }
        }
        file(&index, &records)
    }
}

/// Returns the first line of a file.
fn magic() -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("On Record {version}: catalogue {FORMAT}\n")
}

fn file(index: &ByFile<Slot>, records: &[u8]) -> Option<Vec<u8>> {
    let index = postcard::to_stdvec(index).ok()?;
    let magic = magic();
    let body = magic.len() + HASH;
    let mut bytes = Vec::with_capacity(body + 8 + index.len() + records.len());
    bytes.extend_from_slice(magic.as_bytes());
    bytes.extend_from_slice(&[0; HASH]);
    bytes.extend_from_slice(&(index.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&index);
    bytes.extend_from_slice(records);
    let hash = blake3::hash(&bytes[body..]);
    bytes[magic.len()..body].copy_from_slice(hash.as_bytes());
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(byte: u8) -> Seen {
        Seen {
            hash: [byte; HASH],
            stamp: None,
            taken: 7,
        }
    }

    fn news(files: &[(&str, &str, u8, Option<&[u8]>)]) -> News {
        let mut news = News::new();
        for (annotator, article, byte, record) in files {
            let files = news.entry((*annotator).to_owned()).or_default();
            let record = record.map(<[u8]>::to_vec);
            files.insert((*article).to_owned(), (seen(*byte), record));
        }
        news
    }

    fn sample() -> Vec<u8> {
        let files: [(&str, &str, u8, Option<&[u8]>); 3] = [
            ("", "a.txt", 1, Some(b"one")),
            ("ann", "a.txt", 2, Some(b"")),
            ("ann", "b.txt", 3, Some(b"three")),
        ];
        Catalogue::default().with(&news(&files), |_| true).unwrap()
    }

    #[test]
    fn what_is_kept_is_found_again() {
        let read = Catalogue::read(sample()).unwrap();
        assert_eq!(read.get("", "a.txt"), Some((seen(1), &b"one"[..])));
        assert_eq!(read.get("ann", "a.txt"), Some((seen(2), &b""[..])));
        assert_eq!(read.get("ann", "b.txt"), Some((seen(3), &b"three"[..])));
        assert_eq!(read.get("bob", "a.txt"), None);
        let changed = news(&[
            ("ann", "b.txt", 4, None),
            ("bob", "b.txt", 5, Some(b"five")),
        ]);
        let next = read.with(&changed, |article| article == "b.txt").unwrap();
        let next = Catalogue::read(next).unwrap();
        assert_eq!(next.get("", "a.txt"), None);
        assert_eq!(next.get("ann", "b.txt"), Some((seen(4), &b"three"[..])));
        assert_eq!(next.get("bob", "b.txt"), Some((seen(5), &b"five"[..])));
    }

    #[test]
    fn what_is_not_whole_is_none() {
        let whole = sample();
        for length in 0..whole.len() {
            assert_eq!(Catalogue::read(whole[..length].to_vec()), None, "{length}");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << (at % 8);
            assert_eq!(Catalogue::read(damaged), None, "{at}");
        }
        assert_eq!(Catalogue::read([&whole[..], b"x"].concat()), None);
    }
}
