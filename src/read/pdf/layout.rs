//! Paragraphs of the lines of pages: what stands on page after page is left out, broken words are joined, and lines that
//! go on make one paragraph.

use std::collections::BTreeMap;

use super::glyphs::Line;

/// How many of the highest and lowest lines of a page may be what every page has.
const EDGE: usize = 2;

/// Pages on which a line has to stand to be what every page has.
const LEAST_PAGES: usize = 3;

/// Lines of a page that have to be numbered to be numbered for reference.
const LEAST_NUMBERED: usize = 10;

/// How far the lines of a column may begin apart, in points.
const COLUMN: f64 = 24.0;

/// What stands before the items of a list.
const BULLETS: [char; 7] = ['•', '▪', '◦', '‣', '■', '●', '·'];

/// Words before which a hyphen stays: `Nord- und Südkorea`.
const JOINING: [&str; 10] = [
    "and", "bzw", "e", "en", "et", "o", "oder", "of", "or", "und",
];

/// Makes a text of the lines of pages.
pub(super) fn text(mut pages: Vec<Vec<Line>>) -> String {
    for page in &mut pages {
        without_numbers(page);
    }
    without_heads(&mut pages);
    let mut paragraphs = Paragraphs::default();
    for page in &pages {
        let leading = leading(page);
        let columns = Columns::of(page);
        let mut last: Option<&Line> = None;
        for line in page {
            let is_new = match last {
                Some(last) => is_new(last, line, leading, &columns),
                // A page ends where it is full, wherever the sentence is.
                None => paragraphs.ends_a_sentence(),
            };
            paragraphs.add(&line.text, is_new);
            last = Some(line);
        }
    }
    paragraphs.finish()
}

/// Takes away the numbers of lines that count from the top of a page, in its margin.
fn without_numbers(page: &mut Vec<Line>) {
    let number = |line: &Line| {
        let first = line.text.split(' ').next()?;
        first.parse::<usize>().ok()
    };
    let mut expected = 1;
    let mut numbered = Vec::new();
    for (at, line) in page.iter().enumerate() {
        if number(line) == Some(expected) {
            numbered.push(at);
            expected += 1;
        }
    }
    if numbered.len() < LEAST_NUMBERED || numbered.len() * 5 < page.len() * 2 {
        return;
    }
    for at in numbered {
        let line = &mut page[at];
        line.text = match line.text.split_once(' ') {
            Some((_, words)) => words.to_owned(),
            None => String::new(),
        };
    }
    page.retain(|line| !line.text.is_empty());
}

/// Takes away what stands at the edges of page after page: names of papers, numbers of pages.
fn without_heads(pages: &mut [Vec<Line>]) {
    let mut counts: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for page in pages.iter() {
        let mut keys: Vec<(bool, String)> = edges(page)
            .into_iter()
            .map(|(at, is_high)| (is_high, key(&page[at].text)))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    let all = pages.len();
    let is_head = |is_high: bool, text: &str| {
        let key = key(text);
        let count = counts.get(&(is_high, key.clone())).copied().unwrap_or(0);
        // The two sides of a sheet may differ, and the first page has none.
        let is_often = count >= LEAST_PAGES && count * 3 >= all;
        is_often || (count == all && all > 1 && is_page_number(&key))
    };
    for page in pages.iter_mut() {
        let mut gone: Vec<usize> = edges(page)
            .into_iter()
            .filter(|(at, is_high)| is_head(*is_high, &page[*at].text))
            .map(|(at, _)| at)
            .collect();
        gone.sort_unstable();
        gone.dedup();
        for at in gone.into_iter().rev() {
            page.remove(at);
        }
    }
}

/// Returns the places of the highest and the lowest lines of a page, and whether each is one of the highest.
fn edges(page: &[Line]) -> Vec<(usize, bool)> {
    let mut order: Vec<usize> = (0..page.len()).collect();
    order.sort_by(|a, b| page[*b].y.total_cmp(&page[*a].y).then(a.cmp(b)));
    let high = order.iter().take(EDGE).map(|at| (*at, true));
    let low = order.iter().rev().take(EDGE).map(|at| (*at, false));
    high.chain(low).collect()
}

/// Returns a line as it stands on every page: with a sign for each number.
fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for char in text.chars() {
        if !char.is_numeric() {
            key.extend(char.to_lowercase());
        } else if !key.ends_with('#') {
            key.push('#');
        }
    }
    key
}

/// Tells whether a line says nothing but which page it is: `3`, `- 3 -`, `Page 3 of 5`.
fn is_page_number(key: &str) -> bool {
    let words: Vec<&str> = key
        .split(|char: char| !char.is_alphanumeric() && char != '#')
        .filter(|word| !word.is_empty() && *word != "#")
        .collect();
    let known = [
        "page", "of", "p", "seite", "von", "sur", "de", "página", "pagina",
    ];
    key.contains('#') && words.iter().all(|word| known.contains(word))
}

/// Returns how far lines of a page stand apart, usually.
fn leading(page: &[Line]) -> f64 {
    let mut gaps: Vec<f64> = page
        .windows(2)
        .map(|pair| pair[0].y - pair[1].y)
        .filter(|gap| *gap > 0.0)
        .collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(0.0)
}

/// How far the lines reach that begin about alike: those of a column.
struct Columns(Vec<(f64, f64)>);

impl Columns {
    fn of(page: &[Line]) -> Self {
        let mut all: Vec<(f64, f64)> = Vec::new();
        for line in page {
            let place = column(line);
            match all.binary_search_by(|(known, _)| known.total_cmp(&place)) {
                Ok(at) => all[at].1 = all[at].1.max(line.end),
                Err(at) => all.insert(at, (place, line.end)),
            }
        }
        Self(all)
    }

    /// Returns which part of its column is left behind a line.
    fn left_behind(&self, line: &Line) -> f64 {
        let place = column(line);
        let near = self.0.iter();
        let near = near.filter(|(known, _)| (known - place).abs() < 1.5);
        let right = near.map(|(_, end)| *end).fold(line.end, f64::max);
        (right - line.end) / (right - line.start).max(line.size).max(1.0)
    }
}

/// Returns a number for where a line begins, which lines of one column share, or nearly.
fn column(line: &Line) -> f64 {
    (line.start / COLUMN).floor()
}

/// Tells whether a line begins a paragraph.
fn is_new(last: &Line, line: &Line, leading: f64, columns: &Columns) -> bool {
    let gap = last.y - line.y;
    let is_larger = (last.size - line.size).abs() > 0.15 * last.size.max(line.size);
    if is_larger || line.text.starts_with(BULLETS) {
        return true;
    }
    if gap < 0.0 {
        // The next column: the sentence goes on, or not.
        return ends_a_sentence(&last.text);
    }
    let size = last.size.max(line.size);
    let indent = line.start - last.start;
    let is_indented = indent > 0.8 * size && indent < 6.0 * size;
    let left_behind = columns.left_behind(last);
    // Headings and lists have short lines that end no sentence; wrapped lines are never that short.
    let is_alone = left_behind > 0.35
        && !line.text.starts_with(char::is_lowercase)
        && !last.text.ends_with('-');
    let is_over = ends_a_sentence(&last.text) && (is_indented || left_behind > 0.2);
    gap > 1.35 * leading || is_over || is_alone
}

/// Tells whether a sentence may end with these words.
fn ends_a_sentence(words: &str) -> bool {
    let end = words.trim_end_matches(|char: char| "”’\"')»]“".contains(char));
    end.ends_with(['.', '!', '?', '…', ':', '。', '！', '？'])
}

/// The paragraphs so far.
#[derive(Debug, Default)]
struct Paragraphs {
    text: String,
    paragraph: String,
}

impl Paragraphs {
    /// Tells whether what was added last ends a sentence; so it is where nothing was.
    fn ends_a_sentence(&self) -> bool {
        self.paragraph.is_empty() || ends_a_sentence(&self.paragraph)
    }

    fn add(&mut self, line: &str, is_new: bool) {
        if is_new {
            self.end();
        }
        if self.paragraph.is_empty() {
            self.paragraph.push_str(line);
            return;
        }
        if self.paragraph.ends_with('\u{ad}') || is_broken(&self.paragraph, line) {
            self.paragraph.pop();
        } else if !is_within_east_asian(&self.paragraph, line) {
            self.paragraph.push(' ');
        }
        self.paragraph.push_str(line);
    }

    fn end(&mut self) {
        let paragraph = self.paragraph.replace('\u{ad}', "");
        if !paragraph.trim().is_empty() {
            if !self.text.is_empty() {
                self.text.push_str("\n\n");
            }
            self.text.push_str(paragraph.trim());
        }
        self.paragraph.clear();
    }

    fn finish(mut self) -> String {
        self.end();
        self.text
    }
}

/// Tells whether a word is broken at the end of a line, and not a compound that has its hyphen anyway.
fn is_broken(before: &str, line: &str) -> bool {
    let Some(stem) = before.strip_suffix(['-', '\u{2010}']) else {
        return false;
    };
    let word = line.split(' ').next().unwrap_or_default();
    let word = word.trim_end_matches(|char: char| !char.is_alphanumeric());
    stem.ends_with(char::is_alphabetic)
        && line.starts_with(char::is_lowercase)
        && !JOINING.contains(&word)
}

/// Tells whether two lines are of a script that has no blanks between words.
fn is_within_east_asian(before: &str, line: &str) -> bool {
    let is_one = |char: char| matches!(char, '\u{3000}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}');
    before.ends_with(is_one) && line.starts_with(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a page of lines that stand 12 points apart; each is its text, from where to where it reaches, and the blank
    /// lines above it.
    fn page(lines: &[(&str, f64, f64, u32)]) -> Vec<Line> {
        let mut y = 800.0;
        lines
            .iter()
            .map(|(text, start, end, blank)| {
                y -= 12.0 * f64::from(blank + 1);
                Line {
                    text: (*text).to_owned(),
                    start: *start,
                    end: *end,
                    y,
                    size: 10.0,
                }
            })
            .collect()
    }

    #[track_caller]
    fn check(pages: &[Vec<Line>], expected: &str) {
        assert_eq!(text(pages.to_vec()), expected);
    }

    #[test]
    fn lines_make_paragraphs() {
        check(
            &[page(&[
                ("Talks end", 50.0, 100.0, 0),
                ("The talks about the har-", 50.0, 300.0, 1),
                ("bour ended in Nord-", 50.0, 300.0, 0),
                ("und Mittelberg.", 50.0, 150.0, 0),
                ("Nobody said why.", 50.0, 300.0, 0),
                ("A new one,", 60.0, 300.0, 0),
                ("and more.", 50.0, 300.0, 0),
            ])],
            "Talks end\n\nThe talks about the harbour ended in Nord- und Mittelberg.\n\nNobody said why.\n\nA new one, and more.",
        );
        check(
            &[
                page(&[("The talks go", 50.0, 300.0, 0)]),
                page(&[("on and on.", 50.0, 300.0, 0)]),
            ],
            "The talks go on and on.",
        );
        check(
            &[page(&[
                ("Who was there:", 50.0, 120.0, 0),
                (
                    "• Anna Berg, who speaks for the harbour and for the",
                    60.0,
                    300.0,
                    0,
                ),
                ("ferries", 70.0, 100.0, 0),
                ("• Jan Holm", 60.0, 110.0, 0),
            ])],
            "Who was there:\n\n• Anna Berg, who speaks for the harbour and for the ferries\n\n• Jan Holm",
        );
        check(
            &[page(&[
                ("会谈在港口", 50.0, 300.0, 0),
                ("结束了。", 50.0, 300.0, 0),
            ])],
            "会谈在港口结束了。",
        );
        check(&[], "");
    }

    #[test]
    fn what_every_page_has_is_left_out() {
        let paged = |number: u32, words: &str| {
            let foot = format!("{number}");
            page(&[
                ("The Harlow Wire", 50.0, 120.0, 0),
                (words, 50.0, 300.0, 2),
                (foot.as_str(), 50.0, 60.0, 3),
            ])
        };
        check(
            &[paged(1, "One."), paged(2, "Two."), paged(3, "Three.")],
            "One.\n\nTwo.\n\nThree.",
        );
        // Of two pages only numbers are known to be none of the text.
        let two = text(vec![paged(1, "One."), paged(2, "Two.")]);
        assert!(two.contains("The Harlow Wire") && !two.contains('1') && !two.contains('2'));
    }

    #[test]
    fn numbers_of_lines_are_left_out() {
        let texts: Vec<String> = (1..=12).map(|number| format!("{number} words")).collect();
        let lines: Vec<(&str, f64, f64, u32)> = texts
            .iter()
            .map(|text| (text.as_str(), 50.0, 300.0, 0))
            .collect();
        assert!(!text(vec![page(&lines)]).contains(char::is_numeric));
        assert!(text(vec![page(&lines[..5])]).contains('5'));
    }
}
