//! Agreement in a project: as a whole, of every two annotators, by target, over time and by article.

use std::collections::BTreeMap;

use super::Figures;
use super::article::{ArticleSums, Compared, Panel};
use super::scope::Scope;

/// Represents how far annotators agree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Articles on which two annotators or more worked.
    pub articles: usize,
    /// Of all annotators.
    pub overall: Figures,
    /// Of every two annotators.
    pub pairs: Vec<PairFigures>,
    /// Of the statements on one target alone, by its id; of all annotators.
    pub by_target: Vec<(String, Figures)>,
    /// Month by month, in order; last the articles without a date.
    pub over_time: Vec<Period>,
    /// Article by article, in the order given, without intervals.
    pub by_article: Vec<ArticleFigures>,
}

/// How far two annotators agree.
#[derive(Clone, Debug, PartialEq)]
pub struct PairFigures {
    /// The first one's place among the annotators.
    pub a: usize,
    /// The second one's.
    pub b: usize,
    /// Articles on which both worked.
    pub articles: usize,
    /// The figures.
    pub figures: Figures,
}

/// Agreement in the articles of a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// `YYYY-MM`; none for articles whose date is not known.
    pub month: Option<String>,
    /// How many articles there are.
    pub articles: usize,
    /// The figures, of all annotators.
    pub figures: Figures,
}

/// Agreement in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleFigures {
    /// Its path.
    pub path: String,
    /// The figures, of all annotators.
    pub figures: Figures,
}

impl Agreement {
    /// Computes agreement from what the articles say, in order.
    pub fn of(articles: &[ArticleSums], panel: &Panel) -> Self {
        let pairs = panel.pairs.iter();
        let counted: Vec<bool> = pairs.map(|pair| panel.is_overall(*pair)).collect();
        let all: Vec<&Compared> = articles.iter().map(|article| &article.whole).collect();
        let mut places = Scope::new(&all, &counted, true).figures(true).into_iter();
        let overall = places.next().unwrap_or_default();
        let pair = |(index, (&(a, b), figures)): (usize, (&(usize, usize), Figures))| PairFigures {
            a,
            b,
            articles: all.iter().filter(|one| has_pair(one, index)).count(),
            figures,
        };
        let pairs = panel.pairs.iter().zip(places).enumerate().map(pair);
        Self {
            articles: articles.len(),
            overall,
            pairs: pairs.collect(),
            by_target: by_target(articles, &counted),
            over_time: over_time(articles, &counted),
            by_article: articles
                .iter()
                .map(|article| ArticleFigures {
                    path: article.path.clone(),
                    figures: first(&[&article.whole], &counted, false),
                })
                .collect(),
        }
    }
}

fn has_pair(article: &Compared, index: usize) -> bool {
    article.pairs.get(index).is_some_and(Option::is_some)
}

/// Returns the figures of all annotators in some articles.
fn first(articles: &[&Compared], counted: &[bool], with_intervals: bool) -> Figures {
    let figures = Scope::new(articles, counted, false).figures(with_intervals);
    figures.into_iter().next().unwrap_or_default()
}

fn by_target(articles: &[ArticleSums], counted: &[bool]) -> Vec<(String, Figures)> {
    let mut targets: BTreeMap<&str, Vec<&Compared>> = BTreeMap::new();
    for (target, compared) in articles.iter().flat_map(|article| &article.targets) {
        targets.entry(target).or_default().push(compared);
    }
    let figures = |(target, articles): (&str, Vec<&Compared>)| {
        (target.to_owned(), first(&articles, counted, true))
    };
    targets.into_iter().map(figures).collect()
}

fn over_time(articles: &[ArticleSums], counted: &[bool]) -> Vec<Period> {
    let mut months: BTreeMap<(bool, Option<&str>), Vec<&Compared>> = BTreeMap::new();
    for article in articles {
        let month = article.month.as_deref();
        let key = (month.is_none(), month);
        months.entry(key).or_default().push(&article.whole);
    }
    let period = |((_, month), articles): ((bool, Option<&str>), Vec<&Compared>)| Period {
        month: month.map(str::to_owned),
        articles: articles.len(),
        figures: first(&articles, counted, true),
    };
    months.into_iter().map(period).collect()
}
