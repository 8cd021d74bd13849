//! The codebook by number: targets, the stances that each may take, and who is who.

use std::collections::HashMap;
use std::ops::Range;

use super::words::{Bag, Place, Rarity};
use crate::model::codebook::{Codebook, OFF_SCALE, Scale, Target};
use crate::model::id::{SpeakerId, TargetId};

/// Trees are followed so far upwards.
const DEEPEST: usize = 32;

/// A target.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Topic {
    /// What the codebook says of it.
    pub target: Target,
    /// The targets above it, nearest first, by number; the first few of them.
    pub above: Vec<usize>,
    /// The stances it may take, by number.
    pub choices: Range<usize>,
}

/// A stance on one scale, or one of those beside it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    pub id: String,
    /// Words of the label, in lower case.
    pub words: Vec<String>,
    /// From -1 to 1, zero where it is neither for nor against.
    pub polarity: f64,
    /// Whether it stands beside the scale.
    pub off: bool,
}

/// What the codebook says, by number.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Catalogue {
    pub targets: Vec<Topic>,
    numbers: HashMap<TargetId, usize>,
    pub choices: Vec<Choice>,
    /// Names of speakers and the bodies or countries that they speak for, by id.
    speakers: HashMap<SpeakerId, (String, String)>,
}

impl Catalogue {
    pub(super) fn new(codebook: &Codebook) -> Self {
        let mut catalogue = Self::default();
        let mut ranges = Vec::with_capacity(codebook.scales.len() + 1);
        for scale in &codebook.scales {
            ranges.push(catalogue.add_scale(scale));
        }
        ranges.push(catalogue.add_scale(&Scale::default()));
        for target in codebook.offered_targets() {
            if catalogue.numbers.contains_key(&target.id) {
                continue;
            }
            let number = catalogue.targets.len();
            catalogue.numbers.insert(target.id.clone(), number);
            catalogue.targets.push(Topic {
                target: target.clone(),
                above: Vec::new(),
                choices: 0..0,
            });
        }
        for number in 0..catalogue.targets.len() {
            let above = catalogue.above(number);
            let named = std::iter::once(&number)
                .chain(&above)
                .find_map(|at| catalogue.targets[*at].target.scale.as_deref());
            let scale = named
                .map(|id| codebook.current_scale(id))
                .and_then(|id| codebook.scales.iter().position(|scale| scale.id == id))
                .unwrap_or(0);
            catalogue.targets[number].choices = ranges[scale].clone();
            catalogue.targets[number].above = above;
        }
        for speaker in &codebook.speakers {
            let side = match (speaker.country.trim(), speaker.affiliation.trim()) {
                ("", body) => body,
                (country, _) => country,
            };
            catalogue
                .speakers
                .entry(speaker.id.clone())
                .or_insert_with(|| (speaker.name.clone(), side.to_owned()));
        }
        catalogue
    }

    /// Lists the targets above one, nearest first; a tree that loops or is very deep is left at some point.
    fn above(&self, number: usize) -> Vec<usize> {
        let mut above: Vec<usize> = Vec::new();
        let mut at = number;
        while above.len() < DEEPEST
            && let Some(parent) = self.targets[at].target.parent.as_deref()
            && let Some(next) = self.number(parent)
            && next != number
            && !above.contains(&next)
        {
            above.push(next);
            at = next;
        }
        above
    }

    /// Returns the target at the top of the tree that a target stands in.
    pub(super) fn root(&self, number: usize) -> usize {
        self.targets[number].above.last().copied().unwrap_or(number)
    }

    fn add_scale(&mut self, scale: &Scale) -> Range<usize> {
        let start = self.choices.len();
        let most = scale
            .stances
            .iter()
            .filter_map(|stance| stance.polarity)
            .filter(|polarity| polarity.is_finite())
            .fold(0.0, |most: f64, polarity| most.max(polarity.abs()));
        for stance in scale.offered() {
            let polarity = stance.polarity.filter(|p| p.is_finite()).unwrap_or(0.0);
            self.add_choice(
                start,
                Choice {
                    id: stance.id.clone().into(),
                    words: super::words::words(&stance.label).collect(),
                    polarity: if most > 0.0 { polarity / most } else { 0.0 },
                    off: false,
                },
            );
        }
        for (id, label) in OFF_SCALE {
            self.add_choice(
                start,
                Choice {
                    id: id.to_owned(),
                    words: super::words::words(label).collect(),
                    polarity: 0.0,
                    off: true,
                },
            );
        }
        start..self.choices.len()
    }

    /// Adds a stance unless its scale, which starts at `start`, has its id.
    fn add_choice(&mut self, start: usize, choice: Choice) {
        if !self.choices[start..].iter().any(|c| c.id == choice.id) {
            self.choices.push(choice);
        }
    }

    /// Finds a target.
    pub(super) fn number(&self, target: &str) -> Option<usize> {
        self.numbers.get(target).copied()
    }

    /// Finds a stance that a target may take.
    pub(super) fn choice(&self, target: usize, stance: &str) -> Option<usize> {
        let range = self.targets.get(target)?.choices.clone();
        range.into_iter().find(|c| self.choices[*c].id == stance)
    }

    /// Returns a target's id.
    pub(super) fn id(&self, target: usize) -> &str {
        &self.targets[target].target.id
    }

    /// Returns a speaker's name, or the id where the registry lacks it.
    pub(super) fn speaker_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.speakers.get(id).map_or(id, |(name, _)| name)
    }

    /// Returns the country or body that a speaker speaks for.
    pub(super) fn side(&self, speaker: &str) -> Option<&str> {
        let side = &self.speakers.get(speaker)?.1;
        (!side.is_empty()).then_some(side)
    }
}

/// What the codebook's words say about each target: texts of features, and which targets have a feature.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Definitions {
    /// Name, definition, inclusion and examples.
    meant: Inverted,
    /// Exclusion.
    excluded: Inverted,
}

/// For each feature the targets that have it, and how much.
#[derive(Clone, Debug, Default, PartialEq)]
struct Inverted(HashMap<u32, Vec<(u32, f32)>>);

impl Inverted {
    fn add(&mut self, target: u32, bag: &Bag, rarity: &Rarity) {
        for (key, weight) in bag.weighed(rarity).list {
            self.0.entry(key).or_default().push((target, weight));
        }
    }

    fn likeness(&self, bag: &Bag, targets: usize) -> Vec<f64> {
        let mut sums = vec![0.0; targets];
        for (key, weight) in &bag.list {
            for (target, theirs) in self.0.get(key).into_iter().flatten() {
                sums[*target as usize] += f64::from(weight * theirs);
            }
        }
        sums
    }
}

impl Definitions {
    /// Reads what the codebook says; each target's words are counted in `rarity`.
    pub(super) fn new(catalogue: &Catalogue, rarity: &mut Rarity) -> Self {
        let mut texts = Vec::new();
        for topic in &catalogue.targets {
            let meant = Self::meant(catalogue, topic);
            rarity.see(&[&meant]);
            let mut excluded = Bag::default();
            excluded.add(Place::Body, &topic.target.exclude, 1.0);
            texts.push((meant, excluded.finish()));
        }
        let mut definitions = Self::default();
        for (number, (meant, excluded)) in (0_u32..).zip(texts) {
            definitions.meant.add(number, &meant, rarity);
            definitions.excluded.add(number, &excluded, rarity);
        }
        definitions
    }

    fn meant(catalogue: &Catalogue, topic: &Topic) -> Bag {
        let target = &topic.target;
        let mut bag = Bag::default();
        bag.add(Place::Body, &target.name, 3.0);
        bag.add(Place::Body, &target.definition, 1.0);
        bag.add(Place::Body, &target.include, 1.0);
        // What is beyond the first few examples adds little and would cost time without end.
        for example in target.examples.iter().take(20) {
            bag.add(Place::Body, &example.text, 1.0);
        }
        for above in topic.above.iter().take(4) {
            bag.add(Place::Body, &catalogue.targets[*above].target.name, 0.5);
        }
        bag.finish()
    }

    /// Says how alike a text and each target's words are, from 0 to 1.
    pub(super) fn likeness(&self, bag: &Bag, targets: usize) -> Vec<f64> {
        self.meant.likeness(bag, targets)
    }

    /// Says how alike a text and what each target excludes are, from 0 to 1.
    pub(super) fn exclusion(&self, bag: &Bag, targets: usize) -> Vec<f64> {
        self.excluded.likeness(bag, targets)
    }

    /// Says how much a feature speaks for a target.
    pub(super) fn weight(&self, key: u32, target: usize) -> f32 {
        let entries = self.meant.0.get(&key).into_iter().flatten();
        entries
            .filter(|(of, _)| *of as usize == target)
            .map(|(_, weight)| weight)
            .sum()
    }
}
