//! What programs do to a text without anybody asking, and without touching a letter or a digit.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::sync::Arc;

use onrecord::anchor;
use onrecord::format::sidecar::{parse, write_with};
use onrecord::model::article::Article;
use onrecord::model::codebook::Codebook;
use onrecord::model::id::StatementId;
use onrecord::model::sidecar::{ArticleRef, Sidecar};
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Statement};
use onrecord::read;
use onrecord::suggest::engine::Engine;
use onrecord::suggest::proposal::{accept, proposals};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A change by its name.
pub(crate) type Rewrite = (&'static str, fn(&str) -> String);

/// Every kind of change.
pub(crate) const ALL: [Rewrite; 18] = [
    ("CRLF", |text| lf(text).replace('\n', "\r\n")),
    ("LF", lf),
    ("trailing blanks", |text| {
        lines(text, |line| format!("{line}  "))
    }),
    ("no trailing blanks", |text| {
        lines(text, |line| line.trim_end().to_owned())
    }),
    ("indented by a tab", |text| {
        lines(text, |line| format!("\t{line}"))
    }),
    ("tabs for blanks", |text| text.replace(' ', "\t")),
    ("double blanks", |text| text.replace(' ', "  ")),
    ("no-break spaces", |text| text.replace(' ', "\u{a0}")),
    ("straight marks", straight),
    ("curly marks", curly),
    ("another wrap", |text| wrap(text, 72)),
    ("composed", |text| text.nfc().collect()),
    ("decomposed", |text| text.nfd().collect()),
    ("a mark in front and an end behind", |text| {
        format!("\u{feff}{}\n\n", text.trim_end())
    }),
    ("other dashes", dashes),
    ("soft hyphens", soft_hyphens),
    ("spaces without a width", |text| {
        text.replace(' ', " \u{200b}").replace('-', "-\u{200b}")
    }),
    ("nothing that nobody sees", |text| {
        text.replace(['\u{ad}', '\u{200b}', '\u{200d}'], "")
    }),
];

/// Changes of punctuation: what was taken out cannot come back by itself, but no label is lost by any.
pub(crate) const MARKS: [Rewrite; 10] = [
    ("dots for an ellipsis", |text| text.replace('…', "...")),
    ("an ellipsis for dots", |text| text.replace("...", "…")),
    ("marks as TeX has them", |text| {
        text.replace(['“', '„', '«'], "``")
            .replace(['”', '»', '"'], "''")
    }),
    ("divided at line ends", |text| divided(text, "-\n")),
    ("divided by soft hyphens at line ends", |text| {
        divided(text, "\u{ad}\r\n")
    }),
    ("no punctuation", |text| text.replace(is_mark, "")),
    ("blanks for punctuation", |text| text.replace(is_mark, " ")),
    ("more punctuation", |text| text.replace(' ', ", (")),
    ("other punctuation", |text| {
        let other = |char| match char {
            '.' => '!',
            ',' => ';',
            ':' | ';' => '—',
            '-' | '–' | '—' => ',',
            '“' | '”' | '"' | '„' | '«' | '»' => '|',
            _ => char,
        };
        text.chars().map(other).collect()
    }),
    ("two hyphens and three", |text| {
        text.replace('—', "---").replace('–', "--")
    }),
];

fn is_mark(char: char) -> bool {
    !char.is_alphanumeric() && !char.is_whitespace() && !is_combining_mark(char)
}

/// Divides every third longer word.
fn divided(text: &str, by: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut run, mut longer) = (0, 0);
    for char in text.chars() {
        if run == 5 && char.is_alphabetic() {
            longer += 1;
            if longer % 3 == 0 {
                out.push_str(by);
            }
        }
        run = if char.is_alphabetic() { run + 1 } else { 0 };
        out.push(char);
    }
    out
}

fn lf(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn lines(text: &str, change: impl Fn(&str) -> String) -> String {
    let lines: Vec<String> = lf(text).split('\n').map(change).collect();
    lines.join("\n")
}

fn straight(text: &str) -> String {
    let plain = text.replace(['“', '”', '„', '«', '»'], "\"");
    plain
        .replace(['‘', '’', '‚'], "'")
        .replace(['–', '—'], "-")
        .replace('…', "...")
}

fn curly(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for char in text.chars() {
        out.push(match char {
            '"' if before.is_whitespace() => '“',
            '"' => '”',
            '\'' => '’',
            _ => char,
        });
        before = char;
    }
    out
}

/// Makes every dash another one.
fn dashes(text: &str) -> String {
    let other = |char: char| match char {
        '-' => "–".to_owned(),
        '–' => "—".to_owned(),
        '—' => "--".to_owned(),
        _ => char.to_string(),
    };
    text.chars().map(other).collect()
}

/// Says where each longer word may be broken.
fn soft_hyphens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for char in text.chars() {
        if run == 3 && char.is_alphabetic() {
            out.push('\u{ad}');
        }
        run = if char.is_alphabetic() { run + 1 } else { 0 };
        out.push(char);
    }
    out
}

/// Joins the lines of each paragraph and breaks them anew.
fn wrap(text: &str, width: usize) -> String {
    let paragraph = |paragraph: &str| {
        let mut out = String::new();
        let mut column = 0;
        for word in paragraph.split_whitespace() {
            let long = word.chars().count();
            if column > 0 && column + 1 + long > width {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += long;
        }
        out
    };
    let paragraphs: Vec<String> = lf(text).split("\n\n").map(paragraph).collect();
    paragraphs.join("\n\n")
}

const NOW: &str = "2025-02-24T09:12:44Z";

/// Labels a text as the rules suggest it, and every seventh word beside; changes it in every way and back; returns how
/// many statements there are.
#[track_caller]
pub(crate) fn check(path: &str, text: &str) -> usize {
    let article = read::read(path, text.as_bytes()).unwrap();
    let sidecar = labelled(&article);
    for keeping in [Keeping::Text, Keeping::Counts] {
        let written = written(&sidecar, &article, keeping);
        for (name, rewrite) in ALL {
            let name = &format!("{name}, with {keeping:?} kept");
            let changed = read::read(path, rewrite(text).as_bytes()).unwrap();
            let there = carried(&written, &article, &changed, name, keeping);
            assert_eq!(
                letters(&there, &changed),
                letters(&sidecar, &article),
                "{path}: {name}"
            );
            let between = self::written(&there, &changed, keeping);
            let back = carried(&between, &changed, &article, name, keeping);
            assert!(
                self::written(&back, &article, keeping) == written,
                "{path}: {name}: back again it is another file"
            );
        }
        for (name, rewrite) in MARKS {
            let changed = read::read(path, rewrite(text).as_bytes()).unwrap();
            let name = &format!("{path}: {name}, with {keeping:?} kept");
            check_marks(&sidecar, (&article, &changed), name, keeping);
        }
    }
    sidecar.statements().len()
}

/// Checks that each part of a statement has the letters that it had, where all of its parts have some, and back again.
#[track_caller]
fn check_marks(
    sidecar: &Sidecar,
    (article, changed): (&Article, &Article),
    name: &str,
    keeping: Keeping,
) {
    let lettered = |sidecar: &Sidecar, article: &Article| {
        let mut all = letters(sidecar, article);
        all.retain(|(_, spans)| spans.iter().all(|span| !span.is_empty()));
        all
    };
    let expected = lettered(sidecar, article);
    let mut sidecar = sidecar.clone();
    for (from, to) in [(article, changed), (changed, article)] {
        let written = written(&sidecar, from, keeping);
        let parsed = parse("x", written.as_bytes()).value.unwrap();
        let kept = Some(&from.text).filter(|_| keeping == Keeping::Text);
        let carried = anchor::carry(parsed, to, "x", &|_| kept.cloned());
        assert_eq!(lettered(&carried.sidecar, to), expected, "{name}");
        // Words that are nothing but marks may be gone.
        let mut moved = expected.iter().map(|(id, _)| id);
        assert!(!moved.any(|id| carried.moved.contains(id)), "{name}");
        sidecar = carried.sidecar;
    }
}

/// What is kept of a text that was annotated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeping {
    Text,
    Counts,
}

fn written(sidecar: &Sidecar, article: &Article, keeping: Keeping) -> String {
    let counts = anchor::letter_counts(sidecar, &article.text);
    let counts = Some(&counts).filter(|_| keeping == Keeping::Counts);
    write_with(sidecar, &article.text, counts).unwrap()
}

/// Looks a file up in an article that changed, with nothing moved, set aside or said.
#[track_caller]
fn carried(written: &str, from: &Article, to: &Article, name: &str, keeping: Keeping) -> Sidecar {
    let parsed = parse("x", written.as_bytes()).value.unwrap();
    let kept = Some(&from.text).filter(|_| keeping == Keeping::Text);
    let carried = anchor::carry(parsed, to, "x", &|_| kept.cloned());
    let path = &to.path;
    assert_eq!(
        (carried.detached, carried.moved.len()),
        (0, 0),
        "{path}: {name}"
    );
    assert_eq!(carried.problems, [], "{path}: {name}");
    carried.sidecar
}

fn labelled(article: &Article) -> Sidecar {
    let codebook = Codebook::default();
    let text = &article.text;
    let found = proposals(
        Engine::rules().article(article, &codebook),
        "rules",
        text,
        &codebook,
    );
    let suggested = found
        .iter()
        .enumerate()
        .map(|(index, proposal)| accept(proposal, format!("S{index:05}"), NOW, text, &codebook).0);
    let words = text
        .split(' ')
        .filter(|word| !word.trim().is_empty())
        .step_by(7);
    let worded = words.enumerate().filter_map(|(index, word)| {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        let quote = vec![Span::new(start, start + word.trim_end().len())];
        let quote = quote
            .into_iter()
            .filter(|span| span.start < span.end)
            .collect();
        Statement::new(format!("W{index:05}").into(), quote, Kind::Indirect, NOW)
    });
    let mut sidecar = Sidecar::new(
        ArticleRef {
            path: article.path.clone(),
            blake3: article.blake3.clone(),
            chars: text.chars_len(),
            reader: article.reader.clone(),
        },
        "anna",
    );
    sidecar.extend(suggested.chain(worded).map(Arc::new));
    sidecar
}

/// Returns the letters of every span of every statement, decomposed.
fn letters(sidecar: &Sidecar, article: &Article) -> Vec<(StatementId, Vec<String>)> {
    let of = |span: Span| -> String {
        let words = article.text.slice(span).nfd();
        words.filter(|char| char.is_alphanumeric()).collect()
    };
    let mut all: Vec<_> = sidecar
        .statements()
        .iter()
        .map(|statement| {
            (
                statement.id.clone(),
                statement.spans().copied().map(of).collect(),
            )
        })
        .collect();
    all.sort();
    all
}
