//! How long agreement takes: three annotators of 1,000 articles with 20 statements each on one core, with and without
//! intervals; Krippendorff's alpha of a million units in memory; gamma of 80 quotes each.
//!
//! `cargo bench --no-default-features --bench agreement`

use std::sync::Arc;
use std::time::{Duration, Instant};

use onrecord::model::codebook::{Codebook, Scale, Stance, Target};
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Mention, StanceTaken, Statement};
use onrecord::model::text::Text;
use onrecord::review::agreement::table::nominal_alpha;
use onrecord::review::agreement::{Agreement, ArticleSums, Coded, Figure, Measure, Panel};

/// Characters of an article for each of its statements.
const LENGTH: usize = 200;

/// How many speakers and how many targets there are.
const SPEAKERS: usize = 300;
const TARGETS: usize = 8;

/// Chance that is the same each time (a linear congruential generator; its high bits are good enough here).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end
    }
}

/// An article's text and what each annotator has.
struct Made {
    path: String,
    date: String,
    text: Text,
    work: Vec<Vec<Arc<Statement>>>,
}

impl Made {
    /// Makes statements of which annotators see most alike.
    fn new(number: usize, statements: usize, chance: &mut Chance) -> Self {
        let mut work = vec![Vec::new(); 3];
        for place in 0..statements {
            let start = place * LENGTH + chance.below(40);
            let end = start + 40 + chance.below(80);
            let truth = [
                chance.below(SPEAKERS),
                chance.below(TARGETS),
                chance.below(3),
            ];
            for lane in &mut work {
                if chance.below(10) > 0 {
                    lane.push(statement(place, (start, end), truth, chance));
                }
            }
        }
        Self {
            path: format!("{number}.txt"),
            date: format!("2025-{:02}-01", 1 + number % 12),
            text: Text::new("x".repeat(statements * LENGTH)),
            work,
        }
    }

    fn coded(&self) -> Coded<'_> {
        Coded {
            path: &self.path,
            date: Some(&self.date),
            text: &self.text,
            dimmed: &[],
            work: self.work.iter().map(|work| Some(&work[..])).collect(),
        }
    }
}

fn statement(
    place: usize,
    (start, end): (usize, usize),
    [speaker, target, stance]: [usize; 3],
    chance: &mut Chance,
) -> Arc<Statement> {
    let mut slip = |right: usize, count: usize| match chance.below(8) {
        0 => chance.below(count),
        _ => right,
    };
    let (speaker, target) = (slip(speaker, SPEAKERS), slip(target, TARGETS));
    let stance = ["no", "neutral", "yes"][slip(stance, 3)];
    let quote = vec![Span::new(start + slip(0, 8), end)];
    let id = format!("{place:026}");
    let made = Statement::new(id.into(), quote, Kind::ALL[slip(0, 3)], "");
    let mut made = made.expect("a quote has text");
    made.cue = Some(Span::new(end + 1, end + 5));
    made.speaker = Some(Mention {
        name: Some(format!("s{speaker}").into()),
        mention: Some(Span::new(end + 6, end + 12)),
    });
    made.stances = vec![StanceTaken {
        stance: Some(stance.into()),
        ..StanceTaken::new(format!("t{target}"))
    }];
    Arc::new(made)
}

fn codebook() -> Codebook {
    let stance = |(id, polarity): (&str, f64)| Stance {
        id: id.into(),
        polarity: Some(polarity),
        ..Stance::default()
    };
    let target = |number: usize| Target {
        id: format!("t{number}").into(),
        ..Target::default()
    };
    Codebook {
        scales: vec![Scale {
            id: "stance".into(),
            stances: [("no", -1.0), ("neutral", 0.0), ("yes", 1.0)]
                .map(stance)
                .to_vec(),
            ..Scale::default()
        }],
        targets: (0..TARGETS).map(target).collect(),
        ..Codebook::default()
    }
}

fn main() {
    let codebook = codebook();
    let panel = Panel::new(3, None);
    for articles in [1_000, 2_000] {
        let mut chance = Chance(7);
        let made: Vec<Made> = (0..articles)
            .map(|number| Made::new(number, 20, &mut chance))
            .collect();
        let start = Instant::now();
        let sums: Vec<ArticleSums> = made
            .iter()
            .filter_map(|article| ArticleSums::of(&article.coded(), &panel, &codebook))
            .collect();
        println!(
            "{articles} articles, alignment and sums: {:.0?}",
            start.elapsed()
        );
        let start = Instant::now();
        let agreement = Agreement::of(&sums, &panel);
        println!(
            "{articles} articles, figures and intervals: {:.0?}",
            start.elapsed()
        );
        for measure in [Measure::DetectionOverlap, Measure::Frame, Measure::Ac2] {
            let figure = agreement.overall.get(measure);
            println!(
                "  {}: {:?}",
                measure.name(),
                figure.map(|figure: &Figure| figure.value)
            );
        }
    }
    million();
    gamma(&codebook);
}

fn million() {
    let mut chance = Chance(11);
    let mut ratings = Vec::with_capacity(3_000_000);
    for _ in 0..1_000_000 {
        let right = chance.below(5);
        for _ in 0..3 {
            let rating = match chance.below(10) {
                0 => None,
                1 => u32::try_from(chance.below(5)).ok(),
                _ => u32::try_from(right).ok(),
            };
            ratings.push(rating);
        }
    }
    let mut best = Duration::MAX;
    let mut alpha = 0.0;
    for _ in 0..5 {
        let start = Instant::now();
        alpha = nominal_alpha(&ratings, 3, 5).unwrap_or_default();
        best = best.min(start.elapsed());
    }
    println!("alpha of 1,000,000 units: {best:.1?} ({alpha:.3})");
}

fn gamma(codebook: &Codebook) {
    let mut chance = Chance(13);
    let made = Made::new(0, 80, &mut chance);
    let panel = Panel::new(3, None).with_gamma(1);
    let start = Instant::now();
    let sums = ArticleSums::of(&made.coded(), &panel, codebook);
    let time = start.elapsed();
    let agreement = Agreement::of(sums.as_slice(), &panel);
    let figure = agreement.overall.get(Measure::Gamma);
    println!(
        "gamma of 80 quotes of 3, and of every two: {time:.0?} ({:?})",
        figure.map(|figure| figure.value)
    );
}
