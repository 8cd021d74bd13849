//! Statements made up: any stretches of the text, any people, any stances.

use onrecord::model::id::{LabelId, StatementId};
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Mention, Origin, StanceTaken, Statement};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::TEXT;

/// Any stretch that holds a character which is no line break, and begins and ends with none.
pub(crate) fn span() -> impl Strategy<Value = Span> {
    let borders: Vec<usize> = TEXT
        .char_indices()
        .map(|(at, _)| at)
        .chain([TEXT.len()])
        .collect();
    let count = borders.len();
    let pair = (0..count, 0..count);
    pair.prop_map(move |(a, b)| Span::new(borders[a], borders[b]))
        .prop_map(|span| {
            let words = &TEXT[span.range()];
            let breaks = ['\r', '\n'];
            let start = span.start + words.len() - words.trim_start_matches(breaks).len();
            let end = span.end - (words.len() - words.trim_end_matches(breaks).len());
            Span::new(start, end.max(start))
        })
        .prop_filter("it holds nothing", |span| !span.is_empty())
}

fn person() -> impl Strategy<Value = Mention> {
    let name = prop_oneof![Just(None), Just(Some("ann")), Just(Some("иван"))];
    (name, proptest::option::of(span()))
        .prop_filter("nobody", |(name, mention)| {
            name.is_some() || mention.is_some()
        })
        .prop_map(|(name, mention)| Mention {
            name: name.map(Into::into),
            mention,
        })
}

fn stance() -> impl Strategy<Value = StanceTaken> {
    let target = prop_oneof![Just("talks"), Just("ceasé-fire")];
    let stance = prop_oneof![
        Just(None),
        Just(Some("no")),
        Just(Some("yes")),
        Just(Some("unclear"))
    ];
    let confidence = prop_oneof![Just(None), Just(Some(0.5)), Just(Some(1.0))];
    (target, stance, vec(span(), 0..2), confidence).prop_map(
        |(target, stance, evidence, confidence)| StanceTaken {
            target: target.into(),
            stance: stance.map(Into::into),
            evidence,
            confidence,
            read: None,
        },
    )
}

/// Any statement.
fn statement(number: usize) -> impl Strategy<Value = Statement> {
    let kind = prop_oneof![Just(Kind::Direct), Just(Kind::Mixed), Just(Kind::Indirect)];
    let people = (
        proptest::option::of(person()),
        vec(person(), 0..3),
        vec(person(), 0..2),
    );
    let note = prop_oneof![
        Just(String::new()),
        Just("=1+1\n„so“ \u{2028}\\n".to_owned())
    ];
    let rest = (
        vec(stance(), 0..3),
        any::<bool>(),
        any::<bool>(),
        note,
        proptest::option::of(span()),
    );
    (vec(span(), 1..4), kind, people, rest).prop_map(move |(quote, kind, people, rest)| {
        let (speaker, via, addressees) = people;
        let (mut stances, flagged, is_labelled, note, cue) = rest;
        let id: StatementId = format!("01JMX3S8V7Q2W4AAAAAAAAAA{number:02}").into();
        let made = Statement::new(id, quote, kind, "2025-02-24T09:12:44Z").unwrap();
        stances.sort_by(|a, b| a.target.cmp(&b.target));
        stances.dedup_by(|a, b| a.target == b.target);
        let labels: Vec<LabelId> = is_labelled.then(|| "irony".into()).into_iter().collect();
        Statement {
            speaker,
            via,
            addressees,
            stances,
            flagged,
            labels,
            note,
            cue,
            origin: Origin::Suggested {
                by: "rules".to_owned(),
            },
            ..made
        }
    })
}

/// Statements of one annotator, some nested in others.
pub(crate) fn statements() -> impl Strategy<Value = Vec<Statement>> {
    let all = (statement(0), statement(1), statement(2), statement(3));
    (all, 0usize..5, vec(any::<bool>(), 4)).prop_map(|(all, count, nested)| {
        let mut all = vec![all.0, all.1, all.2, all.3];
        all.truncate(count);
        let ids: Vec<StatementId> = all.iter().map(|one| one.id.clone()).collect();
        let inner = all.iter_mut().skip(1);
        for ((one, parent), is_nested) in inner.zip(ids).zip(nested) {
            if is_nested {
                one.parent = Some(parent);
            }
        }
        all
    })
}
