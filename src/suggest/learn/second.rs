//! What comes after the sequence model: candidates pick their sources, are ranked, and the likeliest are chosen. All of it
//! is learned from readings of articles that the sequence model had not seen, so that its probabilities are honest.

use super::candidate::{self, Candidate};
use super::corpus::Corpus;
use super::evaluate::{self, Evaluation, Item, Scores};
use super::labels::item_of;
use super::link::{Case, Choice};
use super::rank::{Ranker, Scale};
use super::reading::Reading;
use super::source;
use super::units::Article;

/// What comes after the sequence model.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Second {
    /// Which cue a content picks.
    pub cue: Choice,
    /// Which source a candidate picks.
    pub source: Choice,
    pub ranker: Ranker,
    /// Turns rank and sureness into how often such suggestions are right.
    pub scale: Scale,
    /// The least rank that is suggested.
    pub threshold: f32,
}

/// An article as read by a model that had not seen it, and what the labels say of the candidates.
pub(super) struct Judged {
    pub article: usize,
    pub reading: Reading,
    /// For each candidate the labelled statement that it shares half its words or more with, and the share.
    gold: Vec<Option<(usize, f32)>>,
    /// For each candidate how much it counts: rejected ones count twice.
    weights: Vec<f32>,
}

impl Judged {
    /// Compares an article's candidates with its labels.
    pub(super) fn new(corpus: &Corpus<'_>, article: usize, reading: Reading) -> Self {
        let read = &corpus.all[article].article;
        let words = &corpus.words[article];
        let gold = evaluate::quotes(&corpus.gold[article]);
        let rejected: Vec<&[(usize, usize)]> =
            corpus.rejected[article].iter().map(Vec::as_slice).collect();
        let items: Vec<Item> = reading
            .candidates
            .iter()
            .map(|c| item_of(read, &c.statement))
            .collect();
        let quotes = evaluate::quotes(&items);
        let gold = best_shares(words, &gold, &quotes);
        let again = best_shares(words, &rejected, &quotes);
        let weights = gold
            .iter()
            .zip(again)
            .map(|(g, r)| if g.is_none() && r.is_some() { 2.0 } else { 1.0 })
            .collect();
        Self {
            article,
            reading,
            gold,
            weights,
        }
    }
}

/// Finds, for each of `others`, the quote it shares the most words with, if that is half of them or more.
fn best_shares(
    words: &evaluate::Words,
    quotes: &[&[(usize, usize)]],
    others: &[&[(usize, usize)]],
) -> Vec<Option<(usize, f32)>> {
    let mut best: Vec<Option<(usize, f32)>> = vec![None; others.len()];
    for (share, quote, other) in evaluate::shares(words, quotes, others) {
        if best[other].is_none_or(|b| share > b.1) {
            best[other] = Some((quote, share));
        }
    }
    best
}

impl Second {
    /// Learns from the judged articles wanted, and ranks them; the threshold is left to others.
    pub(super) fn learn(
        corpus: &Corpus<'_>,
        judged: &mut [Judged],
        wanted: impl Fn(usize) -> bool,
    ) -> Self {
        let source = learn_source(corpus, judged, &wanted);
        let mut second = Self {
            source,
            ..Self::default()
        };
        for j in judged.iter_mut().filter(|j| wanted(j.article)) {
            second.prepare(&corpus.all[j.article].article, &mut j.reading);
        }
        let mut cases = Vec::new();
        for j in judged.iter().filter(|j| wanted(j.article)) {
            let right = j.gold.iter().map(|g| g.map_or(0.0, |g| g.1));
            cases.extend(
                j.reading
                    .candidates
                    .iter()
                    .zip(right)
                    .zip(&j.weights)
                    .map(|((c, right), w)| (&c.features, right, *w)),
            );
        }
        second.ranker = Ranker::learn(&cases);
        for j in judged.iter_mut().filter(|j| wanted(j.article)) {
            second.rank(&mut j.reading);
        }
        second
    }

    /// Lets the candidates pick their sources and describes them.
    fn prepare(&self, article: &Article<'_>, reading: &mut Reading) {
        let mut case = Case::default();
        let Reading {
            candidates,
            marginals,
            sources,
        } = reading;
        for candidate in candidates.iter_mut() {
            candidate.sure_source =
                sources.pick(&self.source, article, marginals, candidate, &mut case);
        }
        candidate::describe(article, marginals, candidates);
    }

    fn rank(&self, reading: &mut Reading) {
        for candidate in &mut reading.candidates {
            candidate.p = self.ranker.probability(&candidate.features);
        }
    }

    /// Chooses the statements of an article.
    pub(super) fn choose(&self, article: &Article<'_>, mut reading: Reading) -> Vec<Candidate> {
        self.prepare(article, &mut reading);
        self.rank(&mut reading);
        candidate::choose(article.units.len(), reading.candidates, self.threshold)
    }
}

fn learn_source(corpus: &Corpus<'_>, judged: &[Judged], wanted: &impl Fn(usize) -> bool) -> Choice {
    let mut cases = Vec::new();
    for j in judged.iter().filter(|j| wanted(j.article)) {
        let read = &corpus.all[j.article].article;
        for (candidate, gold) in j.reading.candidates.iter().zip(&j.gold) {
            let Some((gold, _)) = gold else { continue };
            let mut case = Case::default();
            let options =
                j.reading
                    .sources
                    .describe(read, j.reading.marginals(), candidate, &mut case);
            let source = corpus.gold[j.article][*gold]
                .source
                .map(|s| read.units_of(s));
            if let Some(right) = source::right(&options, source) {
                case.right = right;
                cases.push(case);
            }
        }
    }
    Choice::learn(&cases)
}

/// An article's candidates, ranked, with their sources.
type Ranked = (usize, Vec<Candidate>);

fn ranked(judged: &Judged) -> Ranked {
    (
        judged.article,
        judged
            .reading
            .candidates
            .iter()
            .map(Candidate::without_features)
            .collect(),
    )
}

/// Finds the threshold with the best F1 of all quotes.
fn threshold(corpus: &Corpus<'_>, all: &[Ranked]) -> f32 {
    let mut best = (0.0, 0.5);
    for step in 5..=14_u8 {
        let threshold = f32::from(step) * 0.04;
        let mut scores = Scores::default();
        for (article, candidates) in all {
            scores.add(evaluate::score(
                &corpus.words[*article],
                &corpus.gold[*article],
                &items(
                    corpus,
                    *article,
                    &chosen(corpus, *article, candidates, threshold),
                ),
            ));
        }
        if scores.all.f1() > best.0 {
            best = (scores.all.f1(), threshold);
        }
    }
    best.1
}

fn chosen(
    corpus: &Corpus<'_>,
    article: usize,
    candidates: &[Candidate],
    threshold: f32,
) -> Vec<Candidate> {
    candidate::choose(
        corpus.all[article].article.units.len(),
        candidates.to_vec(),
        threshold,
    )
}

fn items(corpus: &Corpus<'_>, article: usize, chosen: &[Candidate]) -> Vec<Item> {
    chosen
        .iter()
        .map(|c| item_of(&corpus.all[article].article, &c.statement))
        .collect()
}

/// Learns how often chosen candidates are right, words and speaker alike.
fn scale(corpus: &Corpus<'_>, all: &[Ranked], threshold: f32) -> Scale {
    let mut cases = Vec::new();
    for (article, candidates) in all {
        let chosen = chosen(corpus, *article, candidates, threshold);
        let right = evaluate::right(
            &corpus.words[*article],
            &corpus.gold[*article],
            &items(corpus, *article, &chosen),
        );
        cases.extend(
            chosen
                .iter()
                .zip(right)
                .map(|(c, right)| (c.p, c.sure_source, right)),
        );
    }
    Scale::learn(&cases)
}

/// What is learned from candidates that nothing had seen before it ranked them.
pub(super) struct Heldout {
    pub evaluation: Evaluation,
    threshold: f32,
    scale: Scale,
}

impl Heldout {
    /// Measures both ways to suggest: what comes second is learned from the other folds' candidates.
    pub(super) fn new(corpus: &Corpus<'_>, judged: &mut [Judged], folds: usize) -> Self {
        let mut evaluation = Evaluation::default();
        let mut all: Vec<Ranked> = Vec::with_capacity(judged.len());
        for fold in 0..folds {
            let mut second = Second::learn(corpus, judged, |a| a % folds != fold);
            let seen: Vec<Ranked> = judged
                .iter()
                .filter(|j| j.article % folds != fold)
                .map(ranked)
                .collect();
            second.threshold = threshold(corpus, &seen);
            for j in judged.iter_mut().filter(|j| j.article % folds == fold) {
                let read = &corpus.all[j.article].article;
                second.prepare(read, &mut j.reading);
                second.rank(&mut j.reading);
                all.push(ranked(j));
                let (words, gold) = (&corpus.words[j.article], &corpus.gold[j.article]);
                let chosen = chosen(corpus, j.article, &all[all.len() - 1].1, second.threshold);
                let learned = evaluate::score(words, gold, &items(corpus, j.article, &chosen));
                let kept = read
                    .found
                    .iter()
                    .filter(|f| !read.is_boilerplate(f.paragraph));
                let found: Vec<Item> = kept
                    .map(|f| Item {
                        quote: f.content.clone(),
                        source: f.source,
                    })
                    .collect();
                evaluation.add(evaluate::score(words, gold, &found), learned);
            }
        }
        let threshold = threshold(corpus, &all);
        Self {
            evaluation,
            threshold,
            scale: scale(corpus, &all, threshold),
        }
    }

    /// Gives `second` what it could not learn from candidates that it has seen.
    pub(super) fn finish(&self, second: &mut Second) {
        second.threshold = self.threshold;
        second.scale = self.scale;
    }
}
