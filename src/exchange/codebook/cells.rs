//! Several values in one cell of a table: an item on each line, its parts between `|`.
//!
//! `\n`, `\r`, `\|` and `\\` stand for a line end, a carriage return, a stroke and a backslash within a value; `\s` and `\t` for
//! a blank and a tabulator at either end, where they would be taken for layout; `\e` for a value that is empty.

/// Stands between the parts of an item.
const BETWEEN: &str = " | ";

/// Blanks around a part that mean nothing.
const LAYOUT: [char; 3] = [' ', '\t', '\r'];

/// Writes items as one cell. Of each its first `least` parts are written even if they are empty.
pub(super) fn joined<'a>(items: impl Iterator<Item = Vec<&'a str>>, least: usize) -> String {
    let lines: Vec<String> = items.map(|parts| line(&parts, least)).collect();
    lines.join("\n")
}

/// Reads items from a cell; lines that are empty are none.
pub(super) fn items(cell: &str) -> Vec<Vec<String>> {
    let lines = cell.split('\n').map(|line| line.trim_matches(LAYOUT));
    lines.filter(|line| !line.is_empty()).map(parts).collect()
}

fn line(parts: &[&str], least: usize) -> String {
    let used = parts.iter().rposition(|part| !part.is_empty());
    let used = used.map_or(0, |last| last + 1).max(least.max(1));
    let written = parts.iter().take(used).enumerate().map(|(index, part)| {
        if part.is_empty() && index + 1 == used {
            "\\e".to_owned()
        } else {
            escaped(part)
        }
    });
    written.collect::<Vec<_>>().join(BETWEEN)
}

fn parts(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let (mut from, mut is_escaped) = (0, false);
    for (at, char) in line.char_indices() {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '|' => {
                out.push(unescaped(&line[from..at]));
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(unescaped(&line[from..]));
    out
}

fn escaped(text: &str) -> String {
    let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
    let mut out = String::with_capacity(text.len());
    for (at, char) in text.char_indices() {
        let is_edge = at == 0 || at == last;
        match char {
            '\\' => out.push_str("\\\\"),
            '|' => out.push_str("\\|"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            ' ' if is_edge => out.push_str("\\s"),
            '\t' if is_edge => out.push_str("\\t"),
            _ => out.push(char),
        }
    }
    out
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.trim_matches(LAYOUT).chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            out.push(char);
            continue;
        }
        match chars.next() {
            Some('e') => {}
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('s') => out.push(' '),
            Some('t') => out.push('\t'),
            Some(other @ ('\\' | '|')) => out.push(other),
            // Somebody's own backslash.
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(cell: &str, expected: &[&[&str]]) {
        assert_eq!(items(cell), expected);
    }

    #[test]
    fn cells_are_read_as_people_write_them() {
        check("", &[]);
        check("a", &[&["a"]]);
        check("a\r\n\r\n  b | c  \n", &[&["a"], &["b", "c"]]);
        check("a | | c", &[&["a", "", "c"]]);
        check("a\\|b\\nc", &[&["a|b\nc"]]);
        check("C:\\dir\\", &[&["C:\\dir\\"]]);
        check("\\e", &[&[""]]);
    }

    #[test]
    fn cells_are_written_plainly() {
        let cell = |parts: &[&str], least| joined(std::iter::once(parts.to_vec()), least);
        assert_eq!(cell(&["a", "", ""], 1), "a");
        assert_eq!(cell(&["a", "", "c"], 1), "a |  | c");
        assert_eq!(cell(&["", ""], 1), "\\e");
        assert_eq!(cell(&["a", ""], 2), "a | \\e");
        assert_eq!(cell(&[" a b "], 1), "\\sa b\\s");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            given in proptest::collection::vec(proptest::collection::vec("[a|\\\\ \t\r\ne😀]{0,4}", 2), 0..4),
        ) {
            let parts = given.iter().map(|parts| parts.iter().map(String::as_str).collect());
            let cell = joined(parts, 2);
            prop_assert_eq!(items(&cell), given);
        }
    }
}
