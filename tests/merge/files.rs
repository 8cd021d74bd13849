//! Three files are merged as the work in them is, without the article's text.

use onrecord::anchor;
use onrecord::format::codebook;
use onrecord::merge::merge3;
use onrecord::model::article::Article;
use onrecord::model::codebook::{Codebook, Label};
use onrecord::model::id::StatementId;
use onrecord::model::problem::Problem;
use onrecord::model::sidecar::Sidecar;
use onrecord::store::three_way::{Merged, Version, merge_versions};
use proptest::prelude::*;

use super::{config, parse, same_work, versions, write};

fn merge_bytes(base: &str, ours: &str, theirs: &str) -> Result<Merged, Problem> {
    let all = [("base", base), ("ours", ours), ("theirs", theirs)];
    let versions = all.map(|(name, text)| Version {
        name,
        bytes: text.as_bytes(),
    });
    merge_versions(versions, &|_| None)
}

/// Returns the work in a file.
fn read(bytes: &[u8], article: &Article) -> Sidecar {
    let loaded = parse("a.txt.ron", bytes);
    assert_eq!(loaded.problems, []);
    anchor::carry(loaded.value.unwrap(), article, "a.txt.ron", &|_| None).sidecar
}

/// Returns the ids of all that a sidecar knows of.
fn ids(sidecar: &Sidecar) -> Vec<&StatementId> {
    let live = sidecar.statements().iter().map(|statement| &statement.id);
    let detached = sidecar.detached.iter().map(|statement| &statement.id);
    let removed = sidecar.removed.iter().map(|gone| &gone.id);
    live.chain(detached).chain(removed).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn files_are_merged_without_their_text((article, base, ours, theirs) in versions()) {
        let text = |sidecar: &Sidecar| write(sidecar, &article.text).unwrap();
        let (base_file, ours_file, theirs_file) = (text(&base), text(&ours), text(&theirs));
        let here = merge_bytes(&base_file, &ours_file, &theirs_file).unwrap();
        let merged = read(&here.bytes, &article);
        // Nobody's statement is gone, and none comes twice.
        let known = ids(&merged);
        for id in ids(&ours).into_iter().chain(ids(&theirs)) {
            prop_assert!(known.contains(&id), "{}", id);
        }
        // What stands and what is gone is as it is when the work itself is merged. Of values of one second another may stand,
        // since their order is that of offsets as they are spelled.
        let (expected, _) = merge3(&base, &ours, &theirs);
        prop_assert_eq!(ids(&merged), ids(&expected));
        // Who merges does not matter, and merging again adds nothing.
        let there = merge_bytes(&base_file, &theirs_file, &ours_file).unwrap();
        prop_assert!(same_work(&read(&there.bytes, &article), &merged));
        let file = String::from_utf8(here.bytes).unwrap();
        for other in [&ours_file, &theirs_file] {
            let again = merge_bytes(other, &file, other).unwrap();
            prop_assert_eq!(&again.bytes, file.as_bytes());
            let again = merge_bytes(&base_file, &file, other).unwrap();
            prop_assert!(same_work(&read(&again.bytes, &article), &merged));
            prop_assert!(again.conflicts.is_empty(), "{:?}", again.conflicts);
        }
        // Both sides made the file.
        let both = merge_bytes("", &ours_file, &theirs_file).unwrap();
        let both = read(&both.bytes, &article);
        for statement in ours.statements().iter().chain(theirs.statements()) {
            let id = both.successor(&statement.id);
            let is_removed = both.removed.iter().any(|gone| gone.id == id);
            prop_assert!(both.statement(id).is_some() || is_removed, "{}", id);
        }
    }

    #[test]
    fn no_damaged_file_is_merged((article, base, ours, theirs) in versions(), at in any::<prop::sample::Index>()) {
        let text = |sidecar: &Sidecar| write(sidecar, &article.text).unwrap();
        let whole = text(&theirs);
        let end = whole.rfind(')').unwrap();
        let cut = whole[..end].char_indices().map(|(at, _)| at).collect::<Vec<_>>();
        let cut = &whole[..cut[at.index(cut.len())]];
        prop_assert!(merge_bytes(&text(&base), &text(&ours), cut).is_err());
        prop_assert!(merge_bytes(&text(&base), cut, &text(&ours)).is_err());
    }
}

fn labels(names: &str) -> Codebook {
    let label = |name: &str| Label {
        id: name.to_lowercase().into(),
        name: name.to_owned(),
        ..Label::default()
    };
    Codebook {
        labels: names.split_whitespace().map(label).collect(),
        ..Codebook::default()
    }
}

#[track_caller]
fn check_codebooks(base: &str, ours: &str, theirs: &str, expected: &str, conflicts: usize) {
    let text = |names| codebook::write(&labels(names)).unwrap();
    let merged = merge_bytes(&text(base), &text(ours), &text(theirs)).unwrap();
    let back = codebook::parse("", &merged.bytes);
    assert_eq!(back.value, Some(labels(expected)));
    assert_eq!(merged.conflicts.len(), conflicts);
}

#[test]
fn additions_to_the_codebook_are_merged_entry_by_entry() {
    check_codebooks("", "a", "b", "a b", 0);
    check_codebooks("a", "a b", "a c", "a b c", 0);
    check_codebooks("a b", "a", "a b c", "a c", 0);
    check_codebooks("key", "KEY", "key x", "KEY x", 0);
    check_codebooks("key", "KEY", "Key", "KEY", 1);
}
