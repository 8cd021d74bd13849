//! What the views of the Label screen ask for.

use crate::model::id::{LabelId, StanceId, StatementId, TargetId};
use crate::model::sidecar::Status;
use crate::model::span::Span;
use crate::model::statement::Kind;

/// Represents one thing that a view of the Label screen asks for.
#[derive(Clone, Debug)]
#[must_use]
pub enum Action {
    /// Selects a statement, or none.
    Select(Option<StatementId>),
    /// Selects a statement and brings it into view.
    GoTo(StatementId),
    /// Selects text, in bytes, or none.
    SelectText(Option<Span>),
    /// Puts the caret at a byte offset.
    SetCaret(usize),
    /// Moves one end of a span of a statement's quote.
    MoveEnd {
        /// The statement.
        id: StatementId,
        /// Which span of its quote.
        span: usize,
        /// Whether it is the start that moves.
        start: bool,
        /// Where to, in bytes.
        to: usize,
    },
    /// Has those listed who can be picked as the speaker of the selected statement.
    ListPeople,
    /// Sets the speaker of the selected statement.
    SetSpeaker(Entry),
    /// Sets whether and how much of the quote stands in quotation marks.
    SetKind(Kind),
    /// Takes something away from the selected statement.
    Clear(Part),
    /// Sets what the next stance is about, adding it to the statement.
    SetTarget(Entry),
    /// Takes over the role that the article gives the speaker, whom the annotator added.
    SetRole(String),
    /// Makes one of the statement's targets the one that the stance keys set.
    CurrentTarget(TargetId),
    /// Sets the stance on the current target, by id.
    SetStance(StanceId),
    /// Adds a stance to the current target's scale, by its label, and sets it.
    NewStance(String),
    /// Says on which side a stance that the annotator added stands, on the current target's scale.
    SetSide(StanceId, Side),
    /// Puts another target in the place of the current one; the stance stays where the scale is the same.
    ReplaceTarget(Entry),
    /// Adds a label or takes it away, by id.
    ToggleLabel(LabelId),
    /// Adds a label that the codebook lacks, by name.
    NewLabel(String),
    /// Replaces the note of a statement.
    SetNote {
        /// The statement.
        id: StatementId,
        /// The note.
        note: String,
    },
    /// Decides on a value that was set elsewhere in a field of the selected statement.
    Settle {
        /// Its place among the statement's conflicts.
        index: usize,
        /// Whether the field gets it; else it is dropped.
        is_taken: bool,
    },
    /// Sets how far the work on the article is.
    SetStatus(Status),
    /// Sets what is said of the article as a whole, in one step.
    Describe {
        /// What was said of it when the person began.
        from: Described,
        /// What is to be said.
        to: Described,
    },
    /// Adds somebody through whom the article has the selected statement, or to whom it was said.
    AddPerson(PersonRole, Entry),
    /// Shows a teammate's statements, or hides them.
    ToggleMate(String),
    /// Brings a span of the article into view.
    ScrollTo(Span),
    /// Looks for these words in the article.
    FindText(String),
    /// Closes find.
    CloseFind,
    /// Accepts every suggestion of the article with at least this score, from 0 to 1.
    AcceptAll(f32),
    /// Has every article looked through, for an order of the list that needs it.
    Survey,
}

impl From<Action> for super::Action {
    fn from(action: Action) -> Self {
        Self::Label(action)
    }
}

/// Represents what is said of an article as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// Its labels, by id.
    pub labels: Vec<LabelId>,
    /// Labels that the codebook lacks, by name.
    pub new_labels: Vec<String>,
    /// Free text.
    pub note: String,
    /// Why it is excluded; none where it is not.
    pub excluded: Option<String>,
}

/// Says what somebody beside the speaker is to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonRole {
    /// A source in between.
    Via,
    /// Somebody to whom it was said.
    Addressee,
}

/// Names an entry of the codebook: a speaker, a target, a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// One that is there, by id.
    Known(String),
    /// One to be added to the annotator's part, by name.
    New(String),
}

/// Says on which side of a scale a stance stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Against the target.
    Against,
    /// Neither against it nor for it.
    Neither,
    /// For the target.
    For,
}

impl Side {
    /// Every side, from one end to the other.
    pub const ALL: [Self; 3] = [Self::Against, Self::Neither, Self::For];

    /// Returns the side on which a polarity lies.
    pub fn of(polarity: Option<f64>) -> Option<Self> {
        let polarity = polarity?;
        Some(if polarity < 0.0 {
            Self::Against
        } else if polarity > 0.0 {
            Self::For
        } else {
            Self::Neither
        })
    }

    /// Returns the sign shown for it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Against => "−",
            Self::Neither => "0",
            Self::For => "+",
        }
    }

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Against => "against",
            Self::Neither => "neither",
            Self::For => "for",
        }
    }
}

/// Names a part of a statement that can be taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Who said it.
    Speaker,
    /// The words that name the speaker.
    Mention,
    /// The words that attribute.
    Cue,
    /// A source in between, by its place.
    Via(usize),
    /// An addressee, by its place.
    Addressee(usize),
    /// The stance on a target, by the target's id.
    Stance(TargetId),
    /// The evidence of the stance on a target, by the target's id.
    Evidence(TargetId),
}
