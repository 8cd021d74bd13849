//! When an imported statement is one that is there already: by its id, or by its quote, cue and mention.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{Draft, Work};
use crate::model::article::Article;
use crate::model::id::StatementId;
use crate::model::sidecar::Sidecar;
use crate::model::span::Span;

/// An article in the project, and the text that was imported if that differs in line ends or the like.
pub(super) struct Put {
    pub(super) article: Article,
    pub(super) source: Option<Article>,
}

impl Put {
    /// Returns an annotator's work in bytes of the project's text, and the id of each statement.
    ///
    /// The ids are made of the text that was imported. A statement may be there under the one that is made of the project's
    /// text: what was imported before was that.
    pub(super) fn placed<'w>(
        &self,
        work: &'w Work,
        there: &Present,
    ) -> (Cow<'w, Work>, Vec<StatementId>) {
        let Some(source) = &self.source else {
            return (Cow::Borrowed(work), ids(&self.article, work));
        };
        let placed = work.carried(&source.text, &self.article.text);
        let placed = placed.unwrap_or_else(|| Work {
            annotator: work.annotator.clone(),
            ..Work::default()
        });
        let both = ids(source, work).into_iter();
        let both = both.zip(ids(&self.article, &placed));
        let known = both.map(|(made, other)| {
            if there.ids.contains(&other) {
                other
            } else {
                made
            }
        });
        let known = known.collect();
        (Cow::Owned(placed), known)
    }
}

/// What makes two statements of one annotator the same: quote, cue and mention.
type Spans = (Vec<Span>, Option<Span>, Option<Span>);

fn spans(draft: &Draft) -> Spans {
    let mention = draft.speaker.as_ref().and_then(|person| person.mention);
    (draft.quote.clone(), draft.cue, mention)
}

/// Returns ids that are the same whenever the same statement of the same article and annotator is imported.
fn ids(article: &Article, work: &Work) -> Vec<StatementId> {
    let mut seen: HashMap<Spans, usize> = HashMap::new();
    let id = |draft: &Draft| {
        if let Some(id) = draft.own.as_ref().and_then(|own| own.id.clone()) {
            return id;
        }
        let spans = spans(draft);
        let nth = seen.entry(spans.clone()).or_default();
        let mut hash = blake3::Hasher::new();
        for part in [&article.path, &article.blake3, &work.annotator] {
            hash.update(part.as_bytes()).update(&[0]);
        }
        hash.update(format!("{spans:?} {nth}").as_bytes());
        *nth += 1;
        let mut random = [0; 16];
        random.copy_from_slice(&hash.finalize().as_bytes()[..16]);
        // No time, since the time of making is not known; `created` says when it was imported.
        ulid::Ulid::from_parts(0, u128::from_le_bytes(random))
            .to_string()
            .into()
    };
    work.drafts.iter().map(id).collect()
}

/// What a sidecar has already.
pub(super) struct Present {
    ids: HashSet<StatementId>,
    /// How many statements of these spans are not matched with a draft yet.
    spans: HashMap<Spans, usize>,
}

impl Present {
    pub(super) fn new(sidecar: &Sidecar) -> Self {
        let live = sidecar.statements().iter().map(|statement| &statement.id);
        let detached = sidecar.detached.iter().map(|entry| &entry.id);
        let removed = sidecar.removed.iter().map(|entry| &entry.id);
        let mut spans: HashMap<Spans, usize> = HashMap::new();
        for statement in sidecar.statements() {
            let mention = statement.speaker.as_ref().and_then(|person| person.mention);
            let key = (statement.quote.clone(), statement.cue, mention);
            *spans.entry(key).or_default() += 1;
        }
        Self {
            ids: live.chain(detached).chain(removed).cloned().collect(),
            spans,
        }
    }

    /// Tells whether a draft is there, was there and was removed, or was made by hand.
    pub(super) fn has(&mut self, draft: &Draft, id: &str) -> bool {
        if self.ids.contains(id) {
            // One of the same spans is that statement, and no other's likeness.
            if let Some(left) = self.spans.get_mut(&spans(draft)) {
                *left = left.saturating_sub(1);
            }
            return true;
        }
        let same = self.spans.get_mut(&spans(draft)).filter(|left| **left > 0);
        same.map(|left| *left -= 1).is_some()
    }
}
