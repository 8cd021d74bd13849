//! Text as XML has it.

/// Returns a text with what XML reads otherwise escaped, and what it forbids replaced.
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
