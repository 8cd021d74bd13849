//! Twins are found whatever order articles come in, and nearly all of those that were made, and nearly nothing else.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "common/made_twins.rs"]
mod made_twins;

use std::ops::ControlFlow;

use made_twins::{SEED, made, score};
use onrecord::corpus::Corpus;
use onrecord::model::article::{Article, Metadata};
use onrecord::model::span::Span;
use onrecord::model::text::Text;
use onrecord::read;
use onrecord::store::{OpenOptions, Store};
use onrecord::twins::{Piece, Twins, find};
use proptest::prelude::*;
use proptest::sample::Index;

/// Forty words that no other text here has.
fn words(name: &str) -> String {
    let words: Vec<String> = (0..40).map(|number| format!("{name}{number}")).collect();
    words.join(" ")
}

fn article(path: &str, text: &str) -> Article {
    Article {
        path: path.to_owned(),
        text: Text::new(text),
        ..Article::default()
    }
}

/// Returns the groups as their paths.
fn paths(twins: &Twins) -> Vec<Vec<String>> {
    let of_group = |group: &onrecord::twins::Group| {
        let paths = group.members.iter().map(|member| member.path.clone());
        paths.collect()
    };
    twins.groups.iter().map(of_group).collect()
}

/// Returns the twins among texts, which go by the letters of the alphabet.
fn found(texts: &[&str]) -> Twins {
    let pieces = texts
        .iter()
        .zip('a'..)
        .map(|(text, name)| Piece::new(&article(&name.to_string(), text)));
    Twins::of(pieces.collect())
}

/// Checks the groups of some texts, and the links between them.
#[track_caller]
fn check(texts: &[&str], expected: &str) {
    let twins = found(texts);
    let groups: Vec<String> = paths(&twins).iter().map(|paths| paths.concat()).collect();
    let links = twins.links.iter().map(|link| link.paths.join("-"));
    let found: Vec<String> = groups.into_iter().chain(links).collect();
    assert_eq!(found.join(" "), expected);
}

#[test]
fn twins_are_grouped() {
    let [one, two] = ["one", "two"].map(words);
    let both = format!("{one}\n{two}");
    check(&[], "");
    check(&["", ""], "");
    check(&[&one, &two], "");
    check(&[&one, &two, &one.to_uppercase()], "ac");
    check(&[&one, &both], "ab");
    check(&[&one, &two, &one, &two], "ac bd");
    // A digest ties the stories in it together no more than it has to.
    let longer = |text: &str, name: &str| format!("{text}\n{}", words(name));
    let rest = ["v", "w", "x", "y"].map(words).join("\n");
    let texts = [
        longer(&one, "p"),
        longer(&one, "q"),
        longer(&two, "r"),
        longer(&two, "s"),
        format!("{both}\n{rest}"),
    ];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    check(&texts, "abe cd c-e d-e");
    assert_eq!(found(&texts).families(), [["a", "b", "c", "d", "e"]]);
}

#[test]
fn what_is_no_part_of_the_body_makes_no_twin() {
    let appeal = words("appeal");
    let texts = ["one", "two"].map(|name| format!("{}\n{appeal}", words(name)));
    check(&[&texts[0], &texts[1]], "ab");
    let pieces = texts.iter().map(|text| {
        let from = text.len() - appeal.len();
        let mut article = article(text, text);
        article.dimmed = vec![Span::new(from, text.len())];
        Piece::new(&article)
    });
    assert!(Twins::of(pieces.collect()).groups.is_empty());
}

#[test]
fn members_stand_by_date() {
    let text = words("one");
    let dated = |path: &str, date: Option<&str>| {
        let mut article = article(path, &text);
        article.meta = Metadata {
            date: date.map(str::to_owned),
            ..Metadata::default()
        };
        Piece::new(&article)
    };
    let twins = Twins::of(vec![
        dated("a", None),
        dated("b", Some("2025-02-25")),
        dated("c", Some("2025-02-24")),
        dated("d", Some("2025-02-24")),
    ]);
    assert_eq!(paths(&twins), [["c", "d", "b", "a"]]);
    assert_eq!(twins.group_of("b"), twins.groups.first());
    assert_eq!(twins.group_of("x"), None);
    assert_eq!((twins.grouped(), twins.articles), (4, 4));
}

#[test]
fn the_sample_has_one_pair() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    let (store, _) = Store::open(&folder, OpenOptions::default()).unwrap();
    let go = &|_, _| ControlFlow::Continue(());
    let (twins, problems) = find(Corpus::open(&store), go).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let expected = [
        "articles/2025-02/citadel-praises-contacts-courier.txt",
        "articles/2025-02/citadel-praises-contacts.txt",
    ];
    let mut found = paths(&twins);
    for group in &mut found {
        group.sort();
    }
    assert_eq!(found, [expected]);
    assert!(twins.links.is_empty(), "{:?}", twins.links);
}

#[test]
fn made_twins_are_found() {
    let made = made(SEED, 1_000);
    let pieces = made.articles.iter().map(|(name, text)| {
        let article = read::read(name, text.as_bytes()).unwrap();
        Piece::new(&article)
    });
    let twins = Twins::of(pieces.collect());
    let (precision, recall) = score(&made.families, &paths(&twins));
    assert!(precision >= 0.99, "precision {precision}");
    assert!(recall >= 0.99, "recall {recall}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_articles_does_not_matter(seed in 0..1000_u64, swaps in prop::collection::vec(any::<(Index, Index)>(), 60)) {
        let made = made(seed, 60);
        let mut pieces: Vec<Piece> = made
            .articles
            .iter()
            .map(|(name, text)| Piece::new(&article(name, text)))
            .collect();
        let expected = Twins::of(pieces.clone());
        for (one, other) in swaps {
            let (one, other) = (one.index(pieces.len()), other.index(pieces.len()));
            pieces.swap(one, other);
        }
        prop_assert_eq!(Twins::of(pieces), expected);
    }
}
