//! Made articles of which some are twins, the same for the same seed: independent reports that share phrases, background,
//! statements and what their paper puts under each of them, and families of versions of one story.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The seed of what is reported: the year of Broder's article.
pub(crate) const SEED: u64 = 1997;

/// What a made collection has.
pub(crate) struct Made {
    /// Name and text of each article.
    pub(crate) articles: Vec<(String, String)>,
    /// The names of those that are versions of one story.
    pub(crate) families: Vec<Vec<String>>,
}

/// Chance that a seed repeats exactly: `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).
struct Random(u64);

/// What reports on one event have in common, though different people wrote them.
struct Topic {
    words: Vec<String>,
    background: String,
    statements: Vec<String>,
}

struct World {
    random: Random,
    words: Vec<String>,
    topics: Vec<Topic>,
    /// What each paper puts under its articles.
    appeals: Vec<String>,
}

const FUNCTION: &str = "the of to and a in that is was for on with as by at from he it his be are has had have not this \
    but they which who an will were or its their said after would more been one two also over could than against between \
    about into because while where before during under no when last week year new first told";

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn per_cent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 24] = [
            "ba", "den", "ri", "tor", "ka", "mel", "so", "vin", "lu", "gar", "te", "nos", "pi",
            "ral", "mo", "dis", "fe", "lan", "ju", "ber", "wa", "ken", "cho", "ty",
        ];
        let count = 2 + self.below(3);
        (0..count).map(|_| *self.pick(&SYLLABLES)).collect()
    }
}

impl World {
    fn new(seed: u64, topics: usize) -> Self {
        let mut random = Random(seed);
        let words = (0..12_000).map(|_| random.word()).collect();
        let mut world = Self {
            random,
            words,
            topics: Vec::new(),
            appeals: Vec::new(),
        };
        for _ in 0..topics {
            let words = (0..150).map(|_| world.random.pick(&world.words).clone());
            let words: Vec<String> = words.collect();
            let background = world.sentence(&words, 30);
            let statements = (0..3).map(|_| world.sentence(&words, 25)).collect();
            world.topics.push(Topic {
                words,
                background,
                statements,
            });
        }
        for _ in 0..20 {
            let appeal = world.sentence(&[], 50);
            world.appeals.push(appeal);
        }
        world
    }

    /// Makes a sentence of so many words, with the words of a topic, if there are any.
    fn sentence(&mut self, topic: &[String], words: usize) -> String {
        let function: Vec<&str> = FUNCTION.split_whitespace().collect();
        let mut sentence = String::new();
        for number in 0..words {
            let word = if self.random.per_cent(45) {
                // The first ones are the commonest.
                let upto = 1 + self.random.below(function.len());
                (*self.random.pick(&function[..upto])).to_owned()
            } else if !topic.is_empty() && self.random.per_cent(50) {
                self.random.pick(topic).clone()
            } else {
                self.random.pick(&self.words).clone()
            };
            if number == 0 {
                let (first, rest) = word.split_at(1);
                write!(sentence, "{}{rest}", first.to_uppercase()).unwrap();
            } else {
                write!(sentence, " {word}").unwrap();
            }
        }
        sentence.push('.');
        sentence
    }

    /// Makes a short item of so many words, as paragraphs: the news alone.
    fn item(&mut self, topic: usize, words: usize) -> Vec<String> {
        let own = self.topics[topic].words.clone();
        let mut paragraphs = Vec::new();
        let mut left = words;
        while left > 10 {
            let length = 10 + self.random.below(20);
            left = left.saturating_sub(length);
            let sentence = self.sentence(&own, length);
            let is_quote = self.random.per_cent(25);
            paragraphs.push(if is_quote {
                format!("“{},” he said.", sentence.trim_end_matches('.'))
            } else {
                sentence
            });
        }
        paragraphs
    }

    /// Makes a report of so many words, with background, and with statements that others quote too.
    fn report(&mut self, topic: usize, words: usize) -> Vec<String> {
        let mut paragraphs = self.item(topic, words);
        if self.random.per_cent(30) {
            paragraphs.push(self.topics[topic].background.clone());
        }
        for number in 0..3 {
            if self.random.per_cent(12) {
                let said = &self.topics[topic].statements[number];
                paragraphs.push(format!("“{said}”"));
            }
        }
        paragraphs
    }

    /// Edits a story as papers do: sentences cut, words replaced, others added, quotes in the house's own marks.
    fn version(&mut self, story: &[String], topic: usize) -> Vec<String> {
        let (cut, replace, add) = (
            self.random.below(26),
            self.random.below(16),
            self.random.below(41),
        );
        let mut version = Vec::new();
        for paragraph in story {
            if !version.is_empty() && self.random.per_cent(cut) {
                continue;
            }
            let mut words = Vec::new();
            for word in paragraph.split(' ') {
                words.push(if self.random.per_cent(replace) {
                    self.random.pick(&self.words).clone()
                } else {
                    word.to_owned()
                });
            }
            version.push(words.join(" "));
        }
        let words: usize = story.iter().map(|text| text.split(' ').count()).sum();
        version.extend(self.item(topic, words * add / 100));
        if self.random.per_cent(50) {
            for paragraph in &mut version {
                *paragraph = paragraph.replace(['“', '”'], "\"").replace(", ", " — ");
            }
        }
        version
    }

    /// Makes the file of an article: paragraphs apart, and the appeal of a paper under them.
    fn file(&mut self, paragraphs: &[String]) -> String {
        let appeal = self.random.pick(&self.appeals).clone();
        format!("{}\n\n{appeal}\n", paragraphs.join("\n\n"))
    }
}

/// Makes so many articles; about one in ten is a version of a story that others have too.
pub(crate) fn made(seed: u64, articles: usize) -> Made {
    let mut world = World::new(seed, (articles / 33).max(1));
    let mut families: Vec<Vec<String>> = Vec::new();
    let mut left = articles;
    while left > articles - articles / 10 {
        let topic = world.random.below(world.topics.len());
        let mut family = Vec::new();
        if world.random.per_cent(25) {
            // A short item, and the longer pieces that took it in.
            let words = 70 + world.random.below(60);
            let item = world.item(topic, words);
            for _ in 0..=world.random.below(2) {
                let own = world.report(topic, 400);
                let (before, after) = own.split_at(own.len() / 3);
                let whole = [before, &item[..], after].concat();
                family.push(world.file(&whole));
            }
            family.push(world.file(&item));
        } else {
            let words = 220 + world.random.below(360);
            let story = world.report(topic, words);
            for _ in 0..=world.random.below(4) {
                let version = world.version(&story, topic);
                family.push(world.file(&version));
            }
            family.push(world.file(&story));
        }
        left = left.saturating_sub(family.len());
        families.push(family);
    }
    let singles = left;
    for _ in 0..singles {
        let topic = world.random.below(world.topics.len());
        let words = 220 + world.random.below(360);
        let story = world.report(topic, words);
        let file = world.file(&story);
        families.push(vec![file]);
    }
    named(families, &mut world.random)
}

/// Gives articles names by chance, so that the order of files tells nothing.
fn named(families: Vec<Vec<String>>, random: &mut Random) -> Made {
    let count: usize = families.iter().map(Vec::len).sum();
    let mut names: Vec<String> = (0..count)
        .map(|number| format!("{number:05}.txt"))
        .collect();
    for last in (1..count).rev() {
        names.swap(last, random.below(last + 1));
    }
    let mut made = Made {
        articles: Vec::with_capacity(count),
        families: Vec::new(),
    };
    for family in families {
        let mut of_family = Vec::new();
        for text in family {
            let name = names.pop().unwrap();
            of_family.push(name.clone());
            made.articles.push((name, text));
        }
        if of_family.len() > 1 {
            made.families.push(of_family);
        }
    }
    made
}

/// Returns precision and recall of groups, over pairs of articles that are in one together.
pub(crate) fn score(families: &[Vec<String>], groups: &[Vec<String>]) -> (f64, f64) {
    let mut family_of = BTreeMap::new();
    for (number, family) in families.iter().enumerate() {
        for name in family {
            family_of.insert(name.as_str(), number);
        }
    }
    let pairs = |sets: &[Vec<String>]| -> usize {
        let pairs = sets.iter().map(|set| set.len() * (set.len() - 1) / 2);
        pairs.sum()
    };
    let mut right = 0;
    for group in groups {
        for (place, name) in group.iter().enumerate() {
            let family = family_of.get(name.as_str());
            let is_same = |other: &&String| family_of.get(other.as_str()) == family;
            right += group[..place]
                .iter()
                .filter(is_same)
                .filter(|_| family.is_some())
                .count();
        }
    }
    let share = |of: usize| right as f64 / of.max(1) as f64;
    (share(pairs(groups)), share(pairs(families)))
}
