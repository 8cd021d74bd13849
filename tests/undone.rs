//! Steps that are taken back in an article that was rewritten since: what they bring back can be saved, stands on its own
//! words or is set aside, and is all that there was.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use common::any;
use onrecord::anchor;
use onrecord::format::sidecar::{parse, write};
use onrecord::merge::undo;
use onrecord::model::article::Article;
use onrecord::model::codebook::Codebook;
use onrecord::model::edit::{Edit, Work, apply_all};
use onrecord::model::history::{Changes, History, Step};
use onrecord::model::sidecar::{ArticleRef, Sidecar};
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Statement};
use proptest::collection::vec;
use proptest::prelude::*;

const NOW: &str = "2025-02-24T09:12:44Z";

/// An edit: which of a few statements, what is done to it, and what it becomes.
type Drawn = (usize, u8, Statement);

/// An article that is open, and what was done to it.
struct Open {
    article: Article,
    sidecar: Sidecar,
    added: Codebook,
    history: History,
}

impl Open {
    fn new(text: &str) -> Self {
        let article = any::article(text);
        let reference = ArticleRef {
            path: article.path.clone(),
            blake3: article.blake3.clone(),
            chars: article.text.chars_len(),
            reader: article.reader.clone(),
        };
        Self {
            sidecar: Sidecar::new(reference, "anna"),
            article,
            added: Codebook::default(),
            history: History::default(),
        }
    }

    /// Does something as a step; tells whether there was anything to do.
    fn commit(&mut self, edit: Edit) -> bool {
        let mut work = Work {
            sidecar: &mut self.sidecar,
            added: &mut self.added,
        };
        let changes = Changes::apply(vec![edit], &mut work);
        if changes.is_empty() {
            return false;
        }
        self.history.record(Step {
            name: "step".to_owned(),
            article: self.article.path.clone(),
            text: self.article.text.clone(),
            changes,
            before: None,
            after: None,
        });
        true
    }

    fn edit(&mut self, (nth, kind, drawn): Drawn) -> bool {
        let (own, rejected) = (format!("s{nth}"), format!("r{nth}"));
        let named = |id: String| {
            Arc::new(Statement {
                id: id.into(),
                ..drawn.clone()
            })
        };
        self.commit(match kind {
            0 | 1 => Edit::Put(named(own)),
            2 => Edit::Remove {
                id: own.into(),
                at: NOW.to_owned(),
            },
            3 => Edit::Reject(named(rejected)),
            _ => Edit::TakeRejected(rejected.into()),
        })
    }

    /// Takes the last step back, or does it again; tells whether there was one.
    fn step(&mut self, is_undo: bool) -> bool {
        let taken = if is_undo {
            self.history.take_undo()
        } else {
            self.history.take_redo()
        };
        let Some(mut step) = taken else {
            return false;
        };
        let changes = std::mem::take(&mut step.changes);
        let changes = anchor::carry_changes(changes, &step.text, &self.article.text);
        step.text = self.article.text.clone();
        let statements = undo::take_back(changes.statements, &mut self.sidecar);
        let mut work = Work {
            sidecar: &mut self.sidecar,
            added: &mut self.added,
        };
        let edits = apply_all(changes.edits, &mut work);
        step.changes = Changes { statements, edits };
        if is_undo {
            self.history.undone(step);
        } else {
            self.history.redone(step);
        }
        true
    }

    /// Another program rewrites the article, and it is read again.
    fn rewrite(&mut self, text: &str) {
        let written = write(&self.sidecar, &self.article.text).unwrap();
        let former = self.article.text.clone();
        self.article = any::article(text);
        let parsed = parse("a.txt.ron", written.as_bytes()).value.unwrap();
        let kept = |_: &ArticleRef| Some(former.clone());
        let carried = anchor::carry(parsed, &self.article, "a.txt.ron", &kept);
        assert!(!carried.left_out);
        self.sidecar = carried.sidecar;
    }

    /// What is there can be saved, and comes back.
    #[track_caller]
    fn check_saved(&self) {
        let written = write(&self.sidecar, &self.article.text).unwrap();
        let loaded = parse("a.txt.ron", written.as_bytes());
        assert_eq!(loaded.problems, []);
        let parsed = loaded.value.unwrap();
        let carried = anchor::carry(parsed, &self.article, "a.txt.ron", &|_| None);
        assert_eq!(carried.sidecar, self.sidecar);
    }

    /// Returns the notes of all statements, set aside or not, by id.
    fn notes(&self) -> BTreeMap<String, String> {
        let live = self.sidecar.statements().iter();
        let live = live.map(|one| (one.id.to_string(), one.note.clone()));
        let aside = self.sidecar.detached.iter();
        let aside = aside.map(|one| (one.id.to_string(), one.note.clone()));
        live.chain(aside).collect()
    }
}

/// Returns what another program makes of a text.
fn rewritten(text: &str, other: &str, kind: usize) -> String {
    let half = text.chars().count() / 2;
    match kind {
        0 => other.to_owned(),
        1 => format!("{other} {text}"),
        2 => text.replace('\n', "\r\n"),
        3 => text.chars().take(half).collect(),
        4 => text.chars().skip(half).collect(),
        5 => text.replace(' ', "  "),
        _ => text.replace("said", "told"),
    }
}

/// A text, edits made on it, what others make of it, and a walk through the steps.
type Play = (String, Vec<Drawn>, Vec<(usize, String)>, Vec<u8>);

fn drawn() -> impl Strategy<Value = Play> {
    any::text().prop_flat_map(|text| {
        let edits = vec((0..3_usize, 0..5_u8, any::statement(text.clone())), 1..10);
        let texts = vec((0..7_usize, any::text()), 1..4);
        (Just(text), edits, texts, vec(0..4_u8, 0..16))
    })
}

fn config() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if asked {
            ProptestConfig::default().cases
        } else {
            64
        },
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_taken_back_is_what_was_there((text, edits, texts, _) in drawn()) {
        let mut open = Open::new(&text);
        let mut were = vec![open.notes()];
        for edit in edits {
            if open.edit(edit) {
                were.push(open.notes());
            }
        }
        let (kind, other) = &texts[0];
        open.rewrite(&rewritten(&text, other, *kind));
        for _round in 0..2 {
            prop_assert_eq!(&open.notes(), were.last().unwrap());
            for was in were.iter().rev().skip(1) {
                prop_assert!(open.step(true));
                prop_assert_eq!(&open.notes(), was);
                open.check_saved();
            }
            prop_assert!(!open.step(true));
            prop_assert!(open.sidecar.rejected.is_empty());
            for was in &were[1..] {
                prop_assert!(open.step(false));
                prop_assert_eq!(&open.notes(), was);
                open.check_saved();
            }
            prop_assert!(!open.step(false));
        }
    }

    #[test]
    fn whatever_becomes_of_the_text_it_can_be_saved((text, edits, texts, walk) in drawn()) {
        let mut open = Open::new(&text);
        for edit in edits {
            open.edit(edit);
        }
        let mut texts = texts.into_iter();
        for way in walk {
            match (way, texts.len()) {
                (0, 1..) => {
                    let (kind, other) = texts.next().unwrap();
                    let today = rewritten(&open.article.text, &other, kind);
                    open.rewrite(&today);
                }
                (way, _) => {
                    open.step(way != 1);
                }
            }
            open.check_saved();
        }
        while open.step(true) {
            open.check_saved();
        }
        while open.step(false) {
            open.check_saved();
        }
    }
}

const TEXT: &str = "Early. One two three. Late.";

/// A statement is made of words, given a note and, perhaps, removed; the article is rewritten, and the last step is taken back
/// and done again. Returns where the statement stands after either: on which words, or, set aside, on which it stood:
/// `(words)`.
fn played(removes: bool, words: &str, today: &str) -> [String; 2] {
    let mut open = Open::new(TEXT);
    let at = TEXT.find(words).unwrap();
    let quote = vec![Span::new(at, at + words.len())];
    let mut made = Statement::new("s".into(), quote, Kind::Direct, NOW).unwrap();
    open.commit(Edit::Put(Arc::new(made.clone())));
    "note".clone_into(&mut made.note);
    open.commit(Edit::Put(Arc::new(made)));
    if removes {
        let (id, at) = ("s".into(), NOW.to_owned());
        open.commit(Edit::Remove { id, at });
    }
    open.rewrite(today);
    [true, false].map(|is_undo| {
        assert!(open.step(is_undo));
        open.check_saved();
        let is_noted = removes || !is_undo;
        assert!(
            open.notes()
                .values()
                .all(|note| note.is_empty() != is_noted)
        );
        let live = open.sidecar.statements().iter();
        let live = live.map(|one| open.article.text.slice(one.quote[0]).to_owned());
        let aside = open.sidecar.detached.iter();
        let aside = aside.map(|one| format!("({})", one.quote[0].text));
        live.chain(aside).collect::<Vec<String>>().join(" ")
    })
}

#[track_caller]
fn check(words: &str, today: &str, expected: &str) {
    assert_eq!(played(true, words, today), [expected, ""], "a removal");
    let changed = played(false, words, today);
    assert_eq!(changed, [expected, expected], "a change");
}

#[test]
fn a_step_is_taken_back_in_another_text() {
    check("two", TEXT, "two");
    check("two", "Now: Early. One two three. Late.", "two");
    check("two", "Early. One two three. Late. Too late.", "two");
    check("two", "Early.\r\nOne\r\ntwo three. Late.", "two");
    check("Late.", "Early. One two three.", "(Late.)");
    check("two", "Early. One deux three. Late.", "(two)");
    check("two", "", "(two)");
}
