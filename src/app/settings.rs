//! Preferences of the person at this machine. No annotation ever lies here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::format::ron_file::conflict_sides;
use crate::store::own::{self, Own};

/// How many projects are remembered.
const RECENT: usize = 12;

/// The usual size of the article's text, in points.
pub const TEXT_SIZE: f32 = 18.0;

/// Represents the preferences. Fields that a file lacks have their defaults; fields that it has beyond are let go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own that a person sets"
)]
pub struct Settings {
    /// Light, dark or the system's choice.
    pub theme: ThemeChoice,
    /// Size of the article's text, in points.
    pub text_size: f32,
    /// Whether the list of articles is unfolded.
    pub articles_open: bool,
    /// Whether the statement panel is unfolded.
    pub statement_open: bool,
    /// Whether the table of statements is unfolded.
    pub statements_open: bool,
    /// Whether suggestions are shown.
    pub suggestions: bool,
    /// Width of the list of articles, in points.
    pub articles_width: f32,
    /// Width of the statement panel, in points.
    pub statement_width: f32,
    /// Height of the table of statements, in points.
    pub statements_height: f32,
    /// Size of the window, in points.
    pub window: Option<[f32; 2]>,
    /// Who labels at this machine; none means the system's user name.
    pub annotator: Option<String>,
    /// Projects that were open, the last one first.
    pub recent: Vec<PathBuf>,
    /// The article that was open last, by project.
    pub last_article: BTreeMap<PathBuf, String>,
    /// Targets set last, the last one first, by project.
    pub recent_targets: BTreeMap<PathBuf, Vec<String>>,
    /// Keys that were changed, by command.
    pub keys: BTreeMap<String, Vec<String>>,
}

/// Says which colours are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// Light or dark as the system asks.
    #[default]
    System,
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            text_size: TEXT_SIZE,
            articles_open: true,
            statement_open: true,
            statements_open: true,
            suggestions: true,
            articles_width: 250.0,
            statement_width: 290.0,
            statements_height: 170.0,
            window: None,
            annotator: None,
            recent: Vec::new(),
            last_article: BTreeMap::new(),
            recent_targets: BTreeMap::new(),
            keys: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Returns where the settings lie: `ONRECORD_CONFIG`, else `onrecord/settings.ron` in the user's configuration folder.
    ///
    /// None where the system names no such folder; the settings then last as long as the window.
    pub fn path() -> Option<PathBuf> {
        if let Some(path) = std::env::var_os("ONRECORD_CONFIG") {
            return Some(path.into());
        }
        Some(Own::Settings.folder()?.join("settings.ron"))
    }

    /// Reads the settings. A file that cannot be read gives the defaults and a message, and is left as it is until a
    /// setting is changed; it is then put aside by [`Settings::save`].
    pub fn load(path: &Path) -> (Self, Option<String>) {
        use std::io::ErrorKind as E;
        let source = match own::read(path) {
            Ok(source) => source,
            // Where a file stands in place of a folder, or a folder in place of the file, there are no settings; why none can
            // be kept is said when one is.
            Err(error)
                if matches!(
                    error.kind(),
                    E::NotFound | E::NotADirectory | E::IsADirectory
                ) =>
            {
                return (Self::default(), None);
            }
            Err(error) => {
                let message = format!("{}: {error}", path.display());
                return (Self::default(), Some(message));
            }
        };
        // A power cut may leave an empty file; nothing is lost by it.
        if source.trim().is_empty() {
            return (Self::default(), None);
        }
        match read(&source) {
            Ok((settings, Sides::One)) => (settings.checked(), None),
            Ok((settings, Sides::Two)) => {
                let message = format!(
                    "{}: git put two versions of the settings into this file. Those of this machine are used; the file is kept as settings.unread.ron",
                    path.display()
                );
                (settings.checked(), Some(message))
            }
            Err(_) if conflict_sides(&source).is_some() => {
                let message = format!(
                    "{}: git put two versions of the settings into this file, and neither can be read. The usual ones are used; the file is kept as settings.unread.ron",
                    path.display()
                );
                (Self::default(), Some(message))
            }
            Err(error) => {
                let place = error.span.start;
                let message = format!(
                    "{}:{}:{}: the settings cannot be read ({}). The usual ones are used; the file is kept as settings.unread.ron",
                    path.display(),
                    place.line,
                    place.col,
                    error.code
                );
                (Self::default(), Some(message))
            }
        }
    }

    /// Writes the settings. A file there that no version of this program could have written is kept beside it, with
    /// `unread` in its name.
    ///
    /// # Errors
    /// Says why the file could not be written.
    pub fn save(&self, path: &Path) -> Result<(), String> {
        let is_foreign =
            |source: String| !source.trim().is_empty() && ron::from_str::<Self>(&source).is_err();
        if own::read(path).is_ok_and(is_foreign) {
            own::rename(path, &path.with_extension("unread.ron"))
                .map_err(|error| format!("{}: {error}", path.display()))?;
        }
        let pretty = ron::ser::PrettyConfig::default().new_line("\n");
        let source = ron::ser::to_string_pretty(self, pretty).map_err(|error| error.to_string())?;
        own::write(path, format!("{source}\n").as_bytes()).map_err(|problem| problem.to_string())
    }

    /// Tells whether nothing but sizes of the window and its panels differs.
    pub fn differs_in_size_alone(&self, other: &Self) -> bool {
        let resized = Self {
            articles_width: self.articles_width,
            statement_width: self.statement_width,
            statements_height: self.statements_height,
            window: self.window,
            ..other.clone()
        };
        resized == *self
    }

    /// Remembers a project as the last one that was open.
    pub fn remember(&mut self, project: &Path) {
        self.recent.retain(|known| known != project);
        self.recent.insert(0, project.to_owned());
        self.recent.truncate(RECENT);
    }

    /// Brings values that a hand may have written into their ranges.
    fn checked(mut self) -> Self {
        let clamp = |value: f32, low: f32, high: f32, usual: f32| {
            if value.is_finite() {
                value.clamp(low, high)
            } else {
                usual
            }
        };
        self.text_size = clamp(self.text_size, 10.0, 40.0, TEXT_SIZE);
        self.articles_width = clamp(self.articles_width, 160.0, 600.0, 250.0);
        self.statement_width = clamp(self.statement_width, 220.0, 600.0, 290.0);
        self.statements_height = clamp(self.statements_height, 60.0, 800.0, 170.0);
        self.window = self
            .window
            .filter(|size| size.iter().all(|side| (300.0..10_000.0).contains(side)));
        self
    }
}

/// Reads the file's text; of two versions between git's markers the one of this machine counts.
fn read(source: &str) -> Result<(Settings, Sides), ron::error::SpannedError> {
    let one = ron::from_str(source).map(|settings| (settings, Sides::One));
    one.or_else(|error| match conflict_sides(source) {
        Some((ours, _)) => ron::from_str(&ours).map(|settings| (settings, Sides::Two)),
        None => Err(error),
    })
}

/// How many versions a file of settings holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sides {
    One,
    /// Between git's marks.
    Two,
}

/// Returns the annotator's id for this machine's user: lower case, without what a folder name cannot hold.
pub fn default_annotator() -> String {
    let user = std::env::var("USER")
        .or_else(|_| std::env::var("USERNAME"))
        .unwrap_or_default();
    let id = crate::model::codebook::id_from_name(&user, |_| false);
    if id == "unnamed" || id == crate::model::project::GOLD {
        "me".to_owned()
    } else {
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a file of settings, reads it, changes a setting; returns the size of text read, whether there was a
    /// message, and what is kept aside.
    fn check(source: &str) -> (f32, bool, Option<String>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.ron");
        own::write(&path, source.as_bytes()).unwrap();
        let (mut settings, message) = Settings::load(&path);
        let read = settings.text_size;
        settings.text_size = 30.0;
        settings.save(&path).unwrap();
        assert_eq!(Settings::load(&path), (settings, None));
        let aside = std::fs::read_to_string(folder.path().join("settings.unread.ron"));
        (read, message.is_some(), aside.ok())
    }

    #[test]
    fn sizes_are_told_from_what_is_chosen() {
        let usual = Settings::default();
        let wide = Settings {
            articles_width: 300.0,
            window: Some([800.0, 600.0]),
            ..usual.clone()
        };
        assert!(wide.differs_in_size_alone(&usual));
        let dark = Settings {
            theme: ThemeChoice::Dark,
            ..wide.clone()
        };
        assert!(!dark.differs_in_size_alone(&usual));
        assert!(!dark.differs_in_size_alone(&wide));
    }

    #[test]
    fn settings_that_cannot_be_read_are_put_aside() {
        assert_eq!(check("(text_size: 20.0)"), (20.0, false, None));
        assert_eq!(check("(oops"), (TEXT_SIZE, true, Some("(oops".to_owned())));
        let merged =
            "(\n<<<<<<< HEAD\ntext_size: 20.0,\n=======\ntext_size: 24.0,\n>>>>>>> other\n)\n";
        assert_eq!(check(merged), (20.0, true, Some(merged.to_owned())));
        let broken = merged.replace("20.0", "oops");
        assert_eq!(check(&broken), (TEXT_SIZE, true, Some(broken.clone())));
    }
}
