//! Tests of learning as a whole, over a small made-up project whose annotators label with a verb that no lexicon has.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;

/// Reads a text in which sources stand in `[]`, cues in `<>` and quotes in `{}`; a new statement starts with `|`.
pub(super) fn marked(marked: &str) -> (String, Vec<Labelled>) {
    let mut text = String::new();
    let mut all: Vec<Labelled> = Vec::new();
    let mut start = 0;
    for c in marked.chars() {
        match c {
            '|' => all.push(Labelled::default()),
            '[' | '<' | '{' => start = text.len(),
            ']' | '>' | '}' => {
                let span = Span::new(start, text.len());
                let Some(last) = all.last_mut() else { continue };
                match c {
                    ']' => last.mention = Some(span),
                    '>' => last.cue = Some(span),
                    _ => last.quote.push(span),
                }
            }
            _ => text.push(c),
        }
    }
    (text, all)
}

const NAMES: [&str; 8] = [
    "Anna Holm",
    "Peter Lund",
    "Maria Toll",
    "Erik Sand",
    "Karin Berg",
    "Olaf Dahl",
    "Ida Falk",
    "Nils Moen",
];
const CLAUSES: [&str; 8] = [
    "the bridge is safe",
    "the harbour will close in spring",
    "nobody has seen the budget",
    "the ferries were late again",
    "the school needs a new roof",
    "two roads remain blocked",
    "the vote was fair",
    "fishing must stop",
];

/// Writes an article of a project that labels speech, and `zorbled`, but no wishes.
fn article(number: usize) -> (String, Vec<Labelled>) {
    let mut out = String::new();
    for line in 0..6 {
        let seed = number * 7 + line * 3;
        let (name, clause) = (NAMES[seed % 8], CLAUSES[(seed / 3 + line) % 8]);
        let sentence = match (number + line * 5) % 6 {
            0 => format!("|[{name}] <said> {{that {clause}}}."),
            1 => format!("|{{“{clause},”}} <said> [{name}]. The wind was cold that day."),
            2 | 3 => format!("|[{name}] <zorbled> {{that {clause}}}. The hall was full."),
            4 => format!("{name} wants to leave the council. It rained on Monday."),
            _ => format!("|{{“{clause},”}} [{name}] <said>. {{“It always was.”}}"),
        };
        out.push_str(&sentence);
        out.push('\n');
    }
    marked(&out)
}

fn project(size: usize) -> Vec<(String, Vec<Labelled>)> {
    (0..size).map(article).collect()
}

fn learn(project: &[(String, Vec<Labelled>)]) -> Option<Trained> {
    let examples: Vec<Example<'_>> = project
        .iter()
        .map(|(text, s)| Example {
            text,
            statements: s.clone(),
            rejected: Vec::new(),
        })
        .collect();
    train(&examples, &|_| ControlFlow::Continue(()))
}

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| learn(&project(40)).unwrap().model)
}

#[track_caller]
fn check(text: &str, want: &[(&str, &str, &str)]) {
    let got: Vec<(String, &str, &str)> = suggest_learned(text, &Options::default(), model())
        .iter()
        .map(|s| {
            let quote: Vec<&str> = s.quote.iter().map(|q| &text[q.start..q.end]).collect();
            let part = |p: Option<Span>| p.map_or("", |p| &text[p.start..p.end]);
            (quote.join(" … "), part(s.mention), part(s.cue))
        })
        .collect();
    let got: Vec<(&str, &str, &str)> = got.iter().map(|g| (g.0.as_str(), g.1, g.2)).collect();
    assert_eq!(got, want);
}

#[test]
fn learns_what_the_project_labels() {
    check(
        "Sven Rask zorbled that the tower leans.",
        &[("that the tower leans", "Sven Rask", "zorbled")],
    );
    check(
        "Sven Rask said that the tower leans.",
        &[("that the tower leans", "Sven Rask", "said")],
    );
    check(
        "“The tower leans,” said Sven Rask.",
        &[("“The tower leans,”", "Sven Rask", "said")],
    );
    check(
        "“The tower leans,” Sven Rask said. “It always was.”",
        &[("“The tower leans,” … “It always was.”", "Sven Rask", "said")],
    );
    check("Sven Rask wants to leave the council.", &[]);
    check("The hall was full.", &[]);
    check("", &[]);
}

#[test]
fn a_model_is_used_only_when_it_is_better() {
    let own = learn(&project(40)).unwrap();
    assert!(own.is_better(), "{:?}", own.evaluation);
    assert_eq!(own.labels, own.model.labels());
    // Where the labels are what the rules say, nothing can be better.
    let rules: Vec<(String, Vec<Labelled>)> = project(40)
        .into_iter()
        .map(|(text, _)| {
            let found = super::super::suggest(&text, &Options::default());
            let labels = found
                .into_iter()
                .map(|s| Labelled {
                    quote: s.quote,
                    cue: s.cue,
                    mention: s.mention,
                })
                .collect();
            (text, labels)
        })
        .collect();
    assert!(!learn(&rules).unwrap().is_better());
}

#[test]
fn too_little_to_learn_from() {
    assert!(learn(&[]).is_none());
    assert!(learn(&project(3)).is_none());
    assert!(learn(&vec![("No statement here.".to_owned(), Vec::new()); 8]).is_none());
}

#[test]
fn breaks_off_when_told() {
    let project = project(8);
    let examples: Vec<Example<'_>> = project
        .iter()
        .map(|(text, s)| Example {
            text,
            statements: s.clone(),
            rejected: Vec::new(),
        })
        .collect();
    assert!(
        train(&examples, &|done| if done > 0.4 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
        .is_none()
    );
}

#[test]
fn same_labels_same_model() {
    let one = learn(&project(8)).unwrap().model;
    assert!(one.write() == learn(&project(8)).unwrap().model.write());
}

#[test]
fn scores_say_how_often_a_suggestion_is_right() {
    let text = "Sven Rask zorbled that the tower leans.";
    let all = suggest_learned(text, &Options::default(), model());
    assert!(
        all[0].score > 0.7 && all[0].score <= 1.0,
        "{}",
        all[0].score
    );
    assert_eq!(
        all[0].why,
        format!("learned from {} labels", model().labels())
    );
}

#[test]
fn labels_that_leave_marks_out_give_suggestions_without() {
    let bare: Vec<(String, Vec<Labelled>)> = project(24)
        .into_iter()
        .map(|(text, mut labels)| {
            for span in labels.iter_mut().flat_map(|l| &mut l.quote) {
                if text[span.start..].starts_with('“') {
                    *span = Span::new(span.start + '“'.len_utf8(), span.end - '”'.len_utf8());
                }
            }
            (text, labels)
        })
        .collect();
    let model = learn(&bare).unwrap().model;
    let text = "“The tower leans,” said Sven Rask.";
    let all = suggest_learned(text, &Options::default(), &model);
    assert_eq!(all.len(), 1);
    assert_eq!(
        &text[all[0].quote[0].start..all[0].quote[0].end],
        "The tower leans,"
    );
}

#[test]
fn a_file_gives_the_model_back() {
    let bytes = model().write();
    let read = |bytes: &[u8]| Model::read(bytes).err();
    assert!(Model::read(&bytes).is_ok_and(|m| m == *model()));
    assert_eq!(read(b""), Some(DamagedModel::Foreign));
    assert_eq!(read(b"something else"), Some(DamagedModel::Foreign));
    for cut in (8..bytes.len()).step_by(bytes.len() / 97) {
        assert_eq!(
            read(&bytes[..cut]),
            Some(DamagedModel::Damaged),
            "{cut} bytes"
        );
    }
    let mut newer = bytes.clone();
    newer[8] = 99;
    assert_eq!(read(&newer), Some(DamagedModel::Version(99)));
}

#[test]
fn odd_texts_are_read_in_linear_time() {
    for piece in [
        "\"",
        "“",
        " '",
        "a",
        ", said ",
        "“a b c,” Holm said, ",
        "Holm said that ",
        "Holm zorbled. ",
        "\n",
        "(",
        "\u{202e}א \0",
    ] {
        let text = piece.repeat(120_000 / piece.len());
        for s in suggest_learned(&text, &Options::default(), model()) {
            assert!(s.quote.iter().all(|q| q.end <= text.len()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_read(words in proptest::collection::vec("[\\PC\n\0]{0,6}|“|”|\"|''|said|zorbled|Holm|,|\\.|that|—|\n", 0..60)) {
        let text = words.join(" ");
        let mut last = 0;
        for s in suggest_learned(&text, &Options::default(), model()) {
            prop_assert!(!s.quote.is_empty());
            prop_assert!(s.quote[0].start >= last);
            last = s.quote[0].start;
            for span in s.quote.iter().chain(&s.cue).chain(&s.mention) {
                prop_assert!(span.start < span.end && text.get(span.start..span.end).is_some());
            }
            prop_assert!((0.0..=1.0).contains(&s.score));
        }
    }

    #[test]
    fn damage_is_an_error(at in 0..10_000_usize, bit in 0..8_u8) {
        let mut bytes = model().write();
        let at = at * 31 % bytes.len();
        bytes[at] ^= 1 << bit;
        prop_assert!(Model::read(&bytes).is_err());
    }

    #[test]
    fn nonsense_with_a_right_checksum_does_no_harm(at in 12..10_000_usize, value: u32) {
        let mut bytes = model().write();
        let end = bytes.len() - 8;
        let at = 12 + at * 31 % (end - 16);
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        let sum = file::checksum(&bytes[..end]).to_le_bytes();
        bytes[end..].copy_from_slice(&sum);
        if let Ok(model) = Model::read(&bytes) {
            let text = "Sven Rask zorbled that “the tower leans,” said Ida Falk.";
            let all = suggest_learned(text, &Options::default(), &model);
            prop_assert!(all.iter().flat_map(|s| &s.quote).all(|q| q.end <= text.len()));
        }
    }
}
