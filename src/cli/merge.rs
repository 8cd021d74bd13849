//! `onrecord merge`: one file of three versions of an annotator's work, for version control and by hand.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CommandError;
use super::{Outcome, PROJECT_FILE, open, terminal};
use crate::merge::Conflict;
use crate::model::phrase::count;
use crate::model::sidecar::ArticleRef;
use crate::model::text::Text;
use crate::store::Store;
use crate::store::three_way::merge_files;

/// Arguments of `onrecord merge`.
#[derive(Debug, Args)]
#[command(after_help = "\
Statements are merged by id, then field by field; none is dropped. What both sides set otherwise is kept as two values: the
later stands, the other lies beside it in the file, and Review and Label show it. The exit status is then 1, although the
file is whole.

As a merge driver of git, for all who work in a repository (once in .gitattributes) and for one clone of it:
  echo 'annotations/**/*.ron merge=onrecord' >> .gitattributes
  git config merge.onrecord.driver 'onrecord merge %O %A %B --path %P'")]
pub struct MergeArguments {
    /// The version that both grew out of; an empty file if there is none
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// One's own version; the result is written here
    #[arg(value_name = "OURS")]
    ours: PathBuf,
    /// The other version
    #[arg(value_name = "THEIRS")]
    theirs: PathBuf,
    /// Where the file lies in the project, for messages and for finding the article if its text changed
    #[arg(long, value_name = "PATH")]
    path: Option<PathBuf>,
}

pub(super) fn run(arguments: &MergeArguments) -> Result<Outcome, CommandError> {
    let name = arguments.path.as_ref();
    let name = name.map(|path| path.display().to_string());
    let project = OnceCell::new();
    let texts = |annotated: &ArticleRef| -> Option<Text> {
        let place = arguments.path.as_deref().unwrap_or(&arguments.ours);
        let store = project.get_or_init(|| project_of(place)).as_ref()?;
        store.annotated_text(annotated)
    };
    let paths = [&arguments.base, &arguments.ours, &arguments.theirs];
    let merged = merge_files(paths.map(PathBuf::as_path), name.as_deref(), &texts)?;
    for problem in &merged.problems {
        terminal::say(&format!("onrecord: {problem}"));
    }
    let shown = name.unwrap_or_else(|| arguments.ours.display().to_string());
    for conflict in &merged.conflicts {
        let kept = match conflict {
            Conflict::Statement { .. } => {
                "was set to two values; the later stands, and the other is kept beside it"
            }
            Conflict::Entry { .. } => "and stands as it is here",
        };
        terminal::say(&format!("onrecord: {shown}: {conflict} {kept}"));
    }
    if merged.conflicts.is_empty() {
        return Ok(Outcome::Done);
    }
    let conflicts = count(merged.conflicts.len(), "conflict");
    terminal::say(&format!("{shown}: {conflicts}; the file is whole"));
    Ok(Outcome::Found)
}

/// Opens the project that a sidecar lies in, by its path alone: the folder with a project file, or the one that holds the
/// folder of annotations.
fn project_of(sidecar: &Path) -> Option<Store> {
    let full = std::path::absolute(sidecar).ok()?;
    let folders = || full.ancestors().skip(1);
    let declared = folders().find(|folder| folder.join(PROJECT_FILE).is_file());
    let assumed = || {
        let annotations = folders().find(|folder| folder.ends_with("annotations"))?;
        annotations.parent()
    };
    let (store, _) = open(declared.or_else(assumed)?).ok()?;
    Some(store)
}
