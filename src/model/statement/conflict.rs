//! A value that a field of a statement was given elsewhere and that does not stand in it: what is kept where a merge met
//! two. A person decides by setting the field again ([`Statement::settle`]).

use serde::{Deserialize, Serialize};

use super::{Kind, Mention, StanceTaken, Statement, map_people, map_spans};
use crate::model::id::{LabelId, SpeakerId, StanceId, StatementId, TargetId};
use crate::model::span::Span;

/// Represents a value of one field of a statement, whose stretches are `S` as the statement's are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FieldValue<S = Span> {
    /// The content.
    Quote {
        /// Its spans.
        quote: Vec<S>,
        /// How much of them stands in quotation marks.
        kind: Kind,
    },
    /// The words that attribute.
    Cue(S),
    /// Who said it: an id of the registry.
    Speaker(SpeakerId),
    /// The words that name the speaker.
    Mention(S),
    /// Who the article has it from.
    Via(Vec<Mention<S>>),
    /// To whom it was said.
    Addressees(Vec<Mention<S>>),
    /// The statement it is nested in.
    Parent(StatementId),
    /// The stance on a target.
    Stance {
        /// Id of the target.
        target: TargetId,
        /// Id of the stance; none where only the target is chosen.
        stance: Option<StanceId>,
    },
    /// The words that show the stance on a target.
    Evidence {
        /// Id of the target.
        target: TargetId,
        /// The words.
        evidence: Vec<S>,
    },
    /// How sure the annotator is of the stance on a target, 0 to 1.
    Confidence {
        /// Id of the target.
        target: TargetId,
        /// The share.
        confidence: f64,
    },
    /// Ids of labels.
    Labels(Vec<LabelId>),
    /// Free text.
    Note(String),
}

impl<S> FieldValue<S> {
    /// Returns the name of its field in files and exports; it never changes.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Quote { .. } => "quote",
            Self::Cue(_) => "cue",
            Self::Speaker(_) => "speaker",
            Self::Mention(_) => "mention",
            Self::Via(_) => "via",
            Self::Addressees(_) => "addressees",
            Self::Parent(_) => "parent",
            Self::Stance { .. } => "stance",
            Self::Evidence { .. } => "evidence",
            Self::Confidence { .. } => "confidence",
            Self::Labels(_) => "labels",
            Self::Note(_) => "note",
        }
    }

    /// Returns the target whose stance it is about.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::Stance { target, .. }
            | Self::Evidence { target, .. }
            | Self::Confidence { target, .. } => Some(target),
            _ => None,
        }
    }

    /// Returns its stretches, in order.
    pub fn spans(&self) -> Vec<&S> {
        match self {
            Self::Quote { quote: spans, .. }
            | Self::Evidence {
                evidence: spans, ..
            } => spans.iter().collect(),
            Self::Cue(span) | Self::Mention(span) => vec![span],
            Self::Via(people) | Self::Addressees(people) => people
                .iter()
                .filter_map(|one| one.mention.as_ref())
                .collect(),
            Self::Speaker(_)
            | Self::Parent(_)
            | Self::Stance { .. }
            | Self::Confidence { .. }
            | Self::Labels(_)
            | Self::Note(_) => Vec::new(),
        }
    }

    /// Makes one with other stretches, asked for in the order of [`FieldValue::spans`]; none if one has no successor.
    pub fn try_map_spans<T>(&self, next: &mut dyn FnMut(&S) -> Option<T>) -> Option<FieldValue<T>> {
        Some(match self {
            Self::Quote { quote, kind } => FieldValue::Quote {
                quote: map_spans(quote, next)?,
                kind: *kind,
            },
            Self::Cue(span) => FieldValue::Cue(next(span)?),
            Self::Speaker(name) => FieldValue::Speaker(name.clone()),
            Self::Mention(span) => FieldValue::Mention(next(span)?),
            Self::Via(people) => FieldValue::Via(map_people(people, next)?),
            Self::Addressees(people) => FieldValue::Addressees(map_people(people, next)?),
            Self::Parent(id) => FieldValue::Parent(id.clone()),
            Self::Stance { target, stance } => FieldValue::Stance {
                target: target.clone(),
                stance: stance.clone(),
            },
            Self::Evidence { target, evidence } => FieldValue::Evidence {
                target: target.clone(),
                evidence: map_spans(evidence, next)?,
            },
            Self::Confidence { target, confidence } => FieldValue::Confidence {
                target: target.clone(),
                confidence: *confidence,
            },
            Self::Labels(labels) => FieldValue::Labels(labels.clone()),
            Self::Note(note) => FieldValue::Note(note.clone()),
        })
    }
}

impl<S: Clone + PartialEq> FieldValue<S> {
    /// Returns every value that was chosen in a statement, field by field: all but the free text, and none of what is
    /// empty.
    pub fn all_of(statement: &Statement<S>) -> Vec<Self> {
        let (name, mention) = match &statement.speaker {
            Some(speaker) => (speaker.name.clone(), speaker.mention.clone()),
            None => (None, None),
        };
        let mut out = vec![Self::Quote {
            quote: statement.quote.clone(),
            kind: statement.kind,
        }];
        out.extend(statement.cue.clone().map(Self::Cue));
        out.extend(name.map(Self::Speaker));
        out.extend(mention.map(Self::Mention));
        if !statement.via.is_empty() {
            out.push(Self::Via(statement.via.clone()));
        }
        if !statement.addressees.is_empty() {
            out.push(Self::Addressees(statement.addressees.clone()));
        }
        out.extend(statement.parent.clone().map(Self::Parent));
        out.extend(statement.stances.iter().flat_map(Self::of_stance));
        if !statement.labels.is_empty() {
            out.push(Self::Labels(statement.labels.clone()));
        }
        out
    }

    fn of_stance(taken: &StanceTaken<S>) -> Vec<Self> {
        let target = &taken.target;
        let mut out = vec![Self::Stance {
            target: target.clone(),
            stance: taken.stance.clone(),
        }];
        if !taken.evidence.is_empty() {
            out.push(Self::Evidence {
                target: target.clone(),
                evidence: taken.evidence.clone(),
            });
        }
        out.extend(taken.confidence.map(|confidence| Self::Confidence {
            target: target.clone(),
            confidence,
        }));
        out
    }

    /// Returns what a statement has in this value's field; none where that is empty.
    pub fn in_field_of(&self, statement: &Statement<S>) -> Option<Self> {
        let speaker = statement.speaker.as_ref();
        let taken = self.target().and_then(|target| statement.stance_on(target));
        match self {
            Self::Quote { .. } => Some(Self::Quote {
                quote: statement.quote.clone(),
                kind: statement.kind,
            }),
            Self::Cue(_) => statement.cue.clone().map(Self::Cue),
            Self::Speaker(_) => speaker?.name.clone().map(Self::Speaker),
            Self::Mention(_) => speaker?.mention.clone().map(Self::Mention),
            Self::Via(_) => (!statement.via.is_empty()).then(|| Self::Via(statement.via.clone())),
            Self::Addressees(_) => (!statement.addressees.is_empty())
                .then(|| Self::Addressees(statement.addressees.clone())),
            Self::Parent(_) => statement.parent.clone().map(Self::Parent),
            Self::Stance { target, .. } => taken.map(|taken| Self::Stance {
                target: target.clone(),
                stance: taken.stance.clone(),
            }),
            Self::Evidence { target, .. } => taken.map(|taken| Self::Evidence {
                target: target.clone(),
                evidence: taken.evidence.clone(),
            }),
            Self::Confidence { target, .. } => taken?.confidence.map(|confidence| {
                let target = target.clone();
                Self::Confidence { target, confidence }
            }),
            Self::Labels(_) => {
                (!statement.labels.is_empty()).then(|| Self::Labels(statement.labels.clone()))
            }
            Self::Note(_) => {
                (!statement.note.is_empty()).then(|| Self::Note(statement.note.clone()))
            }
        }
    }

    /// Tells whether a statement says this in its field: of lists, all of it.
    pub fn is_in(&self, statement: &Statement<S>) -> bool {
        let taken = self.target().and_then(|target| statement.stance_on(target));
        match self {
            Self::Addressees(people) => people.iter().all(|one| statement.addressees.contains(one)),
            Self::Labels(labels) => labels.iter().all(|one| statement.labels.contains(one)),
            Self::Evidence { evidence, .. } => {
                taken.is_some_and(|taken| evidence.iter().all(|span| taken.evidence.contains(span)))
            }
            Self::Stance { stance: None, .. } => taken.is_some(),
            _ => self.in_field_of(statement).as_ref() == Some(self),
        }
    }
}

impl FieldValue {
    /// Sets the field of a statement to this value; to lists is added what they lack of it.
    pub fn put(self, statement: &mut Statement) {
        match self {
            Self::Quote { quote, kind } => {
                if statement.set_quote(quote) {
                    statement.kind = kind;
                }
            }
            Self::Cue(span) => statement.cue = Some(span),
            Self::Speaker(name) => {
                let speaker = statement.speaker.get_or_insert_default();
                speaker.name = Some(name);
            }
            Self::Mention(span) => {
                let speaker = statement.speaker.get_or_insert_default();
                speaker.mention = Some(span);
            }
            Self::Via(people) => statement.via = people,
            Self::Addressees(people) => add(&mut statement.addressees, people),
            Self::Parent(id) => statement.parent = Some(id),
            Self::Stance { target, stance } => taken(statement, &target).stance = stance,
            Self::Evidence { target, evidence } => {
                add(&mut taken(statement, &target).evidence, evidence);
            }
            Self::Confidence { target, confidence } => {
                taken(statement, &target).confidence = Some(confidence);
            }
            Self::Labels(labels) => add(&mut statement.labels, labels),
            Self::Note(note) => statement.note = note,
        }
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

/// Returns the stance on a target, made if it is not there.
fn taken<'a>(statement: &'a mut Statement, target: &str) -> &'a mut StanceTaken {
    let stances = &mut statement.stances;
    let place = stances.iter().position(|taken| taken.target == target);
    let place = place.unwrap_or(stances.len());
    if place == stances.len() {
        stances.push(StanceTaken::new(target));
    }
    &mut stances[place]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement() -> Statement {
        let quote = vec![Span::new(0, 5)];
        let now = "2025-02-24T09:12:44Z";
        let mut made = Statement::new("A".into(), quote, Kind::Direct, now).unwrap();
        made.labels = vec!["x".into()];
        made
    }

    fn other_stance(stance: &str) -> FieldValue {
        FieldValue::Stance {
            target: "t".into(),
            stance: Some(stance.into()),
        }
    }

    #[track_caller]
    fn check_taken(value: &FieldValue) {
        let mut statement = statement();
        assert!(!value.is_in(&statement), "{value:?}");
        statement.conflicts = vec![value.clone(), FieldValue::Parent("P".into())];
        let before = statement.clone();
        value.clone().put(&mut statement);
        assert!(value.is_in(&statement), "{value:?}");
        statement.settle(&before);
        let left: Vec<&str> = statement.conflicts.iter().map(FieldValue::field).collect();
        assert_eq!(left, ["parent"], "{value:?}");
    }

    #[test]
    fn whoever_sets_a_field_settles_its_conflicts() {
        let span = Span::new(7, 9);
        let person = || {
            vec![Mention {
                name: None,
                mention: Some(span),
            }]
        };
        check_taken(&FieldValue::Quote {
            quote: vec![span],
            kind: Kind::Mixed,
        });
        check_taken(&FieldValue::Cue(span));
        check_taken(&FieldValue::Speaker("ann".into()));
        check_taken(&FieldValue::Mention(span));
        check_taken(&FieldValue::Via(person()));
        check_taken(&FieldValue::Addressees(person()));
        check_taken(&other_stance("no"));
        check_taken(&FieldValue::Evidence {
            target: "t".into(),
            evidence: vec![span],
        });
        check_taken(&FieldValue::Confidence {
            target: "t".into(),
            confidence: 0.5,
        });
        check_taken(&FieldValue::Labels(vec!["y".into()]));
        check_taken(&FieldValue::Note("why".to_owned()));
    }

    #[test]
    fn all_that_was_chosen_is_in_the_statement() {
        let mut statement = statement();
        check_all(&statement, "quote labels");
        other_stance("no").put(&mut statement);
        FieldValue::Mention(Span::new(7, 9)).put(&mut statement);
        check_all(&statement, "quote mention stance labels");
    }

    #[track_caller]
    fn check_all(statement: &Statement, expected: &str) {
        let all = FieldValue::all_of(statement);
        assert!(all.iter().all(|value| value.is_in(statement)));
        let names: Vec<&str> = all.iter().map(FieldValue::field).collect();
        assert_eq!(names.join(" "), expected);
    }
}
