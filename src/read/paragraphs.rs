//! A text put together of paragraphs, as the documents of word processors have them.

/// The paragraphs so far.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    text: String,
    /// The paragraph that is being read.
    line: String,
}

impl Paragraphs {
    /// Adds words of the document; line ends and tabs among them are blanks.
    pub(super) fn add(&mut self, words: &str) {
        for char in words.chars() {
            match char {
                '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
                '\t' | '\n' | '\r' | '\u{a0}' => self.line.push(' '),
                _ => self.line.push(char),
            }
        }
    }

    /// Ends a line within the paragraph.
    pub(super) fn end_line(&mut self) {
        self.line.push('\n');
    }

    /// Ends the paragraph; blanks at the ends of its lines are left out, and of several one is kept.
    pub(super) fn end(&mut self) {
        let lines = self.line.split('\n').map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.join(" ")
        });
        let paragraph = lines.collect::<Vec<_>>().join("\n");
        let paragraph = paragraph.trim();
        if !paragraph.is_empty() {
            if !self.text.is_empty() {
                self.text.push_str("\n\n");
            }
            self.text.push_str(paragraph);
        }
        self.line.clear();
    }

    /// Returns the text, its last paragraph ended.
    pub(super) fn finish(mut self) -> String {
        self.end();
        self.text
    }
}
