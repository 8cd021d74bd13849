//! Text as features: lower-cased words with their accents, the first letters of longer words and character n-grams,
//! each by its hash. Only the beginning of a long text is read, so that the time is bounded whatever comes.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::lexicon::{self, Language, Lexicon};

/// Counts or weights of features, by hash; sorted, each feature once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bag {
    pub list: Vec<(u32, f32)>,
}

/// Keeps what stands in different places apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// What is said, and what codebooks say.
    Body,
    /// The words that attribute.
    Cue,
    /// The headline.
    Headline,
    /// What is neither: kinds, negation, speakers.
    Fact,
}

/// Longer texts are cut here, in bytes.
pub(super) const MOST_BYTES: usize = 2_000;

/// So many letters at the start of a word stand for its stem.
const STEM: usize = 5;

/// The length of character n-grams.
const GRAM: usize = 4;

/// How much a stem and all n-grams of a word count beside the word itself.
const STEM_WEIGHT: f32 = 0.7;
const GRAMS_WEIGHT: f32 = 0.5;

/// Cuts a text to what is read of it.
pub(super) fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(MOST_BYTES)]
}

/// Lists the words of a text in lower case, a curly apostrophe made straight.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    head(text).unicode_words().map(lower)
}

/// Words of grammar, which tell nothing of what a text is about.
const SMALL: u64 = lexicon::DET
    | lexicon::PREP
    | lexicon::COORD
    | lexicon::SUBORD
    | lexicon::SUBJECT
    | lexicon::OBJECT
    | lexicon::POSSESSIVE
    | lexicon::RELATIVE
    | lexicon::BE
    | lexicon::HAVE
    | lexicon::DO
    | lexicon::MODAL
    | lexicon::NEGATION
    | lexicon::ADVERB
    | lexicon::QUESTION
    | lexicon::NUMERAL;

/// Tells whether a word says something of what a text of a language is about.
pub(super) fn is_topical(language: Language, word: &str) -> bool {
    let lexicon = Lexicon::of(language);
    // A single ideograph is a word; a single letter of an alphabet is none.
    let is_letter = word.len() < 3 && word.chars().count() == 1;
    !is_letter && !lexicon.entry(lexicon.find(word)).is(SMALL)
}

fn lower(word: &str) -> String {
    let straight = |c: char| if c == '’' { '\'' } else { c };
    word.chars()
        .map(straight)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Hashes a feature (FNV-1a); `sort` keeps words, stems and n-grams apart.
pub(super) fn hash(place: Place, sort: u8, text: &str) -> u32 {
    let start = 0x811c_9dc5_u32;
    [place as u8, sort]
        .into_iter()
        .chain(text.bytes())
        .fold(start, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
}

const WORD: u8 = b'w';
const PREFIX: u8 = b'p';
const NGRAM: u8 = b'g';
const PAIR: u8 = b'b';

/// Gives the features that name a word: itself and its stem. What explains a proposal looks at these alone.
pub(super) fn keys(place: Place, word: &str) -> [u32; 2] {
    let end = word
        .char_indices()
        .nth(STEM)
        .map_or(word.len(), |(at, _)| at);
    [hash(place, WORD, word), hash(place, PREFIX, &word[..end])]
}

impl Bag {
    /// Adds the words of a text, each counting `weight`.
    pub(super) fn add(&mut self, place: Place, text: &str, weight: f32) {
        for word in words(text) {
            let [whole, stem] = keys(place, &word);
            self.list.push((whole, weight));
            self.list.push((stem, weight * STEM_WEIGHT));
            let ends: Vec<usize> = word
                .char_indices()
                .map(|(at, _)| at)
                .chain([word.len()])
                .collect();
            let count = ends.len().saturating_sub(GRAM);
            for gram in ends.windows(GRAM + 1) {
                let key = hash(place, NGRAM, &word[gram[0]..gram[GRAM]]);
                self.list.push((key, weight * GRAMS_WEIGHT / count as f32));
            }
        }
    }

    /// Adds every pair of neighbouring words.
    pub(super) fn add_pairs(&mut self, place: Place, text: &str, weight: f32) {
        let mut before = String::new();
        for word in words(text) {
            let pair = format!("{before} {word}");
            self.list.push((hash(place, PAIR, &pair), weight));
            before = word;
        }
    }

    /// Adds one feature that is there.
    pub(super) fn fact(&mut self, name: &str, weight: f32) {
        self.list.push((hash(Place::Fact, WORD, name), weight));
    }

    /// Puts the features in order, each once, their weights summed.
    pub(super) fn finish(mut self) -> Self {
        self.list.sort_unstable_by_key(|(key, _)| *key);
        self.list.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        self
    }

    /// Weighs features by how rare they are, dampens repetition, and scales the whole to length one.
    pub(super) fn weighed(&self, rarity: &Rarity) -> Self {
        let mut list: Vec<(u32, f32)> = self
            .list
            .iter()
            .map(|(key, count)| (*key, count.sqrt() * rarity.of(*key)))
            .collect();
        let length = list.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        if length > 0.0 {
            for (_, weight) in &mut list {
                *weight /= length;
            }
        }
        Self { list }
    }
}

/// How rare features are: the logarithm of texts per text that has it (inverse document frequency).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rarity {
    texts: u32,
    with: HashMap<u32, u32>,
}

impl Rarity {
    /// Counts one text, which may be in several bags.
    pub(super) fn see(&mut self, bags: &[&Bag]) {
        self.texts += 1;
        let lists = bags.iter().flat_map(|bag| &bag.list);
        let mut keys: Vec<u32> = lists.map(|(key, _)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *self.with.entry(key).or_default() += 1;
        }
    }

    /// Gives a feature's rarity, never below zero.
    pub(super) fn of(&self, key: u32) -> f32 {
        let with = self.with.get(&key).copied().unwrap_or(0);
        ((2.0 + self.texts as f32) / (1.0 + with as f32)).ln()
    }
}
