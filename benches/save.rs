//! How long an edit takes until it is on the disk, in small projects and large ones, and how long opening takes.
//!
//! `cargo bench --no-default-features --bench save`; the folder is made where `TMPDIR` says.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use onrecord::model::problem::Problem;
use onrecord::model::sidecar::Sidecar;
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Statement};
use onrecord::session::Doc;
use onrecord::store::{Index, Job, OpenOptions, SaveEvent, Saver, Store, write_file};

/// A sentence of the articles.
const SENTENCE: &str = "The minister said on Monday that “nothing is decided”, and left. ";

/// Statements that make a sidecar of about 100 KB.
const STATEMENTS: usize = 115;

/// Edits that are timed.
const EDITS: usize = 300;

fn main() -> Result<(), Problem> {
    for articles in [10, 10_000] {
        let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
        make(folder.path(), articles)?;
        measure(folder.path(), articles)?;
    }
    Ok(())
}

fn failed(error: &std::io::Error) -> Problem {
    Problem::new(
        onrecord::model::problem::ProblemKind::NotSaved,
        "bench",
        error.to_string(),
    )
}

fn make(root: &Path, articles: usize) -> Result<(), Problem> {
    let text = SENTENCE.repeat(200);
    for number in 0..articles {
        let folder = root.join(format!("articles/{}", number / 200));
        std::fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
        std::fs::File::create(folder.join(format!("{number}.txt")))
            .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
            .map_err(|error| failed(&error))?;
    }
    write_file(
        &root.join("onrecord.ron"),
        b"(format: 1, articles: \"articles\")",
    )
}

fn edit(sidecar: &mut Sidecar, number: usize) {
    let at = (number % STATEMENTS) * SENTENCE.len();
    let (start, end) = (at + 32, at + SENTENCE.len() - 12);
    let quote = vec![Span::new(start, end)];
    let id = format!("01JMX3S8V7Q2W4E5R6T7Y8{:04}", number % STATEMENTS);
    let made = Statement::new(id.into(), quote, Kind::Direct, "2025-02-24T09:12:44Z");
    if let Some(mut made) = made {
        made.cue = Some(Span::new(at + 13, at + 17));
        made.note = format!("edit {number}");
        sidecar.put(Arc::new(made));
    }
}

fn measure(root: &Path, articles: usize) -> Result<(), Problem> {
    let begun = Instant::now();
    let (store, _) = Store::open(root, OpenOptions::default())?;
    let opening = begun.elapsed();
    let begun = Instant::now();
    let article = store.read_article("articles/0/0.txt")?;
    let mut opened = store.load("anna", &article);
    let loading = begun.elapsed();

    let mut sidecar = opened.sidecar.clone();
    (0..STATEMENTS).for_each(|number| edit(&mut sidecar, number));
    opened.base = store.save(&sidecar, &article.text, &opened.base)?.base;
    let path = store.sidecar_path("anna", "articles/0/0.txt")?;
    let size = path.metadata().map_or(0, |found| found.len());

    let (sender, news) = sync_channel(16);
    let saver = Saver::start(store.clone(), move || _ = sender.try_send(()));
    let mut times = Vec::with_capacity(EDITS);
    let mut doc = Doc::new(sidecar, opened.base, None);
    for number in STATEMENTS..STATEMENTS + EDITS {
        doc.edit(|sidecar| edit(sidecar, number));
        let begun = Instant::now();
        if let Some(order) = doc.order() {
            saver.submit(Job::Sidecar {
                sidecar: order.value,
                text: article.text.clone(),
                base: order.base,
            });
        }
        while !doc.is_saved() {
            // The time-out is for an event that came before the wait began.
            let _ = news.recv_timeout(Duration::from_millis(1));
            for event in saver.events() {
                match event {
                    SaveEvent::Saved { base, merged, .. } => _ = doc.written(base, merged),
                    SaveEvent::SavedCodebook { .. }
                    | SaveEvent::SavedLead(_)
                    | SaveEvent::SavedRules(_)
                    | SaveEvent::TryAgain => {}
                    SaveEvent::Failed { problem, .. }
                    | SaveEvent::LeadFailed(problem)
                    | SaveEvent::RulesFailed(problem) => {
                        return Err(problem);
                    }
                }
            }
        }
        times.push(begun.elapsed());
    }
    times.sort_unstable();

    let begun = Instant::now();
    let reloaded = store.load("anna", &article);
    let reloading = begun.elapsed();
    let begun = Instant::now();
    let (sender, news) = sync_channel(16);
    let index = Index::start(store, move || _ = sender.try_send(()));
    let mut gathered = 0;
    while gathered < articles {
        let _ = news.recv_timeout(Duration::from_millis(5));
        gathered += index.updates().len();
    }
    println!(
        "{articles} articles: open {opening:?}, load {loading:?}, load {} statements {reloading:?}, index {:?}",
        reloaded.sidecar.statements().len(),
        begun.elapsed(),
    );
    println!(
        "  edit to disk, sidecar of {size} bytes: best {:?}, median {:?}, p95 {:?}, worst {:?}",
        times[0],
        times[EDITS / 2],
        times[EDITS * 95 / 100],
        times[EDITS - 1],
    );
    Ok(())
}
