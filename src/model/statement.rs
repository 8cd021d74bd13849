//! A statement: one attributed utterance. A quote, who said it, the words that say so, and the stances it takes.

pub mod conflict;

use serde::{Deserialize, Serialize};

use super::id::{LabelId, SpeakerId, StanceId, StatementId, TargetId};
use super::span::{self, Span};
use conflict::FieldValue;

/// Represents one statement of one annotator.
///
/// Its stretches `S` are [`Span`]s in bytes of the article's text, or, on disk and where that text is gone,
/// [`Anchored`](super::span::Anchored) in code points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement<S = Span> {
    /// Unique for ever; 26 letters and digits that sort by time of making.
    pub id: StatementId,
    /// The content. Invariant: at least one span, sorted, none empty, disjoint; [`Statement::set_quote`] keeps it.
    pub quote: Vec<S>,
    /// How much of the quote stands in quotation marks.
    pub kind: Kind,
    /// The words that attribute: `told`, `ruled out`, `according to`.
    pub cue: Option<S>,
    /// Who said it.
    pub speaker: Option<Mention<S>>,
    /// Who the article has it from, outermost first.
    pub via: Vec<Mention<S>>,
    /// To whom it was said.
    pub addressees: Vec<Mention<S>>,
    /// The statement this one is nested in.
    pub parent: Option<StatementId>,
    /// The stances it takes, in the order in which they were made. Invariant: at most one for each target.
    pub stances: Vec<StanceTaken<S>>,
    /// Ids of labels of the codebook.
    pub labels: Vec<LabelId>,
    /// Free text.
    pub note: String,
    /// Marked to come back to.
    pub flagged: bool,
    /// How it came to be.
    pub origin: Origin,
    /// When it was made, RFC 3339 in UTC with seconds.
    pub created: String,
    /// When it was last changed, in the same form.
    pub changed: String,
    /// Values that were set in its fields elsewhere and do not stand in them.
    pub conflicts: Vec<FieldValue<S>>,
}

/// Represents a person or body named in an article. At least one field is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention<S = Span> {
    /// Id in the speaker registry; none while it is not known who is meant.
    pub name: Option<SpeakerId>,
    /// The words in the article; none when it is only implied.
    pub mention: Option<S>,
}

/// Represents the position a statement takes on a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StanceTaken<S = Span> {
    /// Id of the target.
    pub target: TargetId,
    /// Id of the stance on the target's scale or of one of [`OFF_SCALE`](super::codebook::OFF_SCALE); none while only
    /// the target is chosen.
    pub stance: Option<StanceId>,
    /// The words that show it.
    pub evidence: Vec<S>,
    /// How sure the annotator is, 0 to 1.
    pub confidence: Option<f64>,
    /// Identifies the revision of the target's definition and scale under which it was taken; none where that was not
    /// recorded.
    pub read: Option<String>,
}

/// Says how much of a quote stands in quotation marks.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Kind {
    /// All of it.
    Direct,
    /// Part of it.
    Mixed,
    /// None of it.
    #[default]
    Indirect,
}

/// Says how a statement came to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Made by the annotator.
    #[default]
    Manual,
    /// Suggested by `by` and accepted by the annotator.
    Suggested {
        /// `rules`, `learned`, or the name of a program.
        by: String,
    },
    /// Carried over from the same passage of another article, whose path this is.
    Projected {
        /// Path of the article it comes from.
        from: String,
    },
    /// Read from another tool's file.
    Imported {
        /// Name of the file or format.
        from: String,
    },
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Direct, Self::Mixed, Self::Indirect];

    /// Returns its name in files and exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

impl Statement {
    /// Makes an empty statement over `quote`.
    ///
    /// `now` is RFC 3339 in UTC with seconds. Returns none if no span holds text.
    pub fn new(id: StatementId, quote: Vec<Span>, kind: Kind, now: &str) -> Option<Self> {
        let quote = span::normalized(quote);
        (!quote.is_empty()).then(|| Self {
            id,
            quote,
            kind,
            cue: None,
            speaker: None,
            via: Vec::new(),
            addressees: Vec::new(),
            parent: None,
            stances: Vec::new(),
            labels: Vec::new(),
            note: String::new(),
            flagged: false,
            origin: Origin::Manual,
            created: now.to_owned(),
            changed: now.to_owned(),
            conflicts: Vec::new(),
        })
    }

    /// Replaces the quote; `false`, with nothing changed, if no span holds text.
    pub fn set_quote(&mut self, quote: Vec<Span>) -> bool {
        let quote = span::normalized(quote);
        if quote.is_empty() {
            return false;
        }
        self.quote = quote;
        true
    }

    /// Returns the stretch from the quote's first byte to its last, gaps included.
    pub fn extent(&self) -> Span {
        let start = self.quote.first().map_or(0, |span| span.start);
        let end = self.quote.last().map_or(start, |span| span.end);
        Span { start, end }
    }

    /// Returns where the statement stands in the order of a sidecar: by position, then id.
    pub fn order(&self) -> (usize, usize, &str) {
        let extent = self.extent();
        (extent.start, extent.end, &self.id)
    }
}

impl<S> Statement<S> {
    /// Returns every stretch of the statement: quote, cue, mentions, evidence, and those of its conflicts.
    pub fn spans(&self) -> impl Iterator<Item = &S> {
        let people = self.speaker.iter().chain(&self.via).chain(&self.addressees);
        let evidence = self.stances.iter().flat_map(|taken| &taken.evidence);
        self.quote
            .iter()
            .chain(&self.cue)
            .chain(people.filter_map(|person| person.mention.as_ref()))
            .chain(evidence)
            .chain(self.conflicts.iter().flat_map(FieldValue::spans))
    }

    /// Makes a statement with other stretches, asked for in the order of [`Statement::spans`]; none if one has no
    /// successor.
    pub fn try_map_spans<T>(&self, next: &mut dyn FnMut(&S) -> Option<T>) -> Option<Statement<T>> {
        let quote = map_spans(&self.quote, next)?;
        let cue = match &self.cue {
            Some(span) => Some(next(span)?),
            None => None,
        };
        let speaker = match &self.speaker {
            Some(person) => Some(person.try_map_spans(next)?),
            None => None,
        };
        let via = map_people(&self.via, next)?;
        let addressees = map_people(&self.addressees, next)?;
        let stances: Option<_> = self
            .stances
            .iter()
            .map(|taken| taken.try_map_spans(next))
            .collect();
        let stances = stances?;
        let conflicts: Option<_> = self
            .conflicts
            .iter()
            .map(|value| value.try_map_spans(next))
            .collect();
        Some(Statement {
            id: self.id.clone(),
            quote,
            kind: self.kind,
            cue,
            speaker,
            via,
            addressees,
            parent: self.parent.clone(),
            stances,
            labels: self.labels.clone(),
            note: self.note.clone(),
            flagged: self.flagged,
            origin: self.origin.clone(),
            created: self.created.clone(),
            changed: self.changed.clone(),
            conflicts: conflicts?,
        })
    }

    /// Returns the stance taken on a target.
    pub fn stance_on(&self, target: &str) -> Option<&StanceTaken<S>> {
        self.stances.iter().find(|taken| taken.target == target)
    }

    /// Returns the registry id of the speaker, if it is known.
    pub fn speaker_id(&self) -> Option<&str> {
        self.speaker.as_ref()?.name.as_deref()
    }
}

impl<S: Clone + PartialEq> Statement<S> {
    /// Drops the conflicts of fields that are set otherwise here than in `before`: whoever set them has decided.
    pub fn settle(&mut self, before: &Self) {
        let mut conflicts = std::mem::take(&mut self.conflicts);
        conflicts.retain(|value| value.in_field_of(before) == value.in_field_of(self));
        self.conflicts = conflicts;
    }
}

impl<S> Default for Mention<S> {
    fn default() -> Self {
        Self {
            name: None,
            mention: None,
        }
    }
}

impl<S> Mention<S> {
    fn try_map_spans<T>(&self, next: &mut dyn FnMut(&S) -> Option<T>) -> Option<Mention<T>> {
        Some(Mention {
            name: self.name.clone(),
            mention: match &self.mention {
                Some(span) => Some(next(span)?),
                None => None,
            },
        })
    }
}

impl<S> Default for StanceTaken<S> {
    fn default() -> Self {
        Self {
            target: TargetId::default(),
            stance: None,
            evidence: Vec::new(),
            confidence: None,
            read: None,
        }
    }
}

impl<S> StanceTaken<S> {
    /// Makes one of which only the target is chosen.
    pub fn new(target: impl Into<String>) -> Self {
        Self {
            target: target.into().into(),
            ..Self::default()
        }
    }

    fn try_map_spans<T>(&self, next: &mut dyn FnMut(&S) -> Option<T>) -> Option<StanceTaken<T>> {
        Some(StanceTaken {
            target: self.target.clone(),
            stance: self.stance.clone(),
            evidence: map_spans(&self.evidence, next)?,
            confidence: self.confidence,
            read: self.read.clone(),
        })
    }
}

pub(super) fn map_spans<S, T>(
    spans: &[S],
    next: &mut dyn FnMut(&S) -> Option<T>,
) -> Option<Vec<T>> {
    spans.iter().map(next).collect()
}

pub(super) fn map_people<S, T>(
    people: &[Mention<S>],
    next: &mut dyn FnMut(&S) -> Option<T>,
) -> Option<Vec<Mention<T>>> {
    people
        .iter()
        .map(|person| person.try_map_spans(next))
        .collect()
}
