//! Which way is taken, over texts in which they differ.

use super::*;
use crate::exchange::brat::lines::{self, Lines};
use crate::read;

/// Reads files of annotations over one text; shows of each how it counts and the words of its spans, joined by `|`.
fn read_all(bytes: &[u8], annotations: &[&str], votes: &Votes) -> Vec<String> {
    let article = read::read("a.txt", bytes).unwrap();
    let files: Vec<Lines> = annotations
        .iter()
        .map(|annotations| lines::parse(annotations.as_bytes()))
        .collect();
    let spans: Vec<&[SpanLine]> = files.iter().map(|file| file.spans.as_slice()).collect();
    let measures = Measures::of(&article.text, bytes);
    let choices = choose(&measures, &spans, || votes);
    let shown = |(choice, lines): (&Choice, &&[SpanLine])| {
        let words = |line: &SpanLine| match measures.pieces(choice.way, line) {
            Ok(pieces) => {
                let pieces: Vec<&str> = pieces
                    .into_iter()
                    .map(|piece| article.text.slice(piece))
                    .collect();
                pieces.join("/")
            }
            Err(what) => what,
        };
        let words: Vec<String> = lines.iter().map(words).collect();
        let name = measures.named(choice.way);
        format!("{:?}: {name}: {}", choice.shown_by, words.join("|"))
    };
    choices.iter().zip(&spans).map(shown).collect()
}

/// Reads one file over a text; expects what shows how it counts, how, and the words of its spans.
#[track_caller]
fn check(bytes: &[u8], annotations: &str, expected: &str) {
    let found = read_all(bytes, &[annotations], &Votes::default());
    assert_eq!(found, [expected]);
}

const OTHERS: &str = "the words at these offsets are not those in the line";

#[test]
fn offsets_count_the_file_as_it_is() {
    check(
        "Ê\u{301} — “Нет!” 👩‍🚀 said.".as_bytes(),
        "T1\tA 5 11\t“Нет!”\nT2\tA 16 20\tsaid",
        "Words: code points: “Нет!”|said",
    );
    check(
        b"One.\r\nTwo.\r\nEnd.",
        "T1\tA 6 10\tTwo.\nT2\tA 12 15\tEnd",
        "Words: code points: Two.|End",
    );
    check(
        "\u{feff}One two".as_bytes(),
        "T1\tA 5 8\ttwo",
        "Words: code points: two",
    );
    check(
        b"It is a long enough line: a \0 b",
        "T1\tA 30 31\tb",
        "Words: code points: b",
    );
    check(
        b"One two three",
        "T1\tA 8 13;0 3\tthree One",
        "Words: code points: One/three",
    );
    check(
        b"One\ntwo",
        "T1\tA 0 7\tOne two",
        "Words: code points: One\ntwo",
    );
    check(b"One two", "T1\tA 4 7", "Words: code points: two");
}

#[test]
fn words_show_the_way() {
    let crlf = b"One.\r\nTwo.\r\nEnd.";
    check(
        crlf,
        "T1\tA 5 9\tTwo.\nT2\tA 10 13\tEnd",
        "Words: code points, CRLF as one: Two.|End",
    );
    check(
        b"One.\r\nTwo.",
        "T1\tA 0 9\tOne. Two.",
        "Words: code points, CRLF as one: One.\r\nTwo.",
    );
    let marked = "\u{feff}One two".as_bytes();
    check(
        marked,
        "T1\tA 4 7\ttwo",
        "Words: code points, without the byte order mark: two",
    );
    check(marked, "T1\tA 7 10\ttwo", "Words: UTF-8 bytes: two");
    let both = "\u{feff}One.\r\nTwo.".as_bytes();
    check(
        both,
        "T1\tA 5 8\tTwo",
        "Words: code points, without the byte order mark, CRLF as one: Two",
    );
    let wide = "😀 He said “No.” End".as_bytes();
    check(wide, "T1\tA 10 15\t“No.”", "Words: code points: “No.”");
    check(wide, "T1\tA 11 16\t“No.”", "Words: UTF-16 units: “No.”");
    check(wide, "T1\tA 13 22\t“No.”", "Words: UTF-8 bytes: “No.”");
    let all = "\u{feff}😀\r\nNo.".as_bytes();
    check(all, "T1\tA 4 6\tNo", "Words: code points: No");
    check(all, "T1\tA 5 7\tNo", "Words: UTF-16 units: No");
    check(all, "T1\tA 9 11\tNo", "Words: UTF-8 bytes: No");
    check(
        all,
        "T1\tA 2 4\tNo",
        "Words: code points, without the byte order mark, CRLF as one: No",
    );
    check(all, "T1\tA 8 10\tNo", "Words: UTF-8 bytes, CRLF as one: No");
}

#[test]
fn what_fits_nowhere_is_refused() {
    check(
        b"One two",
        "T1\tA 0 3\ttwo\nT2\tA 0 3\tOne",
        &format!("Words: code points: {OTHERS}|One"),
    );
    check(
        b"One two",
        "T1\tA 4 8\ttwo\nT2\tA 99 18446744073709551615\tx",
        "Words: code points: the span 4 8 is not in the text, which has 7 characters|\
         the span 99 18446744073709551615 is not in the text, which has 7 characters",
    );
    check(
        "😀 One".as_bytes(),
        "T1\tA 3 6\tOne\nT2\tA 1 6\tx",
        "Words: UTF-16 units: One|the span 1 6 is not in the text, or cuts a character, counted in UTF-16 units",
    );
}

#[test]
fn borders_show_the_way_where_there_are_no_words() {
    let wide = "😀 He said “No.” End".as_bytes();
    check(wide, "T1\tA 10 15", "Borders: code points: “No.”");
    check(wide, "T1\tA 11 16", "Borders: UTF-16 units: “No.”");
    check(wide, "T1\tA 13 22", "Borders: UTF-8 bytes: “No.”");
    let marked = "\u{feff}He said no.".as_bytes();
    check(marked, "T1\tA 9 11", "Borders: code points: no");
    check(
        marked,
        "T1\tA 8 10",
        "Borders: code points, without the byte order mark: no",
    );
    check(marked, "T1\tA 11 13", "Borders: UTF-8 bytes: no");
    let crlf = b"He said:\r\nno.\r\nEnd";
    check(crlf, "T1\tA 10 12", "Borders: code points: no");
    check(crlf, "T1\tA 9 11", "Borders: code points, CRLF as one: no");
    // Most borders decide, not all.
    check(
        "😀 He said no, she said yes, and they went.".as_bytes(),
        "T1\tA 11 13\nT2\tA 24 29\nT3\tA 29 32\nT4\tA 33 37",
        "Borders: UTF-16 units: no|yes, |and|they",
    );
}

#[test]
fn what_nothing_shows_is_assumed() {
    check(
        "😀..........".as_bytes(),
        "T1\tA 4 6",
        "Nothing: code points: ..",
    );
    check(
        "😀今天他说明天不来".as_bytes(),
        "T1\tA 5 9",
        "Nothing: code points: 明天不来",
    );
    // Before the first character that counts differently all ways are the same.
    check("..😀...".as_bytes(), "T1\tA 0 2", "Words: code points: ..");
}

#[test]
fn other_files_show_the_way() {
    let text = "😀..........No".as_bytes();
    let found = read_all(
        text,
        &["T1\tA 12 14\tNo", "T1\tA 4 6", "T1\tA 11 13\tNo"],
        &Votes::default(),
    );
    // The first and the third contradict each other, so that neither speaks for the second.
    assert_eq!(
        found,
        [
            "Words: UTF-16 units: No",
            "Nothing: code points: ..",
            "Words: code points: No"
        ]
    );
    let found = read_all(text, &["T1\tA 12 14\tNo", "T1\tA 4 6"], &Votes::default());
    assert_eq!(
        found,
        ["Words: UTF-16 units: No", "Others: UTF-16 units: .."]
    );
    // Files of other texts: of one whose words show it, or whose borders do.
    for (other, annotations) in [
        ("😀..........No", "T1\tA 12 14\tNo"),
        ("😀 He said “No.” End", "T1\tA 11 16"),
    ] {
        let article = read::read("b.txt", other.as_bytes()).unwrap();
        let lines = lines::parse(annotations.as_bytes());
        let measures = Measures::of(&article.text, other.as_bytes());
        let votes = Votes::of(&measures, &[lines.spans.as_slice()]);
        let found = read_all("😀....".as_bytes(), &["T1\tA 3 5"], &votes);
        assert_eq!(found, ["Others: UTF-16 units: .."]);
    }
}
