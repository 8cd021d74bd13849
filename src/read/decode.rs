//! Bytes to text, or a clear word on why they are none.
//!
//! Which encoding a file has is found in this order, and never depends on the machine: a byte order mark; what the
//! project file says; UTF-16 by the NULs in it; UTF-8 where all bytes make sense in it; what the file itself says; UTF-8
//! where nearly all make sense; else a guess by the letters that stand together (`chardetng`). The decoders are those of
//! the WHATWG Encoding Standard.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding as Charset, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use super::{Source, unreadable};
use crate::model::article::{Encoding, EncodingSource};
use crate::model::problem::Problem;

/// How far into a file the share of NUL is taken.
const SAMPLE: usize = 8192;

/// A file that is no text, or not the document that its name says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Other {
    magic: &'static [u8],
    /// What it is: `a PDF file`.
    pub(super) what: &'static str,
    /// What to do.
    pub(super) hint: &'static str,
}

const fn other(magic: &'static [u8], what: &'static str, hint: &'static str) -> Other {
    Other { magic, what, hint }
}

const AS_TEXT: &str = "Save its text as a .txt file";
const NO_ARTICLE: &str = "Move it out of the folder of articles";

/// Files that are often given the wrong extension, by their first bytes.
static OTHERS: [Other; 14] = [
    other(b"%PDF-", "a PDF file", "Let its name end in .pdf"),
    other(
        b"PK\x03\x04",
        "a zip archive, as Word, Excel and EPUB files are",
        "Let its name end in what it is: .docx, .xlsx or .epub",
    ),
    other(
        b"\xD0\xCF\x11\xE0",
        "an old Word or Excel file, or one with a password",
        AS_TEXT,
    ),
    other(
        b"{\\rtf",
        "a rich text (RTF) file",
        "Let its name end in .rtf",
    ),
    other(b"\x89PNG", "a PNG picture", NO_ARTICLE),
    other(b"\xFF\xD8\xFF", "a JPEG picture", NO_ARTICLE),
    other(b"GIF8", "a GIF picture", NO_ARTICLE),
    other(b"\x1F\x8B", "a gzip archive", "Unpack it"),
    other(b"\x28\xB5\x2F\xFD", "a zstd archive", "Unpack it"),
    other(b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "Unpack it"),
    other(b"\x7FELF", "a program", NO_ARTICLE),
    other(b"MZ\x90\0", "a program", NO_ARTICLE),
    other(b"SQLite format 3\0", "a database", NO_ARTICLE),
    other(b"bplist00", "a property list", NO_ARTICLE),
];

/// How UTF-32 begins, which nothing decodes.
const UTF_32: [&[u8]; 2] = [b"\xFF\xFE\0\0", b"\0\0\xFE\xFF"];

/// A decoded file.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: Encoding,
}

/// Finds in the first bytes of a file what it says of its own encoding.
pub(super) type Declared = fn(&[u8]) -> Option<&'static Charset>;

/// Returns the name of an encoding, by any label that the web has for it; none if it is not known.
pub(super) fn name(label: &str) -> Option<&'static str> {
    charset(label.as_bytes()).map(Charset::name)
}

/// Returns an encoding by its label.
pub(super) fn charset(label: &[u8]) -> Option<&'static Charset> {
    Charset::for_label_no_replacement(label)
}

/// For formats that do not say in which encoding they are.
pub(super) fn undeclared(_: &[u8]) -> Option<&'static Charset> {
    None
}

/// Decodes a file, dropping one leading byte order mark.
///
/// # Errors
///
/// A [`Problem`] if the file is empty, binary, or makes no sense in the encoding that was chosen for it.
pub(super) fn text(source: Source<'_>, declared: Declared) -> Result<Decoded, Problem> {
    let Source { path, bytes, .. } = source;
    if bytes.is_empty() {
        return Err(unreadable(path, "the file is empty"));
    }
    if let Some(other) = other_format(bytes) {
        let what = format!("the file is not text but {}", other.what);
        return Err(unreadable(path, what).hinted(other.hint));
    }
    if UTF_32.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(
            unreadable(path, "the file is in UTF-32, which is not read").hinted("Save it as UTF-8")
        );
    }
    let found = find(source, declared);
    let (text, had_errors) = found
        .charset
        .decode_without_bom_handling(&bytes[found.skipped..]);
    let broken = if had_errors {
        text.matches(char::REPLACEMENT_CHARACTER).count()
    } else {
        0
    };
    if text.trim().is_empty() {
        return Err(unreadable(path, "the file holds nothing but white space"));
    }
    let name = found.charset.name();
    if broken > 0 && broken * 10 > text.chars().count() {
        let what = format!("the file makes no sense as text in {name}");
        return Err(unreadable(path, what)
            .hinted("Set its encoding under `encodings` in onrecord.ron, or save it as UTF-8"));
    }
    no_data(path, &text)?;
    Ok(Decoded {
        text: text.into_owned(),
        encoding: Encoding {
            name: name.to_owned(),
            source: found.source,
            broken,
        },
    })
}

/// Decodes a file as it was decoded before; none if its encoding has no such name.
pub(super) fn again<'a>(bytes: &'a [u8], name: &str) -> Option<Cow<'a, str>> {
    let known = charset(name.as_bytes())?;
    let skipped = Charset::for_bom(bytes)
        .filter(|(marked, _)| *marked == known)
        .map_or(0, |(_, length)| length);
    Some(known.decode_without_bom_handling(&bytes[skipped..]).0)
}

/// Decodes the first bytes of a file, which may end in the middle of a character; for showing.
pub(super) fn prefix(source: Source<'_>, declared: Declared) -> String {
    let whole = source.bytes;
    let bytes = match std::str::from_utf8(whole) {
        Err(error) if error.error_len().is_none() => &whole[..error.valid_up_to()],
        _ => whole,
    };
    let found = find(Source { bytes, ..source }, declared);
    let (text, _) = found
        .charset
        .decode_without_bom_handling(&bytes[found.skipped..]);
    text.trim_end_matches(char::REPLACEMENT_CHARACTER)
        .to_owned()
}

/// Says what a file is that is no text, by its first bytes.
pub(super) fn other_format(bytes: &[u8]) -> Option<&'static Other> {
    OTHERS.iter().find(|other| bytes.starts_with(other.magic))
}

/// Says that a file is no document of the kind that its name says, but another, or nothing that is known.
pub(super) fn not_a(kind: &str, bytes: &[u8]) -> (String, &'static str) {
    match other_format(bytes) {
        Some(other) => (
            format!("the file is no {kind} but {}", other.what),
            other.hint,
        ),
        None => (
            format!("the file is no {kind} but something else"),
            "Let its name end in what it is, as .txt",
        ),
    }
}

/// Which encoding a file has.
struct Found {
    charset: &'static Charset,
    source: EncodingSource,
    /// Length of its byte order mark.
    skipped: usize,
}

fn find(source: Source<'_>, declared: Declared) -> Found {
    let Source { bytes, chosen, .. } = source;
    let found = |charset, source| Found {
        charset,
        source,
        skipped: 0,
    };
    if let Some((charset, skipped)) = Charset::for_bom(bytes) {
        return Found {
            charset,
            source: EncodingSource::Mark,
            skipped,
        };
    }
    if let Some(charset) = chosen.and_then(|label| charset(label.as_bytes())) {
        return found(charset, EncodingSource::Chosen);
    }
    if let Some(charset) = unmarked_utf16(bytes) {
        return found(charset, EncodingSource::Guessed);
    }
    if std::str::from_utf8(bytes).is_ok() {
        // Japanese may be written in seven bits, with escapes.
        let has_escapes = bytes.contains(&0x1B) && bytes.windows(2).any(|pair| pair == b"\x1B$");
        if has_escapes && guess(bytes) == ISO_2022_JP {
            return found(ISO_2022_JP, EncodingSource::Guessed);
        }
        return found(UTF_8, EncodingSource::Sense);
    }
    if let Some(charset) = declared(bytes).filter(|&charset| makes_sense(bytes, charset)) {
        return found(charset, EncodingSource::Declared);
    }
    if is_nearly_utf8(bytes) {
        return found(UTF_8, EncodingSource::Sense);
    }
    found(guess(bytes), EncodingSource::Guessed)
}

fn guess(bytes: &[u8]) -> &'static Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    // That it is not UTF-8 is known better. No country's own encoding is preferred: the text must be the same everywhere.
    detector.guess(None, Utf8Detection::Deny)
}

/// Tells whether hardly anything of a file cannot be decoded.
fn makes_sense(bytes: &[u8], charset: &'static Charset) -> bool {
    let (text, had_errors) = charset.decode_without_bom_handling(bytes);
    let broken = || text.matches(char::REPLACEMENT_CHARACTER).count();
    !had_errors || broken() * 100 < text.chars().count()
}

/// Tells whether a file is UTF-8 in which a few bytes were damaged: in no other encoding do bytes fit by chance so often.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk
            .valid()
            .chars()
            .filter(|char| !char.is_ascii())
            .count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > 4 * broken
}

/// Finds UTF-16 that has no byte order mark: by the NULs that every other byte of Latin letters is, or by its blanks.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Charset> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if sample.len() < 8 || !sample.contains(&0) {
        return None;
    }
    let pairs = || sample.chunks_exact(2).map(|pair| (pair[0], pair[1]));
    let count = |is: fn((u8, u8)) -> bool| pairs().filter(|pair| is(*pair)).count();
    let all = sample.len() / 2;
    let is_latin = |high: usize, low: usize| high * 10 > all * 7 && low == 0;
    let (first, second) = (count(|(a, _)| a == 0), count(|(_, b)| b == 0));
    let little = count(|(a, b)| b == 0 && is_blank(a));
    let big = count(|(a, b)| a == 0 && is_blank(b));
    // A NUL that stands in a text once, behind a blank, is no encoding.
    let is_spaced =
        |blanks: usize, others: usize| blanks > 3 && blanks * 30 > all && blanks > 8 * others;
    if is_latin(second, first) || is_spaced(little, big) {
        Some(UTF_16LE)
    } else if is_latin(first, second) || is_spaced(big, little) {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r')
}

/// Refuses what is full of characters that no text has.
fn no_data(path: &str, text: &str) -> Result<(), Problem> {
    let sample = || text.chars().take(SAMPLE);
    let all = sample().count();
    let nuls = sample().filter(|char| *char == '\0').count();
    let is_control = |char: &char| char.is_ascii_control() && !char.is_ascii_whitespace();
    let controls = sample().filter(is_control).count();
    let of = if nuls * 10 > all {
        "NUL bytes"
    } else if controls * 10 > all {
        "control characters"
    } else {
        return Ok(());
    };
    Err(unreadable(
        path,
        format!("the file is not text: it is full of {of}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str =
        "Переговоры завершились в Женеве без соглашения, сказал министр иностранных дел.\n";
    const FRENCH: &str = "Le député a déclaré que la réforme était très élevée après l’été.\n";
    const POLISH: &str =
        "Minister powiedział, że żadne ustępstwa nie są możliwe, gdyż byłoby to źle.\n";
    const JAPANESE: &str =
        "外務大臣は月曜日に記者会見を開き、領土に関する譲歩はあり得ないと述べました。\n";

    fn source(bytes: &[u8]) -> Source<'_> {
        Source {
            path: "a.txt",
            bytes,
            chosen: None,
        }
    }

    #[track_caller]
    fn check_refused(bytes: &[u8], expected: &str) {
        let refused = text(source(bytes), undeclared).unwrap_err();
        assert_eq!(refused.to_string(), expected);
    }

    #[test]
    fn what_is_not_text_is_named() {
        check_refused(b"", "a.txt: the file is empty");
        check_refused(
            b"\xEF\xBB\xBF \r\n\t",
            "a.txt: the file holds nothing but white space",
        );
        check_refused(
            b"%PDF-1.7\n",
            "a.txt: the file is not text but a PDF file. Let its name end in .pdf",
        );
        check_refused(
            b"H\0\0\0\0\0\0\0x\0\0",
            "a.txt: the file is not text: it is full of NUL bytes",
        );
        check_refused(
            b"a\x01\x02\x03\x04",
            "a.txt: the file is not text: it is full of control characters",
        );
        check_refused(
            b"\xFF\xFE\0\0a\0\0\0",
            "a.txt: the file is in UTF-32, which is not read. Save it as UTF-8",
        );
        check_refused(
            b"\xFF\xFE\xFD",
            "a.txt: the file makes no sense as text in UTF-16LE. Set its encoding under `encodings` in onrecord.ron, \
             or save it as UTF-8",
        );
    }

    /// Decodes bytes; `expected` is the text and what is told of the encoding.
    #[track_caller]
    fn check(bytes: &[u8], chosen: Option<&str>, expected: (&str, &str)) {
        let source = Source {
            chosen,
            ..source(bytes)
        };
        let found = text(source, undeclared).unwrap();
        let told = found.encoding.told().unwrap();
        assert_eq!((found.text.as_str(), told.as_str()), expected);
        let again = again(bytes, &found.encoding.name);
        assert_eq!(again.as_deref(), Some(found.text.as_str()));
    }

    #[track_caller]
    fn check_guess(text: &str, label: &str, expected: &str) {
        let (bytes, _, had_errors) = charset(label.as_bytes()).unwrap().encode(text);
        assert!(!had_errors, "{label}");
        check(&bytes, None, (text, &format!("{expected}, guessed")));
        check(
            &bytes,
            Some(label),
            (
                text,
                &format!("{}, as the project file says", name(label).unwrap()),
            ),
        );
    }

    #[test]
    fn encodings_are_guessed_by_the_letters() {
        check_guess(RUSSIAN, "windows-1251", "windows-1251");
        check_guess(RUSSIAN, "koi8-u", "KOI8-U");
        check_guess(FRENCH, "windows-1252", "windows-1252");
        check_guess(POLISH, "windows-1250", "windows-1250");
        check_guess(JAPANESE, "shift_jis", "Shift_JIS");
        check_guess(JAPANESE, "euc-jp", "EUC-JP");
        check_guess(JAPANESE, "iso-2022-jp", "ISO-2022-JP");
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn unicode_is_known_without_a_guess_where_it_says_so() {
        check(RUSSIAN.as_bytes(), None, (RUSSIAN, "UTF-8"));
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let is_little = order(1)[0] == 1;
            let name = if is_little { "UTF-16LE" } else { "UTF-16BE" };
            for text in [RUSSIAN, FRENCH] {
                let guessed = format!("{name}, guessed");
                check(&utf16(text, order), None, (text, &guessed));
                let marked = utf16(&format!("\u{feff}{text}"), order);
                let told = format!("{name}, by its byte order mark");
                check(&marked, Some("koi8-u"), (text, &told));
            }
        }
        check(
            b"\xEF\xBB\xBF\xEF\xBB\xBFOne.",
            Some("koi8-u"),
            ("\u{feff}One.", "UTF-8, by its byte order mark"),
        );
    }

    #[test]
    fn a_damaged_byte_does_not_make_it_another_encoding() {
        let mut bytes = RUSSIAN.as_bytes().to_vec();
        bytes.remove(1);
        check(
            &bytes,
            None,
            (
                &RUSSIAN.replacen('П', "\u{fffd}", 1),
                "UTF-8; one character could not be read",
            ),
        );
    }

    #[test]
    fn a_beginning_may_end_anywhere() {
        for end in 0..40 {
            let found = prefix(source(&RUSSIAN.as_bytes()[..end]), undeclared);
            assert_eq!(found, RUSSIAN[..RUSSIAN.floor_char_boundary(end)]);
        }
    }

    #[test]
    fn encodings_are_known_by_the_labels_of_the_web() {
        assert_eq!(name("cp1251"), Some("windows-1251"));
        assert_eq!(name("latin1"), Some("windows-1252"));
        assert_eq!(name("klingon"), None);
        assert_eq!(name("hz-gb-2312"), None);
    }
}
