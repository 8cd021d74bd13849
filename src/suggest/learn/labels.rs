//! Labels as the learner wants them: every unit of a labelled article gets its label and the statement it belongs to.

use super::evaluate::Item;
use super::link::Statement;
use super::units::{Article, Counter, label};
use super::{Example, Labelled};
use crate::model::span::Span;

/// A labelled article in units.
pub(super) struct Read<'t> {
    pub article: Article<'t>,
    pub labels: Vec<u8>,
    /// For each unit the statement that it belongs to, from 1.
    pub owner: Vec<u32>,
}

impl<'t> Read<'t> {
    /// Reads an article, runs the rules over it and lays the labels over its units.
    pub(super) fn new(example: &Example<'t>) -> Self {
        let article = Article::read(example.text, None, None);
        let size = article.units.len();
        let mut read = Self {
            article,
            labels: vec![label::OUT; size],
            owner: vec![0; size],
        };
        // What is said comes first: a cue or a source inside it belongs to somebody quoted by the speaker.
        for (number, statement) in (1..).zip(&example.statements) {
            read.mark(&statement.quote, label::CONTENT, number);
        }
        for (number, statement) in (1..).zip(&example.statements) {
            read.mark(statement.cue.as_slice(), label::CUE, number);
        }
        for (number, statement) in (1..).zip(&example.statements) {
            read.mark(statement.mention.as_slice(), label::SOURCE, number);
        }
        read.gaps();
        read
    }

    fn mark(&mut self, spans: &[Span], sort: u8, number: u32) {
        let mut units: Vec<usize> = spans
            .iter()
            .flat_map(|s| covered(&self.article, *s))
            .collect();
        units.sort_unstable();
        units.dedup();
        let mut next = usize::MAX;
        for unit in units {
            if self.labels[unit] != label::OUT {
                continue;
            }
            let starts = self
                .article
                .paragraphs
                .binary_search_by_key(&unit, |p| p.0)
                .is_ok();
            self.labels[unit] = sort + u8::from(next == unit && !starts);
            self.owner[unit] = number;
            next = unit + 1;
        }
    }

    /// Labels what lies inside a statement's extent, in one paragraph, but belongs to none.
    fn gaps(&mut self) {
        let mut extent: Counter<(usize, usize)> = Counter::default();
        for (from, to) in &self.article.paragraphs {
            extent.clear();
            for unit in (*from..*to).filter(|u| self.owner[*u] != 0) {
                extent.entry(self.owner[unit]).or_insert((unit, unit)).1 = unit;
            }
            let mut all: Vec<(usize, usize)> = extent.values().copied().collect();
            all.sort_unstable();
            let mut done = *from;
            for (first, last) in all {
                let first = first.max(done);
                done = done.max(last + 1);
                for label in self.labels[first..done]
                    .iter_mut()
                    .filter(|l| **l == label::OUT)
                {
                    *label = label::GAP;
                }
            }
        }
    }
}

/// Lists the units that lie in a span: a token whose start does, a quotation most of whose tokens do.
fn covered(article: &Article<'_>, span: Span) -> std::ops::Range<usize> {
    let (low, high) = tokens_of(article, span);
    if low >= high {
        return 0..0;
    }
    let (mut first, mut last) = (
        article.unit_of[low] as usize,
        article.unit_of[high - 1] as usize,
    );
    let mostly = |unit: usize| {
        let unit = &article.units[unit];
        2 * unit.to.min(high).saturating_sub(unit.from.max(low)) > unit.to - unit.from
    };
    if !mostly(first) {
        first += 1;
    }
    if last >= first && !mostly(last) {
        last = last.saturating_sub(1);
    }
    first..(last + 1).max(first)
}

/// Gives the tokens whose start lies in a span.
fn tokens_of(article: &Article<'_>, span: Span) -> (usize, usize) {
    let list = &article.tokens.list;
    (
        list.partition_point(|t| t.span.start < span.start),
        list.partition_point(|t| t.span.start < span.end),
    )
}

/// Gives a quote in tokens.
pub(super) fn quote(article: &Article<'_>, spans: &[Span]) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = spans
        .iter()
        .map(|s| tokens_of(article, *s))
        .filter(|r| r.0 < r.1)
        .collect();
    ranges.sort_unstable();
    // Ranges that overlap count once.
    let mut end = 0;
    ranges.retain_mut(|r| {
        r.0 = r.0.max(end);
        end = end.max(r.1);
        r.0 < r.1
    });
    ranges
}

/// Gives a labelled statement in tokens.
pub(super) fn item(article: &Article<'_>, statement: &Labelled) -> Item {
    Item {
        quote: quote(article, &statement.quote),
        source: statement
            .mention
            .map(|m| tokens_of(article, m))
            .filter(|r| r.0 < r.1),
    }
}

/// Gives a statement in tokens.
pub(super) fn item_of(article: &Article<'_>, statement: &Statement) -> Item {
    Item {
        quote: statement
            .content
            .iter()
            .map(|c| article.tokens_of(*c))
            .collect(),
        source: statement.source.map(|s| article.tokens_of(s)),
    }
}

/// Says how many of an article's labelled quotations start with their mark, and how many right after it.
pub(super) fn marks(article: &Article<'_>, statements: &[Labelled]) -> (usize, usize) {
    let mut counts = (0, 0);
    for (first, _) in statements
        .iter()
        .flat_map(|s| &s.quote)
        .map(|s| tokens_of(article, *s))
    {
        let opens = |token: usize| article.opens(token);
        if opens(first) {
            counts.0 += 1;
        } else if first.checked_sub(1).is_some_and(opens) {
            counts.1 += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::super::tests::marked;
    use super::*;

    /// Checks the labels of all units: a small letter goes on with what its capital began.
    #[track_caller]
    fn check(text: &str, want: &str) {
        let (text, statements) = marked(text);
        let read = Read::new(&Example {
            text: &text,
            statements,
            rejected: Vec::new(),
        });
        let got: String = read
            .labels
            .iter()
            .map(|l| char::from(b".-SsQqCc"[usize::from(*l)]))
            .collect();
        assert_eq!(got, want);
    }

    #[test]
    fn labels() {
        check("It rained.", "...");
        check("|[Anna Holm] <said> {that it rained}.", "SsQCcc.");
        check("|{“It rained all day,”} <said> [Anna Holm].", "CQSs.");
        check(
            "|{“It rained,”} [Holm] <said> on Monday. {“It always does.”}",
            "CSQ---C",
        );
        check(
            "|{“It rained,”} [Holm] <said>.\n|[Toll] <denied> {it}.",
            "CSQ.SQC.",
        );
        // Half of a quotation is none of it, most of it is all.
        check("|[Holm] <said> “it rained {all}”.", "SQ..");
        check("|[Holm] <said> “{it rained all day}”.", "SQC.");
    }

    #[test]
    fn quotes_in_tokens() {
        let (text, _) = marked("Anna Holm said it.");
        let article = Article::read(&text, None, None);
        let spans =
            |list: &[(usize, usize)]| list.iter().map(|s| Span::new(s.0, s.1)).collect::<Vec<_>>();
        assert_eq!(quote(&article, &spans(&[(0, 9)])), [(0, 2)]);
        assert_eq!(
            quote(&article, &spans(&[(10, 17), (0, 4)])),
            [(0, 1), (2, 4)]
        );
        assert_eq!(
            quote(&article, &spans(&[(0, 9), (5, 14)])),
            [(0, 2), (2, 3)]
        );
        assert_eq!(quote(&article, &spans(&[(4, 5), (90, 99)])), []);
    }
}
