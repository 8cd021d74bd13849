//! What a project says about itself: who labels, in which language, under which policy.

use std::collections::BTreeMap;

/// Represents the project file, `onrecord.ron`. Every field has a default; a folder without the file is a project too.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// The project's name, as windows and exports show it; empty means the folder's name.
    pub name: String,
    /// Folder of the articles within the project; empty means the project's own folder.
    pub articles: String,
    /// Folder of the annotations within the project.
    pub annotations: String,
    /// Who labels, in the order in which they are shown.
    pub annotators: Vec<Annotator>,
    /// Id of the one who writes the codebook and the project file; none where [`lead`](super::writers::lead) finds it.
    pub lead: Option<String>,
    /// Which articles are whose to label.
    pub assignments: Vec<Assignment>,
    /// BCP 47 tag of the articles' language, where they do not say it themselves.
    pub language: Option<String>,
    /// The rules for boundaries.
    pub policy: Policy,
    /// Whether the annotated text is kept under its hash, so that a changed article can be compared.
    pub keep_texts: bool,
    /// Whether an annotator sees nothing of what others made of an article until their own work on it is done.
    pub blind: bool,
    /// Encodings of files that do not say it themselves, or say it wrongly, by paths of files and folders within the
    /// project; `.` is all of it. See [`Project::encoding_of`].
    pub encodings: BTreeMap<String, String>,
}

/// Represents a person who labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotator {
    /// The folder name of their sidecars: `coder1`.
    pub id: String,
    /// The name shown.
    pub name: String,
}

/// Represents whose an article is to label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The annotator's id.
    pub annotator: String,
    /// Paths of articles within the project.
    pub articles: Vec<String>,
}

/// Represents the project's rules for boundaries; they drive snapping, checking and export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whether quotation marks belong to the quote.
    pub marks: Marks,
    /// What a quote broken by its attribution is.
    pub split: Split,
    /// Whether indirect speech is labelled.
    pub indirect: bool,
    /// Whether a statement may lie within another.
    pub nesting: bool,
}

/// Says where the quotation marks of a quote belong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marks {
    /// Inside the quote, as in PARC3 and `PolNeAR`.
    #[default]
    Inside,
    /// Outside of it.
    Outside,
}

/// Says what a quote broken by its attribution is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// One statement with several spans.
    #[default]
    One,
    /// One statement for each part.
    Several,
}

/// The id of the adjudicated layer.
pub const GOLD: &str = "gold";

impl Default for Project {
    fn default() -> Self {
        Self {
            name: String::new(),
            articles: String::new(),
            annotations: "annotations".to_owned(),
            annotators: Vec::new(),
            lead: None,
            assignments: Vec::new(),
            language: None,
            policy: Policy::default(),
            keep_texts: true,
            blind: false,
            encodings: BTreeMap::new(),
        }
    }
}

impl Project {
    /// Returns the encoding that is set for a file of articles: its own, else that of the nearest folder around it.
    pub fn encoding_of(&self, file: &str) -> Option<&str> {
        if self.encodings.is_empty() {
            return None;
        }
        let named = |path: &str| self.encodings.get(path);
        let mut found = named(file);
        let mut within = file;
        while let (None, Some((folder, _))) = (found, within.rsplit_once('/')) {
            found = named(folder).or_else(|| named(&format!("{folder}/")));
            within = folder;
        }
        found.or_else(|| named(".")).map(String::as_str)
    }
}

/// Represents the policy of a known corpus or program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyPreset {
    /// The name shown.
    pub name: &'static str,
    /// What it says, in one line.
    pub about: &'static str,
    /// The policy.
    pub policy: Policy,
}

/// The policies of corpora and programs that studies are compared with.
pub const POLICIES: [PolicyPreset; 3] = [
    PolicyPreset {
        name: "PolNeAR",
        about: "attributions in political news: direct and indirect, marks inside, broken quotes whole, no nesting",
        policy: Policy {
            marks: Marks::Inside,
            split: Split::One,
            indirect: true,
            nesting: false,
        },
    },
    PolicyPreset {
        name: "PDNC",
        about: "dialogue in novels: only what stands in quotation marks, broken quotes whole",
        policy: Policy {
            marks: Marks::Inside,
            split: Split::One,
            indirect: false,
            nesting: false,
        },
    },
    PolicyPreset {
        name: "Discourse Network Analyzer",
        about: "one stretch of text for each statement, direct or indirect; statements may overlap",
        policy: Policy {
            marks: Marks::Inside,
            split: Split::Several,
            indirect: true,
            nesting: true,
        },
    },
];

impl Policy {
    /// Returns the preset that says the same, if one does.
    pub fn preset(&self) -> Option<&'static PolicyPreset> {
        POLICIES.iter().find(|preset| preset.policy == *self)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            marks: Marks::Inside,
            split: Split::One,
            indirect: true,
            nesting: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_folder_says_the_encoding() {
        let set = |path: &str, name: &str| (path.to_owned(), name.to_owned());
        let project = Project {
            encodings: BTreeMap::from([
                set("a", "koi8-r"),
                set("a/b/", "gbk"),
                set("a/b/one.txt", "big5"),
                set(".", "euc-kr"),
            ]),
            ..Project::default()
        };
        for (file, expected) in [
            ("a/b/one.txt", "big5"),
            ("a/b/two.txt", "gbk"),
            ("a/b/c/d/one.txt", "gbk"),
            ("a/one.txt", "koi8-r"),
            ("ab/one.txt", "euc-kr"),
            ("one.txt", "euc-kr"),
        ] {
            assert_eq!(project.encoding_of(file), Some(expected), "{file}");
        }
        assert_eq!(Project::default().encoding_of("a/one.txt"), None);
    }
}
