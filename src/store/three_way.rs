//! Merging three files of one annotator's work: what both grew out of, one's own, and the other's.
//!
//! A version control system calls this for two branches of one file. It needs no project and no article: as long as the
//! files were made on one text, what they say of it is enough. Where the texts differ, `texts` is asked for one that the
//! others can be carried over to.

mod flat;

use std::io;
use std::path::Path;

use super::fs::{Fs, RealFs};
use super::save::{self, Replaced};
use super::{project, write};
use crate::anchor;
use crate::format::ron_file::MAX_BYTES;
use crate::format::sidecar::ParsedSidecar;
use crate::format::{self, Loaded, sidecar};
use crate::merge::{self, Conflict, merge3};
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::fold::composed;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::sidecar::{ArticleRef, Sidecar};
use crate::model::text::Text;
use flat::Stretches;

/// Finds the text that a sidecar names, where it can be found.
pub type Texts<'a> = &'a dyn Fn(&ArticleRef) -> Option<Text>;

/// One of the three versions: its name for messages, and what its file holds.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// How messages call it.
    pub name: &'a str,
    /// What the file holds; nothing where the common version did not exist.
    pub bytes: &'a [u8],
}

/// What three versions were merged to.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// What the file is to hold.
    pub bytes: Vec<u8>,
    /// Values that both sides set otherwise. Those of statements are kept in the file beside what stands.
    pub conflicts: Vec<Conflict>,
    /// What a person should know beside: that a file was edited by hand, or that statements were carried over to another
    /// text.
    pub problems: Vec<Problem>,
}

/// Merges three versions of a sidecar, or of what an annotator added to a codebook. A common version that is empty means
/// that both sides made the file.
///
/// # Errors
/// If one cannot be read, is from a newer version of the program, or is of something else than the others.
pub fn merge_versions(versions: [Version<'_>; 3], texts: Texts<'_>) -> Result<Merged, Problem> {
    let [base, ours, theirs] = versions;
    let is_codebook = |version: Version<'_>| {
        let read = format::codebook::parse(version.name, version.bytes);
        read.value.is_some() && read.read_only.is_none()
    };
    if is_codebook(ours) && is_codebook(theirs) {
        return codebooks(base, ours, theirs);
    }
    let mut problems = Vec::new();
    let ours_read = read_sidecar(ours, &mut problems)?;
    let theirs_read = read_sidecar(theirs, &mut problems)?;
    let base_read = if base.bytes.trim_ascii().is_empty() {
        ParsedSidecar {
            article: ours_read.article.clone(),
            annotator: ours_read.annotator.clone(),
            ..ParsedSidecar::default()
        }
    } else {
        read_sidecar(base, &mut problems)?
    };
    for (version, read) in [(base, &base_read), (theirs, &theirs_read)] {
        if read.annotator != ours_read.annotator {
            let what = format!(
                "it is {}'s work, and that in {} is {}'s",
                read.annotator, ours.name, ours_read.annotator
            );
            return Err(not_merged(
                version.name,
                what,
                "Merge files of one annotator",
            ));
        }
    }
    if let Some(version) = only_changed([base, ours, theirs]) {
        return Ok(Merged {
            bytes: version.bytes.to_vec(),
            conflicts: Vec::new(),
            problems,
        });
    }
    let mut sides = Sides {
        base: base_read,
        ours: ours_read,
        theirs: theirs_read,
        is_base_known: true,
    };
    sides.bring_together([base, ours, theirs], texts, &mut problems)?;
    sides.merged([base, ours, theirs], problems)
}

/// Merges three files; what comes of it is written to `ours`, which must not have changed meanwhile. `name` is how messages
/// call it, where the files are copies that a version control system made.
///
/// # Errors
/// As for [`merge_versions`], or if `ours` cannot be written; it is then as it was.
pub fn merge_files(
    paths: [&Path; 3],
    name: Option<&str>,
    texts: Texts<'_>,
) -> Result<Merged, Problem> {
    let fs: &dyn Fs = &RealFs;
    let name_of = |path: &Path, which: &str| match name {
        Some(name) => format!("{name} ({which})"),
        None => path.display().to_string(),
    };
    let [base, ours, theirs] = paths;
    let names = [
        name_of(base, "base"),
        name_of(ours, "ours"),
        name_of(theirs, "theirs"),
    ];
    let read = |path: &Path, name: &str| {
        if path == Path::new("/dev/null") {
            return Ok(Vec::new());
        }
        fs.read(path, MAX_BYTES).map_err(|error| {
            let what = project::reason(&error);
            not_merged(name, what, "Nothing was written")
        })
    };
    let bytes = [
        read(base, &names[0])?,
        read(ours, &names[1])?,
        read(theirs, &names[2])?,
    ];
    let version = |index: usize| Version {
        name: &names[index],
        bytes: &bytes[index],
    };
    let merged = merge_versions([version(0), version(1), version(2)], texts)?;
    if merged.bytes == bytes[1] {
        return Ok(merged);
    }
    let fail = |error: io::Error| save::not_saved(names[1].as_str(), &error);
    // A link stays a link: what it names is replaced.
    let path = fs.canonical(ours).map_err(fail)?;
    let _held = save::hold(fs, &path);
    let expected = Some(blake3::hash(&bytes[1]));
    match save::replace(fs, &path, &merged.bytes, expected, &|| true).map_err(fail)? {
        Replaced::Saved { .. } => Ok(merged),
        Replaced::Conflict | Replaced::Refused => {
            let what = "another program changed the file just now";
            Err(not_merged(
                &names[1],
                what,
                "Nothing was written; try again",
            ))
        }
    }
}

/// Returns the version that stands where only one side changed anything, or both the same.
fn only_changed([base, ours, theirs]: [Version<'_>; 3]) -> Option<Version<'_>> {
    if ours.bytes == theirs.bytes || theirs.bytes == base.bytes {
        return Some(ours);
    }
    (ours.bytes == base.bytes).then_some(theirs)
}

fn not_merged(name: &str, what: impl Into<String>, hint: &str) -> Problem {
    Problem::new(ProblemKind::NotSaved, name, what).hinted(hint)
}

fn read_sidecar(
    version: Version<'_>,
    problems: &mut Vec<Problem>,
) -> Result<ParsedSidecar, Problem> {
    let loaded = sidecar::parse(version.name, version.bytes);
    understood(version, loaded, problems)
}

/// Returns what a file holds, if all of it is understood.
fn understood<T>(
    version: Version<'_>,
    loaded: Loaded<T>,
    problems: &mut Vec<Problem>,
) -> Result<T, Problem> {
    let Loaded {
        value,
        read_only,
        problems: found,
    } = loaded;
    match (value, read_only) {
        (Some(value), None) => {
            problems.extend(found);
            Ok(value)
        }
        (_, why) => {
            let first = found.into_iter().next();
            Err(first.unwrap_or_else(|| {
                let what = why.unwrap_or_else(|| "it cannot be read".to_owned());
                not_merged(version.name, what, "Nothing was written")
            }))
        }
    }
}

/// The three versions of a sidecar, as their files say them.
struct Sides {
    base: ParsedSidecar,
    ours: ParsedSidecar,
    theirs: ParsedSidecar,
    /// Whether the common version's stretches are in the text of the other two.
    is_base_known: bool,
}

impl Sides {
    /// Carries all versions over to one text, if they were made on several.
    fn bring_together(
        &mut self,
        versions: [Version<'_>; 3],
        texts: Texts<'_>,
        problems: &mut Vec<Problem>,
    ) -> Result<(), Problem> {
        let [base, ours, theirs] = versions;
        if self.ours.article.blake3 != self.theirs.article.blake3 {
            if composed(&self.ours.article.path) != composed(&self.theirs.article.path) {
                let what = format!(
                    "it is work on {}, and that in {} on {}",
                    self.theirs.article.path, ours.name, self.ours.article.path
                );
                let hint = "Merge files of one article";
                return Err(not_merged(theirs.name, what, hint));
            }
            // The same one, whoever merges.
            let mut found = [&self.ours, &self.theirs];
            found.sort_by_key(|side| (std::cmp::Reverse(side.rev), side.article.blake3.clone()));
            let target = found.into_iter().find_map(|side| {
                let text = texts(&side.article)?;
                Some((side.article.clone(), text))
            });
            let Some((target, text)) = target else {
                let what =
                    "the article changed between the two versions, and its text is not at hand";
                let hint = "Merge within the project and say with --path where the file lies in it";
                return Err(not_merged(theirs.name, what, hint));
            };
            carry(&mut self.ours, ours, &target, &text, texts, problems)?;
            carry(&mut self.theirs, theirs, &target, &text, texts, problems)?;
        }
        if self.base.article.blake3 != self.ours.article.blake3 {
            let target = self.ours.article.clone();
            match texts(&target) {
                // What moves in the common version is what moved on both sides: it is not told again.
                Some(text) => {
                    carry(&mut self.base, base, &target, &text, texts, &mut Vec::new())?;
                }
                None => self.is_base_known = false,
            }
        }
        Ok(())
    }

    /// Merges versions of one text.
    fn merged(
        &self,
        versions: [Version<'_>; 3],
        problems: Vec<Problem>,
    ) -> Result<Merged, Problem> {
        let [base, ours, theirs] = versions;
        let mut stretches = Stretches::default();
        let mut flatten = |version: Version<'_>, parsed: &ParsedSidecar| {
            let hint = "Nothing was written; correct the file by hand";
            let found = stretches.flatten(parsed);
            found.map_err(|what| not_merged(version.name, what, hint))
        };
        let our_work = flatten(ours, &self.ours)?;
        let their_work = flatten(theirs, &self.theirs)?;
        let before = if self.is_base_known {
            flatten(base, &self.base)?
        } else {
            flat::elsewhere(&self.base)
        };
        let (mut work, conflicts) = merge3(&before, &our_work, &their_work);
        work.article = later(&our_work.article, &their_work.article).clone();
        // Of files that hold the merged work already one stands as it is, and the same one whoever merges.
        let is_ready = |(side, version): &(&Sidecar, Version<'_>)| {
            merge::same_work(&work, side) && is_of(version, &side.article.blake3)
        };
        let ready = [(&our_work, ours), (&their_work, theirs)];
        let ready = ready.into_iter().filter(is_ready);
        if let Some((_, version)) = ready.max_by_key(|(side, version)| (side.rev, version.bytes)) {
            let bytes = version.bytes.to_vec();
            return Ok(Merged {
                bytes,
                conflicts,
                problems,
            });
        }
        work.rev = work.rev.saturating_add(1);
        let mut out = stretches
            .described(&work)
            .ok_or_else(|| write::does_not_come_back(ours.name))?;
        let mut from = vec![&self.ours, &self.theirs];
        from.extend(self.is_base_known.then_some(&self.base));
        out.letters = flat::letters(&out, &from);
        let text = sidecar::write_parsed(&out)?;
        let back = sidecar::parse(ours.name, text.as_bytes());
        let back = back.value.filter(|_| back.read_only.is_none());
        let back = back.and_then(|back| Stretches::default().flatten(&back).ok());
        let back = back.map(|mut back| {
            // Readers that format 1 knew are not named.
            back.article.reader.clone_from(&work.article.reader);
            back
        });
        if back.as_ref() != Some(&work) {
            return Err(write::does_not_come_back(ours.name));
        }
        Ok(Merged {
            bytes: text.into_bytes(),
            conflicts,
            problems,
        })
    }
}

/// Tells whether a file says that it was made on this text, so that nothing of it was carried over.
fn is_of(version: &Version<'_>, blake3: &str) -> bool {
    let parsed = sidecar::parse(version.name, version.bytes).value;
    parsed.is_some_and(|parsed| parsed.article.blake3 == blake3)
}

/// Returns the later of two descriptions of one text of an article.
fn later<'a>(one: &'a ArticleRef, other: &'a ArticleRef) -> &'a ArticleRef {
    let rank = |of: &ArticleRef| (of.reader.version, of.reader.name.clone(), of.path.clone());
    if rank(one) >= rank(other) { one } else { other }
}

/// Carries a version over to another text, and notes what a person should look at.
fn carry(
    parsed: &mut ParsedSidecar,
    version: Version<'_>,
    target: &ArticleRef,
    text: &Text,
    texts: Texts<'_>,
    problems: &mut Vec<Problem>,
) -> Result<(), Problem> {
    if parsed.article.blake3 == target.blake3 {
        return Ok(());
    }
    let article = Article {
        path: target.path.clone(),
        text: text.clone(),
        blake3: target.blake3.clone(),
        reader: target.reader.clone(),
        ..Article::default()
    };
    let counts_letters = parsed.letters.is_some();
    let carried = anchor::carry(std::mem::take(parsed), &article, version.name, texts);
    let letters = counts_letters.then(|| anchor::letter_counts(&carried.sidecar, text));
    let written = sidecar::write_with(&carried.sidecar, text, letters.as_ref())?;
    let back = sidecar::parse(version.name, written.as_bytes());
    *parsed = understood(version, back, &mut Vec::new())?;
    if carried.left_out {
        let first = carried.problems.into_iter().next();
        return Err(first.unwrap_or_else(|| write::does_not_come_back(version.name)));
    }
    problems.extend(carried.problems);
    Ok(())
}

/// Merges three versions of what an annotator added to a codebook, entry by entry.
fn codebooks(base: Version<'_>, ours: Version<'_>, theirs: Version<'_>) -> Result<Merged, Problem> {
    let mut problems = Vec::new();
    let mut read = |version: Version<'_>| {
        if version.bytes.trim_ascii().is_empty() {
            return Ok(Codebook::default());
        }
        let loaded = format::codebook::parse(version.name, version.bytes);
        understood(version, loaded, &mut problems)
    };
    let (before, our_book, their_book) = (read(base)?, read(ours)?, read(theirs)?);
    let (next, conflicts) = merge3(&before, &our_book, &their_book);
    let bytes = if next == our_book {
        ours.bytes.to_vec()
    } else if next == their_book {
        theirs.bytes.to_vec()
    } else {
        // Comments and order of one's own file stay; those of the other could get lost.
        let is_plain = format::codebook::write(&their_book)?.as_bytes() == theirs.bytes;
        if !is_plain {
            let what = "it was written by hand, and what is not an entry of it cannot be merged";
            let hint = "Merge it as text, with `git merge-file`";
            return Err(not_merged(theirs.name, what, hint));
        }
        format::codebook::rewrite(ours.bytes, &our_book, &next)?.into_bytes()
    };
    Ok(Merged {
        bytes,
        conflicts,
        problems,
    })
}
