//! What XML is written with.

use std::fmt::Write as _;

/// XML that is written, an element on each line, as deep as it lies.
#[derive(Default)]
pub(super) struct Xml {
    pub(super) text: String,
    pub(super) depth: usize,
}

impl Xml {
    /// Writes a line.
    pub(super) fn line(&mut self, line: &str) {
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Begins an element with others in it.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.line(&format!("<{}>", tag(name, attributes)));
        self.depth += 1;
    }

    /// Ends one.
    pub(super) fn close(&mut self, name: &str) {
        self.depth -= 1;
        self.line(&format!("</{name}>"));
    }

    /// Writes an element with nothing in it.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.line(&format!("<{}/>", tag(name, attributes)));
    }
}

/// Returns what stands between the brackets of an element that begins.
fn tag(name: &str, attributes: &[(&str, &str)]) -> String {
    let mut tag = name.to_owned();
    for (name, value) in attributes {
        // Writing to a string cannot fail.
        let _ = write!(tag, " {name}=\"{}\"", escaped(value, true));
    }
    tag
}

/// Writes what means something in XML as what stands for it; what XML cannot hold becomes U+FFFD.
pub(super) fn escaped(text: &str, is_attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' if is_attribute => out.push_str("&#10;"),
            '\t' if is_attribute => out.push_str("&#9;"),
            _ if is_forbidden(char) => out.push(char::REPLACEMENT_CHARACTER),
            _ => out.push(char),
        }
    }
    out
}

fn is_forbidden(char: char) -> bool {
    let is_control = char < ' ' && char != '\n' && char != '\t';
    is_control || matches!(char, '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, is_attribute: bool, expected: &str) {
        assert_eq!(escaped(text, is_attribute), expected);
    }

    #[test]
    fn what_means_something_is_escaped() {
        check("a “b” 😀", true, "a “b” 😀");
        check("<a href='x'>&\"", true, "&lt;a href='x'&gt;&amp;&quot;");
        check("a\r\n\tb", true, "a&#13;&#10;&#9;b");
        check("a\r\n\tb", false, "a&#13;\n\tb");
        check("a\0\u{1b}b\u{ffff}", true, "a\u{fffd}\u{fffd}b\u{fffd}");
        assert_eq!(tag("a", &[("b", "<")]), "a b=\"&lt;\"");
    }
}
