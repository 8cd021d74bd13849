//! Files that other programs wrote, which cannot lie here: the folder `foreign` in that of `ONRECORD_CORPORA`. Where there is none,
//! these tests say so and look at nothing.

use std::path::PathBuf;

use onrecord::exchange::Format;
use onrecord::exchange::import::{Report, Role, recognized};
use tempfile::TempDir;

use crate::{complaints, import_with};

fn foreign(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("ONRECORD_CORPORA")?;
    let path = PathBuf::from(folder).join("foreign").join(path);
    let is_there = path.exists();
    if !is_there {
        println!("left out: {} is not there", path.display());
    }
    is_there.then_some(path)
}

/// Imports a file; counts its articles and statements.
#[track_caller]
fn check(
    format: Format,
    path: &str,
    map: &[(&str, Role)],
    expected: (usize, usize),
) -> Option<Report> {
    let from = foreign(path)?;
    let place = TempDir::new().unwrap();
    let to = place.path().join("to");
    let report = import_with(&to, format, &from, Some("ann"), map).unwrap();
    let found = (report.added, report.statements);
    assert_eq!(found, expected, "{path}: {:?}", complaints(&report));
    Some(report)
}

/// Expects a complaint.
#[track_caller]
fn complains(report: Option<Report>, expected: &str) {
    if let Some(report) = report {
        let all = complaints(&report);
        assert!(all.iter().any(|one| one.contains(expected)), "{all:?}");
    }
}

/// Expects none.
#[track_caller]
fn is_quiet(report: Option<Report>) {
    if let Some(report) = report {
        assert_eq!(complaints(&report), Vec::<String>::new());
    }
}

const QUOTES: &[(&str, Role)] = &[
    ("ORG", Role::Quote),
    ("MISC", Role::Quote),
    ("PERSON", Role::Quote),
    ("LOC", Role::Quote),
    ("LOCATION", Role::Quote),
    ("PRODUCT", Role::Quote),
    ("GGP", Role::Quote),
    ("PRODUCT_TYPE", Role::Quote),
    ("PRODUCT_MATERIAL", Role::Quote),
    ("PRODUCT_PRICE", Role::Quote),
    ("BOARDGAME_NAME", Role::Quote),
];

#[test]
fn doccano() {
    let open = |path: &str, expected| check(Format::Doccano, path, QUOTES, expected);
    is_quiet(open(
        "doccano/export-sequence_labeling-example.jsonl",
        (3, 4),
    ));
    is_quiet(open("doccano/entomosci-sample.jsonl", (49, 86)));
    let overlapping = "doccano/import-test-sequence_labeling-example_overlapping.jsonl";
    is_quiet(open(overlapping, (1, 2)));
    let damaged = open(
        "doccano/import-test-sequence_labeling-example.jsonl",
        (2, 1),
    );
    complains(damaged, ":3:1: there is no `text` in it");
    let renamed = open("doccano/import-sequence_labeling-example.jsonl", (0, 0));
    complains(renamed, ":1:1: there is no `text` in it");
    let map = [("ORG", Role::Quote), ("PERSON", Role::Speaker)];
    for name in ["export", "import", "import-test"] {
        let path = format!("doccano/{name}-relation_extraction-example.jsonl");
        let found = check(Format::Doccano, &path, &map, (1, 1));
        complains(found, "relations foundedAt: 1");
    }
}

#[test]
fn label_studio() {
    let format = Format::LabelStudio;
    is_quiet(check(
        format,
        "label-studio/german-quotes-data.json",
        &[],
        (2, 6),
    ));
    let stale = "label-studio/frontend-rich_text_plain-annotations.json";
    let found = check(format, stale, &[("Date", Role::Quote)], (1, 0));
    complains(found, "the words at 343 354 are not those of the region");
    let dated = "label-studio/frontend-named_entity-annotations.json";
    is_quiet(check(format, dated, &[("Date", Role::Quote)], (1, 1)));
    let html = "label-studio/frontend-html_document-annotations.json";
    if foreign(html).is_some() {
        let found = check(format, html, &[], (1, 0));
        complains(found, "results of the type hypertextlabels");
    }
}

#[test]
fn spacy_and_prodigy() {
    let open = |path: &str, expected| check(Format::Spacy, path, QUOTES, expected);
    let headlines = "prodigy/annotated_news_headlines-ORG-PERSON-LOCATION-ner.jsonl";
    complains(open(headlines, (373, 303)), "tasks answered with ignore: 1");
    let related = open("prodigy/rel_component-annotations.jsonl", (149, 466));
    complains(related, "relations Pos-Reg: 107");
    is_quiet(open("spacy/spancat_demo-train.json", (3, 4)));
    is_quiet(open("spacy/ner_tweets-demo.jsonl", (1, 1)));
}

#[test]
fn web_annotations_without_a_text_are_named() {
    let found = check(Format::W3c, "w3c/collection1.json", &[], (0, 0));
    if let Some(report) = &found {
        assert!(complaints(report).len() > 1);
    }
    for name in [
        "anno22",
        "anno23",
        "anno24",
        "anno25",
        "anno33",
        "anno41",
        "recogito-annotations.w3c",
    ] {
        let found = check(Format::W3c, &format!("w3c/{name}.json"), &[], (0, 0));
        if let Some(report) = found {
            assert!(!complaints(&report).is_empty(), "{name}");
        }
    }
}

#[test]
fn cas() {
    let map = [("Annotation", Role::Quote), ("SimpleSpan", Role::Quote)];
    let open = |path: &str, expected| check(Format::Cas, path, &map, expected);
    is_quiet(open(
        "inception/cas-json/casWithTextAndAnnotations.json",
        (1, 4),
    ));
    is_quiet(open(
        "inception/cas-json/casWithEmojiUnicodeTextAndAnnotations.json",
        (1, 9),
    ));
    let slots = open("inception/cas-json/tsv3-testSimpleSlotFeature.json", (1, 2));
    complains(slots, "SimpleLinkHost spans that belong to no statement: 1");
}

#[test]
fn refi_projects() {
    let found = check(Format::Refi, "refi-qda/oltas0517.qdpx", &[], (2, 188));
    is_quiet(found);
    for path in ["refi-qda/TestProject.qdpx", "refi-qda/Project.qde"] {
        let found = check(Format::Refi, path, &[], (0, 0));
        if let Some(report) = &found {
            let all = complaints(report);
            let missing = all
                .iter()
                .filter(|one| one.contains("does not hold the text of"));
            assert_eq!(missing.count(), 6, "{all:?}");
        }
        complains(found, "PictureSources");
    }
}

#[test]
fn files_are_recognized() {
    let all = [
        (
            "doccano/export-relation_extraction-example.jsonl",
            Format::Doccano,
        ),
        ("doccano/entomosci-sample.jsonl", Format::Doccano),
        ("label-studio/german-quotes-data.json", Format::LabelStudio),
        ("prodigy/rel_component-annotations.jsonl", Format::Spacy),
        ("w3c/collection1.json", Format::W3c),
        ("brat/tutorial-news", Format::Brat),
        ("refi-qda/oltas0517.qdpx", Format::Refi),
        ("refi-qda/Project.qde", Format::Refi),
    ];
    for (path, expected) in all {
        if let Some(path) = foreign(path) {
            assert_eq!(recognized(&path).unwrap(), expected, "{}", path.display());
        }
    }
}
