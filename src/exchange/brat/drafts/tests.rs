//! What becomes of events, relations and the rest, in statements shown as one line each.

use super::*;
use crate::exchange::brat::lines;
use crate::exchange::brat::offsets::{Measures, Way};
use crate::model::text::Text;
use proptest::prelude::*;

const TEXT: &str = "“We go,” said Anna Berg, who told Carl Oss. She added: “No.”";

/// Makes a file of lines between `|`. Spans are given by their words, `T1 Content We go`, pieces between ` / `; in other lines
/// a tab stands after the id and for ` ~ `.
fn file(source: &str) -> String {
    let text = Text::new(TEXT);
    let offsets = |words: &str| {
        let start = TEXT.find(words).unwrap();
        let chars = text.chars(Span::new(start, start + words.len()));
        format!("{} {}", chars.start, chars.end)
    };
    let line = |line: &str| {
        let parts: Vec<&str> = line.trim().splitn(3, ' ').collect();
        match parts[..] {
            [id, kind, words] if id.starts_with('T') => {
                let pieces: Vec<String> = words.split(" / ").map(offsets).collect();
                let words = words.replace(" / ", " ");
                format!("{id}\t{kind} {}\t{words}", pieces.join(";"))
            }
            _ => line.trim().replacen(' ', "\t", 1).replace(" ~ ", "\t"),
        }
    };
    source.split('|').map(line).collect::<Vec<_>>().join("\n")
}

/// Shows a statement: pieces of the quote, cue, people, what it is nested in, attributes, flag, note.
fn shown(draft: &Draft) -> String {
    let slice = |span: &Span| TEXT[span.range()].to_owned();
    let quote: Vec<String> = draft.quote.iter().map(slice).collect();
    let name = |person: &Person| {
        let words = person.mention.as_ref().map(slice);
        person.name.clone().or(words).unwrap()
    };
    let mut parts = vec![quote.join(" / ")];
    parts.extend(draft.cue.iter().map(|cue| format!("cue={}", slice(cue))));
    parts.extend(draft.speaker.iter().map(|one| format!("by={}", name(one))));
    parts.extend(
        draft
            .addressees
            .iter()
            .map(|one| format!("to={}", name(one))),
    );
    parts.extend(draft.parent.map(|parent| format!("in={parent}")));
    for (name, value) in &draft.attributes {
        let value = value.as_ref().map(|value| format!("={value}"));
        parts.push(format!("@{name}{}", value.unwrap_or_default()));
    }
    parts.extend(draft.flagged.then(|| "!".to_owned()));
    parts.extend((!draft.note.is_empty()).then(|| format!("#{}", draft.note)));
    parts.join(" ")
}

fn own<'m, 't>(measures: &'m Measures<'t>) -> Offsets<'m, 't> {
    Offsets {
        measures,
        way: Way::OWN,
        joins: false,
    }
}

fn made(source: &str) -> (Vec<String>, Notes) {
    let lines = lines::parse(file(source).as_bytes());
    let mut notes = Notes::default();
    let text = Text::new(TEXT);
    let roles = Roles::new(&[]);
    let measures = Measures::of(&text, TEXT.as_bytes());
    let drafts = make(&lines, own(&measures), &roles, "a.ann", &mut notes);
    (drafts.iter().map(shown).collect(), notes)
}

#[track_caller]
fn check(source: &str, expected: &[&str], left_out: &[&str]) {
    let (found, notes) = made(source);
    assert_eq!(found, expected);
    let found: Vec<String> = notes
        .left_out
        .iter()
        .chain(&notes.remarks)
        .map(|(what, found)| format!("{} {what}", found.count))
        .collect();
    assert_eq!(found, left_out);
    assert_eq!(notes.problems, []);
}

#[test]
fn events_are_statements() {
    check(
        "T1 Content “We go,”|T2 Cue said|T3 Source Anna Berg|T4 Attribution said|E1 Attribution:T4 Content:T1 Cue:T2 Source:T3",
        &["“We go,” cue=said by=Anna Berg"],
        &[],
    );
    check(
        "T1 Content “We go,”|T4 Attribution-no-source said|E1 Attribution-no-source:T4 Content:T1",
        &["“We go,” cue=said"],
        &[],
    );
    check(
        "T1 Content “We go,”|T2 Content “No.”|T3 Attribution said|E1 Attribution:T3 Content:T1 Content2:T2",
        &["“We go,” / “No.” cue=said"],
        &[],
    );
    check(
        "T1 Content “No.” / “We go,”|T3 Say said|E1 Say:T3 Content2:T1",
        &["“We go,” / “No.” cue=said"],
        &[],
    );
    check(
        "T1 Quote “We go,”|T2 Speaker Anna Berg|E1 Quote:T1 Speaker:T2",
        &["“We go,” by=Anna Berg"],
        &[],
    );
    check(
        "T1 Content “We go,”|T3 Denial said|E1 Denial:T3 Content:T1",
        &["“We go,” cue=said @Denial"],
        &[],
    );
    check(
        "T1 Content “We go,”|T2 Source Anna Berg|T3 Source Carl Oss|T4 Attribution told|E1 Attribution:T4 Content:T1 Source:T2 Target:T3",
        &["“We go,” cue=told by=Anna Berg to=Carl Oss"],
        &[],
    );
}

#[test]
fn what_ends_in_no_statement_is_counted() {
    check(
        "T1 Content “We go,”|T2 Cue said|T3 Discard told|T4 Attribution said|E1 Attribution:T4",
        &["“We go,”"],
        &[
            "1 Attribution spans that belong to no statement",
            "1 Cue spans that belong to no statement",
            "1 events without a quote",
            "1 Discard spans, which are ignored",
        ],
    );
    check(
        "T1 Content “We go,”|T2 Content “No.”|T3 Say said|T4 Place who|E1 Say:T3 Content:T1 Where:T4|R1 next Arg1:T1 Arg2:T2|A1 Loud T3|Z1 x",
        &["“We go,” cue=said"],
        &[
            "1 Content spans that belong to no statement",
            "1 Place spans that belong to no statement",
            "1 attributes Loud",
            "1 lines of the unknown sort Z",
            "1 relations next",
            "1 roles Where of an event",
        ],
    );
    check(
        "T1 Content “We go,”|T2 Source Anna Berg|T3 Source Carl / Oss|T4 Say said|E1 Say:T4 Content:T1 Source:T3 Source:T2",
        &["“We go,” cue=said by=Carl"],
        &[
            "1 further Source of a statement",
            "1 speakers in several pieces (the longest piece is taken)",
        ],
    );
}

#[test]
fn quotes_alone_are_statements_and_relations_bind_to_them() {
    check(
        "T1 Quote “We go,”|T2 Speaker Anna Berg|T3 Person Carl Oss|T4 Cue said|R1 any Arg1:T2 Arg2:T1|R2 Addressee Arg1:T1 Arg2:T3|R3 x Arg1:T4 Arg2:T1",
        &["“We go,” cue=said by=Anna Berg to=Carl Oss"],
        &[],
    );
    check(
        "T1 Quote “We go,”|T2 Quote “No.”",
        &["“We go,”", "“No.”"],
        &[],
    );
}

#[test]
fn the_rest_adds_to_statements() {
    let said = "T1 Content “We go,”|T2 Source Anna Berg|T3 Say said|E1 Say:T3 Content:T1 Source:T2";
    check(
        &format!("{said}|A1 Stance_war E1 against|A2 Sure T1"),
        &["“We go,” cue=said by=Anna Berg @Stance_war=against @Sure"],
        &[],
    );
    check(
        &format!("{said}|#1 AnnotatorNotes E1 ~ Why?|#2 AnnotatorNotes T2 ~ Who?"),
        &["“We go,” cue=said by=Anna Berg #Why?\nWho?"],
        &[],
    );
    check(
        &format!("{said}|T4 Discuss said Anna|T5 Discuss She"),
        &["“We go,” cue=said by=Anna Berg !"],
        &["1 Discuss spans that belong to no statement"],
    );
    check(
        &format!("{said}|N1 Reference T2 W:1 ~ Dr Berg"),
        &["“We go,” cue=said by=Dr Berg"],
        &[],
    );
    check(
        "T1 Content “No.”|T2 Source She|T3 Source Anna Berg|T4 Say added|E1 Say:T4 Content:T1 Source:T2|* Equiv T2 T3|N1 Reference T3 W:1 ~ Dr Berg",
        &["“No.” cue=added by=Dr Berg"],
        &[],
    );
}

#[test]
fn what_is_said_twice_is_kept_or_named() {
    let two = "T1 Content “We go,”|T2 Content “No.”|T3 Say said|T4 Say added|E1 Say:T3 Content:T1|E1 Say:T4 Content:T2";
    check(
        two,
        &["“We go,” cue=said", "“No.” cue=added"],
        &["1 ids used twice (both lines are kept)"],
    );
    check(
        &format!("{two}|A1 Sure E1|#1 AnnotatorNotes E1 ~ Why?"),
        &[
            "“We go,” cue=said @Sure #Why?",
            "“No.” cue=added @Sure #Why?",
        ],
        &["1 ids used twice (both lines are kept)"],
    );
    let said = "T1 Content “We go,”|T2 Source Anna Berg|T3 Say said|E1 Say:T3 Content:T1 Source:T2";
    check(
        &format!("{said}|E1 Say:T3 Content:T1 Source:T2|A1 Sure E1|A1 Loud E1"),
        &["“We go,” cue=said by=Anna Berg @Sure @Loud"],
        &[
            "1 ids used twice (both lines are kept)",
            "1 lines that repeat another",
        ],
    );
    check(
        &format!("{said}|N1 Reference T2 W:1 ~ Dr Berg|N2 Reference T2 W:2 ~ A. B."),
        &["“We go,” cue=said by=Dr Berg"],
        &["1 further references of a mention (the first is kept)"],
    );
    check(
        &format!("{said}|N1 Reference T2 W:1 ~ Dr Berg|N2 Reference T2 W:1 ~ Dr Berg"),
        &["“We go,” cue=said by=Dr Berg"],
        &["1 lines that repeat another"],
    );
    check(
        &format!("{said}|N1 Reference T3 W:1 ~ Dr Berg"),
        &["“We go,” cue=said by=Anna Berg"],
        &["1 references of what is nobody in a statement"],
    );
    check(
        &format!(
            "{said}|T4 Source She|* Equiv T2 T4|N1 Reference T2 W:1 ~ Dr Berg|N2 Reference T4 W:2 ~ A. B."
        ),
        &["“We go,” cue=said by=Dr Berg"],
        &["1 references of what is nobody in a statement"],
    );
}

#[test]
fn events_nest_without_loops() {
    let two = "T1 Content “We go,”|T2 Content “No.”|T3 Say said|T4 Say added|E1 Say:T3 Content:T1 Content:E2|E2 Say:T4 Content:T2";
    check(two, &["“We go,” cue=said", "“No.” cue=added in=0"], &[]);
    let (found, notes) = made(&format!("{two} Content:E1"));
    assert_eq!(found, ["“We go,” cue=said", "“No.” cue=added in=0"]);
    assert_eq!(notes.left_out["events as a role of another event"].count, 1);
}

#[test]
fn what_is_not_there_is_a_fault() {
    let (found, notes) = made("T1 Content “We go,”|E1 Say:T9 Content:T1 Source:T8");
    assert_eq!(found, ["“We go,”"]);
    let said: Vec<String> = notes.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "a.ann:2:1: the event names T8, which is not in this file",
            "a.ann:2:1: the event names T9, which is not in this file"
        ]
    );
}

proptest! {
    #[test]
    fn whatever_stands_there_gives_statements_within_the_text(
        source in "(T[1-5]\t(Content|Source|Cue|Discuss|X) [0-9]{1,2} [0-9]{1,2}(;[0-9] [0-9]{2})?\n|E[1-3]\t(Say|Quote):T[1-5]( (Content|Source|Cue|To):[TE][1-5]){0,4}\n|[RA#N*][1-3]?\tx [TE][1-5] (Arg:)?[TE][1-5]\n){0,16}",
    ) {
        let text = Text::new(TEXT);
        let measures = Measures::of(&text, TEXT.as_bytes());
        let lines = lines::parse(source.as_bytes());
        let drafts = make(&lines, own(&measures), &Roles::new(&[]), "a.ann", &mut Notes::default());
        for (index, draft) in drafts.iter().enumerate() {
            prop_assert!(!draft.quote.is_empty());
            for span in draft.spans() {
                prop_assert!(text.get(span).is_some_and(|words| !words.is_empty()));
            }
            let mut above = draft.parent;
            while let Some(at) = above {
                prop_assert_ne!(at, index);
                above = drafts[at].parent;
            }
        }
    }
}
