//! What the letters of a word tell while it is read: its shape, the clitic that it ends with, the vowel that it lost.

use super::{Shape, TokenKind};

/// What is known of a word's letters while it is read.
#[derive(Default)]
pub(super) struct WordShape {
    pub(super) letters: usize,
    pub(super) capitals: usize,
    pub(super) first_capital: bool,
    pub(super) digits: bool,
}

impl WordShape {
    pub(super) fn see_ascii(&mut self, byte: u8) {
        if byte.is_ascii_digit() {
            self.digits = true;
        } else if byte != b'_' {
            self.letter(byte.is_ascii_uppercase());
        }
    }

    pub(super) fn see(&mut self, c: char) {
        if c.is_numeric() {
            self.digits = true;
        } else {
            self.letter(c.is_uppercase());
        }
    }

    pub(super) fn letter(&mut self, capital: bool) {
        self.letters += 1;
        if capital {
            self.capitals += 1;
            self.first_capital |= self.letters == 1;
        }
    }

    pub(super) fn kind(&self) -> TokenKind {
        if self.letters == 0 && self.digits {
            TokenKind::Number
        } else {
            TokenKind::Word
        }
    }

    pub(super) fn shape(&self) -> Shape {
        match (self.letters, self.capitals, self.first_capital) {
            (0, _, _) => Shape::None,
            (n, c, _) if n > 1 && n == c => Shape::Upper,
            (_, _, true) => Shape::Title,
            _ => Shape::Lower,
        }
    }
}

/// Gives the length of the English clitic (without its apostrophe) that `tail` starts with, `0` when there is none.
pub(super) fn clitic(tail: &[u8]) -> usize {
    let length = tail
        .iter()
        .take(3)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    // A wide letter after it means a longer word; ASCII letters were counted.
    let known = matches!(
        &tail[..length],
        b"s" | b"S"
            | b"t"
            | b"T"
            | b"d"
            | b"m"
            | b"M"
            | b"re"
            | b"RE"
            | b"ve"
            | b"VE"
            | b"ll"
            | b"LL"
    );
    let ended = tail
        .get(length)
        .is_none_or(|b| b.is_ascii() && !b.is_ascii_digit() || matches!(*b, 0xc2 | 0xe2));
    if known && ended { length } else { 0 }
}

/// Says whether a French article or pronoun loses its vowel here: `l’`, `qu’`.
pub(super) fn elides(word: &str) -> bool {
    matches!(
        word,
        "l" | "d" | "c" | "j" | "n" | "s" | "m" | "t" | "qu" | "L" | "C" | "J" | "N" | "S" | "Qu"
    )
}

/// Says whether a word in small letters starts a name all the same, with an Arabic article: `al-Masri`.
pub(super) fn starts_name(word: &str) -> bool {
    let Some((article, name)) = word.split_once('-') else {
        return false;
    };
    matches!(
        article,
        "al" | "el" | "ul" | "an" | "ar" | "as" | "ash" | "ad" | "at" | "az"
    ) && name.starts_with(char::is_uppercase)
}
