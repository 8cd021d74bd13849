//! Tests of [`super::head`].

use super::*;

/// Shows the metadata as `title|date|place|publisher|byline`, the title in brackets if it stands in the text.
#[track_caller]
fn check_as(markup: Markup, text: &str, expected: &str) {
    let found = head(text, markup);
    let meta = found.meta;
    if let Some(span) = meta.title_span {
        assert_eq!(Some(&text[span.range()]), meta.title.as_deref(), "{text}");
    }
    let mark = |title: String| {
        if meta.title_span.is_some() {
            format!("[{title}]")
        } else {
            title
        }
    };
    let fields = [
        meta.title.map(mark),
        meta.date,
        meta.place,
        meta.publisher,
        meta.byline,
    ];
    let shown: Vec<String> = fields.into_iter().map(Option::unwrap_or_default).collect();
    assert_eq!(shown.join("|"), expected, "{text}");
}

#[track_caller]
fn check(text: &str, expected: &str) {
    check_as(Markup::None, text, expected);
}

#[test]
fn headlines() {
    check(
        "Talks to resume\n\nThe talks go on.",
        "[Talks to resume]||||",
    );
    check(
        "Talks to resume\nThe talks go on for another week, he said.",
        "[Talks to resume]||||",
    );
    check(
        "Will talks resume?\r\n\r\nThey will.",
        "[Will talks resume?]||||",
    );
    check(
        "Talks to resume - Times\n\nThey will.",
        "[Talks to resume]|||Times|",
    );
    check(
        "Talks to resume | The Daily Bugle\n\nThey will.",
        "[Talks to resume]|||The Daily Bugle|",
    );
    check("Talks - the end\n\nThey will.", "[Talks - the end]||||");
    check(
        "Talks must end - Kremlin\n\nThey will.",
        "[Talks must end - Kremlin]||||",
    );
    check(
        "‘No talks,’ minister says - CNN\n\nNo.",
        "[‘No talks,’ minister says]|||CNN|",
    );
}

#[test]
fn what_is_no_headline() {
    check("The talks go on. They do.", "The talks go on.||||");
    check("The talks go on.\n\nThey do.", "The talks go on.||||");
    check("Talks to resume", "Talks to resume||||");
    check("“It is over.”\n\nSo he said.", "“It is over.”||||");
    check(
        "The talks, he said, go on\nfor another week, and so\non and on.",
        "The talks, he said, go on||||",
    );
    check("a list of things\n\nand more", "a list of things||||");
    check(
        &format!("{}\n\nBody", "word ".repeat(50)),
        &format!("{}…||||", "word ".repeat(16).trim()),
    );
}

#[test]
fn dates_and_datelines() {
    check(
        " date 2025-02-24 DOHA: The talks go on.",
        "The talks go on.|2025-02-24|DOHA||",
    );
    check(
        " date 2025-02-13 Ministers met.",
        "Ministers met.|2025-02-13|||",
    );
    check("MOSCOW — The talks go on.", "The talks go on.||MOSCOW||");
    check(
        "MOSCOW (Reuters) - The talks go on.",
        "The talks go on.||MOSCOW|Reuters|",
    );
    check(
        "Talks to resume\n\nPARIS — The talks go on.",
        "[Talks to resume]||PARIS||",
    );
    check(
        "Talks to resume\n\nA subheading of it.\n\nPARIS — The",
        "[Talks to resume]||PARIS||",
    );
    check("date palms grow here.", "date palms grow here.||||");
    let dimmed = head(" date 2025-02-24 DOHA: The", Markup::None).dimmed;
    assert_eq!(dimmed, [Span::new(1, 16)]);
}

#[test]
fn credits() {
    check(
        "Talks to resume\nBy Ann Oak\n12 March 2025\n\nThe",
        "[Talks to resume]|2025-03-12|||Ann Oak",
    );
    check(
        "Talks to resume\n\nAnn Oak, Kyiv, 12 March 2025\n\nThe",
        "[Talks to resume]|2025-03-12|Kyiv||Ann Oak",
    );
    check(
        "By Ann Oak, Reuters\n\nTalks to resume\n\nThe",
        "[Talks to resume]||||Ann Oak, Reuters",
    );
    check(
        "Talks to resume\nPublished: Feb. 5, 2025 10:30 GMT\nThe talks",
        "[Talks to resume]|2025-02-05|||",
    );
    check(
        "By night the talks went on.",
        "By night the talks went on.||||",
    );
}

#[test]
fn front_matter_wins() {
    check(
        "---\ntitle: One\ndate: 2025-01-02\n---\n\nMOSCOW — The",
        "One|2025-01-02|MOSCOW||",
    );
    check(
        "---\ntitle: One and two\n---\nOne and two\n\nThe",
        "[One and two]||||",
    );
    check(
        "---\nlang: en\n---\nOne and two\n\nThe",
        "[One and two]||||",
    );
}

#[test]
fn markdown() {
    let check = |text, expected| check_as(Markup::Markdown, text, expected);
    check("# Talks to resume #\n\nThe talks.", "[Talks to resume]||||");
    check("# Talks.\nThe talks.", "[Talks.]||||");
    check("Talks\n=====\n\n**MOSCOW** — The talks.", "[Talks]||||");
    check("*MOSCOW — The talks go on.*", "The talks go on.||MOSCOW||");
    check("## A section\n\nThe talks.", "A section||||");
}

#[test]
fn the_report_begins_after_all_that() {
    let begins = |text: &str, with: &str| {
        let found = head(text, Markup::None);
        assert!(text[found.lead..].starts_with(with), "{text}");
    };
    begins(" date 2025-02-24 DOHA: The talks go on.", "The talks");
    begins("PARIS (AFP) — The talks go on.", "The talks");
    begins(
        "Talks to resume\nBy Ann Oak\n\nPARIS — The talks",
        "The talks",
    );
    begins("Talks to resume\n\nThe talks go on.", "The talks");
    begins("Talks go on.", "Talks");
}
