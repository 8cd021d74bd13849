//! How good proposals of targets and stances are on the sample, by cross-validation over articles, and how long they
//! take with many labels.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on fails")]

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use onrecord::exchange::labelled::labelled_statements;
use onrecord::model::codebook::Codebook;
use onrecord::store::{OpenOptions, Store};
use onrecord::suggest::topics::{Compared, LabelledStatement, Measures, Topics, evaluate};

fn main() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    let (store, _) = Store::open(&sample, OpenOptions::default()).unwrap();
    let codebook = store.codebook();
    let labelled = |annotator| {
        let go = &|_, _| ControlFlow::Continue(());
        labelled_statements(&store, annotator, go).unwrap()
    };
    // The sample's codebook quotes its own articles as examples, which would give answers away.
    let mut bare = (*codebook).clone();
    for target in &mut bare.targets {
        target.examples.clear();
    }
    println!("whose    what     way      cases  first  three  Brier    ECE");
    for annotator in ["gold", "anna", "ben", "chloe"] {
        for earlier in [true, false] {
            quality(annotator, &bare, &labelled(Some(annotator)), earlier);
        }
    }
    for earlier in [true, false] {
        quality("all", &bare, &labelled(None), earlier);
    }
    speed(&codebook, &labelled(None));
}

fn quality(whose: &str, codebook: &Codebook, labelled: &[LabelledStatement], earlier: bool) {
    let go = &|_| ControlFlow::Continue(());
    let evaluation = evaluate(codebook, labelled, earlier, go).unwrap();
    let whose = format!("{whose}{}", if earlier { "" } else { " cold" });
    print(&whose, "targets", &evaluation.targets);
    print(&whose, "stances", &evaluation.stances);
}

fn print(whose: &str, what: &str, compared: &Compared) {
    let line = |way: &str, measures: &Measures| {
        println!(
            "{whose:<10} {what} {way:<8} {:>5}  {:>5.1}  {:>5.1}  {:>5.3}  {:>5.3}",
            measures.cases,
            100.0 * measures.first_share(),
            100.0 * measures.three_share(),
            measures.brier(),
            measures.calibration_error(),
        );
    };
    line("learned", &compared.learned);
    line("words", &compared.words);
    line("frequent", &compared.frequent);
}

/// Learns from 10,000 statements, made of the sample's by giving each copy words of its own.
fn speed(codebook: &Codebook, labelled: &[LabelledStatement]) {
    let many: Vec<LabelledStatement> = (0..10_000)
        .map(|number| {
            let copy = number / labelled.len();
            let mut label = labelled[number % labelled.len()].clone();
            label.view.article = format!("{}/{copy}", label.view.article);
            label.view.quote = format!("{} word{copy} {}", label.view.quote, number * 7919);
            label
        })
        .collect();
    let start = Instant::now();
    let topics = Topics::learn(codebook, many.clone(), &|_| ControlFlow::Continue(())).unwrap();
    println!(
        "learning from {} labels: {:.2?}",
        topics.labels(),
        start.elapsed()
    );
    let start = Instant::now();
    let mut proposed = 0;
    for label in &many[..1_000] {
        proposed += topics.targets(&label.view).len();
    }
    println!("targets: {:.1?} each", start.elapsed() / 1_000);
    let start = Instant::now();
    for label in &many[..1_000] {
        proposed += topics.stances(&label.view, &label.stances[0].0).len();
    }
    println!(
        "stances: {:.1?} each, {proposed} in all",
        start.elapsed() / 1_000
    );
}
