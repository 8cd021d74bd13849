//! Lines and columns of places in a text.

/// Where the lines of a text begin, in bytes.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = ends.map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(starts).collect())
    }

    /// Returns line and column, from 1, of a place in bytes; columns count bytes.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let line = self.0.partition_point(|start| *start <= at);
        let start = self.0.get(line - 1).copied().unwrap_or_default();
        (line, at - start + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found() {
        let lines = Lines::of("a\n\nbc\n");
        assert_eq!(lines.place(0), (1, 1));
        assert_eq!(lines.place(1), (1, 2));
        assert_eq!(lines.place(2), (2, 1));
        assert_eq!(lines.place(4), (3, 2));
        assert_eq!(lines.place(6), (4, 1));
    }
}
