//! A statement as the sources see it: bags of features, numbers for who speaks and where.

use std::collections::HashMap;

use super::StatementView;
use super::catalogue::Catalogue;
use super::counts::Who;
use super::tone::{self, Tone};
use super::words::{self, Bag, Place, Rarity};

/// What was said before in the same article, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// Tells stances of one statement from those of another.
    pub statement: usize,
    pub speaker: Option<usize>,
    pub target: usize,
    pub choice: Option<usize>,
}

impl Said {
    /// Tells whether this speaker said it on this target.
    pub(super) fn is(&self, who: Option<Who>, target: usize) -> bool {
        self.target == target && who.is_some() && self.speaker.map(Who::Speaker) == who
    }
}

/// Numbers for names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Numbers(HashMap<String, usize>);

impl Numbers {
    /// Finds or makes a name's number.
    pub(super) fn make(&mut self, name: &str) -> usize {
        if let Some(known) = self.0.get(name) {
            return *known;
        }
        let next = self.0.len();
        self.0.insert(name.to_owned(), next);
        next
    }

    /// Finds a name's number.
    pub(super) fn get(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Everybody and everything that labels name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Names {
    pub articles: Numbers,
    pub speakers: Numbers,
    pub sides: Numbers,
}

/// A statement, read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    /// What is said and the words that attribute it, weighed.
    pub quote: Bag,
    /// What stands around it, weighed.
    pub context: Bag,
    /// The headline, weighed.
    pub headline: Bag,
    /// What targets are learned from, weighed.
    pub features: Bag,
    /// What stances are learned from, weighed.
    pub stance_features: Bag,
    pub tone: Tone,
    cue_words: Vec<String>,
    quote_words: Vec<String>,
    pub article: Option<usize>,
    pub speaker: Option<Who>,
    pub side: Option<Who>,
}

impl Reading {
    /// Reads a statement, its features not weighed yet.
    pub(super) fn new(view: &StatementView, catalogue: &Catalogue, names: &Names) -> Self {
        let mut quote = Bag::default();
        quote.add(Place::Body, &view.quote, 1.0);
        quote.add(Place::Body, &view.cue, 0.5);
        let mut context = Bag::default();
        context.add(Place::Body, &view.context, 1.0);
        let mut headline = Bag::default();
        headline.add(Place::Body, &view.headline, 1.0);
        let mut features = Bag::default();
        features.add(Place::Body, &view.quote, 1.0);
        features.add(Place::Body, &view.cue, 0.5);
        features.add(Place::Body, &view.context, 0.15);
        features.add(Place::Headline, &view.headline, 0.1);
        let tone = Tone::read(&view.cue, &view.quote);
        let speaker = view.speaker.as_deref();
        let side = speaker.and_then(|speaker| catalogue.side(speaker));
        Self {
            quote: quote.finish(),
            context: context.finish(),
            headline: headline.finish(),
            features: features.finish(),
            stance_features: stance_features(view, tone),
            tone,
            cue_words: words::words(&view.cue).collect(),
            quote_words: words::words(&view.quote).collect(),
            article: names.articles.get(&view.article),
            speaker: speaker
                .and_then(|speaker| names.speakers.get(speaker))
                .map(Who::Speaker),
            side: side.and_then(|side| names.sides.get(side)).map(Who::Side),
        }
    }

    /// Weighs the features.
    pub(super) fn weighed(mut self, rarity: &Rarity) -> Self {
        for bag in [
            &mut self.quote,
            &mut self.context,
            &mut self.headline,
            &mut self.features,
            &mut self.stance_features,
        ] {
            *bag = bag.weighed(rarity);
        }
        self
    }

    /// Gives the share of a label's words that the words that attribute have.
    pub(super) fn has_in_cue(&self, label: &[String]) -> f64 {
        share(label, &self.cue_words)
    }

    /// Gives the share of a label's words that the words said have.
    pub(super) fn has_in_quote(&self, label: &[String]) -> f64 {
        share(label, &self.quote_words)
    }
}

fn share(label: &[String], words: &[String]) -> f64 {
    let found = label.iter().filter(|word| words.contains(word)).count();
    found as f64 / label.len().max(1) as f64
}

fn stance_features(view: &StatementView, tone: Tone) -> Bag {
    let mut bag = Bag::default();
    bag.add(Place::Body, &view.quote, 0.6);
    bag.add_pairs(Place::Body, &view.quote, 0.3);
    bag.add(Place::Cue, &view.cue, 1.5);
    bag.fact(view.kind.name(), 0.5);
    if tone.negated {
        bag.fact("negated", 1.0);
    }
    if tone.lean.abs() > 0.1 {
        bag.fact(if tone.lean > 0.0 { "for" } else { "against" }, 1.0);
    }
    for word in words::words(&view.quote).filter(|word| tone::is_negation(word)) {
        bag.fact(&word, 0.5);
    }
    bag.finish()
}
