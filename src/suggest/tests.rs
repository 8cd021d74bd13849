//! The engine as a whole: what it finds in sentences of every kind it knows, what holds for any input, and that its
//! work grows no faster than the text.

mod languages;
mod paragraphs;
mod who;
mod wire;

use proptest::prelude::*;

use super::*;
use crate::text::work;

fn line(text: &str, s: &Suggestion) -> String {
    let slice = |span: &Span| text.get(span.start..span.end).unwrap_or_default();
    let quote: Vec<&str> = s.quote.iter().map(slice).collect();
    let kind = match s.kind {
        Kind::Direct => "D",
        Kind::Mixed => "M",
        Kind::Indirect => "I",
    };
    format!(
        "{kind} {} | {} | {}",
        s.name.as_deref().unwrap_or("-"),
        s.cue.as_ref().map_or("-", slice),
        quote.join(" … ")
    )
}

#[track_caller]
fn check(text: &str, want: &[&str]) {
    let got: Vec<String> = suggest(text, &Options::default())
        .iter()
        .map(|s| line(text, s))
        .collect();
    assert_eq!(got, want, "{text}");
}

#[test]
fn after_a_quotation() {
    check(
        "“We are ready,” Anna Holm said.",
        &["D Anna Holm | said | “We are ready,”"],
    );
    check(
        "“We are ready,” said Anna Holm, the mayor of Vik.",
        &["D Anna Holm | said | “We are ready,”"],
    );
    check(
        "\"We are ready,\" mayor Anna Holm told reporters on Monday.",
        &["D Anna Holm | told | \"We are ready,\""],
    );
    check(
        "''We are ready,'' Anna Holm said.",
        &["D Anna Holm | said | ''We are ready,''"],
    );
    check(
        "“Are we ready?” Anna Holm asked.",
        &["D Anna Holm | asked | “Are we ready?”"],
    );
    check(
        "“We are ready,” Anna Holm, 52, told the Gazette.",
        &["D Anna Holm | told | “We are ready,”"],
    );
}

#[test]
fn paragraphs_attributed_in_the_last() {
    check(
        "“We stay here for the winter.\n\n“And we never leave,” Anna Holm said.",
        &["D Anna Holm | said | “We stay here for the winter. … “And we never leave,”"],
    );
    check(
        "“It rains,” Ben Oss said.\n\n“We stay here for the winter.\n\n“And we never leave,” Anna Holm said.",
        &[
            "D Ben Oss | said | “It rains,”",
            "D Anna Holm | said | “We stay here for the winter. … “And we never leave,”",
        ],
    );
    check(
        "Anna Holm said: “We stay here for the winter.\n\n“And we never leave.”",
        &["D Anna Holm | said | “We stay here for the winter. … “And we never leave.”"],
    );
}

#[test]
fn split_and_going_on() {
    check(
        "“We never leave this place.” — Anna Holm",
        &["D Anna Holm | — | “We never leave this place.”"],
    );
    check(
        "“We never,” Anna Holm said, “will leave.”",
        &["D Anna Holm | said | “We never,” … “will leave.”"],
    );
    check(
        "“We stay,” Anna Holm said. “We never leave.”",
        &["D Anna Holm | said | “We stay,” … “We never leave.”"],
    );
    check(
        "“We stay,” Anna Holm said.\n\n“We never leave this place.”",
        &["D Anna Holm | said | “We stay,” … “We never leave this place.”"],
    );
    check(
        "Anna Holm wrote:\n\n“We never leave this place.”",
        &["D Anna Holm | wrote | “We never leave this place.”"],
    );
    check(
        "“We stay here.” “We never leave,” Anna Holm said.",
        &["D Anna Holm | said | “We stay here.” “We never leave,”"],
    );
    check(
        "It was, she said, a fine day.",
        &["I - | said | It was … a fine day"],
    );
}

#[test]
fn before_a_quotation() {
    check(
        "Anna Holm said: “We are ready.”",
        &["D Anna Holm | said | “We are ready.”"],
    );
    check(
        "Anna Holm said, “We are ready.”",
        &["D Anna Holm | said | “We are ready.”"],
    );
    check(
        "Anna Holm stated that “We are all ready.”",
        &["D Anna Holm | stated | “We are all ready.”"],
    );
    check(
        "Anna Holm said that the town is “quite ready” for it.",
        &["M Anna Holm | said | that the town is “quite ready” for it"],
    );
    check(
        "HOLM: We are ready. We go.",
        &["I Holm | : | We are ready. We go."],
    );
}

#[test]
fn indirect() {
    check(
        "Anna Holm said that the town was ready.",
        &["I Anna Holm | said | that the town was ready"],
    );
    check(
        "Anna Holm said she was ready.",
        &["I Anna Holm | said | she was ready"],
    );
    check(
        "The town was ready, Anna Holm said.",
        &["I Anna Holm | said | The town was ready"],
    );
    check(
        "The town is ready, according to Anna Holm.",
        &["I Anna Holm | according to | The town is ready"],
    );
    check(
        "According to Anna Holm, the town is ready.",
        &["I Anna Holm | According to | the town is ready"],
    );
    check(
        "Holm on Sunday ruled out any change of course.",
        &["I Holm | ruled out | any change of course"],
    );
    check(
        "Anna Holm wants to leave the town.",
        &["I Anna Holm | wants | to leave the town"],
    );
    check(
        "The town is expected to leave the union.",
        &["I - | is expected | The town … to leave the union"],
    );
    check(
        "Anna Holm asked whether the town was ready.",
        &["I Anna Holm | asked | whether the town was ready"],
    );
    check(
        "Anna Holm is sure that the town is ready.",
        &["I Anna Holm | is sure | that the town is ready"],
    );
    check(
        "When Anna Holm said that it was late, the town laughed.",
        &["I Anna Holm | said | that it was late"],
    );
    check(
        "Anna Holm said the town was late and vowed to hurry.",
        &[
            "I Anna Holm | said | the town was late",
            "I Anna Holm | vowed | to hurry",
        ],
    );
}

#[test]
fn no_quotations() {
    check("The so-called “plan” failed.", &[]);
    check("He read “The Long Road” on the train.", &[]);
    check("The town lies by the sea.", &[]);
    check("", &[]);
    check(
        "News came.\nMore news came.\nA Message from The Vik Gazette:\nWe, they claim, are “proud of all of our work in the town.”",
        &[],
    );
}

#[test]
fn who_it_is() {
    let told = "Mayor Anna Holm met minister Erik Lund. ";
    check(
        &format!("{told}“It is late,” she said."),
        &["D Anna Holm | said | “It is late,”"],
    );
    check(
        &format!("{told}“It is late,” he said."),
        &["D Erik Lund | said | “It is late,”"],
    );
    check(
        &format!("{told}“It is late,” Lund said."),
        &["D Erik Lund | said | “It is late,”"],
    );
    check(
        "Anna Holm, who said it was late, left.",
        &["I Anna Holm | said | it was late"],
    );
    check(
        "Harbour spokeswoman Anna Holm said that it was late. The harbour official added that it was cold.",
        &[
            "I Anna Holm | said | that it was late",
            "I Anna Holm | added | that it was cold",
        ],
    );
    check(
        "“It is late,” Serhiy Holmsky said. “It is cold,” Holmskyy said.",
        &[
            "D Serhiy Holmsky | said | “It is late,”",
            "D Serhiy Holmsky | said | “It is cold,”",
        ],
    );
}

#[test]
fn registry() {
    let text = "“It is late,” said Holmskyy.";
    let registry = [("Serhiy Holmsky".to_owned(), vec!["Holmsky".to_owned()])];
    let options = Options {
        registry: &registry,
        ..Options::default()
    };
    let got: Vec<Option<String>> = suggest(text, &options)
        .into_iter()
        .map(|s| s.name)
        .collect();
    assert_eq!(got, [Some("Serhiy Holmsky".to_owned())]);
}

#[test]
fn through_others() {
    let text = "The town is ready. This is reported by The Vik Gazette, Harbour.NET informs. Anna Holm said that it was late.";
    let via: Vec<String> = suggest(text, &Options::default())
        .into_iter()
        .flat_map(|s| s.via)
        .map(|v| v.1)
        .collect();
    assert_eq!(via, ["Harbour.NET", "The Vik Gazette"]);
}

#[track_caller]
fn check_in(language: Language, text: &str, want: &[&str]) {
    let options = Options {
        language: Some(language),
        ..Options::default()
    };
    let got: Vec<String> = suggest(text, &options)
        .iter()
        .map(|s| line(text, s))
        .collect();
    assert_eq!(got, want, "{text}");
}

#[test]
fn other_languages() {
    check_in(
        Language::Russian,
        "«Мы готовы», — заявил мэр Иван Холмов.",
        &["D Иван Холмов | заявил | «Мы готовы»"],
    );
    check_in(
        Language::Russian,
        "— Мы тут, — сказала Анна Рощина. — Ждём.",
        &["D Анна Рощина | сказала | — Мы тут, … — Ждём."],
    );
    check_in(
        Language::Ukrainian,
        "«Ми готові», — сказав Іван Холмов.",
        &["D Іван Холмов | сказав | «Ми готові»"],
    );
    check_in(
        Language::German,
        "„Wir sind bereit“, sagte Anna Holm.",
        &["D Anna Holm | sagte | „Wir sind bereit“"],
    );
    check_in(
        Language::French,
        "« Nous sommes prêts », a déclaré Anne Colline.",
        &["D Anne Colline | a déclaré | « Nous sommes prêts »"],
    );
    check_in(
        Language::Spanish,
        "«Estamos listos», dijo Ana Colina.",
        &["D Ana Colina | dijo | «Estamos listos»"],
    );
    check_in(
        Language::Spanish,
        "—No lo sé —dijo Ana Colina—. Vamos.",
        &["D Ana Colina | dijo | —No lo sé … Vamos."],
    );
}

#[track_caller]
fn sound(text: &str, body: Option<Span>) {
    let options = Options {
        body,
        ..Options::default()
    };
    let bounds = body.unwrap_or(Span::new(0, text.len()));
    let mut last = 0;
    for s in suggest(text, &options) {
        assert!(!s.quote.is_empty());
        let first = s.quote[0].start;
        assert!(first >= last, "sorted by position");
        last = first;
        let mut end = bounds.start;
        for span in &s.quote {
            assert!(
                span.start >= end,
                "spans in order, none over another: {:?}",
                s.quote
            );
            end = span.end;
        }
        for span in s
            .quote
            .iter()
            .chain(&s.cue)
            .chain(&s.mention)
            .chain(s.via.iter().filter_map(|v| v.0.as_ref()))
        {
            assert!(span.start < span.end && span.start >= bounds.start && span.end <= bounds.end);
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        }
        assert!((0.0..=1.0).contains(&s.score));
    }
}

const PIECES: &[&str] = &[
    "\"",
    "“",
    "”",
    "'",
    "''",
    "‘",
    "’",
    "«",
    "»",
    "„",
    "‹",
    "「",
    "」",
    ",",
    ".",
    "?",
    ":",
    ";",
    "—",
    " — ",
    "-",
    "(",
    ")",
    "[",
    "…",
    "\n",
    "\n\n",
    " ",
    " ",
    "said",
    "told",
    "that",
    "he",
    "she",
    "Anna",
    "Holm",
    "Mr.",
    "according to",
    "wants to",
    "is expected to",
    "who",
    "and",
    "but",
    "the town",
    "criticised",
    "U.S.",
    "Sen.",
    "сказал",
    "что",
    "a déclaré",
    "dijo",
    "É",
    "é",
    "\u{301}",
    "\u{202e}",
    "שלום",
    "漢",
    "\0",
    "\u{feff}",
    "😀",
    "1,000",
    "n't",
    "'s",
    "said:",
    "This is reported by",
    "Dear readers",
    "’",
    "claim",
    "her",
    "to",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_pieces(parts in prop::collection::vec((0..PIECES.len(), any::<bool>()), 0..80)) {
        let text: String = parts.iter().flat_map(|(p, space)| [PIECES[*p], if *space { " " } else { "" }]).collect();
        sound(&text, None);
    }

    #[test]
    fn any_text(text in "\\PC{0,120}") {
        sound(&text, None);
    }

    #[test]
    fn any_body(parts in prop::collection::vec(0..PIECES.len(), 0..60), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let text: String = parts.iter().flat_map(|p| [PIECES[*p], " "]).collect();
        let chars = text.char_indices().map(|c| c.0).chain([text.len()]).collect::<Vec<_>>();
        let (a, b) = (*a.get(&chars), *b.get(&chars));
        sound(&text, Some(Span::new(a.min(b), a.max(b))));
    }
}

/// Counts the looks that a text takes.
fn looks(text: &str) -> usize {
    let options = Options {
        language: Some(Language::English),
        ..Options::default()
    };
    work::of(|| _ = suggest(text, &options))
}

#[track_caller]
fn linear(piece: &str) {
    let (one, four) = (looks(&piece.repeat(1_500)), looks(&piece.repeat(6_000)));
    assert!(
        four <= one * 4 + one / 2 + 20_000,
        "{piece:?}: {one} looks, four times the text {four}"
    );
}

#[test]
fn work_grows_with_the_text() {
    for piece in [
        "\"",
        "“",
        "' ",
        " '",
        "“a",
        "a” ",
        "''",
        "“a b c d,” Holm said, ",
        "said ",
        "Holm, ",
        ", said Holm",
        "said that ",
        "(",
        "a, ",
        "and said ",
        "Anna Holm ",
        "he said it. ",
        "“We go.”\n",
        "Holm said:\n",
        "he ",
        "the man who ",
        "Dear readers\n",
        "— a ",
        "\0",
        "as Holm said, ",
        "according to Holm ",
        "Bill Holm. Anna Holm. Holm said no. ",
        "the mayor, Anna Holm, said it “was late”, ",
        "the Gazette quoted Holm as saying, citing two officials, ",
        "“We go.\n\nWe stay.\n\n",
    ] {
        linear(piece);
    }
}

#[test]
fn hundred_thousand_marks() {
    for mark in ["\"", "“", "'", "«", "„", "''", "” ", " \""] {
        sound(&mark.repeat(100_000), None);
    }
}

#[test]
fn long_texts_are_read_in_blocks() {
    let text = "“We are ready,” Anna Holm said. ".repeat(100_000);
    let all = suggest(&text, &Options::default());
    assert!(
        all.len() > 99_990 && all.iter().all(|s| s.name.is_some()),
        "{}",
        all.len()
    );
}

#[test]
fn pieces_that_went_wrong_once() {
    for text in ["(:\".\"said", "(:\".\" said"] {
        sound(text, None);
    }
}
