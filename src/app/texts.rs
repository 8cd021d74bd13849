//! What articles are found by: title, path, date and publisher, without case and accents.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use crate::store::{ArticleFile, ArticleInfo};

pub use crate::text::letters::folded as fold_letter;

/// Most characters of a text that are looked at; nobody finds a title by what comes after.
const MOST_CHARS: usize = 600;

/// Returns a text without case and accents, its quotation marks and dashes in ASCII: what is looked for and what it is
/// looked for in are folded alike.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len().min(MOST_CHARS));
    fold_onto(&mut folded, text);
    folded
}

/// Appends a folded text.
fn fold_onto(folded: &mut String, text: &str) {
    if text.is_ascii() {
        let start = folded.len();
        folded.push_str(&text[..text.len().min(MOST_CHARS)]);
        folded[start..].make_ascii_lowercase();
    } else {
        folded.extend(text.chars().filter_map(fold_letter).take(MOST_CHARS));
    }
}

/// Represents what the articles of a project are found by, in the order of the list of articles. Folding ten
/// thousand titles takes longer than searching them, so that what was folded is kept.
#[derive(Clone, Debug, Default)]
pub struct ArticleTexts {
    /// For each article a hash of what its text was made of, and the text.
    folded: Vec<(u64, String)>,
    articles: Option<Arc<Vec<ArticleFile>>>,
    infos_key: u64,
}

impl ArticleTexts {
    /// Brings the texts up to date with what is known of the articles. `infos_key` grows when that changes.
    pub fn refresh(
        &mut self,
        articles: &Arc<Vec<ArticleFile>>,
        infos: &HashMap<String, ArticleInfo>,
        infos_key: u64,
    ) {
        let is_same = self
            .articles
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(known, articles));
        if is_same && self.infos_key == infos_key {
            return;
        }
        if !is_same {
            self.folded.clear();
            self.folded
                .resize_with(articles.len(), || (0, String::new()));
            self.articles = Some(Arc::clone(articles));
        }
        self.infos_key = infos_key;
        for (file, (hash, text)) in articles.iter().zip(&mut self.folded) {
            let info = infos.get(&file.path);
            let title = info.and_then(|info| info.title.as_deref());
            let date = info.and_then(|info| info.date.as_deref());
            let publisher = info.and_then(|info| info.publisher.as_deref());
            let mut hasher = DefaultHasher::new();
            (title, date, publisher).hash(&mut hasher);
            if !text.is_empty() && *hash == hasher.finish() {
                continue;
            }
            *hash = hasher.finish();
            text.clear();
            let name = file.path.rsplit('/').next();
            for part in [title.or(name), Some(&file.path), date, publisher]
                .into_iter()
                .flatten()
            {
                // A title is one line: what is looked for with gaps is looked for in the first line only.
                let start = text.len();
                fold_onto(text, part);
                if text[start..].contains('\n') {
                    let line = text[start..].replace('\n', " ");
                    text.replace_range(start.., &line);
                }
                text.push('\n');
            }
        }
    }

    /// Returns the texts, one for each article: its title as the first line, then path, date and publisher.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.folded.iter().map(|(_, text)| text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected);
    }

    #[test]
    fn case_and_accents_are_taken_away() {
        check("Erdoğan’s “ÉTAT”", "erdogan's \"etat\"");
        check("e\u{301}tat", "etat");
        check("ЗЕЛЕНСКИЙ Ёлка", "зеленскии елка");
        check("Twenty—One", "twenty-one");
        check("مرحبا", "مرحبا");
        check("", "");
    }

    #[test]
    fn what_is_long_is_cut() {
        assert_eq!(fold(&"A".repeat(MOST_CHARS + 1)).len(), MOST_CHARS);
        assert_eq!(fold(&"é".repeat(MOST_CHARS + 1)).len(), MOST_CHARS);
    }
}
