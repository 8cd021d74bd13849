//! What a format cannot hold of what is exported: counted by sort, with the places, and told before the dataset is put where it
//! is to lie.
//!
//! The table of formats says what each cannot hold ([`Format::cannot`](super::Format::cannot)); whether there is any in the
//! data is looked for here, so that a sort is counted alike in all formats. A writer adds what only it can see.

use std::collections::BTreeMap;

use super::Format;
use super::record::Record;
use crate::model::codebook::Codebook;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::sidecar::{Sidecar, Status};
use crate::model::span::{CharSpan, Span};
use crate::model::statement::{Origin, Statement};

/// Places that are kept of each sort unless all are asked for.
pub const PLACES: usize = 3;

/// A sort of what a format may be unable to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// A quote in several spans.
    Parts,
    /// A quote that overlaps another of the same annotator.
    Overlaps,
    /// A stretch that overlaps another of its layer and is left out.
    Hidden,
    /// The words that attribute.
    Cues,
    /// The words that name the speaker.
    Mentions,
    /// Which entry of the registry the speaker is.
    Names,
    /// Somebody who is only implied.
    Implied,
    /// Who the article has it from.
    Via,
    /// To whom it was said.
    Addressees,
    /// The words that name sources in between and addressees.
    OtherMentions,
    /// The statement in which another is nested.
    Parents,
    /// A stance.
    Stances,
    /// A statement that takes no stance.
    Stanceless,
    /// A second stance on another target.
    FurtherStances,
    /// A stance without polarity.
    Unpolar,
    /// How far a stance is against or for its target, which its scale says.
    Polarities,
    /// A target without a stance.
    Unset,
    /// Words that show a stance.
    Evidence,
    /// Where the words that show a stance stand.
    EvidencePlaces,
    /// How sure an annotator is of a stance.
    Confidence,
    /// A label.
    Labels,
    /// A note.
    Notes,
    /// A mark to come back to.
    Flags,
    /// Values that were set elsewhere.
    Conflicts,
    /// The values themselves; the format says of which fields.
    ConflictValues,
    /// Labels and notes of an article.
    ArticleNotes,
    /// Whether work on an article is done.
    Statuses,
    /// Why an article is excluded.
    Reasons,
    /// A comment on a statement.
    Comments,
    /// A decision of the adjudication.
    Decisions,
    /// A statement whose words are gone from the article.
    Detached,
    /// An article without statements.
    Empty,
    /// Text that is longer than a cell of a spreadsheet may be, and is cut.
    LongTexts,
    /// Metadata of an article.
    Metadata,
    /// Ids of statements, and when they were made and changed.
    Bookkeeping,
    /// Whether a statement was suggested, carried over or imported.
    Origins,
    /// That a statement was removed.
    Removed,
}

/// Where something is that a format cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Path of the article.
    pub article: String,
    /// Whose work it is.
    pub annotator: String,
    /// The stretch, in code points; none where it is of the whole article.
    pub at: Option<CharSpan>,
}

/// How often something cannot be held, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How often.
    pub count: usize,
    /// The first places, or all of them.
    pub places: Vec<Place>,
}

/// What a format cannot hold of what is exported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    counted: BTreeMap<Loss, Counted>,
    /// Places to keep of each sort.
    most: usize,
}

/// Says what of the labelling a format cannot hold, as problems: one for each sort, with its first place.
pub fn told(losses: &Losses, format: Format) -> Vec<Problem> {
    let lost = losses.iter().filter(|(loss, _)| !loss.is_remark());
    let problem = |(loss, counted): (Loss, &Counted)| {
        let place = counted.places.first();
        let path = place.map_or("", |place| place.article.as_str());
        let what = format!(
            "{} cannot hold {}, of which there are {}",
            format.label(),
            loss.text(),
            counted.count
        );
        Problem::new(ProblemKind::NotSaved, path, what)
            .hinted("They stay in the project; JSON Lines holds everything")
    };
    lost.map(problem).collect()
}

impl Loss {
    /// Returns what it is, in the plural.
    pub fn text(self) -> &'static str {
        match self {
            Self::Parts => "quotes of several spans",
            Self::Overlaps => "quotes that overlap",
            Self::Hidden => "stretches under others of their layer",
            Self::Cues => "cues",
            Self::Mentions => "mentions of speakers",
            Self::Names => "speakers’ entries in the registry",
            Self::Implied => "speakers, sources in between and addressees who are only implied",
            Self::Via => "sources in between",
            Self::Addressees => "addressees",
            Self::OtherMentions => "words that name sources in between and addressees",
            Self::Parents => "statements nested in others",
            Self::Stances => "stances",
            Self::Stanceless => "statements without a stance",
            Self::FurtherStances => "further stances of a statement",
            Self::Unpolar => "stances without polarity",
            Self::Polarities => "polarities of stances, which the codebook’s scales have",
            Self::Unset => "targets without a stance",
            Self::Evidence => "evidence for stances",
            Self::EvidencePlaces => "places of evidence for stances",
            Self::Confidence => "confidence in stances",
            Self::Labels => "labels",
            Self::Notes => "notes",
            Self::Flags => "flags",
            Self::Conflicts => "statements with values that were set elsewhere",
            Self::ConflictValues => "values that were set elsewhere",
            Self::ArticleNotes => "labels and notes of articles",
            Self::Statuses => "articles whose status is not done",
            Self::Reasons => "reasons why articles are excluded",
            Self::Comments => "comments",
            Self::Decisions => "decisions of adjudication",
            Self::Detached => "statements whose words are gone from the article",
            Self::Empty => "articles without a statement",
            Self::LongTexts => "more of texts than the first 32,767 characters",
            Self::Metadata => "metadata of articles",
            Self::Bookkeeping => "ids and times of statements",
            Self::Origins => "statements’ origins",
            Self::Removed => "removed statements",
        }
    }

    /// Tells whether no labelling is lost with it: it is told, and the export is complete all the same.
    pub fn is_remark(self) -> bool {
        matches!(
            self,
            Self::Bookkeeping
                | Self::Polarities
                | Self::Origins
                | Self::Removed
                | Self::Metadata
                | Self::Statuses
                | Self::Empty
                | Self::Detached
        )
    }
}

impl Losses {
    /// Counts nothing yet; keeps at most so many places of each sort.
    pub fn keeping(most: usize) -> Self {
        Self {
            counted: BTreeMap::new(),
            most,
        }
    }

    /// Returns each sort with its number and places.
    pub fn iter(&self) -> impl Iterator<Item = (Loss, &Counted)> {
        self.counted.iter().map(|(loss, counted)| (*loss, counted))
    }

    /// Tells whether some labelling is not in the export.
    pub fn is_partial(&self) -> bool {
        self.counted.keys().any(|loss| !loss.is_remark())
    }

    /// Counts one more.
    pub(super) fn add(&mut self, loss: Loss, record: &Record<'_>, at: Option<Span>) {
        let most = self.most;
        let counted = self.counted.entry(loss).or_default();
        counted.count += 1;
        if counted.places.len() < most {
            counted.places.push(Place {
                article: record.article.path.clone(),
                annotator: record.annotator.id.clone(),
                at: at.map(|span| record.chars(span)),
            });
        }
    }

    /// Adds what was counted of another part of the data.
    pub(super) fn merge(&mut self, other: Self) {
        let most = self.most;
        for (loss, found) in other.counted {
            let counted = self.counted.entry(loss).or_default();
            counted.count += found.count;
            let room = most.saturating_sub(counted.places.len());
            counted.places.extend(found.places.into_iter().take(room));
        }
    }

    /// Counts what of a record a format cannot hold.
    pub(super) fn of(&mut self, record: &Record<'_>, cannot: &[Loss]) {
        if cannot.is_empty() {
            return;
        }
        let sidecar = record.sidecar;
        for loss in cannot {
            for _ in 0..of_article(*loss, record) {
                self.add(*loss, record, None);
            }
            if *loss == Loss::Overlaps {
                self.overlaps(record, sidecar);
                continue;
            }
            for statement in sidecar.statements() {
                for _ in 0..of_statement(*loss, statement, record.codebook) {
                    self.add(*loss, record, Some(statement.extent()));
                }
            }
        }
    }

    fn overlaps(&mut self, record: &Record<'_>, sidecar: &Sidecar) {
        let mut end = 0;
        // They stand in the order of their positions.
        for statement in sidecar.statements() {
            let extent = statement.extent();
            if extent.start < end {
                self.add(Loss::Overlaps, record, Some(extent));
            }
            end = end.max(extent.end);
        }
    }
}

/// Counts what there is of a sort that belongs to an article as a whole.
fn of_article(loss: Loss, record: &Record<'_>) -> usize {
    let sidecar = record.sidecar;
    match loss {
        Loss::ArticleNotes => sidecar.labels.len() + usize::from(!sidecar.note.is_empty()),
        Loss::Statuses => usize::from(sidecar.status != Status::Done),
        Loss::Reasons => usize::from(!sidecar.reason.is_empty()),
        Loss::Comments => sidecar.comments.len(),
        Loss::Decisions => sidecar.decisions.len(),
        Loss::Detached => sidecar.detached.len(),
        Loss::Removed => sidecar.removed.len(),
        Loss::Empty => usize::from(sidecar.statements().is_empty()),
        Loss::Metadata => {
            let meta = &record.article.meta;
            let fields = [
                &meta.title,
                &meta.date,
                &meta.place,
                &meta.publisher,
                &meta.byline,
                &meta.url,
                &meta.language,
            ];
            usize::from(fields.iter().any(|field| field.is_some()))
        }
        _ => 0,
    }
}

/// Counts what there is of a sort in a statement.
fn of_statement(loss: Loss, statement: &Statement, codebook: &Codebook) -> usize {
    let speaker = statement.speaker.as_ref();
    let stances = &statement.stances;
    let others = || statement.via.iter().chain(&statement.addressees);
    match loss {
        Loss::Parts => usize::from(statement.quote.len() > 1),
        Loss::Cues => usize::from(statement.cue.is_some()),
        Loss::Mentions => usize::from(speaker.is_some_and(|person| person.mention.is_some())),
        Loss::Names => usize::from(speaker.is_some_and(|person| person.name.is_some())),
        Loss::Implied => {
            let people = speaker.into_iter().chain(others());
            people.filter(|person| person.mention.is_none()).count()
        }
        Loss::Via => statement.via.len(),
        Loss::Addressees => statement.addressees.len(),
        Loss::OtherMentions => others().filter(|person| person.mention.is_some()).count(),
        Loss::Parents => usize::from(statement.parent.is_some()),
        Loss::Stances => stances.len(),
        Loss::Stanceless => usize::from(stances.is_empty()),
        Loss::FurtherStances => stances.len().saturating_sub(1),
        Loss::Polarities => {
            let polar = stances.iter().filter_map(|taken| {
                let stance = taken.stance.as_deref()?;
                codebook.stance(&taken.target, stance)?.polarity
            });
            polar.count()
        }
        Loss::Unset => stances
            .iter()
            .filter(|taken| taken.stance.is_none())
            .count(),
        Loss::Evidence | Loss::EvidencePlaces => {
            stances.iter().map(|taken| taken.evidence.len()).sum()
        }
        Loss::Confidence => {
            let sure = stances.iter().filter(|taken| taken.confidence.is_some());
            sure.count()
        }
        Loss::Labels => statement.labels.len(),
        Loss::Notes => usize::from(!statement.note.is_empty()),
        Loss::Flags => usize::from(statement.flagged),
        Loss::Conflicts => usize::from(!statement.conflicts.is_empty()),
        Loss::ConflictValues => statement.conflicts.len(),
        Loss::Bookkeeping => 1,
        Loss::Origins => usize::from(statement.origin != Origin::Manual),
        _ => 0,
    }
}
