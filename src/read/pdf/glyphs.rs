//! The lines of a page, of the letters that it draws and where they stand.

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

/// How far letters stand apart that belong to two words, how far a line may be off that goes on, and how far back a line
/// may go that goes on, in sizes of the letters.
const APART: f64 = 0.15;
const OFF: f64 = 0.5;
const BACK: f64 = 0.8;

/// One line of a page, in points; y grows upwards.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) y: f64,
    /// Size of its letters.
    pub(super) size: f64,
}

/// A letter, or what a font makes of several.
#[derive(Clone, Debug)]
struct Glyph {
    text: String,
    /// Where it begins, by the directions of the page.
    x: f64,
    y: f64,
    width: f64,
    size: f64,
    /// In which of the four directions it runs, from left to right being 0.
    direction: usize,
}

/// The letters of a page, in the order in which they are drawn.
#[derive(Debug, Default)]
pub(super) struct Glyphs(Vec<Glyph>);

impl OutputDev for Glyphs {
    fn begin_page(
        &mut self,
        _number: u32,
        _media_box: &MediaBox,
        _art_box: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        char: &str,
    ) -> Result<(), OutputError> {
        let across = (place.m11 * font_size, place.m12 * font_size);
        let up = (place.m21 * font_size, place.m22 * font_size);
        let size = up.0.hypot(up.1);
        let numbers = [place.m31, place.m32, across.0, across.1, size, width];
        if numbers.iter().all(|number| number.is_finite()) {
            self.0.push(Glyph {
                text: letters(char),
                x: place.m31,
                y: place.m32,
                width: width * across.0.hypot(across.1),
                size,
                direction: direction(across),
            });
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// Returns in which of the four directions letters run.
fn direction((x, y): (f64, f64)) -> usize {
    match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
        (true, true, _) => 0,
        (false, _, true) => 1,
        (true, false, _) => 2,
        (false, _, false) => 3,
    }
}

impl Glyphs {
    /// Returns the lines of the page, in the order in which they are drawn.
    pub(super) fn lines(self) -> Vec<Line> {
        let mut counts = [0usize; 4];
        for glyph in &self.0 {
            counts[glyph.direction] += 1;
        }
        // A page that lies on its side is read as it is held; of two as frequent the first counts.
        let main = (0..counts.len()).rev().max_by_key(|at| counts[*at]);
        let main = main.unwrap_or(0);
        let mut lines: Vec<Line> = Vec::new();
        for mut glyph in self.0 {
            if glyph.direction != main {
                continue;
            }
            let (x, y) = (glyph.x, glyph.y);
            (glyph.x, glyph.y) = match main {
                0 => (x, y),
                1 => (y, -x),
                2 => (-x, -y),
                _ => (-y, x),
            };
            add(&mut lines, &glyph);
        }
        for line in &mut lines {
            let words: Vec<&str> = line.text.split_whitespace().collect();
            line.text = words.join(" ");
        }
        lines.retain(|line| !line.text.is_empty());
        lines
    }
}

/// Adds a letter to the last line, or begins one with it.
fn add(lines: &mut Vec<Line>, glyph: &Glyph) {
    let goes_on = lines.last().is_some_and(|line| {
        let size = line.size.max(glyph.size);
        (line.y - glyph.y).abs() <= OFF * size && glyph.x >= line.end - BACK * size
    });
    let is_blank = glyph.text.trim().is_empty();
    if !goes_on {
        if !is_blank {
            lines.push(Line {
                text: glyph.text.clone(),
                start: glyph.x,
                end: glyph.x + glyph.width,
                y: glyph.y,
                size: glyph.size,
            });
        }
        return;
    }
    let Some(line) = lines.last_mut() else { return };
    if glyph.x > line.end + APART * line.size.max(glyph.size) {
        line.text.push(' ');
    }
    line.text.push_str(&glyph.text);
    line.end = line.end.max(glyph.x + glyph.width);
    if !is_blank && glyph.size > line.size {
        // An initial or a raised figure is not what the line stands on.
        line.y = glyph.y;
        line.size = glyph.size;
    }
}

/// Returns the letters of a sign: of a ligature those that it joins.
fn letters(sign: &str) -> String {
    let mut letters = String::with_capacity(sign.len());
    for char in sign.chars() {
        match char {
            '\u{fb00}' => letters.push_str("ff"),
            '\u{fb01}' => letters.push_str("fi"),
            '\u{fb02}' => letters.push_str("fl"),
            '\u{fb03}' => letters.push_str("ffi"),
            '\u{fb04}' => letters.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => letters.push_str("st"),
            // The bullets of Word's fonts of signs.
            '\u{f0a7}' | '\u{f0b7}' | '\u{f0d8}' => letters.push('•'),
            '\u{a0}' | '\t' | '\n' | '\r' => letters.push(' '),
            '\0' | '\u{200b}' | '\u{feff}' => {}
            char => letters.push(char),
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(text: &str, x: f64, y: f64) -> Glyph {
        Glyph {
            text: text.to_owned(),
            x,
            y,
            width: 5.0,
            size: 10.0,
            direction: 0,
        }
    }

    #[track_caller]
    fn check(glyphs: &[(&str, f64, f64)], expected: &[&str]) {
        let glyphs = glyphs.iter().map(|(text, x, y)| glyph(text, *x, *y));
        let lines = Glyphs(glyphs.collect()).lines();
        let shown: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn letters_make_words_and_lines() {
        check(
            &[
                ("a", 0.0, 50.0),
                ("b", 5.0, 50.0),
                ("c", 15.0, 50.0),
                ("d", 0.0, 38.0),
            ],
            &["ab c", "d"],
        );
        check(
            &[("a", 0.0, 50.0), (" ", 5.0, 50.0), ("b", 12.0, 50.0)],
            &["a b"],
        );
        // A raised figure, a kerned letter, and a second column.
        check(
            &[
                ("a", 0.0, 50.0),
                ("2", 5.0, 53.0),
                ("b", 9.0, 50.0),
                ("c", 100.0, 90.0),
            ],
            &["a2b", "c"],
        );
        check(&[(" ", 0.0, 50.0)], &[]);
        assert_eq!(letters("\u{fb01}n\u{a0}"), "fin ");
    }

    #[test]
    fn a_page_on_its_side_is_read_as_it_is_held() {
        let place = |x: f64, y: f64| Transform::row_major(0.0, 1.0, -1.0, 0.0, x, y);
        let mut glyphs = Glyphs::default();
        for (char, x, y) in [("a", 50.0, 0.0), ("b", 50.0, 5.0), ("c", 62.0, 0.0)] {
            glyphs
                .output_character(&place(x, y), 0.5, 0.0, 10.0, char)
                .unwrap();
        }
        let lines = glyphs.lines();
        let shown: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(shown, ["ab", "c"]);
        assert!(lines[0].y > lines[1].y);
    }
}
