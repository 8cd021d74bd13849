//! What is likely for the selected statement: targets and stances as the codebook and the project's labels suggest them.
//! They are shown first where one picks, and never set by themselves.

use egui::{Label, RichText, Ui};

use crate::app::state::{OpenArticle, OpenProject};
use crate::model::statement::Statement;
use crate::suggest::topics::{Proposal, StatementView};

use super::theme::Theme;

/// Most targets that are proposed.
const MOST: usize = 3;

/// Least probability of a target that is proposed.
const LEAST_TARGET: f64 = 0.1;

/// Least probability of a stance that is named.
const LEAST_STANCE: f64 = 0.4;

/// Represents what is likely, and for what it was computed.
#[derive(Default)]
pub(super) struct Likely {
    /// The likeliest targets that the statement does not have yet.
    pub(super) targets: Vec<Proposal>,
    /// The likeliest stance on the current target.
    pub(super) stance: Option<Proposal>,
    known_for: Option<Key>,
}

/// Article, what was learned, the statement without what does not count, and its current target.
type Key = (u64, u64, Statement, Option<String>);

impl Likely {
    /// Brings it up to date.
    pub(super) fn refresh(
        &mut self,
        project: &OpenProject,
        open: &OpenArticle,
        statement: &Statement,
    ) {
        let target = open.target();
        let counted = Statement {
            note: String::new(),
            changed: String::new(),
            labels: Vec::new(),
            flagged: false,
            ..statement.clone()
        };
        let key = (
            open.key,
            project.learner.topics_key,
            counted,
            target.map(str::to_owned),
        );
        if self.known_for.as_ref() == Some(&key) {
            return;
        }
        self.known_for = Some(key);
        (self.targets, self.stance) = (Vec::new(), None);
        let Some(topics) = project
            .learner
            .topics
            .as_ref()
            .filter(|_| project.suggester.is_on)
        else {
            return;
        };
        let view = StatementView::new(&open.article, &open.sidecar, statement);
        let mut targets = topics.targets(&view);
        targets.retain(|found| {
            found.probability >= LEAST_TARGET && statement.stance_on(&found.id).is_none()
        });
        targets.truncate(MOST);
        self.targets = targets;
        let is_open = |target: &&str| {
            let taken = statement.stance_on(target);
            taken.is_some_and(|taken| taken.stance.is_none())
        };
        self.stance = target.filter(is_open).and_then(|target| {
            let best = topics.stances(&view, target).into_iter().next();
            best.filter(|found| found.probability >= LEAST_STANCE)
        });
    }

    /// Names the likeliest stance under the buttons that set it.
    pub(super) fn show_stance(
        &self,
        ui: &mut Ui,
        project: &OpenProject,
        open: &OpenArticle,
        theme: &Theme,
    ) {
        let (Some(stance), Some(target)) = (&self.stance, open.target()) else {
            return;
        };
        let label = project.codebook.stance_label(target, &stance.id);
        let text = format!("Likely {label}, {} · {}", share(stance), stance.why);
        let text = RichText::new(text)
            .color(theme.colours.weak)
            .size(theme.sizes.small);
        ui.add(Label::new(text).wrap());
    }
}

/// Returns how likely something is, as it is shown: `62 %`.
pub(super) fn share(proposal: &Proposal) -> String {
    format!("{:.0} %", proposal.probability * 100.0)
}
