//! Reads JSON Lines back: all that a line holds comes into the project as it was.

use serde_json::Value;

use super::said::{
    CommentIn, ConflictIn, DecisionIn, GlanceIn, LineIn, MentionIn, PlaceIn, QuoteIn, RemovedIn,
    SpanIn, StanceIn, StatementIn,
};
use crate::exchange::attributes::{self, Attributes, Brings, Named, Range, Taken, Who, kind_of};
use crate::exchange::import::report::Notes;
use crate::exchange::import::{Draft, Options, Source, Whole, Work, may_nest, unreadable};
use crate::exchange::suggestion::reason;
use crate::exchange::texts::{self, Glance, Place, Reader};
use crate::model::comment::{self, Comment, Verdict};
use crate::model::decision::{Decision, Judged};
use crate::model::problem::Problem;
use crate::model::sidecar::{Status, Tombstone};
use crate::model::span::{Anchored, CharSpan, Span, normalized};
use crate::model::statement::conflict::FieldValue;
use crate::model::statement::{Mention, StanceTaken, Statement};

/// Reads lines.
struct Lines;

/// Opens a file. See [`crate::exchange::Format`].
pub(in crate::exchange) fn open(options: &Options) -> Result<Box<dyn Source>, Problem> {
    texts::open(options, Box::new(Lines))
}

fn wrong(error: &serde_json::Error) -> String {
    format!("it is no line of an export: {}", reason(error))
}

impl Reader for Lines {
    fn glance(&self, record: &[u8]) -> Result<Option<Glance>, String> {
        let line: GlanceIn = serde_json::from_slice(record).map_err(|error| wrong(&error))?;
        if line.format > super::FORMAT {
            let (is, known) = (line.format, super::FORMAT);
            return Err(format!(
                "it is of the format {is}, which is newer than {known}; a newer version of On Record reads it"
            ));
        }
        Ok(Some(Glance {
            path: Some(line.article.path),
            text: line.article.text,
            ..Glance::default()
        }))
    }

    fn work(
        &self,
        record: &[u8],
        place: Place<'_>,
        notes: &mut Notes,
    ) -> Result<Vec<Work>, String> {
        let line: LineIn = serde_json::from_slice(record).map_err(|error| wrong(&error))?;
        let article = &line.article;
        if article.text.is_none() && !article.blake3.is_empty() {
            let hash = blake3::hash(place.text.as_bytes()).to_hex();
            if hash.as_str() != article.blake3 {
                return Err("the article's text is another than when it was exported".to_owned());
            }
        }
        let mut brings = Brings::default();
        let mut drafts = Vec::with_capacity(line.statements.len());
        let mut tell = |what: String| {
            let problem = unreadable(place.shown, what).at(place.line, 1);
            notes.problems.push(problem.leaving_out(1));
        };
        for value in line.statements {
            match draft(value, place, &mut brings) {
                Ok(draft) => drafts.push(draft),
                Err(what) => tell(what),
            }
        }
        nest(&mut drafts);
        let mut whole = Whole {
            status: Status::ALL
                .into_iter()
                .find(|status| status.name() == line.status)
                .unwrap_or(Status::InProgress),
            reason: line.reason.unwrap_or_default(),
            labels: line.labels.iter().map(|id| id.as_str().into()).collect(),
            note: line.note,
            revealed: line.revealed,
            comments: line.comments.into_iter().map(comment).collect(),
            decisions: line.decisions.into_iter().map(decision).collect(),
            removed: line.removed.into_iter().map(tombstone).collect(),
            ..Whole::default()
        };
        for label in line.labels {
            let name = String::new();
            brings.label(&Named { id: label, name });
        }
        for value in line.detached {
            match detached(value) {
                Ok(statement) => whole.detached.push(statement),
                Err(what) => tell(what),
            }
        }
        Ok(vec![Work {
            annotator: line.annotator.id,
            name: line.annotator.name,
            drafts,
            brings: brings.into_codebook(),
            whole: Some(Box::new(whole)),
        }])
    }
}

/// Makes a draft of a statement.
fn draft(value: Value, place: Place<'_>, brings: &mut Brings) -> Result<Draft, String> {
    let said: StatementIn = serde_json::from_value(value)
        .map_err(|error| format!("a statement cannot be read: {}", reason(&error)))?;
    let id = said.id.clone();
    let told = |what: String| format!("statement {id}: {what}");
    let quote: Result<Vec<Span>, String> = said.quote.iter().map(|at| at.read(place)).collect();
    let quote = normalized(quote.map_err(told)?);
    if quote.is_empty() {
        return Err(told("the quote holds no text".to_owned()));
    }
    for at in said.spans() {
        at.read(place).map_err(told)?;
    }
    let attributes = Attributes {
        id: said.id,
        kind: Some(said.kind),
        cue: said.cue.as_ref().map(SpanIn::range),
        speaker: said.speaker.as_ref().map(MentionIn::who),
        via: said.via.iter().map(MentionIn::who).collect(),
        addressees: said.addressees.iter().map(MentionIn::who).collect(),
        parent: said.parent,
        stances: said.stances.into_iter().map(StanceIn::taken).collect(),
        labels: said
            .labels
            .into_iter()
            .map(|id| Named {
                id,
                ..Named::default()
            })
            .collect(),
        note: said.note,
        flagged: said.flagged,
        how: said.origin.how,
        from: said.origin.from,
        created: said.created,
        changed: said.changed,
    };
    let mut draft = Draft {
        quote,
        ..Draft::default()
    };
    let filled = attributes.fill(place.text, &mut draft, brings);
    filled.map_err(told)?;
    if let Some(own) = &mut draft.own {
        let conflicts = said.conflicts.into_iter();
        let conflicts: Result<Vec<FieldValue>, String> =
            conflicts.map(|one| one.read(place)).collect();
        own.conflicts = conflicts.map_err(told)?;
    }
    Ok(draft)
}

/// Nests drafts in each other where they are of one line: ids lead to where they are, whatever ids they get.
fn nest(drafts: &mut [Draft]) {
    for index in 0..drafts.len() {
        let own = drafts[index].own.as_ref();
        let Some(wanted) = own.and_then(|own| own.parent.as_ref()) else {
            continue;
        };
        let is_wanted = |draft: &Draft| {
            let own = draft.own.as_ref();
            own.is_some_and(|own| own.id.as_ref() == Some(wanted))
        };
        let Some(outer) = drafts.iter().position(is_wanted) else {
            continue;
        };
        // One that would stand above itself is in nothing.
        if may_nest(drafts, index, outer) {
            drafts[index].parent = Some(outer);
        }
        if let Some(own) = &mut drafts[index].own {
            own.parent = None;
        }
    }
}

impl StatementIn {
    /// Returns its stretches beside the quote.
    fn spans(&self) -> impl Iterator<Item = &SpanIn> {
        let people = self.speaker.iter().chain(&self.via).chain(&self.addressees);
        let mentions = people.filter_map(|person| person.mention.as_ref());
        let evidence = self.stances.iter().flat_map(|taken| &taken.evidence);
        self.cue.iter().chain(mentions).chain(evidence)
    }
}

impl SpanIn {
    fn range(&self) -> Range {
        [self.start, self.end]
    }

    /// Returns the stretch of the text, whose words must be those that the line has.
    fn read(&self, place: Place<'_>) -> Result<Span, String> {
        let span = attributes::span(place.text, self.range())?;
        let is_other = |words: &String| words != place.text.slice(span);
        if self.text.as_ref().is_some_and(is_other) {
            let (start, end) = (self.start, self.end);
            return Err(format!(
                "the words at {start} {end} are not those in the line"
            ));
        }
        Ok(span)
    }

    fn anchored(&self) -> Anchored {
        Anchored {
            at: CharSpan {
                start: self.start,
                end: self.end,
            },
            text: self.text.clone().unwrap_or_default(),
            before: self.before.clone().unwrap_or_default(),
            after: self.after.clone().unwrap_or_default(),
        }
    }
}

impl MentionIn {
    fn who(&self) -> Who {
        Who {
            id: self.id.clone(),
            name: self.name.clone(),
            mentioned: false,
            mention: self.mention.as_ref().map(SpanIn::range),
        }
    }

    fn mention<S>(
        &self,
        read: &impl Fn(&SpanIn) -> Result<S, String>,
    ) -> Result<Mention<S>, String> {
        Ok(Mention {
            name: self.id.as_deref().map(Into::into),
            mention: self.mention.as_ref().map(read).transpose()?,
        })
    }
}

impl StanceIn {
    fn taken(self) -> Taken {
        Taken {
            target: self.target,
            target_name: self.target_name,
            stance: self.stance,
            label: self.label,
            polarity: self.polarity,
            evidence: self.evidence.iter().map(SpanIn::range).collect(),
            confidence: self.confidence,
            read: self.read,
        }
    }
}

impl ConflictIn {
    fn read(self, place: Place<'_>) -> Result<FieldValue, String> {
        self.value(&|at: &SpanIn| at.read(place))
    }

    fn value<S>(
        self,
        read: &impl Fn(&SpanIn) -> Result<S, String>,
    ) -> Result<FieldValue<S>, String> {
        let field = self.field;
        let wrong = |error: serde_json::Error| {
            format!(
                "the values of {field} that were set elsewhere: {}",
                reason(&error)
            )
        };
        let target = self.target.unwrap_or_default();
        let value = self.value;
        let all = |spans: Vec<SpanIn>| spans.iter().map(read).collect::<Result<Vec<S>, String>>();
        let people = |people: Vec<MentionIn>| {
            let people = people.iter().map(|person| person.mention(read));
            people.collect::<Result<Vec<Mention<S>>, String>>()
        };
        Ok(match field.as_str() {
            "quote" => {
                let quote: QuoteIn = serde_json::from_value(value).map_err(wrong)?;
                FieldValue::Quote {
                    quote: all(quote.quote)?,
                    kind: kind_of(&quote.kind).unwrap_or_default(),
                }
            }
            "cue" => FieldValue::Cue(read(&serde_json::from_value(value).map_err(wrong)?)?),
            "mention" => FieldValue::Mention(read(&serde_json::from_value(value).map_err(wrong)?)?),
            "speaker" => FieldValue::Speaker(text(value).into()),
            "parent" => FieldValue::Parent(text(value).into()),
            "note" => FieldValue::Note(text(value)),
            "via" => FieldValue::Via(people(serde_json::from_value(value).map_err(wrong)?)?),
            "addressees" => {
                FieldValue::Addressees(people(serde_json::from_value(value).map_err(wrong)?)?)
            }
            "stance" => FieldValue::Stance {
                target: target.into(),
                stance: value.as_str().map(Into::into),
            },
            "evidence" => FieldValue::Evidence {
                target: target.into(),
                evidence: all(serde_json::from_value(value).map_err(wrong)?)?,
            },
            "confidence" => FieldValue::Confidence {
                target: target.into(),
                confidence: value.as_f64().unwrap_or_default(),
            },
            "labels" => {
                let labels: Vec<String> = serde_json::from_value(value).map_err(wrong)?;
                FieldValue::Labels(labels.into_iter().map(Into::into).collect())
            }
            _ => return Err(format!("there is no field `{field}`")),
        })
    }
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        _ => String::new(),
    }
}

fn comment(said: CommentIn) -> Comment {
    let verdict = said.verdict.as_deref();
    Comment {
        at: said.at,
        id: said.id.into(),
        on: comment::Place {
            annotator: said.on.annotator,
            statement: said.on.statement.into(),
        },
        reply_to: said.reply_to.map(Into::into),
        text: said.text,
        verdict: Verdict::ALL
            .into_iter()
            .find(|known| Some(known.name()) == verdict),
    }
}

fn decision(said: DecisionIn) -> Decision {
    let judged = |place: PlaceIn| Judged {
        annotator: place.annotator,
        statement: place.statement.into(),
        hash: place.hash,
    };
    Decision {
        at: said.at,
        from: said.from.into_iter().map(judged).collect(),
        result: said.result.map(Into::into),
        by: said.by,
        reason: said.reason,
        rule: said.rule,
    }
}

fn tombstone(said: RemovedIn) -> Tombstone {
    Tombstone {
        id: said.id.into(),
        at: said.at,
        into: said.into.map(Into::into),
    }
}

/// Makes a statement whose words are gone, with offsets in a text that is not at hand.
fn detached(value: Value) -> Result<Statement<Anchored>, String> {
    let said: StatementIn = serde_json::from_value(value)
        .map_err(|error| format!("a detached statement cannot be read: {}", reason(&error)))?;
    let read = |at: &SpanIn| Ok::<Anchored, String>(at.anchored());
    let people = |people: &[MentionIn]| {
        let people = people.iter().map(|person| person.mention(&read));
        people.collect::<Result<Vec<_>, String>>()
    };
    let stance = |taken: StanceIn| StanceTaken {
        target: taken.target.into(),
        stance: taken.stance.map(Into::into),
        evidence: taken.evidence.iter().map(SpanIn::anchored).collect(),
        confidence: taken.confidence,
        read: taken.read,
    };
    let conflicts = said.conflicts.into_iter().map(|one| one.value(&read));
    Ok(Statement {
        quote: said.quote.iter().map(SpanIn::anchored).collect(),
        kind: kind_of(&said.kind).unwrap_or_default(),
        cue: said.cue.as_ref().map(SpanIn::anchored),
        speaker: said
            .speaker
            .as_ref()
            .map(|who| who.mention(&read))
            .transpose()?,
        via: people(&said.via[..])?,
        addressees: people(&said.addressees[..])?,
        parent: said.parent.map(Into::into),
        stances: said.stances.into_iter().map(stance).collect(),
        labels: said.labels.into_iter().map(Into::into).collect(),
        note: said.note,
        flagged: said.flagged,
        origin: attributes::origin(&said.origin.how, said.origin.from.as_deref())
            .unwrap_or_default(),
        created: said.created,
        changed: said.changed,
        conflicts: conflicts.collect::<Result<_, String>>()?,
        id: said.id.into(),
    })
}
