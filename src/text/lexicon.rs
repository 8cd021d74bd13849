//! The words that the rules know, per language: reporting verbs with their frames, nouns and adjectives that attribute,
//! titles, roles, groups and the small words of grammar. Each language is one text file in `lexicon/`, read once. A
//! section's head names what its words are (`[verb say that]`); English verbs are inflected here, irregular ones give
//! their forms (`say/said/said`), and a particle follows after an underscore (`point_out`).

use std::sync::OnceLock;

pub use super::language::Language;

macro_rules! bits {
    ($kind:ty, $($(#[$doc:meta])* $name:ident = $bit:expr;)*) => {
        $($(#[$doc])* pub const $name: $kind = 1 << $bit;)*
    };
    ($kind:ty, $names:ident, $($(#[$doc:meta])* $name:ident = $bit:expr, $word:literal;)*) => {
        $($(#[$doc])* pub const $name: $kind = 1 << $bit;)*
        const $names: &[(&str, $kind)] = &[$(($word, $name)),*];
    };
}

bits! { u64, FLAGS,
    /// An article, a demonstrative, a quantifier.
    DET = 0, "det";
    /// A preposition.
    PREP = 1, "prep";
    /// `and`, `or`, `but`.
    COORD = 2, "coord";
    /// A word that opens a subordinate clause.
    SUBORD = 3, "subord";
    /// A pronoun as subject.
    SUBJECT = 4, "subject";
    /// A pronoun as object.
    OBJECT = 5, "object";
    /// A possessive pronoun.
    POSSESSIVE = 6, "possessive";
    /// A relative pronoun.
    RELATIVE = 7, "relative";
    /// A form of `be`.
    BE = 8, "be";
    /// A form of `have`.
    HAVE = 9, "have";
    /// A form of `do`.
    DO = 10, "do";
    /// A modal verb.
    MODAL = 11, "modal";
    /// A negation.
    NEGATION = 12, "negation";
    /// An adverb that may stand inside a verb group.
    ADVERB = 13, "adverb";
    /// A word of time: `Monday`, `yesterday`, `week`.
    TIME = 14, "time";
    /// A title before a name.
    TITLE = 15, "title";
    /// A noun for somebody by what they do.
    ROLE = 16, "role";
    /// A noun for several people.
    GROUP = 17, "group";
    /// A noun for a body that speaks: `Kremlin`, `ministry`, `poll`.
    BODY = 18, "body";
    /// An abbreviation that takes its stop along.
    ABBREVIATION = 19, "abbreviation";
    /// A question word.
    QUESTION = 20, "question";
    /// A woman's first name.
    FEMALE = 21, "female";
    /// A man's first name.
    MALE = 22, "male";
    /// A word that is no part of a person's name although it has a capital.
    NOT_NAME = 23, "notname";
    /// A particle inside names: `van`, `de`, `bin`.
    PARTICLE = 24, "particle";
    /// A word of boilerplate.
    BOILERPLATE = 25, "boilerplate";
    /// A noun for text that speaks: `poll`, `report`, `letter`.
    SOURCE = 26, "source";
    /// A word that a title of a work or a name in quotation marks follows: `called`, `dubbed`, `titled`.
    NAMING = 27, "naming";
    /// `reportedly`, `allegedly`.
    HEARSAY = 28, "hearsay";
    /// A noun for a woman, or a title of one.
    WOMAN = 29, "woman";
    /// A noun for a man, or a title of one.
    MAN = 30, "man";
    /// A number as a word.
    NUMERAL = 31, "numeral";
    /// A title that tells nothing of what somebody does: `Mr`, `Dame`, `Dr`.
    COURTESY = 32, "courtesy";
    /// A noun for what somebody is to another: `rival`, `wife`.
    RELATION = 33, "relation";
    /// A title that is an office with `of` and a place after it: `Earl of Vik`.
    PEER = 34, "peer";
    /// A word before a colon that tells what follows: `Analysis`, `Breaking`.
    KICKER = 35, "kicker";
}

bits! { u32, FRAMES,
    /// Says: takes quotations, clauses, and stands after or inside what is said.
    SAY = 0, "say";
    /// Takes a clause with `that`.
    THAT = 1, "that";
    /// Takes a clause without `that`, too.
    BARE = 2, "bare";
    /// Takes quotations only.
    QUOTE = 3, "quote";
    /// Takes a recipient before what is said.
    TELL = 4, "tell";
    /// Takes `to` and a verb.
    TO = 5, "to";
    /// Takes an object, then `to` and a verb.
    OBJECT_TO = 6, "objto";
    /// Takes a noun phrase.
    NOUN = 7, "np";
    /// Takes `for`.
    FOR = 8, "for";
    /// Takes `of`.
    OF = 9, "of";
    /// Takes `on`.
    ON = 10, "on";
    /// Takes `about`.
    ABOUT = 11, "about";
    /// Takes `to` and a noun phrase.
    TOWARD = 12, "toward";
    /// Takes `against`.
    AGAINST = 13, "against";
    /// Takes `with`.
    WITH = 14, "with";
    /// Takes `at`.
    AT = 15, "at";
    /// Takes `in`.
    IN = 16, "in";
    /// Takes `as` after its object.
    AS = 17, "as";
    /// Takes `over`.
    OVER = 18, "over";
    /// Takes a form in `-ing`.
    GERUND = 19, "ing";
    /// Takes a question: `whether`, `if`, `why`.
    ASK = 20, "wh";
    /// Seems: what is said stands around it and nobody says it.
    SEEM = 21, "seem";
    /// Its passive says something without a speaker: `is expected to`.
    PASSIVE = 22, "passive";
    /// An ordinary verb that attributes nothing.
    PLAIN = 23, "plain";
    /// Attributes only with a subject that is text: `the poll shows`.
    SHOWS = 24, "shows";
    /// Takes `from`.
    FROM = 25, "from";
    /// Its `-ing` form after a comma goes on with another thing that is said.
    ADDING = 26, "adding";
}

bits! { u8,
    /// The base form.
    BASE = 0;
    /// The third person of the present.
    PRESENT = 1;
    /// The past.
    PAST = 2;
    /// The past participle.
    PARTICIPLE = 3;
    /// The form in `-ing`.
    ING = 4;
}

/// All that the lexicon knows of one word form.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// What sort of word it is: `DET` and so on.
    pub flags: u64,
    /// The frames of the verb it is a form of.
    pub verb: u32,
    /// The frames of the noun it is.
    pub noun: u32,
    /// The frames of the adjective it is.
    pub adjective: u32,
    /// Which forms of its verb it can be.
    pub forms: u8,
    /// The particles of its verb, each with the frames of both together.
    pub particles: Vec<(Box<str>, u32)>,
}

impl Entry {
    /// Says whether one of the flags is set.
    #[must_use]
    pub const fn is(&self, flags: u64) -> bool {
        self.flags & flags != 0
    }

    /// Says whether the verb has one of the frames.
    #[must_use]
    pub const fn verb_is(&self, frames: u32) -> bool {
        self.verb & frames != 0
    }

    /// Says whether it is a verb in one of the forms.
    #[must_use]
    pub const fn form(&self, forms: u8) -> bool {
        self.forms & forms != 0
    }
}

/// The words of one language.
#[derive(Debug)]
pub struct Lexicon {
    /// The language.
    pub language: Language,
    entries: Vec<Entry>,
    words: Vec<Box<str>>,
    /// Numbers of words by their hash, sixteen bits of the hash above each.
    table: Vec<u32>,
}

/// The last part of German offices: of `Innenministerin` the second.
const OFFICES: &[&str] = &[
    "ministerin",
    "minister",
    "präsidentin",
    "präsident",
    "sprecherin",
    "sprecher",
    "kanzlerin",
    "kanzler",
    "bürgermeisterin",
    "bürgermeister",
    "sekretärin",
    "sekretär",
    "direktorin",
    "direktor",
    "vorsitzende",
    "vorsitzender",
    "abgeordnete",
    "abgeordneter",
    "politikerin",
    "politiker",
    "expertin",
    "experte",
    "leiterin",
    "leiter",
    "chefin",
    "chef",
];

/// What a French verb ends with when its subject leans on it.
const LEANING: &[&str] = &[
    "-t-il", "-t-elle", "-t-on", "-t-ils", "-t-elles", "-il", "-elle", "-on", "-ils", "-elles",
];

/// Longer words than this are not looked up.
const LONGEST: usize = 40;

impl Lexicon {
    /// Gives the words of a language, read on first use.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static ALL: [OnceLock<Lexicon>; 6] = [const { OnceLock::new() }; 6];
        ALL[language as usize].get_or_init(|| Self::read(language))
    }

    /// Gives an entry by its number; the empty entry for `0`.
    #[must_use]
    pub fn entry(&self, number: u16) -> &Entry {
        &self.entries[usize::from(number).min(self.entries.len() - 1)]
    }

    /// Finds a word's entry whatever its case; `0` when there is none.
    #[must_use]
    pub fn find(&self, word: &str) -> u16 {
        if word.len() > LONGEST {
            return 0;
        }
        if word.is_ascii() {
            return self.of_parts(word, word.as_bytes());
        }
        let folded: String = word
            .chars()
            .flat_map(char::to_lowercase)
            .map(|c| if c == '’' { '\'' } else { c })
            .collect();
        self.of_parts(word, folded.as_bytes())
    }

    /// Finds a word, else what it is made of: of a German office the last part (`Innenministerin`), of a French verb that its
    /// subject leans on the verb (`répondit-elle`). `folded` is the word in small letters, unless it is ASCII.
    fn of_parts(&self, word: &str, folded: &[u8]) -> u16 {
        let found = self.look_up(folded);
        let ends = |end: &&&str| {
            folded
                .len()
                .checked_sub(end.len())
                .is_some_and(|at| at > 2 && folded[at..].eq_ignore_ascii_case(end.as_bytes()))
        };
        let part = match self.language {
            Language::German if found == 0 && word.starts_with(char::is_uppercase) => {
                OFFICES.iter().find(ends).map(|office| office.as_bytes())
            }
            Language::French if found == 0 && word.contains('-') => LEANING
                .iter()
                .find(|end| folded.ends_with(end.as_bytes()))
                .map(|end| &folded[..folded.len() - end.len()]),
            _ => None,
        };
        part.filter(|part| !part.is_empty())
            .map_or(found, |part| self.look_up(part))
    }

    /// Says whether a word, given without its stop, is an abbreviation.
    #[must_use]
    pub fn is_abbreviation(&self, word: &str) -> bool {
        self.entry(self.find(word)).is(ABBREVIATION)
            && word.starts_with(|c: char| c.is_uppercase() || "vepc".contains(c))
    }

    fn look_up(&self, word: &[u8]) -> u16 {
        let mask = self.table.len() - 1;
        let (mut slot, tag) = hash(word);
        loop {
            slot &= mask;
            let cell = self.table[slot];
            if cell == 0 {
                return 0;
            }
            if cell >> 16 == tag {
                let number = (cell & 0xffff) as u16;
                if self.words[usize::from(number)]
                    .as_bytes()
                    .eq_ignore_ascii_case(word)
                {
                    return number;
                }
            }
            slot += 1;
        }
    }

    fn read(language: Language) -> Self {
        let mut reader = Reader::default();
        reader.entries.push(Entry::default());
        reader.words.push(Box::from(""));
        let mut section = Section::default();
        for line in language.source().lines() {
            let line = line.split("//").next().unwrap_or_default().trim();
            if let Some(head) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                section = Section::parse(head);
            } else {
                for word in line.split_whitespace() {
                    reader.add(&section, word, language);
                }
            }
        }
        let mut lexicon = Self {
            language,
            entries: reader.entries,
            words: reader.words,
            table: Vec::new(),
        };
        lexicon.table = vec![0; (lexicon.words.len() * 4).next_power_of_two()];
        let mask = lexicon.table.len() - 1;
        for (number, word) in (0_u32..=0xffff).zip(&lexicon.words).skip(1) {
            let (mut slot, tag) = hash(word.as_bytes());
            while lexicon.table[slot & mask] != 0 {
                slot += 1;
            }
            lexicon.table[slot & mask] = tag << 16 | number;
        }
        lexicon
    }
}

/// Hashes a word, eight bytes at a time, so that the case of ASCII letters makes no difference.
/// Gives a place in a table and a tag.
fn hash(word: &[u8]) -> (usize, u32) {
    let mut hash = word.len() as u64;
    for chunk in word.chunks(8) {
        let mut bytes = [0_u8; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        let lower = u64::from_le_bytes(bytes) | 0x2020_2020_2020_2020;
        hash = (hash.rotate_left(5) ^ lower).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    let place = usize::try_from(hash >> 40).unwrap_or(0);
    (place, (hash >> 20 & 0xffff) as u32)
}

/// What the words under one head are.
#[derive(Default)]
struct Section {
    class: Class,
    flags: u64,
    frames: u32,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Class {
    #[default]
    Flag,
    Verb,
    Noun,
    Adjective,
}

impl Section {
    fn parse(head: &str) -> Self {
        let mut words = head.split_whitespace();
        let mut section = Self::default();
        match words.next() {
            Some("verb") => section.class = Class::Verb,
            Some("noun") => section.class = Class::Noun,
            Some("adjective") => section.class = Class::Adjective,
            _ => words = head.split_whitespace(),
        }
        for word in words {
            if section.class == Class::Flag {
                section.flags |= FLAGS.iter().find(|f| f.0 == word).map_or(0, |f| f.1);
            } else {
                section.frames |= FRAMES.iter().find(|f| f.0 == word).map_or(0, |f| f.1);
            }
        }
        section
    }
}

#[derive(Default)]
struct Reader {
    entries: Vec<Entry>,
    words: Vec<Box<str>>,
    numbers: std::collections::HashMap<Box<str>, usize>,
}

impl Reader {
    fn entry(&mut self, word: &str) -> &mut Entry {
        let number = *self.numbers.entry(Box::from(word)).or_insert_with(|| {
            self.words.push(Box::from(word));
            self.entries.push(Entry::default());
            self.entries.len() - 1
        });
        &mut self.entries[number]
    }

    fn add(&mut self, section: &Section, word: &str, language: Language) {
        match section.class {
            Class::Flag => self.entry(word).flags |= section.flags,
            Class::Noun => self.noun(section.frames, word),
            Class::Adjective => self.entry(word).adjective |= section.frames,
            Class::Verb if language == Language::English => self.verb(section.frames, word),
            Class::Verb => {
                let entry = self.entry(word);
                entry.verb |= section.frames;
                entry.forms |= PAST;
            }
        }
    }

    fn noun(&mut self, frames: u32, word: &str) {
        let plural = match word.as_bytes() {
            [.., b's' | b'x'] | [.., b'c' | b's', b'h'] => format!("{word}es"),
            [head @ .., before, b'y'] if !b"aeiou".contains(before) => format!(
                "{}{}ies",
                String::from_utf8_lossy(head),
                char::from(*before)
            ),
            _ => format!("{word}s"),
        };
        self.entry(word).noun |= frames;
        self.entry(&plural).noun |= frames;
    }

    fn verb(&mut self, frames: u32, word: &str) {
        let (word, particle) = word
            .split_once('_')
            .map_or((word, None), |(w, p)| (w, Some(p)));
        for (form, bit) in inflect(word) {
            let entry = self.entry(&form);
            entry.forms |= bit;
            match particle {
                None => entry.verb |= frames,
                Some(p) => match entry.particles.iter_mut().find(|known| *known.0 == *p) {
                    Some(known) => known.1 |= frames,
                    None => entry.particles.push((Box::from(p), frames)),
                },
            }
        }
    }
}

/// Gives an English verb's forms; `word` is its base, or base, past and participle with strokes between, and a star
/// after a base whose last letter is doubled.
fn inflect(word: &str) -> Vec<(String, u8)> {
    let mut given = word.split('/');
    let head = given.next().unwrap_or_default();
    let base = head.trim_end_matches('*');
    let double = if head.len() > base.len() {
        base.chars().last()
    } else {
        None
    };
    let stem = double.map_or_else(|| base.to_owned(), |c| format!("{base}{c}"));
    let y = base.ends_with('y')
        && !base.ends_with(['a', 'e', 'o', 'u'])
        && !["ay", "ey", "oy", "uy"].iter().any(|v| base.ends_with(v));
    let present = if y {
        format!("{}ies", &base[..base.len() - 1])
    } else if ["s", "x", "ch", "sh", "z", "o"]
        .iter()
        .any(|e| base.ends_with(e))
    {
        format!("{base}es")
    } else {
        format!("{base}s")
    };
    let regular = if base.ends_with('e') {
        format!("{base}d")
    } else if y {
        format!("{}ied", &base[..base.len() - 1])
    } else {
        format!("{stem}ed")
    };
    let ing = if let Some(head) = base.strip_suffix("ie") {
        format!("{head}ying")
    } else if base.ends_with('e') && !base.ends_with("ee") && base.len() > 2 {
        format!("{}ing", &base[..base.len() - 1])
    } else {
        format!("{stem}ing")
    };
    let past = given.next().map_or(regular, str::to_owned);
    let participle = given.next().map_or_else(|| past.clone(), str::to_owned);
    vec![
        (base.to_owned(), BASE),
        (present, PRESENT),
        (past, PAST),
        (participle, PARTICIPLE),
        (ing, ING),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn forms(word: &str, want: &str) {
        assert_eq!(
            inflect(word)
                .into_iter()
                .map(|f| f.0)
                .collect::<Vec<_>>()
                .join(" "),
            want
        );
    }

    #[test]
    fn inflects() {
        forms("say/said", "say says said said saying");
        forms("deny", "deny denies denied denied denying");
        forms("admit*", "admit admits admitted admitted admitting");
        forms("argue", "argue argues argued argued arguing");
        forms("write/wrote/written", "write writes wrote written writing");
        forms("stress", "stress stresses stressed stressed stressing");
    }

    #[track_caller]
    fn flag(word: &str, frames: u32, want: bool) {
        let lexicon = Lexicon::of(Language::English);
        assert_eq!(
            lexicon.entry(lexicon.find(word)).verb & frames != 0,
            want,
            "{word}"
        );
    }

    #[test]
    fn finds() {
        flag("said", SAY, true);
        flag("SAID", SAY, true);
        flag("table", SAY, false);
        flag("", SAY, false);
        assert_eq!(Lexicon::of(Language::English).find(&"x".repeat(1_000)), 0);
    }
}
