//! The names of articles within one file: what the file calls them, else what their text hashes to.

use std::collections::{HashMap, HashSet};

use crate::model::article_id::may_be_part;

/// Digits of a hash that name an article without an id.
const DIGITS: usize = 16;

/// The names that are given.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// How many articles without an id have what hashes to this name.
    equal: HashMap<String, usize>,
}

impl Names {
    /// Gives an article its name, which is `id` if it can be, else 16 hexadecimal digits of the hash of `content`, with
    /// a number after the first of equal ones.
    ///
    /// # Errors
    /// A clause, if another article has its id.
    pub(super) fn name(&mut self, id: Option<&str>, content: &[u8]) -> Result<String, String> {
        let name = match id.filter(|id| may_be_part(id)) {
            Some(id) => id.to_owned(),
            None => self.hashed(content),
        };
        if !self.taken.insert(name.clone()) {
            return Err(format!("another article above has the id {name:?}"));
        }
        Ok(name)
    }

    fn hashed(&mut self, content: &[u8]) -> String {
        let hash = blake3::hash(content).to_hex();
        let stem = &hash.as_str()[..DIGITS];
        let count = self.equal.entry(stem.to_owned()).or_default();
        *count += 1;
        match *count {
            1 => stem.to_owned(),
            number => format!("{stem}-{number}"),
        }
    }
}
