//! The engine that a project's labels make: learned if need be, and used where it beats the rules.

use crate::cli::error::CommandError;
use crate::cli::terminal::{Terminal, say};
use crate::learning::{self, LearnedModel, NotLearned};
use crate::model::phrase::count;
use crate::store::Store;
use crate::suggest::engine::Engine;

/// Learns from a project's labels, or takes what was learned from them; says which engine is used, and why.
pub(super) fn engine(store: &Store, terminal: &Terminal) -> Result<Engine, CommandError> {
    terminal.begin("learning", "%");
    // Cut off: a hundred steps are enough to see.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 100"
    )]
    let progress = |part: f32| terminal.progress((part * 100.0) as usize, 100);
    let learned = learning::learn_project(store, None, &progress);
    terminal.clear();
    match learned {
        Ok((learned, problems)) => {
            for problem in problems {
                say(&format!("onrecord: {problem}"));
            }
            say(&verdict(&learned));
            Ok(learned.engine())
        }
        Err(NotLearned::TooFew) => {
            let name = store.name();
            say(&format!(
                "the rules are used: {name} has too few labels to learn from (four articles marked as done are the least)"
            ));
            Ok(Engine::rules())
        }
        Err(NotLearned::Cancelled) => Err(CommandError::interrupted()),
    }
}

fn verdict(learned: &LearnedModel) -> String {
    let figures = &learned.evaluation;
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    let used = if figures.is_better {
        "the model is used"
    } else {
        "the rules are used"
    };
    format!(
        "{used}: learned from {} of {}; F1 on labels held back: model {}, rules {} (with the speaker: {}, {})",
        count(learned.labels, "label"),
        count(learned.articles, "article"),
        percent(figures.learned.all),
        percent(figures.rules.all),
        percent(figures.learned.all_speaker),
        percent(figures.rules.all_speaker),
    )
}
