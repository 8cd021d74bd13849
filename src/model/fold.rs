//! Names that mean the same although their bytes differ.
//!
//! macOS and some sync tools write a file's name decomposed (`e` and a combining acute), everybody else composed (`é`);
//! Windows and macOS take `A.txt` and `a.txt` for one file.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// Returns a name composed (Unicode's NFC): two names with the same result are one to a reader.
pub fn composed(name: &str) -> Cow<'_, str> {
    if is_nfc(name) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.nfc().collect())
    }
}

/// Returns a name all composed and all decomposed.
pub fn other_forms(name: &str) -> impl Iterator<Item = String> {
    [name.nfc().collect(), name.nfd().collect()].into_iter()
}

/// Returns what a file system keeps apart that folds case and composes names, as those of Windows and macOS do.
///
/// Two names with the same result cannot lie in one folder there.
pub fn file_key(name: &str) -> String {
    composed(&composed(name).to_lowercase()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet() {
        for (a, b) in [
            ("é.txt", "e\u{301}.txt"),
            ("Kiïv", "Ki\u{69}\u{308}v"),
            ("a", "a"),
        ] {
            assert_eq!(composed(a), composed(b), "{a:?} {b:?}");
        }
        for (a, b) in [
            ("A.txt", "a.TXT"),
            ("É.txt", "e\u{301}.txt"),
            ("İ", "i\u{307}"),
        ] {
            assert_eq!(file_key(a), file_key(b), "{a:?} {b:?}");
        }
        assert_ne!(file_key("a.txt"), file_key("b.txt"));
    }
}
