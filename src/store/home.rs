//! Whether the project's folder is still the one that was opened: it may be renamed, unmounted, or another may be put in
//! its place while the project is open.
//!
//! A folder is the same while device and number are. A share or a disk that was mounted anew has another device: it is the
//! same where the number is, the project file says the same, and half of a sample of the articles are as last listed.
//! Nothing is written into any other.

use std::io;

use super::{Store, project};
use crate::model::problem::{Problem, ProblemKind};

/// Articles that are compared at most.
const SAMPLE: usize = 16;

impl Store {
    /// Says why nothing at the project's path is the project's; none while its folder is there.
    pub fn absence(&self) -> Option<Problem> {
        let what = match self.is_home() {
            Ok(true) => return None,
            Ok(false) => "another folder stands in the place of the project's".to_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                "the project's folder is gone".to_owned()
            }
            Err(error) => format!(
                "the project's folder cannot be reached ({})",
                project::reason(&error)
            ),
        };
        let path = self.root().display().to_string();
        Some(
            Problem::new(ProblemKind::UnreadableFolder, path, what).hinted(
                "Your work stays in this window, and nothing is written until the folder is back under this name or \
                 its disk is mounted again; then it is saved",
            ),
        )
    }

    /// Tells whether the folder at the project's path is the one that was opened.
    ///
    /// # Errors
    /// As the file system reports: mostly that there is none.
    pub(super) fn is_home(&self) -> io::Result<bool> {
        let here = self.inner.fs.metadata(self.root())?.identity;
        let known = self.notes().home;
        if here == known {
            return Ok(true);
        }
        if here.1 != known.1 || !self.holds_the_project() {
            return Ok(false);
        }
        let mut notes = self.notes();
        notes.home = here;
        // What was known of the folders was known of them before.
        notes.lasting.clear();
        notes.swept.clear();
        notes.texts.clear();
        Ok(true)
    }

    /// Tells whether what lies at the project's path is what this project was, as far as that can be told quickly.
    fn holds_the_project(&self) -> bool {
        let (fs, root) = (&*self.inner.fs, self.root());
        let (loaded, _) = project::read_project(fs, root);
        if loaded.value.as_ref() != Some(&*self.inner.project) {
            return false;
        }
        let articles = self.articles();
        let step = articles.len().div_ceil(SAMPLE).max(1);
        let (mut same, mut all) = (0_usize, 0_usize);
        for known in articles.iter().step_by(step) {
            let id = crate::read::article_id(&known.path);
            let is_same = match &id.part {
                Some(_) => self.is_known_table(&id.file),
                None => project::look(fs, root, &known.path).as_ref() == Some(known),
            };
            all += 1;
            same += usize::from(is_same);
        }
        same > 0 && same * 2 >= all
    }
}
