//! How good proposals of targets and stances are on the bundled sample, against what is had for nothing. Floors are
//! relative to the baselines; `cargo bench --bench topics` prints the figures.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::ops::ControlFlow;
use std::path::Path;

use onrecord::exchange::labelled::labelled_statements;
use onrecord::model::codebook::Codebook;
use onrecord::store::{OpenOptions, Store};
use onrecord::suggest::topics::{Evaluation, LabelledStatement, evaluate};

fn sample() -> Store {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    Store::open(&folder, OpenOptions::default()).unwrap().0
}

fn labelled(store: &Store, annotator: Option<&str>) -> Vec<LabelledStatement> {
    labelled_statements(store, annotator, &|_, _| ControlFlow::Continue(())).unwrap()
}

/// The sample's codebook quotes its own articles as examples: without them nothing of what is asked is known.
fn without_examples(codebook: &Codebook) -> Codebook {
    let mut codebook = codebook.clone();
    for target in &mut codebook.targets {
        target.examples.clear();
    }
    codebook
}

fn evaluation(annotator: &str, earlier: bool) -> Evaluation {
    let store = sample();
    let codebook = without_examples(&store.codebook());
    let labelled = labelled(&store, Some(annotator));
    evaluate(
        &codebook,
        &labelled,
        earlier,
        &|_| ControlFlow::Continue(()),
    )
    .unwrap()
}

#[test]
fn all_labels_of_the_sample_are_read() {
    let store = sample();
    let all = labelled(&store, None);
    let each = ["anna", "ben", "chloe", "gold"].map(|id| labelled(&store, Some(id)).len());
    assert_eq!(all.len(), each.iter().sum::<usize>());
    assert!(each.iter().all(|count| *count > 50), "{each:?}");
    assert!(
        all.iter()
            .all(|label| !label.view.quote.is_empty() && !label.stances.is_empty())
    );
    assert_eq!(labelled(&store, Some("nobody")), []);
}

#[test]
fn learning_beats_what_is_had_for_nothing() {
    let found = evaluation("gold", false);
    let (targets, stances) = (&found.targets, &found.stances);
    assert!(
        targets.learned.first_share() > targets.frequent.first_share() + 0.25,
        "{targets:?}"
    );
    assert!(
        targets.learned.three_share() > targets.frequent.three_share() + 0.35,
        "{targets:?}"
    );
    assert!(
        targets.words.first_share() > targets.frequent.first_share() + 0.15,
        "{targets:?}"
    );
    assert!(
        targets.learned.brier() < targets.words.brier(),
        "{targets:?}"
    );
    assert!(
        targets.learned.brier() < targets.frequent.brier() - 0.15,
        "{targets:?}"
    );
    assert!(
        stances.learned.first_share() > stances.words.first_share() + 0.05,
        "{stances:?}"
    );
    assert!(
        stances.learned.brier() < stances.frequent.brier() - 0.05,
        "{stances:?}"
    );
    assert!(
        stances.learned.calibration_error() < stances.frequent.calibration_error(),
        "{stances:?}"
    );
}
