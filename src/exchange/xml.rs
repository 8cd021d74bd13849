//! What XML is written with.

use std::fmt::Write as _;

/// Returns what stands between the brackets of an element that begins.
pub(super) fn tag(name: &str, attributes: &[(&str, &str)]) -> String {
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
