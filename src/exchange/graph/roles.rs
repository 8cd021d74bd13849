//! What the types, roles and relations of a scheme are here.

use std::collections::HashMap;

use crate::exchange::import::Role;

/// Names that are taken for granted, in lower case, without numbers, hyphens and underscores.
const DEFAULTS: [(&str, Role); 32] = [
    ("content", Role::Quote),
    ("quote", Role::Quote),
    ("quotation", Role::Quote),
    ("directquote", Role::Quote),
    ("indirectquote", Role::Quote),
    ("mixedquote", Role::Quote),
    ("directquotation", Role::Quote),
    ("indirectquotation", Role::Quote),
    ("speech", Role::Quote),
    ("utterance", Role::Quote),
    ("cue", Role::Cue),
    ("cueof", Role::Cue),
    ("cueverb", Role::Cue),
    ("reportingverb", Role::Cue),
    ("speechverb", Role::Cue),
    ("source", Role::Speaker),
    ("speaker", Role::Speaker),
    ("speakerof", Role::Speaker),
    ("saidby", Role::Speaker),
    ("spokenby", Role::Speaker),
    ("holder", Role::Speaker),
    ("via", Role::Via),
    ("viaof", Role::Via),
    ("reporter", Role::Via),
    ("addressee", Role::Addressee),
    ("addresseeof", Role::Addressee),
    ("target", Role::Addressee),
    ("listener", Role::Addressee),
    ("recipient", Role::Addressee),
    ("hearer", Role::Addressee),
    ("discuss", Role::Flag),
    ("discard", Role::Ignore),
];

/// Names of events that say no more than that somebody says something.
const PLAIN: [&str; 7] = [
    "attribution",
    "attributionnosource",
    "statement",
    "saying",
    "say",
    "communication",
    "ar",
];

/// Knows what names mean.
#[derive(Debug)]
pub(in crate::exchange) struct Roles(HashMap<String, Role>);

impl Roles {
    /// Puts `map` before what is taken for granted.
    pub(in crate::exchange) fn new(map: &[(String, Role)]) -> Self {
        let defaults = DEFAULTS
            .iter()
            .map(|(name, role)| ((*name).to_owned(), *role));
        let map = map.iter().map(|(name, role)| (plain(name), *role));
        Self(defaults.chain(map).collect())
    }

    /// Returns what a type, role or relation is.
    pub(in crate::exchange) fn of(&self, name: &str) -> Option<Role> {
        self.0.get(&plain(name)).copied()
    }

    /// Tells whether the name of an event says nothing about what is said.
    pub(in crate::exchange) fn is_plain(&self, name: &str) -> bool {
        let plain = plain(name);
        self.0.contains_key(&plain) || PLAIN.contains(&plain.as_str())
    }
}

/// Returns a name without what schemes write differently: `Content2`, `direct-quote`, `said_by`.
fn plain(name: &str) -> String {
    let name = name.trim_end_matches(|char: char| char.is_ascii_digit());
    name.chars()
        .filter(|char| !"-_".contains(*char))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<Role>) {
        let map = [
            ("Person".to_owned(), Role::Speaker),
            ("source".to_owned(), Role::Via),
        ];
        assert_eq!(Roles::new(&map).of(name), expected);
    }

    #[test]
    fn names_have_roles() {
        check("Content", Some(Role::Quote));
        check("Content2", Some(Role::Quote));
        check("Direct_Quote", Some(Role::Quote));
        check("said-by", Some(Role::Speaker));
        check("PERSON", Some(Role::Speaker));
        check("Source", Some(Role::Via));
        check("Place", None);
        check("", None);
    }
}
