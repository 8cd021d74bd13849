//! What programs do to an article that leaves its letters alone takes no label away: over the sample's articles.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "common/rewrite.rs"]
mod rewrite;

use std::path::Path;

use onrecord::store::{OpenOptions, Store};

#[test]
fn what_leaves_the_letters_alone_takes_no_label_away() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    let (store, _) = Store::open(&sample, OpenOptions::default()).unwrap();
    let mut statements = 0;
    for file in store.articles().iter() {
        let text = std::fs::read_to_string(sample.join(&file.path)).unwrap();
        statements += rewrite::check(&file.path, &text);
    }
    assert!(statements > 400, "{statements}");
}

#[test]
fn any_alphabet_and_any_mark() {
    let text =
        "Ê\u{301} — „Нет!“ 👩\u{200d}🚀 said.\r\n“Да,” א ‘We’ll… see’\n\n한국  “x” (“y”)\u{200b}\n";
    assert!(rewrite::check("a.txt", text) > 1);
}

#[test]
fn what_is_repeated_stays_where_it_is() {
    let one =
        "“Never,” Anna Berg said on Monday.\n\nNo. No. No. “No,” said Carl Oss, the minister.\n\n";
    let all = [one, one, "Then, later:\n\n", one, one, one].concat();
    assert!(rewrite::check("a.txt", &all) > 10);
}
