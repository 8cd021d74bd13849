//! The quotation that a double click means.

use std::ops::Range;

/// Opening marks with the mark that closes them. A mark may close one pair and open another: `“` ends a German one.
const PAIRS: [(char, char); 8] = [
    ('“', '”'),
    ('„', '“'),
    ('„', '”'),
    ('«', '»'),
    ('»', '«'),
    ('‹', '›'),
    ('「', '」'),
    ('『', '』'),
];

/// Returns the innermost quotation of `paragraph` round the byte `at`, with its marks, as bytes of the paragraph.
///
/// Curly, low, angled and corner marks go by pairs, straight double ones by turns. Single marks are left out: they are
/// apostrophes far more often.
pub(super) fn around(paragraph: &str, at: usize) -> Option<Range<usize>> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut straight: Option<usize> = None;
    let mut best: Option<Range<usize>> = None;
    let mut close = |start: usize, end: usize| {
        let inside = start <= at && at < end;
        let inner = best.as_ref().is_none_or(|best| end - start < best.len());
        if inside && inner {
            best = Some(start..end);
        }
    };
    for (place, char) in paragraph.char_indices() {
        let end = place + char.len_utf8();
        if char == '"' {
            match straight.take() {
                Some(start) => close(start, end),
                None => straight = Some(place),
            }
            continue;
        }
        let closes = |opened: char| PAIRS.contains(&(opened, char));
        if let Some(depth) = open.iter().rposition(|&(_, opened)| closes(opened)) {
            let (start, _) = open[depth];
            open.truncate(depth);
            close(start, end);
        } else if PAIRS.iter().any(|&(opening, _)| opening == char) {
            open.push((place, char));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The click is at `|`, the quotation expected between `[` and `]`.
    #[track_caller]
    fn check(expected: &str) {
        let given = expected.replace(['[', ']'], "");
        let at = given.find('|').unwrap();
        let paragraph = given.replace('|', "");
        let plain = expected.replace('|', "");
        let found = around(&paragraph, at);
        let wanted = plain
            .find('[')
            .map(|start| start..plain.find(']').unwrap() - 1);
        assert_eq!(found, wanted, "{expected}");
    }

    #[test]
    fn a_click_finds_the_innermost_quotation() {
        check("He said [“we ne|ver did”] and left.");
        check("He sa|id “we never did” and left.");
        check("“One,” he said, [“t|wo.”]");
        check("“One,” he |said, “two.”");
        check("[\"Straight on|es\"] too, \"twice\".");
        check("\"Straight ones\" t|oo, \"twice\".");
        check("“He called it [„e|in Fest“] then.”");
        check("Он сказал: [«н|ет»].");
        check("[«Пус|ть „так“ будет»]");
        check("“never clos|ed");
        check("don’t cl|ick ’90s");
        check("[“It’s h|ers”]");
    }
}
