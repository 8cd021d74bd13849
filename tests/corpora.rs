//! Tests over real articles that cannot lie here. The folder that holds them is `ONRECORD_CORPORA`, with `articles/`
//! (five scraped articles) and `polnear/` (the `PolNeAR` corpus, v1.0.0) in it.
#![cfg(feature = "corpora")]
#![allow(clippy::unwrap_used, reason = "a test without its files must fail")]

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use onrecord::exchange::Format;
use onrecord::exchange::import::{self, Options};
use onrecord::model::article::Article;
use onrecord::model::span::CharSpan;
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Statement};
use onrecord::read;
use onrecord::store::{OpenOptions, Store};
use onrecord::twins::{Piece, Twins, changes};

#[path = "common/rewrite.rs"]
mod rewrite;

fn corpora() -> PathBuf {
    let folder = std::env::var_os("ONRECORD_CORPORA");
    let folder =
        folder.expect("set ONRECORD_CORPORA to the folder that holds articles/ and polnear/");
    PathBuf::from(folder)
}

/// Returns the files of a folder with this extension, at any depth, sorted.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn article(path: &Path) -> Article {
    let bytes = fs::read(path).unwrap();
    read::read(&path.to_string_lossy(), &bytes).unwrap_or_else(|problem| panic!("{problem}"))
}

/// Reads one of the five articles; `expected` gives its metadata and what is dimmed, in code points.
#[track_caller]
fn check_article(name: &str, expected: &str) {
    let article = article(&corpora().join("articles").join(name));
    let meta = &article.meta;
    let chars = |span| {
        let CharSpan { start, end } = article.text.chars(span);
        format!("{start}..{end}")
    };
    // A title is told by its place, or by its length and hash where it is made of a sentence: no text of theirs here.
    let title = meta.title.as_deref().unwrap_or_default();
    let hash = &blake3::hash(title.as_bytes()).to_hex()[..8];
    let title = meta
        .title_span
        .map_or_else(|| format!("{} {hash}", title.chars().count()), chars);
    let fields = [&meta.date, &meta.place, &meta.publisher, &meta.byline];
    let fields: Vec<&str> = fields
        .into_iter()
        .map(|field| field.as_deref().unwrap_or_default())
        .collect();
    let dimmed: Vec<String> = article.dimmed.iter().map(|&span| chars(span)).collect();
    let found = format!(
        "{}|{title}|{}|{}",
        article.text.chars_len(),
        fields.join("|"),
        dimmed.join(" ")
    );
    assert_eq!(found, expected);
}

#[test]
fn the_five_articles() {
    check_article(
        "000_492c95c072d1a68a.txt",
        "1986|78 045a24d2|2025-02-24|MOSCOW|||1..16",
    );
    check_article(
        "001_1796c94564e6d7fc.txt",
        "3724|78 045a24d2|||The Moscow Times||2689..3724",
    );
    check_article("002_7ec9fcbe408e6675.txt", "2368|0..65|||Times||");
    check_article(
        "003_28946cd8f8fb9000.txt",
        "3993|79 a2f2e70a|2025-02-13||||1..16",
    );
    check_article("004_146bb3441ec67a23.txt", "3024|75 7b8044dd||MOSCOW|||");
}

/// Returns the twins among the texts of a folder; articles go by the names of their files.
fn twins(folder: &Path) -> Twins {
    let pieces = files(folder, "txt").into_iter().map(|path| {
        let mut article = article(&path);
        article.path = path.file_name().unwrap().to_string_lossy().into_owned();
        Piece::new(&article)
    });
    Twins::of(pieces.collect())
}

#[test]
fn the_first_two_articles_are_twins_and_no_others() {
    let folder = corpora().join("articles");
    let found = twins(&folder);
    let [group] = &found.groups[..] else {
        panic!("{:?}", found.groups);
    };
    assert!(found.links.is_empty(), "{:?}", found.links);
    let paths: Vec<&str> = group
        .members
        .iter()
        .map(|member| member.path.as_str())
        .collect();
    let [one, other] = ["000_492c95c072d1a68a.txt", "001_1796c94564e6d7fc.txt"];
    assert_eq!(paths, [one, other]);
    let changes = changes(&article(&folder.join(one)), &article(&folder.join(other))).unwrap();
    let is_there = |from: &str, to: &str| {
        let mut replaced = changes.replaced.iter();
        replaced.any(|replaced| replaced.from == from && replaced.to == to)
    };
    assert!(is_there("conflict", "war"), "{:?}", changes.replaced);
    assert!(is_there("realising", "realizing"), "{:?}", changes.replaced);
}

/// Nobody here made these: seven stories ran twice in the same paper, and two pairs share a list or a statement at length.
#[test]
fn polnear_has_a_few_twins() {
    let found = twins(&corpora().join("polnear"));
    for group in &found.groups {
        let paths: Vec<&str> = group
            .members
            .iter()
            .map(|member| member.path.as_str())
            .collect();
        println!("{:.2}  {}", group.likeness, paths.join("  "));
    }
    println!("{} links", found.links.len());
    let alike = found.groups.iter().filter(|group| group.likeness > 0.7);
    assert_eq!(alike.count(), 7);
    assert!(
        (8..=10).contains(&found.groups.len()),
        "{}",
        found.groups.len()
    );
    assert!(found.groups.iter().all(|group| group.members.len() == 2));
}

#[test]
fn polnear_texts_are_read_with_a_title() {
    let texts = files(&corpora().join("polnear"), "txt");
    assert_eq!(texts.len(), 928);
    for path in texts {
        let article = article(&path);
        let title = article.meta.title.unwrap_or_default();
        assert!(
            !title.trim().is_empty() && title.chars().count() <= 161,
            "{}",
            path.display()
        );
    }
}

/// Offsets of the corpus count code points of the files as they are. Each is converted to bytes and back, and compared
/// with what a walk over the characters gives; its text with the text the corpus gives for it.
#[test]
fn polnear_offsets_convert_both_ways() {
    let polnear = corpora().join("polnear");
    let (mut equal, mut different) = (0, 0);
    for annotations in files(&polnear, "ann") {
        let name = annotations
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let (stem, _annotator) = name.rsplit_once('_').unwrap();
        let folder = annotations.parent().unwrap().with_file_name("text");
        let article = article(&folder.join(format!("{stem}.txt")));
        let chars: Vec<char> = str::chars(&article.text).collect();
        let lines = fs::read_to_string(&annotations).unwrap();
        for (offsets, text) in lines.split('\n').filter_map(span_line) {
            let mut found = Vec::new();
            for span in offsets {
                let bytes = article.text.bytes(span).expect("inside the text");
                let sliced = article.text.get(bytes).unwrap();
                assert_eq!(article.text.chars(bytes), span);
                assert!(
                    sliced
                        .chars()
                        .eq(chars[span.start..span.end].iter().copied()),
                    "{name}"
                );
                found.push(sliced);
            }
            if found.join(" ") == text {
                equal += 1;
            } else {
                different += 1;
            }
        }
    }
    // In the last three a line break was written into the text column.
    assert_eq!((equal, different), (98_448, 3));
}

/// Reads `T1<tab>Content 10 20;30 40<tab>text`.
fn span_line(line: &str) -> Option<(Vec<CharSpan>, &str)> {
    let mut columns = line.strip_prefix('T')?.splitn(3, '\t').skip(1);
    let (_label, offsets) = columns.next()?.split_once(' ')?;
    let span = |pair: &str| {
        let (start, end) = pair.split_once(' ')?;
        Some(CharSpan {
            start: start.parse().ok()?,
            end: end.parse().ok()?,
        })
    };
    Some((
        offsets.split(';').map(span).collect::<Option<_>>()?,
        columns.next()?,
    ))
}

/// Every span of the corpus's development part, saved as a statement by its annotator and loaded again.
#[test]
fn polnear_survives_a_round_trip_through_sidecars() {
    let dev = corpora().join("polnear/dev");
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        annotator: Some(ANNOTATOR.to_owned()),
        own_annotations: Some(folder.path().to_owned()),
        ..OpenOptions::default()
    };
    let (store, problems) = Store::open(&dev.join("text"), options).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let mut saved = 0;
    for annotations in files(&dev.join("attributions"), "ann") {
        let name = annotations
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let (stem, _annotator) = name.rsplit_once('_').unwrap();
        let article = store.read_article(&format!("{stem}.txt")).unwrap();
        let lines = fs::read_to_string(&annotations).unwrap();
        let mut opened = store.load(ANNOTATOR, &article);
        for (number, (offsets, _)) in lines.split('\n').filter_map(span_line).enumerate() {
            let quote: Vec<Span> = offsets
                .iter()
                .filter_map(|&span| article.text.bytes(span))
                .collect();
            let id = format!("{name}{number:06}");
            let statement =
                Statement::new(id.into(), quote, Kind::Mixed, "2025-02-24T09:12:44Z").unwrap();
            opened.sidecar.put(Arc::new(statement));
            saved += 1;
        }
        store
            .save(&opened.sidecar, &article.text, &opened.base)
            .unwrap();
        let again = store.load(ANNOTATOR, &article);
        assert_eq!(
            again.sidecar.statements(),
            opened.sidecar.statements(),
            "{name}"
        );
        assert_eq!((again.problems.len(), again.read_only), (0, None), "{name}");
    }
    assert_eq!(saved, 9095);
}

const ANNOTATOR: &str = "test";

/// The spans of a file of annotations by their ids, and what fills the roles of each of its events.
type Attributions = (
    BTreeMap<String, Vec<CharSpan>>,
    Vec<BTreeMap<String, String>>,
);

fn attributions(file: &Path) -> Attributions {
    let lines = fs::read_to_string(file).unwrap();
    let spans = lines.split('\n').filter_map(|line| {
        let (offsets, _) = span_line(line)?;
        Some((line.split('\t').next()?.to_owned(), offsets))
    });
    let events = lines.split('\n').filter_map(|line| {
        let roles = line.strip_prefix('E')?.split_once('\t')?.1;
        let pair = |role: &str| {
            let (name, id) = role.split_once(':')?;
            Some((name.to_owned(), id.to_owned()))
        };
        Some(roles.split(' ').filter_map(pair).collect())
    });
    (spans.collect(), events.collect())
}

/// Returns the words that a statement or an attribution has, without white space: quote, cue and mention.
type Words = (String, String, String);

fn letters(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace()).collect()
}

fn expected_words(article: &Article, (spans, events): &Attributions) -> Vec<Words> {
    let pieces = |event: &BTreeMap<String, String>, roles: &[&str]| {
        let ids = roles.iter().filter_map(|role| event.get(*role));
        let found = ids.filter_map(|id| spans.get(id)).flatten();
        let mut found: Vec<Span> = found.filter_map(|span| article.text.bytes(*span)).collect();
        found.sort_unstable();
        found
    };
    let longest = |found: Vec<Span>| {
        let span = found.into_iter().rev().max_by_key(|span| span.len());
        span.map_or_else(String::new, |span| letters(article.text.slice(span)))
    };
    let words = |event: &BTreeMap<String, String>| {
        let quote: String = pieces(event, &["Content", "Content2"])
            .into_iter()
            .map(|span| letters(article.text.slice(span)))
            .collect();
        let cue = match event.get("Cue") {
            Some(_) => pieces(event, &["Cue"]),
            None => pieces(event, &["Attribution", "Attribution-no-source"]),
        };
        (!quote.is_empty()).then(|| (quote, longest(cue), longest(pieces(event, &["Source"]))))
    };
    let mut all: Vec<Words> = events.iter().filter_map(words).collect();
    all.sort();
    all
}

/// Imports a part of the corpus as a project. Counts articles, statements and attributions without a quote; each
/// statement has the words of an attribution, nothing is missing, and a second import finds it all there.
#[track_caller]
fn check_import(part: &str, articles: usize, statements: usize, left_out: usize) {
    let from = corpora().join("polnear").join(part);
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("project");
    let options = Options {
        from: from.clone(),
        annotator: None,
        map: Vec::new(),
        now: "2025-02-24T09:12:44Z".to_owned(),
    };
    let run = || {
        import::import(&project, Format::Brat, &options, &|_, _| {
            ControlFlow::Continue(())
        })
        .unwrap()
    };
    let report = run();
    assert_eq!(report.notes.problems, []);
    assert_eq!(
        (report.added, report.statements, report.known),
        (articles, statements, 0)
    );
    assert_eq!(
        report.notes.left_out["events without a quote"].count,
        left_out
    );
    let (store, problems) = Store::open(&project, OpenOptions::default()).unwrap();
    assert_eq!(problems, []);
    for file in files(&from.join("attributions"), "ann") {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let (stem, annotator) = name.rsplit_once('_').unwrap();
        let article = store.read_article(&format!("articles/{stem}.txt")).unwrap();
        let loaded = store.load(annotator, &article);
        assert_eq!(
            (loaded.problems.len(), loaded.read_only),
            (0, None),
            "{name}"
        );
        let words = |statement: &Arc<Statement>| -> Words {
            let slice = |span: Option<Span>| {
                span.map_or_else(String::new, |span| letters(article.text.slice(span)))
            };
            let quote = statement
                .quote
                .iter()
                .map(|span| slice(Some(*span)))
                .collect();
            let mention = statement
                .speaker
                .as_ref()
                .and_then(|speaker| speaker.mention);
            (quote, slice(statement.cue), slice(mention))
        };
        let mut found: Vec<Words> = loaded.sidecar.statements().iter().map(words).collect();
        found.sort();
        assert!(
            found == expected_words(&article, &attributions(&file)),
            "{name}"
        );
    }
    let again = run();
    assert_eq!(
        (again.added, again.statements, again.known),
        (0, 0, statements)
    );
    assert_eq!(
        (again.present, again.sidecars, again.speakers),
        (articles, 0, 0)
    );
}

#[test]
fn polnear_becomes_projects() {
    check_import("train", 840, 22_465, 36);
    check_import("dev", 84, 2_319, 1);
}

#[test]
fn what_leaves_the_letters_alone_takes_no_label_away() {
    let mut articles = files(&corpora().join("articles"), "txt");
    articles.extend(files(&corpora().join("polnear/dev/text"), "txt"));
    let mut statements = 0;
    for path in &articles {
        statements += rewrite::check("a.txt", &fs::read_to_string(path).unwrap());
    }
    println!(
        "{statements} statements in {} articles, each changed in {} ways and back",
        articles.len(),
        rewrite::ALL.len()
    );
    assert!(articles.len() > 60 && statements > 5_000);
}
