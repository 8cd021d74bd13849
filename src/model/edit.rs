//! Every way in which an annotator's work can change, as values.
//!
//! Undo, the log of edits, merges and tests are built on one property: applying an [`Edit`] returns the edit that takes
//! it back. A removed statement leaves a tombstone behind; taking its removal back takes the tombstone away, while
//! taking back the making of a statement leaves one, since another machine may have seen the statement by then.

use std::mem::replace;
use std::sync::Arc;

use super::codebook::{Codebook, Label, Scale, Speaker, Target};
use super::comment::Comment;
use super::id::{LabelId, ScaleId, SpeakerId, StatementId, TargetId};
use super::sidecar::{Sidecar, Status};
use super::statement::Statement;

/// Represents one change.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Adds a statement, or replaces the one with its id.
    Put(Arc<Statement>),
    /// Removes a statement.
    Remove {
        /// The statement's id.
        id: StatementId,
        /// When, RFC 3339 in UTC with seconds.
        at: String,
    },
    /// Keeps a suggestion as rejected, or replaces the rejected one with its id.
    Reject(Arc<Statement>),
    /// Takes the suggestion with this id out of the rejected ones.
    TakeRejected(StatementId),
    /// Sets how far the work is.
    SetStatus(Status),
    /// Replaces the reason why the article is excluded.
    SetReason(String),
    /// Replaces the labels of the article as a whole, by id.
    SetArticleLabels(Vec<LabelId>),
    /// Replaces the note on the article as a whole.
    SetArticleNote(String),
    /// Replaces what is said about statements.
    SetComments(Vec<Comment>),
    /// Adds a speaker to the annotator's part of the registry, or replaces the one with its id.
    PutSpeaker(Speaker),
    /// Removes a speaker from the annotator's part of the registry.
    RemoveSpeaker(SpeakerId),
    /// Adds a target to the annotator's part of the codebook, or replaces the one with its id.
    PutTarget(Target),
    /// Removes a target from the annotator's part of the codebook.
    RemoveTarget(TargetId),
    /// Adds a scale to the annotator's part of the codebook, or replaces the one with its id: one of their own, or what they
    /// add to the lead's of that id.
    PutScale(Scale),
    /// Removes a scale from the annotator's part of the codebook.
    RemoveScale(ScaleId),
    /// Adds a label to the annotator's part of the codebook, or replaces the one with its id.
    PutLabel(Label),
    /// Removes a label from the annotator's part of the codebook.
    RemoveLabel(LabelId),
}

/// What edits apply to: one sidecar, and what its annotator added to the codebook.
#[derive(Debug)]
pub struct Work<'a> {
    /// The annotator's work on the article.
    pub sidecar: &'a mut Sidecar,
    /// What the annotator added to the codebook.
    pub added: &'a mut Codebook,
}

impl Edit {
    /// Applies the change; returns the one that takes it back, or none where there was nothing to change.
    pub fn apply(self, work: &mut Work<'_>) -> Option<Self> {
        let sidecar = &mut *work.sidecar;
        let added = &mut *work.added;
        match self {
            Self::Put(statement) => {
                let (id, at) = (statement.id.clone(), statement.changed.clone());
                Some(match sidecar.put(statement) {
                    Some(old) => Self::Put(old),
                    None => Self::Remove { id, at },
                })
            }
            Self::Remove { id, at } => sidecar.remove(&id, &at).map(Self::Put),
            Self::Reject(suggestion) => {
                let id = suggestion.id.clone();
                let old = sidecar.reject(suggestion);
                Some(old.map_or(Self::TakeRejected(id), Self::Reject))
            }
            Self::TakeRejected(id) => sidecar.take_rejected(&id).map(Self::Reject),
            Self::SetStatus(status) => Some(Self::SetStatus(replace(&mut sidecar.status, status))),
            Self::SetReason(reason) => Some(Self::SetReason(replace(&mut sidecar.reason, reason))),
            Self::SetArticleLabels(labels) => {
                Some(Self::SetArticleLabels(replace(&mut sidecar.labels, labels)))
            }
            Self::SetArticleNote(note) => {
                Some(Self::SetArticleNote(replace(&mut sidecar.note, note)))
            }
            Self::SetComments(comments) => {
                Some(Self::SetComments(replace(&mut sidecar.comments, comments)))
            }
            Self::PutSpeaker(speaker) => {
                let id = speaker.id.clone();
                let old = put(&mut added.speakers, speaker, |entry| &entry.id);
                Some(old.map_or(Self::RemoveSpeaker(id), Self::PutSpeaker))
            }
            Self::RemoveSpeaker(id) => {
                take(&mut added.speakers, &id, |entry| &entry.id).map(Self::PutSpeaker)
            }
            Self::PutTarget(target) => {
                let id = target.id.clone();
                let old = put(&mut added.targets, target, |entry| &entry.id);
                Some(old.map_or(Self::RemoveTarget(id), Self::PutTarget))
            }
            Self::RemoveTarget(id) => {
                take(&mut added.targets, &id, |entry| &entry.id).map(Self::PutTarget)
            }
            Self::PutScale(scale) => {
                let id = scale.id.clone();
                let old = put(&mut added.scales, scale, |entry| &entry.id);
                Some(old.map_or(Self::RemoveScale(id), Self::PutScale))
            }
            Self::RemoveScale(id) => {
                take(&mut added.scales, &id, |entry| &entry.id).map(Self::PutScale)
            }
            Self::PutLabel(label) => {
                let id = label.id.clone();
                let old = put(&mut added.labels, label, |entry| &entry.id);
                Some(old.map_or(Self::RemoveLabel(id), Self::PutLabel))
            }
            Self::RemoveLabel(id) => {
                take(&mut added.labels, &id, |entry| &entry.id).map(Self::PutLabel)
            }
        }
    }

    /// Returns the id of the statement that it makes, replaces or removes.
    pub fn statement(&self) -> Option<&str> {
        match self {
            Self::Put(statement) => Some(&statement.id),
            Self::Remove { id, .. } => Some(id),
            _ => None,
        }
    }

    /// Tells whether the change is one of the codebook rather than of the sidecar.
    pub fn is_of_codebook(&self) -> bool {
        match self {
            Self::Put(_)
            | Self::Remove { .. }
            | Self::Reject(_)
            | Self::TakeRejected(_)
            | Self::SetStatus(_)
            | Self::SetReason(_)
            | Self::SetArticleLabels(_)
            | Self::SetArticleNote(_)
            | Self::SetComments(_) => false,
            Self::PutSpeaker(_)
            | Self::RemoveSpeaker(_)
            | Self::PutTarget(_)
            | Self::RemoveTarget(_)
            | Self::PutScale(_)
            | Self::RemoveScale(_)
            | Self::PutLabel(_)
            | Self::RemoveLabel(_) => true,
        }
    }
}

/// Applies changes in order; returns those that take them back, in the order in which they do.
pub fn apply_all(edits: Vec<Edit>, work: &mut Work<'_>) -> Vec<Edit> {
    let mut inverse: Vec<Edit> = edits
        .into_iter()
        .filter_map(|edit| edit.apply(work))
        .collect();
    inverse.reverse();
    inverse
}

/// Puts an entry where its id stands, else at the place by id, so that the order does not depend on history.
fn put<T>(entries: &mut Vec<T>, entry: T, id: impl Fn(&T) -> &str) -> Option<T> {
    match entries.binary_search_by(|known| id(known).cmp(id(&entry))) {
        Ok(place) => Some(replace(&mut entries[place], entry)),
        Err(place) => {
            // A file written by hand may be in another order; an entry is never doubled for that.
            if let Some(known) = entries.iter_mut().find(|known| id(known) == id(&entry)) {
                return Some(replace(known, entry));
            }
            entries.insert(place, entry);
            None
        }
    }
}

fn take<T>(entries: &mut Vec<T>, wanted: &str, id: impl Fn(&T) -> &str) -> Option<T> {
    let place = entries.iter().position(|entry| id(entry) == wanted)?;
    Some(entries.remove(place))
}
