//! Learning from labelled statements: everything is counted, the logistic regressions learn from all articles but a
//! part and tell of that part, the blends learn from what was told, and the regressions learn once more, from all.

use std::ops::ControlFlow;

use super::blend::{self, Blend};
use super::catalogue::{Catalogue, Definitions};
use super::counts::{Counts, What, Who};
use super::linear::{self, Linear, Settings};
use super::reading::{Names, Reading, Said};
use super::sources::{Known, STANCE_SOURCES, TARGET_SOURCES, USUAL_STANCES, USUAL_TARGETS};
use super::words::Rarity;
use super::{LabelledStatement, MOST_EARLIER, Models, Topics};
use crate::model::codebook::Codebook;
use crate::model::id::{StanceId, TargetId};

/// The few weights of a blend need no more statements than this.
const MOST_BLENDED: usize = 2_000;

const TARGETS: Settings = Settings {
    rate: 0.5,
    penalty: 1e-3,
};

const STANCES: Settings = Settings {
    rate: 0.5,
    penalty: 1e-3,
};

/// A labelled statement, by number.
struct Label {
    reading: Reading,
    article: usize,
    /// Its targets and stances.
    taken: Vec<(usize, Option<usize>)>,
    /// Where what was said before it begins and ends in [`Corpus::said`].
    earlier: (usize, usize),
}

/// All that is labelled.
struct Corpus {
    labels: Vec<Label>,
    said: Vec<Said>,
    names: Names,
}

/// Learns from labelled statements.
pub(super) fn learn(
    codebook: &Codebook,
    labelled: impl IntoIterator<Item = LabelledStatement>,
    progress: &dyn Fn(f32) -> ControlFlow<()>,
) -> Option<Topics> {
    let catalogue = Catalogue::new(codebook);
    let mut corpus = Corpus::read(&catalogue, labelled);
    let mut rarity = Rarity::default();
    for label in &corpus.labels {
        let reading = &label.reading;
        rarity.see(&[&reading.features, &reading.stance_features]);
    }
    let definitions = Definitions::new(&catalogue, &mut rarity);
    for label in &mut corpus.labels {
        label.reading = label.reading.clone().weighed(&rarity);
    }
    let counts = corpus.counts();
    let known = Known {
        catalogue: &catalogue,
        definitions: &definitions,
        counts: &counts,
    };
    let folds = folds(corpus.labels.len(), corpus.names.articles.len());
    let parts = folds as f32 + 1.0;
    let mut told = Told::default();
    for fold in 0..folds {
        let done = |part: f32| progress((fold as f32 + part) / parts);
        let models = corpus.models(&catalogue, |article| article % folds != fold, &done)?;
        corpus.tell(known, &models, folds, fold, &mut told);
    }
    let done = |part: f32| progress((folds as f32 + part) / parts);
    let models = corpus.models(&catalogue, |_| true, &done)?;
    Some(Topics {
        target_blend: Blend::learn(&USUAL_TARGETS, &told.targets),
        stance_blend: Blend::learn(&USUAL_STANCES, &told.stances),
        labels: corpus.labels.len(),
        names: corpus.names,
        catalogue,
        definitions,
        rarity,
        counts,
        models,
    })
}

/// Says into how many parts the articles are split; one article cannot be, and nothing is blended then.
fn folds(labels: usize, articles: usize) -> usize {
    match (labels, articles) {
        (_, 0 | 1) => 0,
        (0..2_000, _) => articles.min(5),
        (2_000..5_000, _) => articles.min(4),
        _ => articles.min(3),
    }
}

/// What sources told of articles that they had not seen.
#[derive(Default)]
struct Told {
    targets: Vec<blend::Case<TARGET_SOURCES>>,
    stances: Vec<blend::Case<STANCE_SOURCES>>,
}

impl Corpus {
    fn read(catalogue: &Catalogue, labelled: impl IntoIterator<Item = LabelledStatement>) -> Self {
        let mut corpus = Self {
            labels: Vec::new(),
            said: Vec::new(),
            names: Names::default(),
        };
        let (mut place, mut start) = ((String::new(), String::new()), 0);
        for labelled in labelled {
            let taken = taken(catalogue, &labelled.stances);
            if taken.is_empty() {
                continue;
            }
            let view = &labelled.view;
            let article = corpus.names.articles.make(&view.article);
            let speaker = view.speaker.as_deref().map(|id| {
                if let Some(side) = catalogue.side(id) {
                    corpus.names.sides.make(side);
                }
                corpus.names.speakers.make(id)
            });
            if place.0 != view.article || place.1 != labelled.annotator {
                place = (view.article.clone(), labelled.annotator);
                start = corpus.said.len();
            }
            let end = corpus.said.len();
            corpus
                .said
                .extend(taken.iter().map(|(target, choice)| Said {
                    statement: corpus.labels.len(),
                    speaker,
                    target: *target,
                    choice: *choice,
                }));
            corpus.labels.push(Label {
                reading: Reading::new(view, catalogue, &corpus.names),
                article,
                taken,
                earlier: (start.max(end.saturating_sub(MOST_EARLIER)), end),
            });
        }
        corpus
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for label in &self.labels {
            let mut add = |what| counts.add(label.article, what);
            let whos: Vec<Who> = [label.reading.speaker, label.reading.side]
                .into_iter()
                .flatten()
                .collect();
            add(What::All);
            for who in &whos {
                add(What::By(*who));
            }
            for (target, choice) in &label.taken {
                add(What::Target(*target));
                for who in &whos {
                    add(What::ByOn(*who, *target));
                }
                let Some(choice) = choice else { continue };
                add(What::On(*target));
                add(What::Choice(*choice));
                add(What::ChoiceOn(*target, *choice));
                for who in &whos {
                    add(What::StancesByOn(*who, *target));
                    add(What::ChoiceBy(*who, *choice));
                    add(What::ChoiceByOn(*who, *target, *choice));
                }
            }
        }
        counts
    }

    /// Learns the two regressions from some articles.
    fn models(
        &self,
        catalogue: &Catalogue,
        wanted: impl Fn(usize) -> bool,
        progress: &dyn Fn(f32) -> ControlFlow<()>,
    ) -> Option<Models> {
        let labels: Vec<&Label> = self.labels.iter().filter(|l| wanted(l.article)).collect();
        let size = catalogue.targets.len();
        let targets: Vec<linear::Case<'_>> = labels
            .iter()
            .map(|label| linear::Case {
                bag: &label.reading.features,
                range: 0..size,
                right: shares(&label.taken),
            })
            .collect();
        let stances: Vec<linear::Case<'_>> = labels
            .iter()
            .flat_map(|label| label.taken.iter().map(move |taken| (label, taken)))
            .filter_map(|(label, (target, choice))| {
                Some(linear::Case {
                    bag: &label.reading.stance_features,
                    range: catalogue.targets[*target].choices.clone(),
                    right: vec![((*choice)?, 1.0)],
                })
            })
            .collect();
        let first = |part: f32| progress(part * 0.8);
        let second = |part: f32| progress(0.8 + part * 0.2);
        Some(Models {
            targets: Linear::learn(&targets, size, TARGETS, &first)?,
            stances: Linear::learn(&stances, catalogue.choices.len(), STANCES, &second)?,
        })
    }

    /// Notes what sources say of the articles of one part.
    fn tell(&self, known: Known<'_>, models: &Models, folds: usize, fold: usize, told: &mut Told) {
        let stride = self.labels.len().div_ceil(MOST_BLENDED).max(1);
        let labels = self.labels.iter().step_by(stride);
        for label in labels.filter(|label| label.article % folds == fold) {
            let earlier = &self.said[label.earlier.0..label.earlier.1];
            let rows = known.targets(&label.reading, earlier, &models.targets);
            let mut right = vec![0.0; rows.len()];
            for (target, share) in shares(&label.taken) {
                right[target] = f64::from(share);
            }
            told.targets.push(blend::Case { rows, right });
            for (target, choice) in &label.taken {
                let Some(choice) = choice else { continue };
                let rows = known.stances(&label.reading, earlier, &models.stances, *target);
                let mut right = vec![0.0; rows.len()];
                right[choice - known.catalogue.targets[*target].choices.start] = 1.0;
                told.stances.push(blend::Case { rows, right });
            }
        }
    }
}

/// Numbers targets and stances; what the codebook lacks is left out, and so is what comes twice.
pub(super) fn taken(
    catalogue: &Catalogue,
    stances: &[(TargetId, Option<StanceId>)],
) -> Vec<(usize, Option<usize>)> {
    let mut taken: Vec<(usize, Option<usize>)> = Vec::new();
    for (target, stance) in stances {
        let Some(number) = catalogue.number(target) else {
            continue;
        };
        if !taken.iter().any(|(known, _)| *known == number) {
            let stance = stance.as_deref();
            taken.push((number, stance.and_then(|id| catalogue.choice(number, id))));
        }
    }
    taken
}

/// Gives each target of a statement its share.
fn shares(taken: &[(usize, Option<usize>)]) -> Vec<(usize, f32)> {
    let share = 1.0 / taken.len().max(1) as f32;
    taken.iter().map(|(target, _)| (*target, share)).collect()
}
