//! What is chosen in the open article.

use std::sync::Arc;

use super::{OpenArticle, Proposal};
use crate::model::statement::{Origin, Statement};
use crate::model::text::Text;
use crate::suggest::proposal::is_proposal;

impl OpenArticle {
    /// Returns the text.
    pub fn text(&self) -> &Text {
        &self.article.text
    }

    /// Returns the selected statement.
    pub fn selected_statement(&self) -> Option<&Arc<Statement>> {
        self.sidecar.statement(self.selected.as_deref()?)
    }

    /// Returns the suggestions that wait for a decision, in the order of the text.
    pub fn proposals(&self) -> impl Iterator<Item = &Proposal> {
        let all = &self.suggestions.all;
        self.suggestions
            .left
            .iter()
            .filter_map(|&index| all.get(index))
    }

    /// Returns the selected suggestion.
    pub fn selected_proposal(&self) -> Option<&Proposal> {
        let id = self.selected.as_deref().filter(|id| is_proposal(id))?;
        self.proposals().find(|known| known.statement.id == id)
    }

    /// Returns the selected statement, or that which the selected suggestion would become.
    pub fn selected_any(&self) -> Option<&Arc<Statement>> {
        let proposal = || self.selected_proposal().map(|known| &known.statement);
        self.selected_statement().or_else(proposal)
    }

    /// Tells whether what is selected is a suggestion, or came of one.
    pub fn is_of_suggestion(&self) -> bool {
        self.selected_any()
            .is_some_and(|chosen| matches!(chosen.origin, Origin::Suggested { .. }))
    }

    /// Tells whether what is selected is a suggestion, or came of one and was not worked on since.
    pub fn can_reject(&self) -> bool {
        let statement = self.selected_statement();
        self.is_of_suggestion() && statement.is_none_or(|statement| !self.is_worked_on(statement))
    }

    /// Tells whether a person made more of a suggestion than accepting it. Where nothing is suggested with just its words, they
    /// were changed.
    pub fn is_worked_on(&self, statement: &Statement) -> bool {
        let has_more = !statement.stances.is_empty()
            || !statement.labels.is_empty()
            || !statement.note.is_empty()
            || !statement.addressees.is_empty()
            || statement.parent.is_some();
        let mut found = self.suggestions.all.iter();
        let found = found.find(|found| found.statement.quote == statement.quote);
        let differs = found.is_none_or(|found| {
            let suggested = &found.statement;
            let mention = |of: &Statement| of.speaker.as_ref().and_then(|known| known.mention);
            let others =
                |known: Option<&str>| known.is_some_and(|id| statement.speaker_id() != Some(id));
            suggested.cue != statement.cue
                || suggested.kind != statement.kind
                || suggested.via != statement.via
                || mention(suggested) != mention(statement)
                || others(suggested.speaker_id())
        });
        has_more || differs
    }

    /// Returns the target that the stance keys set: the one made current, else the last of the selected statement.
    pub fn target(&self) -> Option<&str> {
        let statement = self.selected_statement()?;
        let current = self.current_target.as_deref();
        let current = current.filter(|target| statement.stance_on(target).is_some());
        current.or_else(|| statement.stances.last().map(|taken| taken.target.as_str()))
    }

    /// Returns the index of the selected statement in the order of the text.
    pub fn selected_index(&self) -> Option<usize> {
        self.sidecar.position(self.selected.as_deref()?)
    }
}
