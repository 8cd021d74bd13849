//! How other programs name an entry: by 32 hexadecimal digits, which are made of its sort and id, so that they are the same
//! each time.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::codebook::edit::EntryId;
use crate::model::codebook::{Codebook, Sort};

/// The entries of a codebook by their guids.
pub(super) struct Known(BTreeMap<String, Named>);

/// An entry that a guid names.
pub(super) struct Named {
    pub(super) sort: Sort,
    /// Of a stance: its scale.
    pub(super) scale: String,
    pub(super) id: String,
}

/// Returns the guid of an entry.
pub(super) fn of(entry: &EntryId) -> String {
    made_of(&format!("{} {}", entry.sort.name(), entry.id))
}

/// Returns the guid of something that has this name.
pub(in crate::exchange) fn made_of(name: &str) -> String {
    let hash = blake3::hash(format!("On Record: {name}").as_bytes());
    let mut out = String::with_capacity(36);
    for (index, byte) in hash.as_bytes().iter().take(16).enumerate() {
        if [4, 6, 8, 10].contains(&index) {
            out.push('-');
        }
        // Version 8, which is made as its maker likes, and the variant of all of them.
        let byte = match index {
            6 => (byte & 0x0f) | 0x80,
            8 => (byte & 0x3f) | 0x80,
            _ => *byte,
        };
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Returns a guid as it is compared: without braces, in small letters.
pub(in crate::exchange) fn plain(guid: &str) -> String {
    let guid = guid.trim().trim_matches(['{', '}']);
    guid.to_ascii_lowercase()
}

impl Known {
    pub(super) fn of(codebook: &Codebook) -> Self {
        let mut all = BTreeMap::new();
        let mut add = |entry: EntryId, scale: &str, id: &str| {
            let named = Named {
                sort: entry.sort,
                scale: scale.to_owned(),
                id: id.to_owned(),
            };
            all.insert(of(&entry), named);
        };
        for scale in &codebook.scales {
            add(EntryId::scale(&scale.id), "", &scale.id);
            for stance in &scale.stances {
                let entry = EntryId::stance(&scale.id, &stance.id);
                add(entry, &scale.id, &stance.id);
            }
        }
        for target in &codebook.targets {
            add(EntryId::target(&target.id), "", &target.id);
        }
        for label in &codebook.labels {
            add(EntryId::label(&label.id), "", &label.id);
        }
        Self(all)
    }

    /// Returns the entry that a guid, as [`plain`] makes it, names.
    pub(super) fn get(&self, guid: &str) -> Option<&Named> {
        self.0.get(guid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_are_the_same_each_time() {
        let guid = of(&EntryId::target("talks"));
        assert_eq!(guid, of(&EntryId::target("talks")));
        assert_ne!(guid, of(&EntryId::label("talks")));
        let parts: Vec<usize> = guid.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert!(guid.split('-').nth(2).unwrap().starts_with('8'));
        assert_eq!(plain(&format!(" {{{}}} ", guid.to_uppercase())), guid);
    }
}
