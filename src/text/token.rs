//! Tokens with byte spans, and the paragraphs they stand in, found in one pass over the text. A token knows its kind,
//! its shape and its entry in the lexicon, so that the rules never look at letters again.

mod word;

use super::letters::is_accent;
use super::lexicon::{Entry, Lexicon};
use super::lines::Lines;
use crate::model::span::Span;
use word::{WordShape, clitic, elides, starts_name};

/// A range of tokens, or of the units of a sentence.
pub type Range = (usize, usize);

/// Says what sort of thing a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word, an abbreviation with its stop, or a clitic such as `'s` and `n't`.
    Word,
    /// A number, with the separators inside it.
    Number,
    /// A quotation mark, or an apostrophe that stands at a word's edge; `marks` tells which.
    Mark,
    /// A full stop, question mark or exclamation mark, also several in a row.
    Stop,
    /// An ellipsis: `…`, `...` or `. . .`.
    Ellipsis,
    /// A comma.
    Comma,
    /// A colon.
    Colon,
    /// A semicolon.
    Semicolon,
    /// A dash: `—`, `–`, `--`, or a hyphen between spaces.
    Dash,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// Anything else that is neither white space nor part of a word.
    Other,
}

/// Says how a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// No letter in it.
    None,
    /// Starts with a lower-case letter, or with one that has no case.
    Lower,
    /// Starts with a capital, and goes on otherwise; one capital alone too.
    Title,
    /// Two letters or more, all capitals.
    Upper,
}

/// One token of the text.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Where it stands, in bytes.
    pub span: Span,
    /// What sort of thing it is.
    pub kind: TokenKind,
    /// How it is written.
    pub shape: Shape,
    /// Whether white space, or the start of the text, stands before it.
    pub spaced: bool,
    /// Whether it is its paragraph's first.
    pub first: bool,
    /// Its entry in the lexicon, `0` when it has none.
    pub lex: u16,
}

/// One paragraph: a line of the text, together with the lines that go on with it (see [`lines`](super::lines)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its first token.
    pub start: usize,
    /// One past its last token.
    pub end: usize,
}

/// All tokens of a text, or of the part of it that is looked at.
#[derive(Debug)]
pub struct Tokens<'t> {
    /// The whole text that the spans point into.
    pub text: &'t str,
    /// The words that the tokens are looked up in.
    pub lexicon: &'static Lexicon,
    /// The tokens, in order.
    pub list: Vec<Token>,
    /// The paragraphs, in order; none is empty.
    pub paragraphs: Vec<Paragraph>,
}

impl<'t> Tokens<'t> {
    /// Cuts `body` of `text` into tokens; `body` is in bytes and on character boundaries.
    #[must_use]
    pub fn new(text: &'t str, body: Span, lexicon: &'static Lexicon) -> Self {
        let part = text.get(body.start..body.end).unwrap_or_default();
        let mut scan = Scan {
            part,
            bytes: part.as_bytes(),
            base: body.start,
            at: 0,
            spaced: true,
            lexicon,
            lines: Lines::read(text, body),
            list: Vec::with_capacity(part.len() / 5 + 8),
            paragraphs: Vec::new(),
            first: 0,
        };
        scan.run();
        Self {
            text,
            lexicon,
            list: scan.list,
            paragraphs: scan.paragraphs,
        }
    }

    /// Gives the text of a token.
    #[must_use]
    pub fn str(&self, index: usize) -> &'t str {
        self.list.get(index).map_or("", |t| self.slice(t.span))
    }

    /// Gives the text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Gives what the lexicon knows of a token; the empty entry when it knows nothing.
    #[must_use]
    pub fn entry(&self, index: usize) -> &'static Entry {
        #[cfg(test)]
        super::work::count();
        self.lexicon
            .entry(self.list.get(index).map_or(0, |t| t.lex))
    }

    /// Gives the kind of a token; `Other` beyond the end.
    #[must_use]
    pub fn kind(&self, index: usize) -> TokenKind {
        #[cfg(test)]
        super::work::count();
        self.list.get(index).map_or(TokenKind::Other, |t| t.kind)
    }

    /// Says whether a token is a word that starts with a capital letter.
    #[must_use]
    pub fn capital(&self, index: usize) -> bool {
        self.list.get(index).is_some_and(|t| {
            t.kind == TokenKind::Word && matches!(t.shape, Shape::Title | Shape::Upper)
        })
    }

    /// Gives the bytes from the start of token `from` to the end of token `to - 1`.
    #[must_use]
    pub fn span(&self, from: usize, to: usize) -> Span {
        match (
            self.list.get(from),
            to.checked_sub(1).and_then(|last| self.list.get(last)),
        ) {
            (Some(a), Some(b)) if a.span.start < b.span.end => Span::new(a.span.start, b.span.end),
            _ => Span::new(0, 0),
        }
    }
}

/// The characters that can be quotation marks.
#[must_use]
pub fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '`'
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '＂'
    )
}

/// The state of the one pass.
struct Scan<'t> {
    part: &'t str,
    bytes: &'t [u8],
    base: usize,
    at: usize,
    spaced: bool,
    lexicon: &'static Lexicon,
    lines: Lines,
    list: Vec<Token>,
    paragraphs: Vec<Paragraph>,
    first: usize,
}

impl Scan<'_> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            if byte == b'\n' {
                self.newline();
            } else if byte.is_ascii() {
                self.ascii(byte);
            } else {
                self.wide();
            }
        }
        self.paragraph();
    }

    fn paragraph(&mut self) {
        if self.first < self.list.len() {
            self.paragraphs.push(Paragraph {
                start: self.first,
                end: self.list.len(),
            });
            self.first = self.list.len();
        }
    }

    /// Ends the paragraph, unless the line end is no more than a blank.
    fn newline(&mut self) {
        let is_soft = self.lines.is_soft(self.base + self.at);
        self.at += 1;
        self.spaced = true;
        if !is_soft {
            self.paragraph();
        }
    }

    fn ascii(&mut self, byte: u8) {
        match byte {
            b' ' | b'\t' | b'\r' | 0x0b | 0x0c => {
                self.at += 1;
                self.spaced = true;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => self.word(),
            b'\'' | b'`' => self.single_mark(byte),
            b'"' => self.push(1, TokenKind::Mark),
            b'.' => self.dots(),
            b'?' | b'!' => {
                let run = self.bytes[self.at..]
                    .iter()
                    .take_while(|b| matches!(b, b'?' | b'!'))
                    .count();
                self.push(run, TokenKind::Stop);
            }
            b',' => self.push(1, TokenKind::Comma),
            b':' => self.push(1, TokenKind::Colon),
            b';' => self.push(1, TokenKind::Semicolon),
            b'(' | b'[' | b'{' => self.push(1, TokenKind::Open),
            b')' | b']' | b'}' => self.push(1, TokenKind::Close),
            b'-' => {
                let run = self.bytes[self.at..]
                    .iter()
                    .take_while(|b| **b == b'-')
                    .count();
                let apart = self.spaced
                    && self
                        .bytes
                        .get(self.at + run)
                        .is_none_or(u8::is_ascii_whitespace);
                self.push(
                    run,
                    if run > 1 || apart {
                        TokenKind::Dash
                    } else {
                        TokenKind::Other
                    },
                );
            }
            b'@' | b'#'
                if self
                    .bytes
                    .get(self.at + 1)
                    .is_some_and(u8::is_ascii_alphanumeric) =>
            {
                self.word();
            }
            _ => self.push(1, TokenKind::Other),
        }
    }

    /// An apostrophe that starts a clitic (`'s`) is a word; two in a row are one mark; else it is a mark.
    fn single_mark(&mut self, byte: u8) {
        if self.bytes.get(self.at + 1) == Some(&byte) {
            // Of three at a quotation's end the first closes the inner one.
            let three = self.bytes.get(self.at + 2) == Some(&byte) && !self.spaced;
            return self.push(if three { 1 } else { 2 }, TokenKind::Mark);
        }
        let tail = &self.bytes[self.at + 1..];
        match if self.spaced { 0 } else { clitic(tail) } {
            0 => self.push(1, TokenKind::Mark),
            length => self.push(1 + length, TokenKind::Word),
        }
    }

    fn dots(&mut self) {
        let rest = &self.bytes[self.at..];
        let mut run = rest.iter().take_while(|b| **b == b'.').count();
        while rest.get(run) == Some(&b' ') && rest.get(run + 1) == Some(&b'.') {
            run += 2;
        }
        self.push(
            run,
            if run > 1 {
                TokenKind::Ellipsis
            } else {
                TokenKind::Stop
            },
        );
    }

    /// A character of two bytes or more.
    fn wide(&mut self) {
        let Some(c) = self.part.get(self.at..).and_then(|s| s.chars().next()) else {
            self.at += 1;
            return;
        };
        let size = c.len_utf8();
        match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '「' | '」' | '『' | '』' | '＂' =>
            {
                self.push(size, TokenKind::Mark);
            }
            '‘' | '‛' | '‚' | '’' => {
                let tail = &self.bytes[self.at + size..];
                if tail.starts_with(c.encode_utf8(&mut [0; 4]).as_bytes()) {
                    return self.push(2 * size, TokenKind::Mark);
                }
                match if self.spaced || c == '‚' {
                    0
                } else {
                    clitic(tail)
                } {
                    0 => self.push(size, TokenKind::Mark),
                    length => self.push(size + length, TokenKind::Word),
                }
            }
            '…' => self.push(size, TokenKind::Ellipsis),
            '—' | '–' | '―' | '‒' => self.push(size, TokenKind::Dash),
            '。' | '！' | '？' => self.push(size, TokenKind::Stop),
            '，' | '、' => self.push(size, TokenKind::Comma),
            '：' => self.push(size, TokenKind::Colon),
            '；' => self.push(size, TokenKind::Semicolon),
            '\u{feff}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{ad}' => self.at += size,
            '\u{2028}' | '\u{2029}' | '\u{85}' => {
                self.at += size;
                self.spaced = true;
                self.paragraph();
            }
            c if c.is_whitespace() => {
                self.at += size;
                self.spaced = true;
            }
            c if c.is_alphanumeric() => self.word(),
            _ => self.push(size, TokenKind::Other),
        }
    }

    fn push(&mut self, size: usize, kind: TokenKind) {
        self.push_shaped(size, kind, Shape::None);
    }

    fn push_shaped(&mut self, size: usize, kind: TokenKind, shape: Shape) {
        let from = self.at;
        let lex = if kind == TokenKind::Word {
            self.lexicon.find(&self.part[from..from + size])
        } else {
            0
        };
        self.list.push(Token {
            span: Span::new(self.base + from, self.base + from + size),
            kind,
            shape,
            spaced: self.spaced,
            first: self.first == self.list.len(),
            lex,
        });
        self.at += size;
        self.spaced = false;
    }

    /// A run of letters and digits, with the marks that may stand inside a word.
    fn word(&mut self) {
        let from = self.at;
        let mut end = from;
        let mut shape = WordShape::default();
        let mut dots = 0_usize;
        if matches!(self.bytes[end], b'@' | b'#') {
            end += 1;
        }
        while end < self.bytes.len() {
            let byte = self.bytes[end];
            if byte.is_ascii_alphanumeric() || byte == b'_' {
                shape.see_ascii(byte);
                end += 1;
                continue;
            }
            let (c, size) = if byte.is_ascii() {
                (char::from(byte), 1)
            } else {
                self.char_at(end)
            };
            if size > 1 && c.is_alphanumeric() {
                shape.see(c);
                end += size;
                continue;
            }
            if is_accent(c) {
                end += size;
                continue;
            }
            if !self.joins(c, end, size, from, &mut dots) {
                break;
            }
            if matches!(c, '\'' | '’') {
                let length = clitic(&self.bytes[end + size..]);
                if length > 0 {
                    self.clitic_word(from, end, size + length, &shape);
                    return;
                }
                if elides(&self.part[from..end]) {
                    end += size;
                    break;
                }
            }
            end += size;
        }
        if self.bytes.get(end) == Some(&b'.') && self.takes_stop(from, end, dots, &shape) {
            end += 1;
        }
        self.push_shaped(end - from, shape.kind(), self.shape(from, end, &shape));
    }

    /// Gives the shape of a word; one in small letters that starts a name counts as written with a capital.
    fn shape(&self, from: usize, end: usize, seen: &WordShape) -> Shape {
        match seen.shape() {
            Shape::Lower if seen.capitals > 0 && starts_name(&self.part[from..end]) => Shape::Title,
            shape => shape,
        }
    }

    /// Says whether a blank stands at a byte: a space, one that does not break, a line end within a paragraph.
    fn blank_at(&self, at: usize) -> bool {
        let feed = at + usize::from(self.bytes.get(at) == Some(&b'\r'));
        match self.bytes.get(feed) {
            None => false,
            Some(b'\n') => self.lines.is_soft(self.base + feed),
            Some(_) => matches!(self.char_at(at).0, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'),
        }
    }

    fn char_at(&self, at: usize) -> (char, usize) {
        self.part
            .get(at..)
            .and_then(|s| s.chars().next())
            .map_or((' ', 1), |c| (c, c.len_utf8()))
    }

    /// Says whether `c`, at `end`, joins what stands before and after it into one word.
    fn joins(&self, c: char, end: usize, size: usize, from: usize, dots: &mut usize) -> bool {
        let next = self.bytes.get(end + size).copied().unwrap_or(b' ');
        let wide = !next.is_ascii() && self.char_at(end + size).0.is_alphanumeric();
        if !(next.is_ascii_alphanumeric() || wide) {
            return false;
        }
        let before = self.bytes[end - 1];
        match c {
            '.' => {
                // `offensive.The` is two sentences; `U.S`, `e.g`, `site.com` and `Site.NET` are one word.
                let shouts = self.bytes.get(end + 2).is_some_and(u8::is_ascii_uppercase);
                if before.is_ascii_lowercase()
                    && (next.is_ascii_uppercase() && !shouts || wide)
                    && end - from > 1
                {
                    return false;
                }
                *dots += 1;
                true
            }
            ',' => before.is_ascii_digit() && next.is_ascii_digit(),
            '\'' | '’' | '-' | '\u{2010}' | '\u{2011}' | '&' | '@' => true,
            _ => false,
        }
    }

    /// Cuts a clitic off the word that it leans on: `Trump|'s`, `did|n't`.
    fn clitic_word(&mut self, from: usize, end: usize, mut size: usize, shape: &WordShape) {
        let mut end = end;
        let not = self.bytes[end - 1] == b'n'
            && self
                .bytes
                .get(end..end + size)
                .is_some_and(|s| s.last() == Some(&b't'));
        if not && end - from > 1 {
            end -= 1;
            size += 1;
        }
        self.push_shaped(end - from, shape.kind(), self.shape(from, end, shape));
        self.push_shaped(size, TokenKind::Word, Shape::Lower);
    }

    /// Says whether the stop after the word at `from..end` belongs to it: `U.S.`, `Sen.`, `J.`.
    fn takes_stop(&self, from: usize, end: usize, dots: usize, shape: &WordShape) -> bool {
        let word = &self.part[from..end];
        if dots > 0 {
            let longest = word.split('.').map(str::len).max().unwrap_or(0);
            return longest <= 2 && !shape.digits;
        }
        if shape.letters == 1 && shape.capitals == 1 {
            return self.blank_at(end + 1) && word != "I";
        }
        shape.letters <= 6
            && self
                .lexicon
                .is_abbreviation(word.rsplit('-').next().unwrap_or(word))
    }
}

#[cfg(test)]
mod tests;
