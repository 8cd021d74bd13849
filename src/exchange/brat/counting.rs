//! Finds out in which way files count their offsets.
//!
//! The words that lines repeat tell it. Where a file has none, or they fit in several ways, it counts as the other files of
//! the same text do, if their words agree; else as makes spans begin and end at borders of words; else as the other files of the
//! import do. Where nothing tells, brat's own way is assumed, and said to be.

use std::cmp::Reverse;

use super::lines::SpanLine;
use super::offsets::{Measures, Way};
use crate::exchange::import::report::Notes;
use crate::exchange::import::unreadable;
use crate::model::span::Span;
use crate::model::text::Text;

/// Quotation marks, which quotes begin and end with more often than not.
const MARKS: &str = "\"“”„‟«»‹›‘’‚";

/// How a file counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) way: Way,
    shown_by: Evidence,
}

/// What shows how a file counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Evidence {
    /// The words of its lines, or that all ways are the same.
    Words,
    /// Where its spans begin and end.
    Borders,
    /// Other files.
    Others,
    /// Nothing: it is assumed.
    Nothing,
}

impl Choice {
    /// Says how a file counts if that is not brat's way, or nothing shows it. `shown` is the file's path in messages.
    pub(super) fn tell(self, measures: &Measures<'_>, shown: &str, notes: &mut Notes) {
        let name = measures.named(self.way);
        let how = match self.shown_by {
            Evidence::Nothing => {
                let what = format!(
                    "nothing shows how its offsets are counted, and over this text it matters; {name} were assumed"
                );
                let hint = "Look whether the statements begin and end where they should";
                notes.problems.push(unreadable(shown, what).hinted(hint));
                return;
            }
            _ if self.way == Way::OWN => return,
            Evidence::Words => "",
            Evidence::Borders => " (which the borders of words show)",
            Evidence::Others => " (as other files are)",
        };
        notes.remark(format!("files counted in {name}{how}"), shown, None);
    }
}

/// Chooses how each of the files of one text counts. `elsewhere` gives what the whole import shows, and is asked only if
/// these files do not show it.
pub(super) fn choose<'v>(
    measures: &Measures<'_>,
    files: &[&[SpanLine]],
    elsewhere: impl FnOnce() -> &'v Votes,
) -> Vec<Choice> {
    let is_own = |lines: &&[SpanLine]| {
        let fits = |line: &SpanLine| line.has_words() && measures.pieces(Way::OWN, line).is_ok();
        lines.iter().all(fits)
    };
    if measures.ways().len() == 1 || files.iter().all(is_own) {
        let own = Choice {
            way: Way::OWN,
            shown_by: Evidence::Words,
        };
        return vec![own; files.len()];
    }
    let mut table = Table::new(measures, files);
    table.narrow_by_text();
    table.narrow_by_borders();
    if !table.rows.iter().all(Row::is_decided) {
        table.narrow_by_votes(elsewhere());
    }
    table.choices()
}

/// What files show of how the files of an import count.
#[derive(Clone, Debug, Default)]
pub(super) struct Votes {
    words: Tally,
    borders: Tally,
}

/// How many spans speak for each way of [`Way::ALL`].
#[derive(Clone, Debug, Default)]
struct Tally([usize; Way::COUNT]);

impl Votes {
    /// Returns what the files of one text show.
    pub(super) fn of(measures: &Measures<'_>, files: &[&[SpanLine]]) -> Self {
        let mut votes = Self::default();
        if measures.ways().len() == 1 {
            return votes;
        }
        let mut table = Table::new(measures, files);
        for row in table.rows.iter().filter(|row| row.is_telling) {
            votes.words.add(measures, &table.left(row), row.fits);
        }
        table.narrow_by_text();
        table.narrow_by_borders();
        let shown = |row: &&Row| row.shown_by == Evidence::Borders;
        for row in table.rows.iter().filter(shown) {
            let spans = row.readings.first().map_or(0, Vec::len);
            votes.borders.add(measures, &table.left(row), spans);
        }
        votes
    }

    /// Adds what the files of another text show.
    pub(super) fn add(&mut self, other: &Self) {
        for (mine, others) in [
            (&mut self.words, &other.words),
            (&mut self.borders, &other.borders),
        ] {
            for (sum, more) in mine.0.iter_mut().zip(&others.0) {
                *sum += more;
            }
        }
    }
}

impl Tally {
    /// Adds spans that speak for ways of a text, and for all that are the same there.
    fn add(&mut self, measures: &Measures<'_>, ways: &[Way], spans: usize) {
        for (sum, way) in self.0.iter_mut().zip(Way::ALL) {
            if ways.contains(&measures.plain(way)) {
                *sum += spans;
            }
        }
    }

    /// Returns how many spans speak for a way of a text.
    fn of(&self, measures: &Measures<'_>, way: Way) -> usize {
        let same = self.0.iter().zip(Way::ALL);
        let same = same.filter(|(_, other)| measures.plain(*other) == way);
        same.map(|(sum, _)| *sum).max().unwrap_or_default()
    }
}

/// The pieces of each span of a file in one way, none where they cannot be used.
type Reading = Vec<Option<Vec<Span>>>;

/// What is known of the files of one text.
struct Table<'m, 't> {
    measures: &'m Measures<'t>,
    /// The ways that differ over the text, brat's own first.
    ways: Vec<Way>,
    /// One for each file.
    rows: Vec<Row>,
}

/// What is known of a file.
struct Row {
    /// One for each way.
    readings: Vec<Reading>,
    /// The ways that are left to choose from, by index.
    left: Vec<usize>,
    /// How many spans have the words of their lines in the ways that the words left.
    fits: usize,
    /// Whether the words tell some ways from others.
    is_telling: bool,
    shown_by: Evidence,
}

impl<'m, 't> Table<'m, 't> {
    fn new(measures: &'m Measures<'t>, files: &[&[SpanLine]]) -> Self {
        let ways = measures.ways();
        let row = |lines: &&[SpanLine]| Row::new(measures, &ways, lines);
        let rows = files.iter().map(row).collect();
        Self {
            measures,
            ways,
            rows,
        }
    }

    /// Returns the ways that are left for a file.
    fn left(&self, row: &Row) -> Vec<Way> {
        row.left.iter().map(|way| self.ways[*way]).collect()
    }

    /// Lets the words of all files decide for those that have none.
    fn narrow_by_text(&mut self) {
        if !self.do_words_agree() {
            // They were made with several programs: then a file's own spans say more of it than those of the others.
            for row in self.rows.iter_mut().filter(|row| !row.is_decided()) {
                let sums = row.borders(self.measures.text());
                row.narrow_by_borders(&sums);
            }
        }
        let mut sums = vec![0; self.ways.len()];
        for row in self.rows.iter().filter(|row| row.is_telling) {
            for way in &row.left {
                sums[*way] += row.fits;
            }
        }
        for row in &mut self.rows {
            row.narrow(|way| sums[way]);
        }
    }

    /// Tells whether there is a way that the words of no file speak against.
    fn do_words_agree(&self) -> bool {
        let fits_all = |way: usize| {
            let mut telling = self.rows.iter().filter(|row| row.is_telling);
            telling.all(|row| row.left.contains(&way))
        };
        (0..self.ways.len()).any(fits_all)
    }

    /// Lets the borders of spans decide, of all undecided files together.
    fn narrow_by_borders(&mut self) {
        let mut sums = vec![Borders::default(); self.ways.len()];
        for row in self.rows.iter().filter(|row| !row.is_decided()) {
            for (sum, own) in sums.iter_mut().zip(row.borders(self.measures.text())) {
                sum.faults += own.faults;
                sum.marks += own.marks;
            }
        }
        for row in &mut self.rows {
            row.narrow_by_borders(&sums);
        }
    }

    /// Lets the other files of the import decide.
    fn narrow_by_votes(&mut self, votes: &Votes) {
        let (measures, ways) = (self.measures, &self.ways);
        for row in &mut self.rows {
            row.narrow(|way| votes.words.of(measures, ways[way]));
            row.narrow(|way| votes.borders.of(measures, ways[way]));
        }
    }

    fn choices(&self) -> Vec<Choice> {
        let choice = |row: &Row| Choice {
            way: row.left.first().map_or(Way::OWN, |way| self.ways[*way]),
            shown_by: if row.is_decided() {
                row.shown_by
            } else {
                Evidence::Nothing
            },
        };
        self.rows.iter().map(choice).collect()
    }
}

impl Row {
    /// Reads a file in each way, and leaves those in which most spans have the words of their lines.
    fn new(measures: &Measures<'_>, ways: &[Way], lines: &[SpanLine]) -> Self {
        let read = |way: &Way| -> Reading {
            let pieces = |line: &SpanLine| measures.pieces(*way, line).ok();
            lines.iter().map(pieces).collect()
        };
        let readings: Vec<Reading> = ways.iter().map(read).collect();
        let fitting = |reading: &Reading| {
            let all = reading.iter().zip(lines);
            all.filter(|(pieces, line)| pieces.is_some() && line.has_words())
                .count()
        };
        let counts: Vec<usize> = readings.iter().map(fitting).collect();
        let fits = counts.iter().copied().max().unwrap_or_default();
        let left: Vec<usize> = (0..ways.len()).filter(|way| counts[*way] == fits).collect();
        Self {
            is_telling: left.len() < ways.len(),
            readings,
            left,
            fits,
            shown_by: Evidence::Words,
        }
    }

    /// Tells whether the ways that are left give the same spans.
    fn is_decided(&self) -> bool {
        let mut left = self.left.iter().map(|way| &self.readings[*way]);
        let first = left.next();
        left.all(|reading| Some(reading) == first)
    }

    /// Returns what the borders of the file's spans look like, one for each way.
    fn borders(&self, text: &Text) -> Vec<Borders> {
        let borders = |reading: &Reading| {
            let mut sum = Borders::default();
            sum.add(text, reading);
            sum
        };
        self.readings.iter().map(borders).collect()
    }

    /// Leaves the ways that most speaks for, if the file is not decided and anything speaks for any.
    fn narrow(&mut self, votes: impl Fn(usize) -> usize) {
        if self.is_decided() {
            return;
        }
        let most = self.left.iter().map(|way| votes(*way)).max();
        let most = most.unwrap_or_default();
        let before = self.left.len();
        if most > 0 {
            self.left.retain(|way| votes(*way) == most);
        }
        if self.left.len() < before {
            self.shown_by = Evidence::Others;
        }
    }

    /// Leaves the way whose spans have clearly better borders than those of all others, if there is one.
    fn narrow_by_borders(&mut self, sums: &[Borders]) {
        if self.is_decided() {
            return;
        }
        let readings = &self.readings;
        let rank = |way: &usize| (sums[*way].faults, Reverse(sums[*way].marks));
        let Some(best) = self.left.iter().copied().min_by_key(rank) else {
            return;
        };
        let others = self.left.iter().copied();
        let others = others.filter(|way| readings[*way] != readings[best]);
        let Some(rival) = others.min_by_key(rank) else {
            return;
        };
        if sums[best].is_clearly_better(sums[rival]) {
            self.left.retain(|way| readings[*way] == readings[best]);
            self.shown_by = Evidence::Borders;
        }
    }
}

/// What the borders of spans look like.
#[derive(Clone, Copy, Debug, Default)]
struct Borders {
    /// Borders within words or at white space that the span holds, and spans that are not in the text (twice).
    faults: usize,
    /// Borders at quotation marks.
    marks: usize,
}

impl Borders {
    fn add(&mut self, text: &Text, reading: &Reading) {
        for pieces in reading {
            let Some(pieces) = pieces else {
                self.faults += 2;
                continue;
            };
            for piece in pieces {
                self.border(text, piece.start, true);
                self.border(text, piece.end, false);
            }
        }
    }

    /// Looks at one border of a piece, its start or its end (byte offset).
    fn border(&mut self, text: &Text, at: usize, is_start: bool) {
        let before = text.get(Span::new(0, at));
        let before = before.and_then(|words| words.chars().next_back());
        let after = text.get(Span::new(at, text.len()));
        let after = after.and_then(|words| words.chars().next());
        let inside = if is_start { after } else { before };
        let ends = [before, after];
        let is = |test: fn(char) -> bool| ends.iter().flatten().filter(|char| test(**char)).count();
        let is_cut = is(char::is_alphanumeric) == ends.len();
        let is_fault = is_cut || inside.is_none_or(char::is_whitespace);
        self.faults += usize::from(is_fault);
        let is_marked = is(|char| MARKS.contains(char)) > 0;
        self.marks += usize::from(is_marked && !is_fault);
    }

    /// Tells whether these borders are so much better that it is no chance: other people's spans are not without faults.
    fn is_clearly_better(self, other: Self) -> bool {
        other.faults > 2 * self.faults
            || other.faults == self.faults && self.marks > 2 * other.marks + 1
    }
}

#[cfg(test)]
mod tests;
