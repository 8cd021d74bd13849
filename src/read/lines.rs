//! Lines of a text with their places.

use crate::model::span::Span;

/// Longest stretch of a line that is looked at, in bytes: what is recognised stands at a line's start.
const REACH: usize = 1000;

/// Represents one line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// The line without white space at its ends, cut at [`REACH`] bytes.
    pub(super) text: &'a str,
    /// Where all of it stands in the text, without white space at its ends (bytes).
    pub(super) span: Span,
    /// Whether a blank line or the end of the text follows.
    pub(super) closed: bool,
}

impl Line<'_> {
    /// Tells whether the line is longer than what is looked at.
    pub(super) fn is_cut(&self) -> bool {
        self.text.len() < self.span.len()
    }
}

/// Returns the lines from the byte offset `from` that are not blank.
pub(super) fn lines(text: &str, from: usize) -> impl Iterator<Item = Line<'_>> {
    let mut at = from;
    std::iter::from_fn(move || {
        while at < text.len() {
            let end = text[at..]
                .find('\n')
                .map_or(text.len(), |newline| at + newline);
            let whole = &text[at..end];
            let start = at + (whole.len() - whole.trim_start().len());
            let trimmed = whole.trim();
            at = (end + 1).min(text.len());
            if trimmed.is_empty() {
                continue;
            }
            let next = text[at..].lines().next().unwrap_or_default();
            return Some(Line {
                text: &trimmed[..trimmed.floor_char_boundary(REACH)],
                span: Span::new(start, start + trimmed.len()),
                closed: next.trim().is_empty(),
            });
        }
        None
    })
}

/// Removes the given prefix, in any case of its ASCII letters.
pub(super) fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_places() {
        let text = " One \r\n\r\nTwo\nThree";
        let found: Vec<_> = lines(text, 0)
            .map(|line| (line.text, line.span.start, line.closed))
            .collect();
        assert_eq!(
            found,
            [("One", 1, true), ("Two", 9, false), ("Three", 13, true)]
        );
        assert_eq!(strip_prefix("SIGN UP for", "sign up "), Some("for"));
        assert_eq!(strip_prefix("“”", "si"), None);
    }
}
