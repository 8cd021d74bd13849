//! All labelled articles with the features of their units, and how often the labels have each word in a cue.

use super::Example;
use super::decode::{Chain, Factors, Table};
use super::evaluate::{Item, Words};
use super::features::{self, Context};
use super::labels::{self, Read};
use super::link::{self, Case, Choice, Scene, Segment, Statement};
use super::reading::{Reading, read_article, rule_statements};
use super::train::{self, Sequences};
use super::units::{Counter, label};

/// Counts how often a word stands anywhere and in a cue.
type WordCounts = Counter<(u32, u32)>;

fn count_cues(read: &Read<'_>, counts: &mut WordCounts) {
    for (unit, label) in read.article.units.iter().zip(&read.labels) {
        let count = counts.entry(unit.word).or_default();
        count.0 += 1;
        count.1 += u32::from(label::sort(*label) == label::CUE);
    }
}

/// Gives how strong a cue a word is, in steps from 0; rare words are doubted.
fn strength((all, cue): (u32, u32)) -> u8 {
    const STEPS: [f32; 6] = [0.02, 0.08, 0.2, 0.35, 0.5, 0.7];
    let share = cue as f32 / (all as f32 + 2.0);
    u8::try_from(STEPS.iter().filter(|s| share >= **s).count()).unwrap_or(0)
}

/// Sets the strengths of a labelled article's words by the labels of all other articles, as it will be for a new one.
fn strengthen(read: &mut Read<'_>, counts: &WordCounts) {
    let mut own = WordCounts::default();
    count_cues(read, &mut own);
    for unit in &mut read.article.units {
        let all = counts.get(&unit.word).copied().unwrap_or_default();
        let own = own.get(&unit.word).copied().unwrap_or_default();
        unit.strength = strength((all.0 - own.0, all.1 - own.1));
    }
}

/// How strong a cue each word is, in steps.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Strengths {
    table: Table,
    /// Hashes of words with their steps, by hash; words of no strength are left out.
    pub list: Vec<(u32, u8)>,
}

impl Strengths {
    pub(super) fn new(list: Vec<(u32, u8)>) -> Self {
        let words: Vec<u32> = list.iter().map(|l| l.0).collect();
        Self {
            table: Table::new(&words),
            list,
        }
    }

    /// Gives how strong a cue a word is.
    pub(super) fn get(&self, word: u32) -> u8 {
        self.table
            .get(word)
            .and_then(|n| self.list.get(n as usize))
            .map_or(0, |l| l.1)
    }
}

/// The labelled articles.
pub(super) struct Corpus<'t> {
    pub all: Vec<Read<'t>>,
    /// The labelled statements in tokens.
    pub gold: Vec<Vec<Item>>,
    /// The quotes that were rejected, in tokens.
    pub rejected: Vec<Vec<Vec<(usize, usize)>>>,
    pub words: Vec<Words>,
    pub rules: Vec<Vec<Statement>>,
    pub data: Sequences,
    /// For each article its first paragraph's number in `data`; one more for the end.
    first: Vec<usize>,
    pub keys: Vec<u32>,
    pub strengths: Strengths,
    /// Whether the labels leave quotation marks out.
    pub bare: bool,
}

impl<'t> Corpus<'t> {
    /// Reads articles; features seen less often than `least` times are left out.
    pub(super) fn read(examples: &[Example<'t>], least: u8) -> Self {
        let mut all: Vec<Read<'_>> = examples.iter().map(Read::new).collect();
        let mut counts = WordCounts::default();
        for read in &all {
            count_cues(read, &mut counts);
        }
        let mut list: Vec<(u32, u8)> = counts
            .iter()
            .map(|(w, c)| (*w, strength(*c)))
            .filter(|s| s.1 > 0)
            .collect();
        list.sort_unstable();
        let mut data = Sequences::default();
        let mut context = Context::default();
        let mut first = Vec::with_capacity(all.len() + 1);
        for read in &mut all {
            strengthen(read, &counts);
            first.push(data.paragraphs.len());
            add(read, &mut context, &mut data);
        }
        first.push(data.paragraphs.len());
        let keys = data.number(least);
        let both = || all.iter().zip(examples);
        let marks = both()
            .map(|(r, e)| labels::marks(&r.article, &e.statements))
            .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        Self {
            gold: both()
                .map(|(r, e)| {
                    e.statements
                        .iter()
                        .map(|s| labels::item(&r.article, s))
                        .collect()
                })
                .collect(),
            rejected: both()
                .map(|(r, e)| {
                    e.rejected
                        .iter()
                        .map(|s| labels::quote(&r.article, s))
                        .collect()
                })
                .collect(),
            words: all.iter().map(|r| Words::new(&r.article)).collect(),
            rules: all.iter().map(|r| rule_statements(&r.article)).collect(),
            bare: marks.1 > marks.0,
            strengths: Strengths::new(list),
            all,
            data,
            first,
            keys,
        }
    }

    /// Lists the paragraphs of the articles wanted.
    pub(super) fn paragraphs(&self, wanted: impl Fn(usize) -> bool) -> Vec<usize> {
        (0..self.all.len())
            .filter(|a| wanted(*a))
            .flat_map(|a| self.first[a]..self.first[a + 1])
            .collect()
    }

    /// Learns from the articles wanted which cue a content picks.
    pub(super) fn cue_choice(&self, wanted: impl Fn(usize) -> bool) -> Choice {
        let mut cases = Vec::new();
        for (_, read) in self.all.iter().enumerate().filter(|r| wanted(r.0)) {
            cue_cases(read, &mut cases);
        }
        Choice::learn(&cases)
    }

    /// Reads an article with weights that were learned without it.
    pub(super) fn reading(
        &self,
        number: usize,
        chain: &Chain,
        factors: &Factors,
        cue: &Choice,
    ) -> Reading {
        let data = &self.data;
        read_article(
            &self.all[number].article,
            &self.rules[number],
            &chain.transitions,
            factors,
            cue,
            |paragraph, lattice| {
                let n = self.first[number] + paragraph;
                let from = n.checked_sub(1).map_or(0, |n| data.paragraphs[n]);
                for unit in from..data.paragraphs[n] {
                    lattice
                        .scores
                        .push(chain.score(train::unit_features(data, unit)));
                    lattice.classes.push(data.classes[unit]);
                }
            },
        )
    }
}

/// Adds the features and labels of an article's units.
fn add(read: &Read<'_>, context: &mut Context, data: &mut Sequences) {
    for (from, to) in &read.article.paragraphs {
        let units = &read.article.units[*from..*to];
        context.read(units);
        for (at, unit) in units.iter().enumerate() {
            features::extract(&read.article, units, context, at, &mut data.features);
            data.ends.push(data.features.len());
            data.classes.push(unit.class as u8);
        }
        data.labels.extend_from_slice(&read.labels[*from..*to]);
        data.paragraphs.push(data.labels.len());
    }
}

/// Adds the choices of cues that an article's labels show.
fn cue_cases(read: &Read<'_>, cases: &mut Vec<Case>) {
    let rule_of = link::rule_numbers(&read.article);
    let mut segments = Vec::new();
    for (from, to) in &read.article.paragraphs {
        link::segments(&read.labels[*from..*to], &mut segments);
        let scene = Scene {
            units: &read.article.units[*from..*to],
            segments: &segments,
            rule_of: &rule_of,
            offset: *from,
        };
        let owner = |s: &Segment| read.owner[*from + s.from];
        let mut cues: Counter<usize> = Counter::default();
        for (index, segment) in segments
            .iter()
            .enumerate()
            .filter(|s| s.1.sort == label::CUE)
        {
            cues.entry(owner(segment)).or_insert(index);
        }
        let cue_of: Vec<Option<usize>> = segments
            .iter()
            .map(|s| {
                cues.get(&owner(s))
                    .copied()
                    .filter(|_| s.sort == label::CONTENT)
            })
            .collect();
        link::cases(&scene, &cue_of, cases);
    }
}
