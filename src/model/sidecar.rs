//! One annotator's work on one article.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::article::Reader;
use super::comment::Comment;
use super::decision::Decision;
use super::id::{LabelId, StatementId};
use super::span::Anchored;
use super::statement::{Kind, Origin, Statement};

/// Represents everything one annotator made of one article.
///
/// A copy that is kept can be brought up to date with [`Clone::clone_from`], which costs what changed since, not what there
/// is.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sidecar {
    /// Which article, and which text of it.
    pub article: ArticleRef,
    /// The annotator's id.
    pub annotator: String,
    /// How far the work is.
    pub status: Status,
    /// Why the article is excluded; means nothing while it is not.
    pub reason: String,
    /// Ids of labels of the codebook that the article as a whole has.
    pub labels: Vec<LabelId>,
    /// Free text about the article as a whole.
    pub note: String,
    /// When others' work on the article was first shown to the annotator, where work is blind; RFC 3339 in UTC with
    /// seconds.
    pub revealed: Option<String>,
    /// The statements. Invariant: sorted by [`Statement::order`], ids unique; the methods keep it.
    statements: Vec<Arc<Statement>>,
    /// What is said about statements, mostly other annotators', in the order in which it was said.
    pub comments: Vec<Comment>,
    /// In gold: what was made of the annotators' statements.
    pub decisions: Vec<Decision>,
    /// Statements whose text is gone from the article: kept, listed, never dropped.
    pub detached: Vec<Statement<Anchored>>,
    /// Statements that were removed, so that a merge does not bring them back. Sorted by id.
    pub removed: Vec<Tombstone>,
    /// Suggestions that the annotator rejected, as the statements they would have become, so that they do not come
    /// back. Sorted by [`Statement::order`], ids unique; [`Sidecar::reject`] keeps it.
    pub rejected: Vec<Arc<Statement>>,
    /// Counts the saves of this file.
    pub rev: u64,
}

/// Represents a statement as a sidecar holds it.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// It stands in the text.
    Live(Arc<Statement>),
    /// It is set aside, since its words are gone from the text.
    Detached(Box<Statement<Anchored>>),
}

/// Names an article and the text of it that was annotated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleRef {
    /// Path within the project, `/`-separated.
    pub path: String,
    /// BLAKE3 of the annotated text's UTF-8 bytes, in hexadecimal.
    pub blake3: String,
    /// Length of the annotated text in code points.
    pub chars: usize,
    /// What made the text of the file.
    pub reader: Reader,
}

/// Tells where the spans of a sidecar stand among the letters of the text that was annotated, so that they are found again
/// without that text, as long as no letter changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterCounts {
    /// BLAKE3 of the text's letters and digits, decomposed, in hexadecimal.
    pub blake3: String,
    /// How many of them stand before each place where a span begins, the places in order and each once.
    pub before: Vec<usize>,
}

/// Says how far an annotator is with an article.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Status {
    /// Not begun.
    #[default]
    Untouched,
    /// Begun.
    InProgress,
    /// Done, until it is opened again.
    Done,
    /// Left out of agreement and of splits, for [`Sidecar::reason`].
    Excluded,
}

/// Counts what an annotator decided about suggestions, by [`Kind`] in the order of [`Kind::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Statements that came of a suggestion.
    pub accepted: [usize; 3],
    /// Suggestions that were rejected.
    pub rejected: [usize; 3],
}

impl Decisions {
    /// Counts those among an annotator's statements and rejected suggestions.
    pub fn count<'a, S: 'a>(
        statements: impl Iterator<Item = &'a Statement<S>>,
        rejected: impl Iterator<Item = &'a Statement<S>>,
    ) -> Self {
        let mut counts = Self::default();
        for statement in statements {
            if matches!(statement.origin, Origin::Suggested { .. }) {
                counts.accepted[statement.kind as usize] += 1;
            }
        }
        for suggestion in rejected {
            counts.rejected[suggestion.kind as usize] += 1;
        }
        counts
    }

    /// Adds another count to this one.
    pub fn add(&mut self, other: &Self) {
        for kind in 0..Kind::ALL.len() {
            self.accepted[kind] += other.accepted[kind];
            self.rejected[kind] += other.rejected[kind];
        }
    }
}

/// Represents a statement that was removed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tombstone {
    /// The statement's id.
    pub id: StatementId,
    /// When, RFC 3339 in UTC with seconds.
    pub at: String,
    /// Id of the statement that took it in, where both were made of the same words; none where a person removed it.
    pub into: Option<StatementId>,
}

impl Held {
    /// Returns the statement's id.
    pub fn id(&self) -> &StatementId {
        match self {
            Self::Live(statement) => &statement.id,
            Self::Detached(said) => &said.id,
        }
    }

    /// Returns when it was last changed, RFC 3339 in UTC with seconds.
    pub fn changed(&self) -> &str {
        match self {
            Self::Live(statement) => &statement.changed,
            Self::Detached(said) => &said.changed,
        }
    }
}

impl Tombstone {
    /// Returns one of two that speak of the same statement: the later, and where it went if either knows.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let (later, earlier) = if self >= other {
            (self, other)
        } else {
            (other, self)
        };
        Self {
            into: later.into.clone().or_else(|| earlier.into.clone()),
            ..later.clone()
        }
    }
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [
        Self::Untouched,
        Self::InProgress,
        Self::Done,
        Self::Excluded,
    ];

    /// Returns its name in files and exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Untouched => "untouched",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Excluded => "excluded",
        }
    }

    /// Tells whether nothing is left to do in the article.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Excluded)
    }
}

impl Sidecar {
    /// Makes the sidecar of an annotator who has not begun.
    pub fn new(article: ArticleRef, annotator: &str) -> Self {
        Self {
            article,
            annotator: annotator.to_owned(),
            ..Self::default()
        }
    }

    /// Returns the statements in the order of the text.
    pub fn statements(&self) -> &[Arc<Statement>] {
        &self.statements
    }

    /// Returns the index of the statement with this id.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.statements
            .iter()
            .position(|statement| statement.id == id)
    }

    /// Returns the id under which a statement is to be found: its own, or that of the one that took it in. What is addressed
    /// to a statement goes there.
    pub fn successor<'a>(&'a self, id: &'a str) -> &'a str {
        let mut at = id;
        // A file written by hand may go in a circle.
        for _ in &self.removed {
            let gone = self.removed.iter().find(|gone| gone.id == at);
            match gone.and_then(|gone| gone.into.as_deref()) {
                Some(into) => at = into,
                None => return at,
            }
        }
        at
    }

    /// Returns the statement with this id.
    pub fn statement(&self, id: &str) -> Option<&Arc<Statement>> {
        self.statements.iter().find(|statement| statement.id == id)
    }

    /// Returns the statement with this id, whether it stands in the text or is set aside.
    pub fn held(&self, id: &str) -> Option<Held> {
        if let Some(statement) = self.statement(id) {
            return Some(Held::Live(Arc::clone(statement)));
        }
        let said = self.detached.iter().find(|said| said.id == id)?;
        Some(Held::Detached(Box::new(said.clone())))
    }

    /// Holds a statement in place of whatever it holds under its id. Its tombstone goes.
    pub fn hold(&mut self, held: Held) {
        self.detached.retain(|said| said.id != *held.id());
        match held {
            Held::Live(statement) => drop(self.put(statement)),
            Held::Detached(said) => {
                self.take(&said.id);
                self.removed.retain(|tombstone| tombstone.id != said.id);
                let before = |known: &Statement<Anchored>| known.id.as_str() < said.id.as_str();
                let place = self.detached.partition_point(before);
                self.detached.insert(place, *said);
            }
        }
    }

    /// Lets go of a statement, whether it stands in the text or is set aside, and leaves a tombstone.
    pub fn let_go(&mut self, id: &str, at: &str) {
        self.detached.retain(|said| said.id != id);
        self.take(id);
        self.removed.retain(|tombstone| tombstone.id != id);
        self.bury(id, at);
    }

    /// Adds a statement, or replaces the one with its id; returns the one replaced. Its tombstone goes.
    pub fn put(&mut self, statement: Arc<Statement>) -> Option<Arc<Statement>> {
        self.removed
            .retain(|tombstone| tombstone.id != statement.id);
        let old = self.take(&statement.id);
        let place = self
            .statements
            .partition_point(|known| known.order() < statement.order());
        self.statements.insert(place, statement);
        old
    }

    /// Adds many statements at once, which have ids of their own.
    pub fn extend(&mut self, statements: impl IntoIterator<Item = Arc<Statement>>) {
        self.statements.extend(statements);
        self.statements.sort_by(|a, b| a.order().cmp(&b.order()));
        let unique: Vec<bool> = {
            let mut seen = std::collections::HashSet::new();
            let statements = self.statements.iter();
            statements
                .map(|statement| seen.insert(statement.id.as_str()))
                .collect()
        };
        let mut unique = unique.into_iter();
        self.statements.retain(|_| unique.next().unwrap_or(true));
    }

    /// Takes a statement out and leaves a tombstone; returns the statement, if there was one.
    pub fn remove(&mut self, id: &str, at: &str) -> Option<Arc<Statement>> {
        let old = self.take(id)?;
        self.bury(id, at);
        Some(old)
    }

    fn bury(&mut self, id: &str, at: &str) {
        let place = self
            .removed
            .partition_point(|tombstone| tombstone.id.as_str() < id);
        let tombstone = Tombstone {
            id: id.into(),
            at: at.to_owned(),
            into: None,
        };
        self.removed.insert(place, tombstone);
    }

    /// Keeps a suggestion as rejected; returns the one with its id that this replaces.
    pub fn reject(&mut self, suggestion: Arc<Statement>) -> Option<Arc<Statement>> {
        let old = self.take_rejected(&suggestion.id);
        let place = self
            .rejected
            .partition_point(|known| known.order() < suggestion.order());
        self.rejected.insert(place, suggestion);
        old
    }

    /// Takes a suggestion out of the rejected ones; returns it, if it was there.
    pub fn take_rejected(&mut self, id: &str) -> Option<Arc<Statement>> {
        let index = self.rejected.iter().position(|known| known.id == id)?;
        Some(self.rejected.remove(index))
    }

    /// Counts what was decided about suggestions.
    pub fn decisions(&self) -> Decisions {
        Decisions::count(
            self.statements.iter().map(|statement| &**statement),
            self.rejected.iter().map(|suggestion| &**suggestion),
        )
    }

    /// Tells whether nothing was ever recorded here.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
            && self.comments.is_empty()
            && self.decisions.is_empty()
            && self.detached.is_empty()
            && self.removed.is_empty()
            && self.rejected.is_empty()
            && self.status == Status::Untouched
            && self.labels.is_empty()
            && self.note.is_empty()
            && self.revealed.is_none()
    }

    fn take(&mut self, id: &str) -> Option<Arc<Statement>> {
        self.position(id).map(|index| self.statements.remove(index))
    }
}

impl Clone for Sidecar {
    fn clone(&self) -> Self {
        #[cfg(test)]
        counted::CLONES.set(counted::CLONES.get() + 1);
        let mut copy = Self::default();
        copy.clone_from(self);
        copy
    }

    fn clone_from(&mut self, source: &Self) {
        let Self {
            article,
            annotator,
            status,
            reason,
            labels,
            note,
            revealed,
            statements,
            comments,
            decisions,
            detached,
            removed,
            rejected,
            rev,
        } = source;
        catch_up(&mut self.statements, statements);
        catch_up(&mut self.rejected, rejected);
        take_over(&mut self.article, article);
        take_over(&mut self.annotator, annotator);
        take_over(&mut self.reason, reason);
        take_over(&mut self.labels, labels);
        take_over(&mut self.note, note);
        take_over(&mut self.revealed, revealed);
        take_over(&mut self.comments, comments);
        take_over(&mut self.decisions, decisions);
        take_over(&mut self.detached, detached);
        take_over(&mut self.removed, removed);
        (self.status, self.rev) = (*status, *rev);
    }
}

/// Makes a list of another, from the first entry that is not the very same to the last.
fn catch_up(list: &mut Vec<Arc<Statement>>, source: &[Arc<Statement>]) {
    let is_same = |(ours, theirs): &(&Arc<Statement>, &Arc<Statement>)| Arc::ptr_eq(ours, theirs);
    let front = list.iter().zip(source).take_while(is_same).count();
    let behind = list[front..].iter().rev().zip(source[front..].iter().rev());
    let behind = behind.take_while(is_same).count();
    let changed = source[front..source.len() - behind].iter().cloned();
    let former = front..list.len() - behind;
    drop(list.splice(former, changed));
}

fn take_over<T: Clone + PartialEq>(value: &mut T, source: &T) {
    if value != source {
        value.clone_from(source);
    }
}

/// How often a whole sidecar was cloned.
#[cfg(test)]
pub(crate) mod counted {
    use std::cell::Cell;

    thread_local! {
        /// By the thread that asks.
        pub(crate) static CLONES: Cell<usize> = const { Cell::new(0) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::span::Span;

    /// Each letter is a statement: its place in the alphabet is where it stands, a capital is another of its id.
    fn sidecar(letters: &str) -> Sidecar {
        let mut made = Sidecar::default();
        for letter in letters.chars() {
            let id = letter.to_ascii_lowercase();
            let at = usize::try_from(u32::from(id)).unwrap();
            let quote = vec![Span::new(at, at + 1)];
            let mut one = Statement::new(id.to_string().into(), quote, Kind::Direct, "").unwrap();
            one.flagged = letter.is_ascii_uppercase();
            made.put(Arc::new(one));
        }
        made
    }

    #[track_caller]
    fn check_clone_from(copy: &str, source: &str) {
        let (mut copy, mut source) = (sidecar(copy), sidecar(source));
        "note".clone_into(&mut source.note);
        source.rev = 3;
        source.remove("b", "now");
        copy.clone_from(&source);
        assert_eq!(copy, source);
    }

    #[test]
    fn a_copy_that_is_brought_up_to_date_is_the_same() {
        check_clone_from("", "");
        check_clone_from("", "abc");
        check_clone_from("abc", "");
        check_clone_from("abcd", "abCd");
        check_clone_from("abd", "abcd");
        check_clone_from("abcd", "acd");
        check_clone_from("abcd", "wxyz");
    }

    /// Sets the statement of a letter aside.
    fn aside(letter: &str) -> Held {
        let made = sidecar(letter);
        let nowhere = &mut |_: &Span| Some(Anchored::default());
        let said = made.statements()[0].try_map_spans(nowhere).unwrap();
        Held::Detached(Box::new(said))
    }

    /// Says what a sidecar holds: in the text, set aside, removed.
    fn holds(sidecar: &Sidecar) -> String {
        let live: Vec<&str> = sidecar.statements().iter().map(|one| &*one.id).collect();
        let aside: Vec<&str> = sidecar.detached.iter().map(|one| &*one.id).collect();
        let gone: Vec<&str> = sidecar.removed.iter().map(|one| &*one.id).collect();
        [live.concat(), aside.concat(), gone.concat()].join("|")
    }

    #[test]
    fn a_statement_is_held_in_one_place() {
        let mut made = sidecar("abc");
        made.hold(aside("b"));
        assert_eq!(holds(&made), "ac|b|");
        made.hold(aside("a"));
        assert_eq!(holds(&made), "c|ab|");
        assert_eq!(made.held("b"), Some(aside("b")));
        made.let_go("b", "now");
        assert_eq!(holds(&made), "c|a|b");
        assert_eq!(made.held("b"), None);
        made.let_go("c", "now");
        assert_eq!(holds(&made), "|a|bc");
        made.hold(aside("b"));
        assert_eq!(holds(&made), "|ab|c");
        let a = Arc::clone(&sidecar("a").statements()[0]);
        made.hold(Held::Live(Arc::clone(&a)));
        assert_eq!(holds(&made), "a|b|c");
        assert_eq!(made.held("a"), Some(Held::Live(a)));
    }

    #[track_caller]
    fn check_successor(removed: &[&str], id: &str, expected: &str) {
        let mut sidecar = Sidecar::default();
        for gone in removed {
            let (id, into) = gone.split_once('>').unwrap_or((gone, ""));
            sidecar.removed.push(Tombstone {
                id: id.into(),
                at: String::new(),
                into: (!into.is_empty()).then(|| into.into()),
            });
        }
        assert_eq!(sidecar.successor(id), expected);
    }

    #[test]
    fn what_took_a_statement_in_is_found() {
        check_successor(&[], "a", "a");
        check_successor(&["a"], "a", "a");
        check_successor(&["a>b"], "a", "b");
        check_successor(&["a>b"], "b", "b");
        check_successor(&["a>b", "b>c"], "a", "c");
        check_successor(&["a>b", "b"], "a", "b");
        check_successor(&["a>a"], "a", "a");
    }
}
