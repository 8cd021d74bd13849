//! What holds for every sidecar: it comes back as it was written, and follows a text that changed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::any;
use onrecord::anchor;
use onrecord::format::sidecar::{parse, write, write_with};
use onrecord::model::span::Anchored;
use onrecord::model::statement::Statement;
use proptest::prelude::*;

/// Fewer cases than usual, since each is a whole sidecar; `PROPTEST_CASES` asks for more.
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

/// Returns the words of each span.
fn texts(said: &Statement<Anchored>) -> Vec<String> {
    said.spans().map(|span| span.text.clone()).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_sidecar_comes_back_as_it_was_written((article, sidecar) in any::sidecar()) {
        let written = write(&sidecar, &article.text).unwrap();
        let loaded = parse("a.txt.ron", written.as_bytes());
        prop_assert_eq!(&loaded.problems, &[]);
        prop_assert_eq!(loaded.read_only, None);
        prop_assert_eq!(&loaded.value.as_ref().unwrap().article.reader, &article.reader);
        let carried = anchor::carry(loaded.value.unwrap(), &article, "a.txt.ron", &|_| None);
        prop_assert_eq!(&carried.problems, &[]);
        prop_assert_eq!(&carried.sidecar, &sidecar);
        prop_assert_eq!(write(&carried.sidecar, &article.text).unwrap(), written);
    }

    #[test]
    fn nothing_that_holds_control_characters_is_written((article, sidecar) in any::sidecar()) {
        let written = write(&sidecar, &article.text).unwrap();
        prop_assert!(!written.chars().any(|c| c.is_control() && c != '\n'));
    }

    #[test]
    fn line_ends_of_another_system_change_nothing((article, sidecar) in any::sidecar()) {
        let written = write(&sidecar, &article.text).unwrap();
        let foreign = format!("\u{feff}{}", written.replace('\n', "\r\n"));
        prop_assert_eq!(parse("x", foreign.as_bytes()), parse("x", written.as_bytes()));
    }

    #[test]
    fn counted_letters_come_back_and_place_nothing_wrong((article, sidecar) in any::sidecar()) {
        let counts = anchor::letter_counts(&sidecar, &article.text);
        let written = write_with(&sidecar, &article.text, Some(&counts)).unwrap();
        let parsed = parse("x", written.as_bytes()).value.unwrap();
        prop_assert_eq!(parsed.letters.as_ref(), Some(&counts));
        let wider = any::article(&article.text.replace(' ', "  "));
        let carried = anchor::carry(parsed, &wider, "x", &|_| None);
        let letters = |words: &String| -> String { words.chars().filter(|char| char.is_alphanumeric()).collect() };
        for statement in carried.sidecar.statements() {
            if carried.moved.contains(&statement.id) {
                continue;
            }
            let old = sidecar.statement(&statement.id).unwrap();
            let old = texts(&anchor::describe(old, &article.text).unwrap());
            let new = texts(&anchor::describe(statement, &wider.text).unwrap());
            let (old, new): (Vec<String>, Vec<String>) = (old.iter().map(letters).collect(), new.iter().map(letters).collect());
            prop_assert_eq!(old, new);
        }
        let all = sidecar.statements().len() + sidecar.detached.len();
        prop_assert_eq!(carried.sidecar.statements().len() + carried.sidecar.detached.len(), all);
    }

    #[test]
    fn a_text_in_front_moves_everything((article, sidecar) in any::sidecar()) {
        let written = write(&sidecar, &article.text).unwrap();
        let longer = any::article(&format!("Новое.\n{}", &*article.text));
        let parsed = parse("x", written.as_bytes()).value.unwrap();
        let carried = anchor::carry(parsed, &longer, "x", &|_| None);
        // Whatever is found again is the same words; whatever is not is set aside, not lost.
        for statement in carried.sidecar.statements() {
            let old = sidecar.statement(&statement.id).map(|old| anchor::describe(old, &article.text).unwrap());
            let old = old.or_else(|| sidecar.detached.iter().find(|entry| entry.id == statement.id).cloned());
            let new = anchor::describe(statement, &longer.text).unwrap();
            prop_assert_eq!(texts(&old.unwrap()), texts(&new));
        }
        let all = sidecar.statements().len() + sidecar.detached.len();
        prop_assert_eq!(carried.sidecar.statements().len() + carried.sidecar.detached.len(), all);
    }
}
