//! What can lie over the window, with the text typed into it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::exchange::ExportOptions;

use super::action::label::Described;
use super::command::Command;
use super::keymap::Keys;
use super::listing::Listing;
use super::tasks::Losses;
use super::texts::ArticleTexts;

/// Represents a dialog or palette over the window. At most one is open.
#[derive(Debug)]
pub enum Overlay {
    /// Any command.
    Palette(Query),
    /// Any article of the project.
    Articles(ArticleQuery),
    /// Projects that were open before.
    Recent(Query),
    /// Teammates to show.
    Teammates,
    /// What the open article says otherwise than those that share its copy.
    Twins,
    /// All keys.
    Keys(KeysPage),
    /// A path that is typed.
    Path(PathForm),
    /// Who labels.
    Annotator(Query),
    /// Writing a dataset.
    Export(ExportForm),
    /// What an export would leave out.
    Losses(Losses),
    /// Suggestions: accepting many, what they are made by and how often they are right.
    Suggestions(SuggestionsPage),
    /// What is wrong with the project's files.
    Problems,
    /// Whether to label in another annotator's files.
    TakeName(TakeName),
    /// The open article as a whole.
    Article(ArticleForm),
    /// An article that is pasted.
    NewArticle(NewArticleForm),
    /// Another program's annotations.
    Import(ImportForm),
    /// A codebook that is read in, or written.
    CodebookFile(CodebookForm),
}

/// Represents a line of text with the row picked below it.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// What was typed.
    pub text: String,
    /// Index of the row picked.
    pub picked: usize,
    /// What was found last, and what for: rows are found once for each text, not once for each frame.
    found: Option<Found>,
}

#[derive(Clone, Debug)]
struct Found {
    text: String,
    key: u64,
    rows: Arc<[usize]>,
}

impl Query {
    /// Makes a query of a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Returns the rows for what is typed. `key` says what they are found in; `find` is asked when either changed.
    pub fn rows(&mut self, key: u64, find: impl FnOnce(&str) -> Vec<usize>) -> Arc<[usize]> {
        let is_known = self
            .found
            .as_ref()
            .is_some_and(|found| found.key == key && found.text == self.text);
        if !is_known {
            self.found = None;
        }
        let text = &self.text;
        let found = self.found.get_or_insert_with(|| Found {
            text: text.clone(),
            key,
            rows: find(text).into(),
        });
        Arc::clone(&found.rows)
    }
}

/// Represents a query for an article.
#[derive(Clone, Debug, Default)]
pub struct ArticleQuery {
    /// The query.
    pub query: Query,
    /// What it is looked for in.
    pub texts: ArticleTexts,
}

/// Represents the page of all keys.
#[derive(Clone, Debug, Default)]
pub struct KeysPage {
    /// Narrows the list.
    pub filter: String,
    /// The command that waits for its new keys.
    pub waiting: Option<Command>,
    /// Index of the command picked by the arrow keys, among those shown.
    pub picked: Option<usize>,
    /// The command that this is, as it was shown last, and whether it was picked just now.
    pub shown_as_picked: Option<(Command, bool)>,
    /// Keys that another command has: for which command they were pressed, and whose they are.
    pub clash: Option<(Command, Keys, Command)>,
    /// What came of the last change.
    pub note: String,
}

/// Represents the page of suggestions.
#[derive(Clone, Debug)]
pub struct SuggestionsPage {
    /// Least score of those to accept, from 0 to 1.
    pub least: f32,
}

impl Default for SuggestionsPage {
    fn default() -> Self {
        Self { least: 0.8 }
    }
}

/// Represents the dialog in which a path is typed.
#[derive(Debug, Default)]
pub struct PathForm {
    /// The path as typed.
    pub text: String,
    /// Index of the row picked below it; none while the typed path itself counts.
    pub row: Option<usize>,
    /// What is wrong with the path that was asked for.
    pub note: String,
    /// What lies in the folder.
    pub listing: Listing,
}

impl PathForm {
    /// Makes the dialog with a path in it.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

/// Represents the question whether to label in another annotator's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeName {
    /// The annotator's id.
    pub annotator: String,
    /// In how many articles they have work.
    pub articles: usize,
}

/// Represents the dialog about the open article as a whole.
#[derive(Clone, Debug, Default)]
pub struct ArticleForm {
    /// The article's path; what is set is for that article alone.
    pub path: String,
    /// What was set when it was opened.
    pub began: Described,
    /// What is set.
    pub described: Described,
    /// Whether it is to be excluded.
    pub is_excluded: bool,
    /// Why.
    pub reason: String,
    /// The name of a new label, as typed.
    pub label: String,
}

/// Represents the dialog into which an article is pasted.
#[derive(Clone, Debug, Default)]
pub struct NewArticleForm {
    /// The headline.
    pub title: String,
    /// The text.
    pub text: String,
}

/// Represents the import dialog.
#[derive(Clone, Debug, Default)]
pub struct ImportForm {
    /// The folder, as typed.
    pub path: String,
    /// Whose the annotations are that do not say it.
    pub annotator: String,
}

impl ImportForm {
    /// Returns the folder.
    pub fn folder(&self) -> PathBuf {
        expand(&self.path)
    }
}

/// Says which way a codebook goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Into the project.
    In,
    /// Out of it.
    Out,
}

/// Represents the dialog in which a codebook is read in or written.
#[derive(Clone, Debug)]
pub struct CodebookForm {
    /// Which of the two.
    pub way: Way,
    /// The file, as typed.
    pub path: String,
    /// Whether what is otherwise in the file takes the place of what the project has.
    pub replaces: bool,
}

impl CodebookForm {
    /// Makes the dialog.
    pub fn new(way: Way, path: impl Into<String>) -> Self {
        Self {
            way,
            path: path.into(),
            replaces: false,
        }
    }

    /// Returns the file.
    pub fn file(&self) -> PathBuf {
        expand(&self.path)
    }
}

/// Represents the export dialog.
#[derive(Debug)]
pub struct ExportForm {
    /// What to write.
    pub options: ExportOptions,
    /// Where to, as typed.
    pub path: String,
    /// The annotators with a check, by id; they count while the choice is theirs.
    pub chosen: Vec<String>,
    /// What lies in the folder.
    pub listing: Listing,
}

impl ExportForm {
    /// Makes the dialog.
    pub fn new(options: ExportOptions, path: impl Into<String>) -> Self {
        Self {
            options,
            path: path.into(),
            chosen: Vec::new(),
            listing: Listing::default(),
        }
    }

    /// Returns where to write.
    pub fn target(&self) -> PathBuf {
        expand(&self.path)
    }
}

/// Returns the path that was typed, with `~` at its start led to the user's own folder.
pub fn expand(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let Some(rest) = typed.strip_prefix('~') else {
        return typed.into();
    };
    let rest = rest
        .strip_prefix(std::path::is_separator)
        .or_else(|| rest.is_empty().then_some(""));
    match (rest, std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(Path::new(rest)),
        _ => typed.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        let home = std::env::home_dir().unwrap_or_default();
        let expected = expected.replace("HOME", &home.display().to_string());
        assert_eq!(expand(typed), PathBuf::from(expected));
    }

    #[test]
    fn a_tilde_is_the_users_own_folder() {
        check("~/news", "HOME/news");
        check("~", "HOME");
        check(" /news ", "/news");
        check("~other/news", "~other/news");
        check("a~", "a~");
    }

    #[test]
    fn rows_are_found_once_for_each_text() {
        let mut query = Query::new("a");
        assert_eq!(*query.rows(1, |_| vec![1]), [1]);
        assert_eq!(*query.rows(1, |_| vec![2]), [1]);
        assert_eq!(*query.rows(2, |_| vec![3]), [3]);
        query.text.push('b');
        assert_eq!(*query.rows(2, |text| vec![text.len()]), [2]);
    }
}
