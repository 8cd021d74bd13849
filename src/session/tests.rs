//! The rules, one by one, over a document that is a list of words.

use super::*;
use crate::merge::{Conflict, Merge};
use crate::model::problem::ProblemKind;
use crate::model::sidecar::{Sidecar, counted};
use crate::model::span::Span;
use crate::model::statement::{Kind, Statement};
use crate::store::Base;

/// Words, and the text they are of.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Words(&'static str, Vec<&'static str>);

impl Merge for Words {
    fn merge3(base: &Self, ours: &Self, theirs: &Self) -> (Self, Vec<Conflict>) {
        let is_new = |word: &&&str| !base.1.contains(word) && !ours.1.contains(word);
        let added = theirs.1.iter().filter(is_new);
        let stays = |word: &&&str| theirs.1.contains(word) || !base.1.contains(word);
        let kept = ours.1.iter().filter(stays);
        let all = kept.chain(added).copied().collect();
        (Self(ours.0, all), Vec::new())
    }
}

impl Document for Words {
    type Base = Words;

    fn in_base(base: &Words) -> &Self {
        base
    }

    fn has_text_of(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

fn words(list: &[&'static str]) -> Words {
    Words("text", list.to_vec())
}

fn doc(list: &[&'static str]) -> Doc<Words> {
    Doc::new(words(list), words(list), None)
}

fn write(doc: &mut Doc<Words>, word: &'static str) {
    doc.edit(|words| words.1.push(word));
}

fn full() -> Problem {
    Problem::new(ProblemKind::NotSaved, "a", "the disk is full")
}

#[test]
fn a_write_is_of_all_edits_so_far_and_one_at_a_time() {
    let mut doc = doc(&[]);
    assert!(doc.order().is_none());
    assert_eq!(doc.state(), State::Saved);
    write(&mut doc, "a");
    write(&mut doc, "b");
    let order = doc.order().unwrap();
    let asked = (order.value.as_ref(), &order.base);
    assert_eq!(asked, (&words(&["a", "b"]), &words(&[])));
    write(&mut doc, "c");
    assert!(doc.order().is_none());
    assert!(!doc.written(words(&["a", "b"]), None));
    assert_eq!(doc.state(), State::Saving, "the third is not on disk");
    assert_eq!(doc.order().unwrap().base, words(&["a", "b"]));
    doc.written(words(&["a", "b", "c"]), None);
    assert_eq!(doc.state(), State::Saved);
}

#[test]
fn what_a_write_found_is_merged_into_what_was_edited_since() {
    let mut doc = doc(&[]);
    write(&mut doc, "a");
    doc.order().unwrap();
    write(&mut doc, "b");
    assert!(doc.written(words(&["a", "theirs"]), Some(words(&["a", "theirs"]))));
    assert_eq!(doc.value().1, ["a", "b", "theirs"]);
    assert_eq!(doc.order().unwrap().base.1, ["a", "theirs"]);
}

#[test]
fn a_failed_write_is_kept_and_tried_when_asked_or_edited() {
    let mut doc = doc(&[]);
    write(&mut doc, "a");
    doc.order().unwrap();
    doc.not_written(full());
    assert_eq!(doc.state(), State::Failed(&full()));
    assert!(doc.order().is_none(), "it rests");
    doc.retry();
    assert!(doc.order().is_some());
    doc.not_written(full());
    write(&mut doc, "b");
    assert_eq!(doc.order().unwrap().value.1, ["a", "b"]);
    doc.written(words(&["a", "b"]), None);
    assert_eq!(doc.state(), State::Saved);
}

#[track_caller]
fn check_read(doc: &mut Doc<Words>, mark: Mark, read: Words, expected: (Reading, &[&str])) {
    let reading = doc.read(mark, read.clone(), read, None);
    assert_eq!((reading, doc.value().1.as_slice()), expected);
}

#[test]
fn what_was_read_is_taken_only_if_it_is_no_older_than_what_is_known() {
    let mut doc = doc(&["x"]);
    let mark = doc.mark();
    check_read(
        &mut doc,
        mark,
        words(&["x", "y"]),
        (Reading::Taken, &["x", "y"]),
    );
    write(&mut doc, "a");
    check_read(
        &mut doc,
        mark,
        words(&["x", "y", "z"]),
        (Reading::Rebased, &["x", "y", "a", "z"]),
    );
    doc.order().unwrap();
    check_read(
        &mut doc,
        mark,
        words(&[]),
        (Reading::Again, &["x", "y", "a", "z"]),
    );
    doc.written(words(&["x", "y", "a", "z"]), None);
    check_read(
        &mut doc,
        mark,
        words(&["x"]),
        (Reading::Again, &["x", "y", "a", "z"]),
    );
    let mark = doc.mark();
    check_read(&mut doc, mark, words(&["x"]), (Reading::Taken, &["x"]));
}

#[test]
fn another_text_waits_for_edits_made_on_this_one() {
    let mut doc = doc(&["x"]);
    write(&mut doc, "a");
    let (mark, other) = (doc.mark(), Words("another", vec!["x"]));
    check_read(&mut doc, mark, other.clone(), (Reading::Again, &["x", "a"]));
    doc.order().unwrap();
    doc.written(words(&["x", "a"]), None);
    let mark = doc.mark();
    check_read(&mut doc, mark, other, (Reading::Taken, &["x"]));
}

#[test]
fn a_file_that_cannot_be_read_any_more_takes_no_edit_away() {
    let mut doc = doc(&["x"]);
    write(&mut doc, "a");
    let mark = doc.mark();
    let why = Some("it cannot be read".to_owned());
    assert_eq!(
        doc.read(mark, words(&[]), words(&[]), why.clone()),
        Reading::Again
    );
    assert_eq!(doc.value().1, ["x", "a"]);
    doc.order().unwrap();
    doc.written(words(&["x", "a"]), None);
    assert_eq!(
        doc.read(doc.mark(), words(&[]), words(&[]), why),
        Reading::Taken
    );
    assert_eq!(doc.read_only(), Some("it cannot be read"));
}

fn type_into(doc: &mut Doc<Sidecar>, nth: usize) {
    let mut new = Statement::clone(&doc.value().statements()[nth]);
    new.note.push('x');
    doc.edit(|sidecar| sidecar.put(Arc::new(new)));
}

#[test]
fn a_key_press_copies_no_sidecar() {
    let made = |nth: usize| {
        let quote = vec![Span::new(nth, nth + 1)];
        let made = Statement::new(format!("s{nth:04}").into(), quote, Kind::Direct, "");
        Arc::new(made.unwrap())
    };
    let mut sidecar = Sidecar::default();
    sidecar.extend((0..2_000).map(made));
    let mut doc = Doc::new(sidecar, Base::default(), None);
    let before = counted::CLONES.get();
    for key in 0..20 {
        type_into(&mut doc, key * 7);
        let order = doc.order().unwrap();
        assert_eq!(*order.value, *doc.value());
        // The next key comes while that is written.
        type_into(&mut doc, 1_999 - key);
        assert!(doc.order().is_none());
        assert_ne!(*order.value, *doc.value());
        drop(order);
        if key % 5 == 4 {
            doc.not_written(full());
        } else {
            doc.written(Base::default(), None);
        }
    }
    assert_eq!(counted::CLONES.get(), before);
}

#[test]
fn what_is_handed_out_is_what_was_merged_and_read() {
    let mut doc = doc(&["x"]);
    write(&mut doc, "a");
    drop(doc.order());
    write(&mut doc, "b");
    doc.written(words(&["x", "a", "c"]), Some(words(&["x", "a", "c"])));
    let order = doc.order().unwrap();
    assert_eq!(order.value.1, ["x", "a", "b", "c"]);
    drop(order);
    doc.written(words(&["x", "a", "b", "c"]), None);
    let mark = doc.mark();
    check_read(&mut doc, mark, words(&["y"]), (Reading::Taken, &["y"]));
    write(&mut doc, "d");
    assert_eq!(doc.order().unwrap().value.1, ["y", "d"]);
}
