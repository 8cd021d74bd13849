//! How long it takes to merge two speakers, or two targets, with 10,000 uses in 1,000 articles, and to take that back.
//!
//! Makes a project (from `SEED`, so that each run has the same one) in which one annotator has ten statements in each article,
//! all of them by one speaker and about one target; works out what merging it into another changes, does it, and undoes it.
//! Prints how long it takes until what changes is known, and until every file is on the disk; checks that each file is
//! what it was but for its integrity line. Run with `cargo bench --no-default-features --bench recoding`; the folder is made
//! where `TMPDIR` says, which should be a disk and not memory.

#![allow(
    clippy::disallowed_methods,
    reason = "the project is made for the bench and thrown away"
)]

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use onrecord::corpus::Corpus;
use onrecord::corpus::recoding;
use onrecord::model::codebook::edit::{EntryId, apply_all};
use onrecord::model::codebook::{Codebook, Scale, Speaker, Stance, Target};
use onrecord::model::recode::{Answers, Planner};
use onrecord::model::sidecar::Status;
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Mention, StanceTaken, Statement};
use onrecord::model::text::Text;
use onrecord::store::{OpenOptions, Store};

/// Where chance begins.
const SEED: u64 = 0x5EED_0009;
/// Articles of the project.
const ARTICLES: usize = 1_000;
/// Statements in each.
const STATEMENTS: usize = 10;
/// The longest until what changes is known, in milliseconds.
const SHOWN_BAR: f64 = 1_000.0;
/// The longest until all files are on the disk, in milliseconds.
const DURABLE_BAR: f64 = 5_000.0;

fn main() {
    println!("seed {SEED:#x}, {ARTICLES} articles with {STATEMENTS} statements each; milliseconds");
    let mut met = true;
    for (name, from, into) in [
        ("speakers", EntryId::speaker("s0"), EntryId::speaker("s1")),
        ("targets", EntryId::target("t0"), EntryId::target("t1")),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        project(folder.path());
        met &= measure(folder.path(), name, [&from, &into]);
    }
    println!(
        "{}: {SHOWN_BAR} ms until it is known what changes, {DURABLE_BAR} ms until it is on the disk",
        if met { "met" } else { "NOT met" }
    );
    if !met {
        std::process::exit(1);
    }
}

/// Merges two entries and takes it back; tells whether it stays within the bars.
fn measure(root: &Path, name: &str, [from, into]: [&EntryId; 2]) -> bool {
    let (store, _) = Store::open(root, OpenOptions::default()).expect("a project");
    let first = files(root);
    let (loaded, base) = store.load_codebook();
    let before = loaded.value.expect("a codebook");

    let begun = Instant::now();
    let mut after = before.clone();
    let edits = before.merge(from, into).expect("they can be merged");
    apply_all(edits, &mut after);
    let answers = Answers::new();
    let now = "2025-03-01T00:00:00Z";
    let planner = Planner::new("merge", "anna", [&before, &after], &answers, now);
    let go = |_, _| ControlFlow::Continue(());
    let plan = recoding::plan(Corpus::open(&store), planner, &store.annotators(), &go);
    let plan = plan.expect("nothing ends it");
    let known = milliseconds(begun);
    assert_eq!(plan.count(), (ARTICLES * STATEMENTS, ARTICLES));

    let begun = Instant::now();
    let write = || store.save_codebook("anna", &after, &base).map(drop);
    let done = recoding::recode(&store, &plan.recoding, write).expect("it is begun");
    let durable = milliseconds(begun);
    assert_eq!((done.statements, done.articles), plan.count());
    assert!(done.left.is_empty() && done.failed.is_empty(), "{done:?}");
    assert_ne!(files(root), first);

    let (_, base) = store.load_codebook();
    let begun = Instant::now();
    let write = || store.save_codebook("anna", &before, &base).map(drop);
    let back = recoding::recode(&store, &plan.recoding.reversed(), write).expect("it is begun");
    let undone = milliseconds(begun);
    assert_eq!((back.statements, back.articles), plan.count());
    assert_eq!(files(root), first, "each file is what it was");
    println!("{name}: known {known:.0}, durable {durable:.0}, taken back {undone:.0}");
    known <= SHOWN_BAR && durable.max(undone) <= DURABLE_BAR
}

fn milliseconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}

/// Returns what every sidecar says, without its integrity line, in order.
fn files(root: &Path) -> Vec<String> {
    let file = |number: usize| {
        let path = root.join(format!("annotations/anna/{}.ron", path(number)));
        let text = std::fs::read_to_string(path).expect("a sidecar");
        let whole = text.rsplit_once("// integrity");
        whole.map_or(text.clone(), |(work, _)| work.to_owned())
    };
    (0..ARTICLES).map(file).collect()
}

fn path(number: usize) -> String {
    format!("articles/a{number:04}.txt")
}

/// Makes the project.
fn project(root: &Path) {
    let put = |path: &str, content: &str| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    };
    put("onrecord.ron", "(format: 2, lead: \"anna\")");
    let book = onrecord::format::codebook::write(&codebook()).expect("a codebook");
    put("codebook.ron", &book);
    let mut random = SEED;
    for number in 0..ARTICLES {
        put(&path(number), &article(&mut random, number));
    }
    let (store, _) = Store::open(root, OpenOptions::default()).expect("a project");
    for number in 0..ARTICLES {
        let article = store.read_article(&path(number)).expect("an article");
        let mut opened = store.load("anna", &article);
        let made = (0..STATEMENTS).filter_map(|nth| statement(&article.text, number, nth));
        opened.sidecar.extend(made.map(Arc::new));
        opened.sidecar.status = Status::Done;
        // Written once as the window does, so that the text is kept too.
        store
            .save(&opened.sidecar, &article.text, &opened.base)
            .expect("a sidecar");
    }
}

fn codebook() -> Codebook {
    let stance = |id: &str, polarity: f64| Stance {
        id: id.into(),
        label: id.to_owned(),
        polarity: Some(polarity),
        ..Stance::default()
    };
    let target = |number: usize| Target {
        id: format!("t{number}").into(),
        name: format!("Target {number}"),
        ..Target::default()
    };
    let speaker = |number: usize| Speaker {
        id: format!("s{number}").into(),
        name: format!("Speaker {number}"),
        ..Speaker::default()
    };
    Codebook {
        scales: vec![Scale {
            id: "position".into(),
            name: "Position".to_owned(),
            stances: vec![stance("against", -1.0), stance("for", 1.0)],
            ..Scale::default()
        }],
        targets: (0..100).map(target).collect(),
        speakers: (0..100).map(speaker).collect(),
        ..Codebook::default()
    }
}

/// Makes a statement in the nth tenth of a text, by the first speaker and about the first target.
fn statement(text: &Text, article: usize, nth: usize) -> Option<Statement> {
    let start = text.len() / STATEMENTS * nth;
    let quote = Span::new(text.floor(start), text.floor(start + 60));
    let id = format!("01{:024}", article * STATEMENTS + nth);
    let mut made = Statement::new(id.into(), vec![quote], Kind::Direct, "2025-02-24T10:00:00Z")?;
    made.speaker = Some(Mention {
        name: Some("s0".into()),
        mention: None,
    });
    let stance = ["for", "against"][nth % 2];
    made.stances.push(StanceTaken {
        target: "t0".into(),
        stance: Some(stance.into()),
        ..StanceTaken::default()
    });
    Some(made)
}

/// Makes up an article of some 4 KB; no two are the same.
fn article(random: &mut u64, number: usize) -> String {
    const WORDS: [&str; 12] = [
        "harbour", "council", "said", "the", "of", "winter", "minister", "would", "not", "ferry",
        "because", "and",
    ];
    let mut text = String::new();
    let _ = writeln!(text, "Harbour number {number} stays open\n");
    while text.len() < 4_000 {
        *random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let pick = usize::try_from(*random >> 33).unwrap_or(0);
        text.push_str(WORDS[pick % WORDS.len()]);
        text.push(if pick.is_multiple_of(60) { '\n' } else { ' ' });
    }
    text
}
