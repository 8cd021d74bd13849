//! The words of marked-up text: paragraphs out of a document tree, as a browser shows them.
//!
//! Paragraphs are set apart by a blank line, items of a list and rows of a table by a line end. Runs of white space are one
//! blank, no-break spaces too; soft hyphens and characters without width are left out. `<q>` gets the marks that a browser
//! draws.

use dom_query::NodeRef;

/// What an element does to the words around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Inline,
    /// A paragraph of its own.
    Block,
    /// A line of its own.
    Item,
    /// A cell of a table.
    Cell,
    /// The end of a line.
    Break,
    /// Words in quotation marks that are not written.
    Quotation,
    /// Nothing that is read.
    Hidden,
}

/// A step of the walk through the tree, which may be deeper than the stack.
enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(Kind),
}

/// Returns the text of a tree.
pub(super) fn text(root: NodeRef<'_>) -> String {
    let mut words = Words::default();
    let mut steps = vec![Step::Enter(root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(node) if node.is_text() => words.add(&node.text()),
            Step::Enter(node) => {
                let kind = node.node_name().map_or(Kind::Inline, |name| kind(&name));
                if kind == Kind::Hidden {
                    continue;
                }
                words.enter(kind);
                steps.push(Step::Leave(kind));
                steps.extend(node.children().into_iter().rev().map(Step::Enter));
            }
            Step::Leave(kind) => words.leave(kind),
        }
    }
    words.end();
    words.text
}

/// Makes a line of words that stand in several.
pub(super) fn line(text: &str) -> String {
    let mut words = Words::default();
    words.add(text);
    words.end();
    words.text
}

fn kind(name: &str) -> Kind {
    match name {
        "address" | "article" | "aside" | "blockquote" | "body" | "center" | "details" | "div"
        | "dl" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3"
        | "h4" | "h5" | "h6" | "header" | "hr" | "main" | "nav" | "ol" | "p" | "pre"
        | "section" | "summary" | "table" | "ul" => Kind::Block,
        "caption" | "dd" | "dt" | "li" | "tr" => Kind::Item,
        "td" | "th" => Kind::Cell,
        "br" => Kind::Break,
        "q" => Kind::Quotation,
        "audio" | "button" | "canvas" | "head" | "iframe" | "input" | "noscript" | "object"
        | "script" | "select" | "style" | "svg" | "template" | "textarea" | "title" | "video" => {
            Kind::Hidden
        }
        _ => Kind::Inline,
    }
}

/// The words so far.
#[derive(Debug, Default)]
struct Words {
    text: String,
    /// The paragraph that is being read.
    line: String,
    /// How many items it stands in.
    items: usize,
    /// Whether the paragraph before it stood in one.
    was_item: bool,
}

impl Words {
    fn add(&mut self, text: &str) {
        for char in text.chars() {
            match char {
                '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
                ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}' => self.blank(),
                _ => self.line.push(char),
            }
        }
    }

    fn blank(&mut self) {
        if !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
            self.line.push(' ');
        }
    }

    fn enter(&mut self, kind: Kind) {
        match kind {
            Kind::Block => self.end(),
            Kind::Item => {
                self.end();
                self.items += 1;
            }
            Kind::Cell => self.blank(),
            Kind::Break => self.end_line(),
            Kind::Quotation => self.line.push('“'),
            Kind::Inline | Kind::Hidden => {}
        }
    }

    fn leave(&mut self, kind: Kind) {
        match kind {
            Kind::Block => self.end(),
            Kind::Item => {
                self.end();
                self.items = self.items.saturating_sub(1);
            }
            Kind::Cell => self.blank(),
            Kind::Quotation => {
                self.line.push('”');
            }
            Kind::Break | Kind::Inline | Kind::Hidden => {}
        }
    }

    /// Ends a line; two ends make a paragraph.
    fn end_line(&mut self) {
        let kept = self.line.trim_end_matches(' ').len();
        self.line.truncate(kept);
        if self.line.ends_with('\n') {
            self.end();
        } else if !self.line.is_empty() {
            self.line.push('\n');
        }
    }

    /// Ends the paragraph.
    fn end(&mut self) {
        let line = self.line.trim();
        if !line.is_empty() {
            let is_item = self.items > 0;
            if !self.text.is_empty() {
                let is_list = is_item && self.was_item;
                self.text.push_str(if is_list { "\n" } else { "\n\n" });
            }
            self.text.push_str(line);
            self.was_item = is_item;
        }
        self.line.clear();
    }
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(text(Document::from(html).root()), expected);
    }

    #[test]
    fn paragraphs_are_what_a_browser_shows() {
        check("<p>One\n  two<p>Three", "One two\n\nThree");
        check("One<br>two<br><br>three", "One\ntwo\n\nthree");
        check(
            "<div>One <b>bold</b>, <i>two</i>.</div>three",
            "One bold, two.\n\nthree",
        );
        check("<ul><li>One<li>Two</ul>three", "One\nTwo\n\nthree");
        check(
            "<table><tr><td>One</td><td>two</td></tr><tr><td>Three</td></tr></table>",
            "One two\nThree",
        );
        check("a&nbsp;b&shy;c &amp; d", "a bc & d");
        check(
            "He said: <q>No.</q> <blockquote>Never.</blockquote>",
            "He said: “No.”\n\nNever.",
        );
        check(
            "<p>One</p><script>x()</script><style>p{}</style><!-- no -->",
            "One",
        );
        check("", "");
        assert_eq!(line(" One\n two "), "One two");
    }

    #[test]
    fn a_deep_tree_is_read() {
        let deep = format!("{}One", "<div>".repeat(500));
        check(&deep, "One");
    }
}
