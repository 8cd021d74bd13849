//! How good suggestions are, measured against labels that were held back: precision, recall and F1 of quotes that
//! share at least half of their words with a labelled one, matched one to one, with and without the speaker.

use super::units::Article;

/// Counts of one measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Suggestions that are right.
    pub right: usize,
    /// Suggestions made.
    pub suggested: usize,
    /// Labelled statements that were found.
    pub found: usize,
    /// Labelled statements.
    pub labelled: usize,
}

impl Counts {
    /// Gives the share of suggestions that are right.
    #[must_use]
    pub fn precision(self) -> f64 {
        share(self.right, self.suggested)
    }

    /// Gives the share of labelled statements that were found.
    #[must_use]
    pub fn recall(self) -> f64 {
        share(self.found, self.labelled)
    }

    /// Gives the harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 {
            2.0 * p * r / (p + r)
        } else {
            0.0
        }
    }

    /// Adds other counts.
    pub(super) fn add(&mut self, other: Self) {
        self.right += other.right;
        self.suggested += other.suggested;
        self.found += other.found;
        self.labelled += other.labelled;
    }

    /// Takes other counts, which were added before, away.
    fn without(self, other: Self) -> Self {
        Self {
            right: self.right - other.right,
            suggested: self.suggested - other.suggested,
            found: self.found - other.found,
            labelled: self.labelled - other.labelled,
        }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// The measures of one way to suggest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// Quotes all in quotation marks.
    pub direct: Counts,
    /// Quotes with quotation marks.
    pub quoted: Counts,
    /// All quotes.
    pub all: Counts,
    /// Quotes with quotation marks, with the right speaker.
    pub quoted_speaker: Counts,
    /// All quotes, with the right speaker.
    pub all_speaker: Counts,
}

impl Scores {
    fn parts(&mut self) -> [&mut Counts; 5] {
        [
            &mut self.direct,
            &mut self.quoted,
            &mut self.all,
            &mut self.quoted_speaker,
            &mut self.all_speaker,
        ]
    }

    /// Gives the mean of the F1 of quotes and of quotes with their speakers.
    fn mean(&self) -> f64 {
        f64::midpoint(self.all.f1(), self.all_speaker.f1())
    }

    /// Gives the scores as they were before others were added.
    fn without(mut self, mut other: Self) -> Self {
        for (a, b) in self.parts().into_iter().zip(other.parts()) {
            *a = a.without(*b);
        }
        self
    }

    /// Adds other scores.
    pub(super) fn add(&mut self, mut other: Self) {
        for (a, b) in self.parts().into_iter().zip(other.parts()) {
            a.add(*b);
        }
    }
}

/// A quote and its speaker, in tokens.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Item {
    pub quote: Vec<(usize, usize)>,
    pub source: Option<(usize, usize)>,
}

/// Counts words of an article without looking at each.
pub(super) struct Words {
    words: Vec<u32>,
    quoted: Vec<u32>,
}

impl Words {
    pub(super) fn new(article: &Article<'_>) -> Self {
        use crate::text::token::TokenKind;
        let (mut words, mut quoted) = (vec![0], vec![0]);
        let (mut w, mut q) = (0, 0);
        for token in 0..article.tokens.list.len() {
            if matches!(
                article.tokens.kind(token),
                TokenKind::Word | TokenKind::Number
            ) {
                w += 1;
                q += u32::from(article.marks.at(token).is_some());
            }
            words.push(w);
            quoted.push(q);
        }
        Self { words, quoted }
    }

    fn count(&self, list: &[(usize, usize)]) -> u32 {
        list.iter().map(|r| self.words[r.1] - self.words[r.0]).sum()
    }

    /// Counts the words that two lists of ranges, each in order, have in common.
    fn common(&self, a: &[(usize, usize)], b: &[(usize, usize)]) -> u32 {
        let (mut x, mut y, mut sum) = (0, 0, 0);
        while let (Some(p), Some(q)) = (a.get(x), b.get(y)) {
            let (from, to) = (p.0.max(q.0), p.1.min(q.1));
            if from < to {
                sum += self.words[to] - self.words[from];
            }
            if p.1 <= q.1 {
                x += 1;
            } else {
                y += 1;
            }
        }
        sum
    }

    /// Gives the share of words that two quotes have in common.
    pub(super) fn jaccard(&self, a: &[(usize, usize)], b: &[(usize, usize)]) -> f32 {
        let common = self.common(a, b);
        let all = self.count(a) + self.count(b) - common;
        if all == 0 {
            0.0
        } else {
            common as f32 / all as f32
        }
    }

    /// Gives 2 for a quote all in quotation marks, 1 for one partly so, else 0.
    fn class(&self, a: &[(usize, usize)]) -> u8 {
        let quoted: u32 = a.iter().map(|r| self.quoted[r.1] - self.quoted[r.0]).sum();
        if quoted == 0 {
            0
        } else {
            1 + u8::from(quoted * 10 >= self.count(a) * 9)
        }
    }

    fn same_speaker(&self, gold: &Item, other: &Item) -> bool {
        match (gold.source, other.source) {
            (None, None) => true,
            (Some(a), Some(b)) => {
                self.common(&[a], &[b]) > 0 && self.count(&[b]) <= 3 * self.count(&[a]) + 5
            }
            _ => false,
        }
    }
}

/// Lists the pairs of quotes and others that share at least half of their words: the share, and both numbers.
pub(super) fn shares(
    words: &Words,
    quotes: &[&[(usize, usize)]],
    others: &[&[(usize, usize)]],
) -> Vec<(f32, usize, usize)> {
    // Two quotes that share half of their words share a word of every longer run; quotes meet at their tokens' blocks.
    const BLOCK: usize = 8;
    let mut blocks: Vec<Vec<u32>> = vec![Vec::new(); words.words.len() / BLOCK + 1];
    for (number, other) in (0_u32..).zip(others) {
        for block in other.iter().flat_map(|r| r.0 / BLOCK..=(r.1 - 1) / BLOCK) {
            if blocks[block].last() != Some(&number) {
                blocks[block].push(number);
            }
        }
    }
    let mut all = Vec::new();
    let mut near = Vec::new();
    for (number, quote) in quotes.iter().enumerate() {
        near.clear();
        near.extend(
            quote
                .iter()
                .flat_map(|r| r.0 / BLOCK..=(r.1 - 1) / BLOCK)
                .flat_map(|b| &blocks[b])
                .copied(),
        );
        near.sort_unstable();
        near.dedup();
        for other in &near {
            let share = words.jaccard(quote, others[*other as usize]);
            if share >= 0.5 {
                all.push((share, number, *other as usize));
            }
        }
    }
    all
}

/// Lists the quotes of items.
pub(super) fn quotes(items: &[Item]) -> Vec<&[(usize, usize)]> {
    items.iter().map(|i| i.quote.as_slice()).collect()
}

/// Matches suggestions with labels one to one, by falling share of common words; gives pairs of label and suggestion.
fn pairs(words: &Words, gold: &[Item], other: &[Item]) -> Vec<(usize, usize)> {
    let mut all = shares(words, &quotes(gold), &quotes(other));
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used_gold, mut used_other) = (vec![false; gold.len()], vec![false; other.len()]);
    let mut out = Vec::new();
    for (_, g, o) in all {
        if !used_gold[g] && !used_other[o] {
            used_gold[g] = true;
            used_other[o] = true;
            out.push((g, o));
        }
    }
    out
}

/// Says of each suggestion whether it is right, words and speaker alike.
pub(super) fn right(words: &Words, gold: &[Item], other: &[Item]) -> Vec<bool> {
    let mut out = vec![false; other.len()];
    for (g, o) in pairs(words, gold, other) {
        out[o] = words.same_speaker(&gold[g], &other[o]);
    }
    out
}

/// Scores the suggestions of one article.
pub(super) fn score(words: &Words, gold: &[Item], other: &[Item]) -> Scores {
    let mut scores = Scores::default();
    let matched = pairs(words, gold, other);
    let mut state_gold = vec![0_u8; gold.len()];
    let mut state_other = vec![0_u8; other.len()];
    for (g, o) in matched {
        let state = 1 + u8::from(words.same_speaker(&gold[g], &other[o]));
        state_gold[g] = state;
        state_other[o] = state;
    }
    for (item, state) in gold.iter().zip(state_gold) {
        let class = words.class(&item.quote);
        for (counts, least, needs) in measures(&mut scores) {
            if class >= needs {
                counts.labelled += 1;
                counts.found += usize::from(state >= least);
            }
        }
    }
    for (item, state) in other.iter().zip(state_other) {
        let class = words.class(&item.quote);
        for (counts, least, needs) in measures(&mut scores) {
            if class >= needs {
                counts.suggested += 1;
                counts.right += usize::from(state >= least);
            }
        }
    }
    scores
}

/// Lists the counts, each with the state that counts as right and the class it is about.
fn measures(scores: &mut Scores) -> [(&mut Counts, u8, u8); 5] {
    [
        (&mut scores.direct, 1, 2),
        (&mut scores.quoted, 1, 1),
        (&mut scores.all, 1, 0),
        (&mut scores.quoted_speaker, 2, 1),
        (&mut scores.all_speaker, 2, 0),
    ]
}

/// What the held-back labels say of the rules and of what was learned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// The rules alone.
    pub rules: Scores,
    /// The learned model.
    pub learned: Scores,
    /// For each article the scores of both: rules, learned.
    articles: Vec<(Scores, Scores)>,
}

impl Evaluation {
    /// Adds an article's scores.
    pub(super) fn add(&mut self, rules: Scores, learned: Scores) {
        self.rules.add(rules);
        self.learned.add(learned);
        self.articles.push((rules, learned));
    }

    /// Tells whether what was learned beats the rules by more than chance: the mean of the F1 of quotes and of quotes
    /// with their speakers is higher, by more than one standard error over the articles (jackknife).
    #[must_use]
    pub fn is_better(&self) -> bool {
        let n = self.articles.len() as f64;
        let gain = self.learned.mean() - self.rules.mean();
        let without = |(rules, learned): &(Scores, Scores)| {
            self.learned.without(*learned).mean() - self.rules.without(*rules).mean()
        };
        let gains: Vec<f64> = self.articles.iter().map(without).collect();
        let mean = gains.iter().sum::<f64>() / n;
        let spread: f64 = gains.iter().map(|g| (g - mean).powi(2)).sum();
        n >= 4.0 && gain > (spread * (n - 1.0) / n).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::super::labels;
    use super::super::tests::marked;
    use super::*;

    /// Compares two markings of one text: `right/suggested found/labelled` for quotes, then for quotes with speakers.
    #[track_caller]
    fn check(gold: &str, other: &str, want: &str) {
        let (text, gold) = marked(gold);
        let (same, other) = marked(other);
        assert_eq!(text, same);
        let article = Article::read(&text, None, None);
        let items = |all: &[super::super::Labelled]| {
            all.iter()
                .map(|s| labels::item(&article, s))
                .collect::<Vec<_>>()
        };
        let scores = score(&Words::new(&article), &items(&gold), &items(&other));
        let show = |c: Counts| format!("{}/{} {}/{}", c.right, c.suggested, c.found, c.labelled);
        assert_eq!(
            format!(
                "{}, {}, quoted {}",
                show(scores.all),
                show(scores.all_speaker),
                show(scores.quoted)
            ),
            want
        );
    }

    #[test]
    fn scores() {
        let gold = "|[Anna Holm] <said> {that it rained all day}.";
        check(gold, gold, "1/1 1/1, 1/1 1/1, quoted 0/0 0/0");
        check(
            gold,
            "Anna Holm said that it rained all day.",
            "0/0 0/1, 0/0 0/1, quoted 0/0 0/0",
        );
        check(
            "Anna Holm said that it rained all day.",
            gold,
            "0/1 0/0, 0/1 0/0, quoted 0/0 0/0",
        );
        check(
            gold,
            "|[Anna Holm] <said> that it {rained all day}.",
            "1/1 1/1, 1/1 1/1, quoted 0/0 0/0",
        );
        check(
            gold,
            "|[Anna Holm] <said> that it rained {all day}.",
            "0/1 0/1, 0/1 0/1, quoted 0/0 0/0",
        );
        check(
            gold,
            "|Anna Holm <said> {that it rained all day}.",
            "1/1 1/1, 0/1 0/1, quoted 0/0 0/0",
        );
        check(
            gold,
            "|[Anna Holm] <said> {that it} |{rained all day}.",
            "1/2 1/1, 0/2 0/1, quoted 0/0 0/0",
        );
        let quoted = "|{“It rained,”} <said> [Holm]. It is “late”.";
        check(quoted, quoted, "1/1 1/1, 1/1 1/1, quoted 1/1 1/1");
        check(
            quoted,
            "“It rained,” said Holm. |[It] <is> {“late”}.",
            "0/1 0/1, 0/1 0/1, quoted 0/1 0/1",
        );
    }

    fn counts(right: usize, suggested: usize, labelled: usize) -> Counts {
        Counts {
            right,
            suggested,
            found: right,
            labelled,
        }
    }

    #[test]
    fn shares_of_nothing() {
        assert!(Counts::default().f1().abs() < 1e-9);
        assert!((counts(1, 2, 2).f1() - 0.5).abs() < 1e-9);
        assert!((counts(2, 2, 4).f1() - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn better_by_more_than_chance() {
        let scores = |right| Scores {
            all: counts(right, 10, 10),
            all_speaker: counts(right, 10, 10),
            ..Scores::default()
        };
        let better = |pairs: &[(usize, usize)]| {
            let mut evaluation = Evaluation::default();
            for (rules, learned) in pairs {
                evaluation.add(scores(*rules), scores(*learned));
            }
            evaluation.is_better()
        };
        assert!(better(&[(5, 7), (6, 7), (5, 8), (6, 8)]));
        assert!(
            !better(&[(5, 7), (6, 7), (5, 8)]),
            "three articles say nothing"
        );
        assert!(
            !better(&[(5, 5), (6, 6), (7, 7), (8, 8)]),
            "equal is not better"
        );
        assert!(!better(&[(7, 5), (7, 6), (8, 5), (8, 6)]));
        assert!(
            !better(&[(5, 10), (6, 5), (6, 5), (6, 5)]),
            "one lucky article is chance"
        );
    }
}
