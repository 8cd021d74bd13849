//! Sidecars of any content, for tests of what holds for all of them.

use std::sync::Arc;

use onrecord::model::article::{Article, Reader};
use onrecord::model::comment::{Comment, Place as On, Verdict};
use onrecord::model::decision::{Decision, Judged};
use onrecord::model::id::{CommentId, LabelId, StanceId, StatementId, TargetId};
use onrecord::model::sidecar::{ArticleRef, Sidecar, Status, Tombstone};
use onrecord::model::span::Span;
use onrecord::model::statement::conflict::FieldValue;
use onrecord::model::statement::{Kind, Mention, Origin, StanceTaken, Statement};
use onrecord::model::text::Text;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Letters of several alphabets, marks that combine, emoji that join, quotes, escapes, line ends of all sorts.
const LETTERS: &[&str] = &[
    "a",
    "b",
    " ",
    "\n",
    "\r\n",
    "\t",
    "“",
    "”",
    "\"",
    "\\",
    "'",
    "Кремль",
    "ї",
    "שלום",
    "e\u{301}",
    "😀",
    "👨‍👩‍👧",
    "🇺🇦",
    "\u{202e}",
    "\u{feff}",
    "\0",
    "(",
    ")",
    "//",
    "/*",
    "#",
    "said",
    "…",
];

pub(crate) fn text() -> impl Strategy<Value = String> {
    vec(prop::sample::select(LETTERS), 1..60).prop_map(|letters| letters.concat())
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        vec(prop::sample::select(LETTERS), 0..6).prop_map(|letters| letters.concat()),
        any::<String>(),
    ]
}

fn time() -> impl Strategy<Value = String> {
    (0..60u8).prop_map(|second| format!("2025-02-24T09:12:{second:02}Z"))
}

type Place = (prop::sample::Index, prop::sample::Index);

/// Makes a span that holds text; the text has at least one character.
fn span(text: &str, (a, b): &Place) -> Span {
    let borders: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let a = a.index(borders.len() - 1);
    let b = a + 1 + b.index(borders.len() - 1 - a);
    Span::new(borders[a], borders[b])
}

fn mention() -> impl Strategy<Value = (Option<String>, Option<Place>)> {
    (option::of(words()), option::of(any::<Place>()))
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![
        Just(Origin::Manual),
        words().prop_map(|by| Origin::Suggested { by }),
        words().prop_map(|from| Origin::Projected { from }),
        words().prop_map(|from| Origin::Imported { from }),
    ]
}

/// What a conflict is made of: which field, words, a stance, places, people, a kind, a share.
type Other = (
    usize,
    String,
    Option<String>,
    Vec<Place>,
    Vec<(Option<String>, Option<Place>)>,
    Kind,
    f64,
);

fn other() -> impl Strategy<Value = Other> {
    (
        0..12_usize,
        words(),
        option::of(words()),
        vec(any::<Place>(), 1..3),
        vec(mention(), 1..3),
        prop::sample::select(&Kind::ALL[..]),
        0.0..=1.0,
    )
}

/// Makes a value that was set elsewhere in a field.
fn conflict(
    (field, words, stance, places, people, kind, confidence): Other,
    text: &str,
) -> FieldValue {
    let spans: Vec<Span> = places.iter().map(|place| span(text, place)).collect();
    let people = people.into_iter().map(|(name, place)| Mention {
        name: name.map(Into::into),
        mention: place.map(|place| span(text, &place)),
    });
    match field {
        0 => FieldValue::Quote { quote: spans, kind },
        1 => FieldValue::Cue(spans[0]),
        2 => FieldValue::Speaker(words.into()),
        3 => FieldValue::Mention(spans[0]),
        4 => FieldValue::Via(people.collect()),
        5 => FieldValue::Addressees(people.collect()),
        6 => FieldValue::Parent(words.into()),
        7 => FieldValue::Stance {
            target: words.into(),
            stance: stance.map(Into::into),
        },
        8 => FieldValue::Evidence {
            target: words.into(),
            evidence: spans,
        },
        9 => FieldValue::Confidence {
            target: words.into(),
            confidence,
        },
        10 => FieldValue::Labels(vec![words.into()]),
        _ => FieldValue::Note(words),
    }
}

/// Makes statements over a text; ids are given by [`sidecar`].
pub(crate) fn statement(text: String) -> impl Strategy<Value = Statement> {
    let stances = vec(
        (
            words().prop_map(TargetId::from),
            option::of(words().prop_map(StanceId::from)),
            vec(any::<Place>(), 0..3),
            option::of(0.0..=1.0),
            option::of(words()),
        ),
        0..3,
    );
    let people = (
        option::of(mention()),
        vec(mention(), 0..3),
        vec(mention(), 0..3),
    );
    let spans = (vec(any::<Place>(), 1..4), option::of(any::<Place>()));
    let rest = (
        vec(words().prop_map(LabelId::from), 0..3),
        words(),
        any::<bool>(),
        option::of(words().prop_map(StatementId::from)),
    );
    (
        spans,
        people,
        stances,
        rest,
        origin(),
        prop::sample::select(&Kind::ALL[..]),
        time(),
        vec(other(), 0..3),
    )
        .prop_map(
            move |(
                (quote, cue),
                (speaker, via, addressees),
                stances,
                rest,
                origin,
                kind,
                changed,
                others,
            )| {
                let at = |place: &Place| span(&text, place);
                let mention = |(name, place): (Option<String>, Option<Place>)| Mention {
                    name: name.map(Into::into),
                    mention: place.as_ref().map(at),
                };
                let stance =
                    |(target, stance, evidence, confidence, read): (_, _, Vec<Place>, _, _)| {
                        StanceTaken {
                            target,
                            stance,
                            evidence: evidence.iter().map(at).collect(),
                            confidence,
                            read,
                        }
                    };
                let quote = quote.iter().map(at).collect();
                let mut made =
                    Statement::new("x".into(), quote, kind, "2025-02-24T09:12:00Z").unwrap();
                made.cue = cue.as_ref().map(at);
                made.speaker = speaker.map(mention);
                made.via = via.into_iter().map(mention).collect();
                made.addressees = addressees.into_iter().map(mention).collect();
                made.stances = stances.into_iter().map(stance).collect();
                (made.labels, made.note, made.flagged, made.parent) = rest;
                made.origin = origin;
                made.changed = changed;
                let others = others.into_iter();
                made.conflicts = others.map(|other| conflict(other, &text)).collect();
                made
            },
        )
}

fn on() -> impl Strategy<Value = On> {
    (words(), words()).prop_map(|(annotator, statement)| On {
        annotator,
        statement: statement.into(),
    })
}

/// Makes comments; ids are given by [`sidecar`].
fn comment() -> impl Strategy<Value = Comment> {
    let verdict = option::of(prop::sample::select(&Verdict::ALL[..]));
    (on(), option::of(words()), words(), verdict, time()).prop_map(
        |(on, reply_to, text, verdict, at)| Comment {
            at,
            id: CommentId::default(),
            on,
            reply_to: reply_to.map(Into::into),
            text,
            verdict,
        },
    )
}

/// Makes decisions; what they are made of is told apart by [`sidecar`].
fn decision() -> impl Strategy<Value = Decision> {
    let judged = (on(), words()).prop_map(|(on, hash)| Judged {
        annotator: on.annotator,
        statement: on.statement,
        hash,
    });
    let said = (words(), words(), words());
    (vec(judged, 0..3), option::of(words()), said, time()).prop_map(
        |(from, result, (by, reason, rule), at)| Decision {
            at,
            from,
            result: result.map(Into::into),
            by,
            reason,
            rule,
        },
    )
}

/// What belongs to an article as a whole.
fn whole() -> impl Strategy<Value = Sidecar> {
    let own = (words(), words(), option::of(time()));
    let lists = (
        vec(words().prop_map(LabelId::from), 0..3),
        vec(comment(), 0..3),
        vec(decision(), 0..3),
    );
    (own, lists).prop_map(
        |((reason, note, revealed), (labels, mut comments, mut decisions))| {
            for (index, comment) in comments.iter_mut().enumerate() {
                comment.id = format!("comment{index}").into();
            }
            for (index, decision) in decisions.iter_mut().enumerate() {
                decision.from.push(Judged {
                    statement: format!("from{index}").into(),
                    ..Judged::default()
                });
            }
            let mut made = Sidecar::new(ArticleRef::default(), "anna");
            (made.reason, made.note, made.revealed) = (reason, note, revealed);
            (made.labels, made.comments, made.decisions) = (labels, comments, decisions);
            made
        },
    )
}

/// A reader that files name.
pub(crate) fn reader() -> impl Strategy<Value = Reader> {
    (words(), 2..9u32).prop_map(|(name, version)| Reader { name, version })
}

pub(crate) fn article(text: &str) -> Article {
    Article {
        path: "a.txt".to_owned(),
        blake3: blake3::hash(text.as_bytes()).to_hex().to_string(),
        text: Text::new(text),
        ..Article::default()
    }
}

/// Makes a sidecar of an article.
pub(crate) fn sidecar() -> impl Strategy<Value = (Article, Sidecar)> {
    let parts = |text: String| {
        (
            vec(statement(text.clone()), 0..5),
            vec(statement(text.clone()), 0..2),
            vec(statement(text.clone()), 0..2),
            (whole(), reader()),
            vec(time(), 0..3),
            prop::sample::select(&Status::ALL[..]),
            any::<u64>(),
            Just(text),
        )
    };
    text().prop_flat_map(parts).prop_map(
        |(live, gone, rejected, (whole, reader), removed, status, rev, text)| {
            let article = Article {
                reader,
                ..article(&text)
            };
            let reference = ArticleRef {
                path: article.path.clone(),
                blake3: article.blake3.clone(),
                chars: article.text.chars_len(),
                reader: article.reader.clone(),
            };
            let mut made = whole;
            made.article = reference;
            let live = live
                .into_iter()
                .enumerate()
                .map(|(index, statement)| Statement {
                    id: format!("live{index}").into(),
                    ..statement
                });
            made.extend(live.map(Arc::new));
            made.detached = gone
                .into_iter()
                .enumerate()
                .map(|(index, statement)| {
                    let id = format!("gone{index}");
                    onrecord::anchor::describe(
                        &Statement {
                            id: id.into(),
                            ..statement
                        },
                        &article.text,
                    )
                    .unwrap()
                })
                .collect();
            made.removed = removed
                .into_iter()
                .enumerate()
                .map(|(index, at)| Tombstone {
                    id: format!("removed{index}").into(),
                    into: at.ends_with("1Z").then(|| "live0".into()),
                    at,
                })
                .collect();
            for (index, statement) in rejected.into_iter().enumerate() {
                let id = format!("rejected{index}");
                made.reject(Arc::new(Statement {
                    id: id.into(),
                    ..statement
                }));
            }
            made.status = status;
            made.rev = rev;
            (article, made)
        },
    )
}
