//! Splits of a dataset: each article falls into one part, by a seed, together with all that share its text.
//!
//! Which part it is depends on the article's group and the seed alone: it stays the same when articles come and go, and on any
//! machine. The parts have their shares on average, not to the article.

use std::collections::BTreeMap;
use std::sync::Arc;

/// What all shares are together.
const WHOLE: u32 = 1_000_000;

/// Says which parts there are, and chance's beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Names with shares, in millionths.
    parts: Vec<(String, u32)>,
    seed: u64,
    /// The group of each article that shares its text with others, by its path; any other article is a group of its own.
    groups: Arc<BTreeMap<String, String>>,
}

/// One part of a split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The split.
    pub split: Split,
    /// The part's name.
    pub name: String,
}

impl Split {
    /// Reads `train=.8,dev=.1,test=.1`.
    ///
    /// # Errors
    /// A clause that says what is wrong.
    pub fn parse(text: &str, seed: u64) -> Result<Self, String> {
        let mut parts: Vec<(String, u32)> = Vec::new();
        for part in text.split(',') {
            let wrong = || format!("{part:?} is no part: write NAME=SHARE, as train=.8");
            let (name, share) = part.split_once('=').ok_or_else(wrong)?;
            let is_name = |char: char| char.is_alphanumeric() || "-_".contains(char);
            if name.is_empty() || !name.chars().all(is_name) {
                return Err(wrong());
            }
            if parts.iter().any(|(known, _)| known == name) {
                return Err(format!("the part {name} is there twice"));
            }
            parts.push((name.to_owned(), millionths(share).ok_or_else(wrong)?));
        }
        let sum: u32 = parts.iter().map(|(_, share)| share).sum();
        // Thirds are written as .333 or so.
        if sum.abs_diff(WHOLE) > WHOLE / 100 {
            let is = f64::from(sum) / f64::from(WHOLE);
            return Err(format!("the shares are {is} together, and should be 1"));
        }
        Ok(Self {
            parts,
            seed,
            groups: Arc::default(),
        })
    }

    /// Puts articles that share their text into one group, whatever it is called: they fall into one part.
    #[must_use]
    pub fn grouped(self, groups: BTreeMap<String, String>) -> Self {
        Self {
            groups: Arc::new(groups),
            ..self
        }
    }

    /// Returns its parts, in order.
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        self.parts.iter().map(|(name, _)| Part {
            split: self.clone(),
            name: name.clone(),
        })
    }

    /// Returns the part that an article falls into.
    pub fn of(&self, article: &str) -> &str {
        let group = self.groups.get(article).map_or(article, String::as_str);
        let mut hash = blake3::Hasher::new();
        hash.update(&self.seed.to_le_bytes());
        hash.update(group.as_bytes());
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hash.finalize().as_bytes()[..8]);
        let sum: u64 = self.parts.iter().map(|(_, share)| u64::from(*share)).sum();
        let mut left = u64::from_le_bytes(bytes) % sum.max(1);
        for (name, share) in &self.parts {
            match left.checked_sub(u64::from(*share)) {
                Some(rest) => left = rest,
                None => return name,
            }
        }
        self.parts.last().map_or("", |(name, _)| name)
    }
}

/// Reads a share between 0 and 1: `.8`, `0.125`, `1`.
fn millionths(text: &str) -> Option<u32> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.chars().all(|char| char.is_ascii_digit());
    if (whole.is_empty() && rest.is_empty()) || !is_number(whole) || !is_number(rest) {
        return None;
    }
    let digits: String = rest.chars().chain("000000".chars()).take(6).collect();
    let whole: u32 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let share = whole
        .checked_mul(WHOLE)?
        .checked_add(digits.parse().ok()?)?;
    (share <= WHOLE).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_wrong(text: &str, expected: &str) {
        let found = Split::parse(text, 1).unwrap_err();
        assert!(found.contains(expected), "{found}");
    }

    #[test]
    fn shares_are_read() {
        assert_eq!(millionths(".8"), Some(800_000));
        assert_eq!(millionths("1"), Some(1_000_000));
        assert_eq!(millionths("0.3333333"), Some(333_333));
        for wrong in ["", ".", "-1", "2", "x", "1e3"] {
            assert_eq!(millionths(wrong), None, "{wrong}");
        }
        assert!(Split::parse("a=.333,b=.333,c=.333", 1).is_ok());
        check_wrong("train", "is no part");
        check_wrong("train=.8,train=.2", "there twice");
        check_wrong("train=.8,test=.1", "should be 1");
        check_wrong("a/b=1", "is no part");
    }

    #[test]
    fn parts_have_their_shares_and_twins_one_part() {
        let split = Split::parse("train=.8,dev=.1,test=.1", 7).unwrap();
        let names: Vec<String> = (0..2000).map(|number| format!("{number}.txt")).collect();
        let count = |part: &str| names.iter().filter(|name| split.of(name) == part).count();
        assert!((1500..1700).contains(&count("train")), "{}", count("train"));
        assert_eq!(count("train") + count("dev") + count("test"), 2000);
        let groups = names.iter().map(|name| (name.clone(), "wire".to_owned()));
        let grouped = split.clone().grouped(groups.collect());
        let first = grouped.of(&names[0]);
        assert!(names.iter().all(|name| grouped.of(name) == first));
        let other = Split::parse("train=.8,dev=.1,test=.1", 8).unwrap();
        assert!(names.iter().any(|name| other.of(name) != split.of(name)));
    }
}
