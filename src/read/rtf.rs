//! Rich text (RTF): the words of the body. Fonts, styles, pictures, fields' codes, headers, footers and footnotes are
//! passed over.
//!
//! Bytes are decoded by the code page of the font that they are set in, else of the document; a run of bytes is decoded at
//! once, since in East Asian text a letter is two of them, of which the second may be written as it is.

use std::collections::BTreeMap;

use encoding_rs::{Encoding as Charset, WINDOWS_1252};

use super::head::Markup;
use super::paragraphs::Paragraphs;
use super::{Draft, Source, decode, plain, unreadable};
use crate::model::problem::Problem;

/// How deep groups may be nested.
const DEEPEST: usize = 10_000;

/// Groups that are no part of the text.
const HIDDEN: [&str; 32] = [
    "annotation",
    "atnauthor",
    "atnid",
    "bkmkend",
    "bkmkstart",
    "colortbl",
    "datafield",
    "datastore",
    "fldinst",
    "filetbl",
    "fonttbl",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "footnote",
    "generator",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "info",
    "latentstyles",
    "listoverridetable",
    "listtable",
    "nonshppict",
    "objdata",
    "pict",
    "rsidtbl",
    "stylesheet",
    "themedata",
    "xe",
];

/// Words that stand for characters.
const SIGNS: [(&str, &str); 14] = [
    ("bullet", "•"),
    ("cell", " "),
    ("emdash", "—"),
    ("emspace", " "),
    ("endash", "–"),
    ("enspace", " "),
    ("ldblquote", "“"),
    ("lquote", "‘"),
    ("nestcell", " "),
    ("qmspace", " "),
    ("rdblquote", "”"),
    ("rquote", "’"),
    ("tab", " "),
    ("zwnj", "\u{200c}"),
];

/// Reads a file; see [`super::read`].
pub(super) fn read(source: Source<'_>) -> Result<Draft, Problem> {
    let Source { path, bytes, .. } = source;
    if bytes.is_empty() {
        return Err(unreadable(path, "the file is empty"));
    }
    if !bytes.starts_with(b"{\\rtf") {
        let (what, hint) = decode::not_a("rich text", bytes);
        return Err(unreadable(path, what).hinted(hint));
    }
    let text = text(bytes).map_err(|what| unreadable(path, what))?;
    if text.is_empty() {
        return Err(unreadable(path, "the document holds no text"));
    }
    Ok(plain::draft(text, Markup::None))
}

/// Returns the words of a document.
///
/// # Errors
/// A clause that says what is wrong.
pub(super) fn text(bytes: &[u8]) -> Result<String, String> {
    if !bytes.starts_with(b"{\\rtf") {
        return Err("the file is no rich text".to_owned());
    }
    let mut document = Document::new();
    document.read(bytes)?;
    Ok(document.paragraphs.finish())
}

/// What holds until a group ends.
#[derive(Clone, Copy)]
struct Group {
    is_hidden: bool,
    /// Whether it is the table of fonts.
    is_fonts: bool,
    /// How many characters stand in for one that is given by its number.
    stand_ins: usize,
    charset: &'static Charset,
}

/// One control: a word with its number, or a sign.
enum Control<'a> {
    Word(&'a str, Option<i32>),
    Sign(u8),
}

struct Document {
    paragraphs: Paragraphs,
    groups: Vec<Group>,
    group: Group,
    /// The document's own code page.
    charset: &'static Charset,
    fonts: BTreeMap<i32, &'static Charset>,
    /// The font that the table of fonts speaks of.
    font: i32,
    /// Bytes that are not decoded yet.
    bytes: Vec<u8>,
    /// Characters to pass over, since they stand in for one that was given by its number.
    passed: usize,
    /// The first half of a character that is given by two numbers.
    half: Option<u16>,
    /// Whether the group is one that a program may pass over.
    may_be_hidden: bool,
}

impl Document {
    fn new() -> Self {
        let group = Group {
            is_hidden: false,
            is_fonts: false,
            stand_ins: 1,
            charset: WINDOWS_1252,
        };
        Self {
            paragraphs: Paragraphs::default(),
            groups: Vec::new(),
            group,
            charset: WINDOWS_1252,
            fonts: BTreeMap::new(),
            font: 0,
            bytes: Vec::new(),
            passed: 0,
            half: None,
            may_be_hidden: false,
        }
    }

    /// Reads the whole document.
    ///
    /// # Errors
    /// A clause that says what is wrong.
    fn read(&mut self, file: &[u8]) -> Result<(), String> {
        let mut rest = file;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            match byte {
                b'{' => {
                    self.decode();
                    if self.groups.len() == DEEPEST {
                        return Err("the document is nested too deep".to_owned());
                    }
                    self.groups.push(self.group);
                    self.passed = 0;
                }
                b'}' => {
                    self.decode();
                    self.passed = 0;
                    let Some(outer) = self.groups.pop() else {
                        break;
                    };
                    self.group = outer;
                    if self.groups.is_empty() {
                        break;
                    }
                }
                b'\r' | b'\n' => {}
                b'\\' => {
                    let (control, after) = control(rest);
                    rest = after;
                    rest = match control {
                        Some(Control::Sign(b'\'')) => self.byte(rest),
                        Some(Control::Word("bin", Some(length))) => {
                            let length = usize::try_from(length).unwrap_or(0);
                            rest.get(length..).unwrap_or_default()
                        }
                        Some(Control::Word(word, number)) => {
                            self.word(word, number);
                            rest
                        }
                        Some(Control::Sign(sign)) => {
                            self.sign(sign);
                            rest
                        }
                        None => rest,
                    };
                }
                _ => self.literal(byte),
            }
        }
        self.decode();
        if self.groups.is_empty() {
            Ok(())
        } else {
            Err("the document is cut off".to_owned())
        }
    }

    /// Takes a byte of text.
    fn literal(&mut self, byte: u8) {
        if self.passed > 0 {
            self.passed -= 1;
        } else if !self.group.is_hidden {
            self.bytes.push(byte);
        }
    }

    /// Takes a byte that is written in two hexadecimal digits; returns what is left.
    fn byte<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let Some((digits, after)) = rest.split_at_checked(2) else {
            return rest;
        };
        let digits = std::str::from_utf8(digits).unwrap_or_default();
        if let Ok(byte) = u8::from_str_radix(digits, 16) {
            self.literal(byte);
        }
        after
    }

    fn sign(&mut self, sign: u8) {
        match sign {
            b'*' => self.may_be_hidden = true,
            b'~' => self.write(" "),
            b'_' => self.write("-"),
            b'\r' | b'\n' => self.end_paragraph(),
            b'\\' | b'{' | b'}' => self.literal(sign),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let may_be_hidden = std::mem::take(&mut self.may_be_hidden);
        if may_be_hidden || HIDDEN.contains(&word) {
            self.decode();
            self.group.is_hidden = true;
            self.group.is_fonts = word == "fonttbl";
            return;
        }
        match (word, number) {
            ("u", Some(number)) => self.numbered(number),
            ("uc", Some(number)) => self.group.stand_ins = usize::try_from(number).unwrap_or(0),
            ("ansicpg", Some(number)) => {
                self.charset = code_page(number).unwrap_or(WINDOWS_1252);
                self.group.charset = self.charset;
            }
            ("mac", None) => {
                self.charset = encoding_rs::MACINTOSH;
                self.group.charset = self.charset;
            }
            ("f", Some(number)) if self.group.is_fonts => self.font = number,
            ("f", Some(number)) => {
                self.decode();
                self.group.charset = self.fonts.get(&number).copied().unwrap_or(self.charset);
            }
            ("fcharset", Some(number)) if self.group.is_fonts => {
                let charset = font_charset(number).unwrap_or(self.charset);
                self.fonts.insert(self.font, charset);
            }
            ("plain", _) => {
                self.decode();
                self.group.charset = self.charset;
            }
            ("par" | "sect" | "page" | "row" | "nestrow", _) => self.end_paragraph(),
            ("line", _) => {
                self.decode();
                if !self.group.is_hidden {
                    self.paragraphs.end_line();
                }
            }
            _ => {
                if let Some((_, sign)) = SIGNS.iter().find(|(name, _)| *name == word) {
                    self.write(sign);
                }
            }
        }
    }

    /// Takes a character that is given by its number, or half of one.
    fn numbered(&mut self, number: i32) {
        self.decode();
        self.passed = self.group.stand_ins;
        if self.group.is_hidden {
            return;
        }
        let number = if number < 0 {
            number + 0x1_0000
        } else {
            number
        };
        let Ok(unit) = u16::try_from(number) else {
            return;
        };
        let units: Vec<u16> = self.half.take().into_iter().chain([unit]).collect();
        if units.len() == 1 && (0xD800..0xDC00).contains(&unit) {
            self.half = Some(unit);
            return;
        }
        self.paragraphs.add(&String::from_utf16_lossy(&units));
    }

    fn write(&mut self, words: &str) {
        self.decode();
        if self.passed > 0 {
            self.passed -= 1;
        } else if !self.group.is_hidden {
            self.paragraphs.add(words);
        }
    }

    fn end_paragraph(&mut self) {
        self.decode();
        if !self.group.is_hidden {
            self.paragraphs.end();
        }
    }

    /// Decodes the bytes that were read so far.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let (words, _) = self.group.charset.decode_without_bom_handling(&bytes);
        self.paragraphs.add(&words);
    }
}

/// Reads what stands after a backslash; returns what is left.
fn control(rest: &[u8]) -> (Option<Control<'_>>, &[u8]) {
    let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let letters = letters.count();
    if letters == 0 {
        return match rest.split_first() {
            Some((&sign, after)) => (Some(Control::Sign(sign)), after),
            None => (None, rest),
        };
    }
    let (word, after) = rest.split_at(letters);
    let sign = usize::from(after.first() == Some(&b'-'));
    let digits = after[sign..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit());
    let digits = digits.count();
    let length = if digits == 0 { 0 } else { sign + digits };
    let (number, after) = after.split_at(length);
    let string = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
    let number = string(number).parse().ok();
    let after = after.strip_prefix(b" ").unwrap_or(after);
    (Some(Control::Word(string(word), number)), after)
}

/// Returns the encoding of a Windows code page.
fn code_page(number: i32) -> Option<&'static Charset> {
    let label = match number {
        866 => "ibm866".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 | 1361 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        874 | 1250..=1258 => format!("windows-{number}"),
        _ => return None,
    };
    decode::charset(label.as_bytes())
}

/// Returns the encoding of a font, by the number of its character set.
fn font_charset(number: i32) -> Option<&'static Charset> {
    code_page(match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        130 => 1361,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::read::read;

    #[track_caller]
    fn check(rtf: &str, expected: &str) {
        let article = read("a.rtf", rtf.as_bytes()).unwrap();
        assert_eq!(&*article.text, expected);
    }

    #[test]
    fn the_words_of_the_body_are_read() {
        check(
            "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}\\pard We {\\b never}\r\n agreed\\'97no.\\par\nTwo\\line three\\par}",
            "We never agreed—no.\n\nTwo\nthree",
        );
        check(
            "{\\rtf1 {\\info{\\title no}}a\\{b\\}\\\\c\\~d\\_e\\-f}",
            "a{b}\\c d-ef",
        );
        check(
            "{\\rtf1 \\ldblquote No,\\rdblquote  she said\\emdash}",
            "“No,” she said—",
        );
        check(
            "{\\rtf1 {\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt link}} on{\\footnote no}{\\pict\\bin5 }}{\\}}.}",
            "link on.",
        );
    }

    #[test]
    fn letters_are_those_of_the_font_or_of_their_number() {
        check(
            "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}{\\f2\\fcharset128 C;}}\\f0 caf\\'e9 {\\f1 \\'cd\\'e5\\'f2} \\'e9 \
             {\\f2 \\'83R\\'83\\'93}}",
            "café Нет é コン",
        );
        check("{\\rtf1\\ansicpg1250\\'e8l\\'e1nek}", "článek");
        check(
            "{\\rtf1\\uc1 \\u1053?\\u1077?{\\uc0\\u1090}x\\u-10179?\\u-8704?}",
            "Нетx😀",
        );
        check("{\\rtf1\\uc2 \\u8211\\'a1\\'5fx}", "–x");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (rtf, expected) in [
            ("", "the file is empty"),
            ("Words.", "the file is no rich text but something else"),
            ("%PDF-1.4", "the file is no rich text but a PDF file"),
            ("{\\rtf1 {\\b One", "the document is cut off"),
            ("{\\rtf1 }", "the document holds no text"),
        ] {
            assert_eq!(read("a.rtf", rtf.as_bytes()).unwrap_err().what, expected);
        }
        let deep = format!("{{\\rtf1 {}", "{".repeat(20_000));
        assert_eq!(
            read("a.rtf", deep.as_bytes()).unwrap_err().what,
            "the document is nested too deep"
        );
    }
}
