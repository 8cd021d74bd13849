//! The bundled sample project: embedded in the program, and used as it lies when the program runs in its repository.

use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};

use crate::model::problem::{Problem, ProblemKind};
use crate::store::browse;
use crate::store::own::{self, Own};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/sample");

/// Where the sample lies in the repository.
const IN_REPOSITORY: &str = "assets/sample";

/// The file that makes a folder the sample.
const PROJECT: &str = "onrecord.ron";

/// Says where the sample lies.
pub struct Place {
    /// The project's folder.
    pub root: PathBuf,
    /// Where annotations go of whoever is none of the sample's annotators; none means into the project as usual.
    pub own_annotations: Option<PathBuf>,
}

/// Returns where the sample lies: in the repository if the program runs there, with one's own annotations in the
/// repository's `annotations` so that trying it out leaves the sample as it is; else a copy in the user's data folder,
/// which is made if it is not there.
///
/// # Errors
/// Says why the copy could not be made.
pub fn locate() -> Result<Place, Problem> {
    let here = std::env::current_dir().unwrap_or_default();
    let is_repository = browse::is_file(&here.join(IN_REPOSITORY).join(PROJECT))
        && browse::is_file(&here.join("Cargo.toml"));
    if is_repository {
        return Ok(Place {
            root: here.join(IN_REPOSITORY),
            own_annotations: Some(here.join("annotations")),
        });
    }
    let root = copy_root()?;
    if !browse::is_file(&root.join(PROJECT)) {
        copy(&SAMPLE, &root)?;
    }
    Ok(Place {
        root,
        own_annotations: None,
    })
}

/// Tells whether a path is the sample's.
pub fn is_sample(path: &Path) -> bool {
    let here = std::env::current_dir()
        .unwrap_or_default()
        .join(IN_REPOSITORY);
    browse::is_same(path, &here) || copy_root().is_ok_and(|root| browse::is_same(path, &root))
}

fn copy_root() -> Result<PathBuf, Problem> {
    let folder = Own::Data.folder().ok_or_else(|| {
        let what = "the system names no folder for a program's data";
        Problem::new(ProblemKind::NotSaved, "the sample", what)
    })?;
    Ok(folder.join("sample"))
}

/// Writes the embedded files, `onrecord.ron` last, so that a copy cut short is made anew.
fn copy(dir: &Dir<'_>, root: &Path) -> Result<(), Problem> {
    let mut files = Vec::new();
    collect(dir, &mut files);
    files.sort_by_key(|(path, _)| *path == Path::new(PROJECT));
    for (path, bytes) in files {
        own::write(&root.join(path), bytes)?;
    }
    Ok(())
}

fn collect<'a>(dir: &'a Dir<'a>, files: &mut Vec<(&'a Path, &'a [u8])>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => collect(dir, files),
            DirEntry::File(file) => files.push((file.path(), file.contents())),
        }
    }
}
