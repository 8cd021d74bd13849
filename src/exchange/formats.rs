//! The table of formats: what each is called, what it can hold, and what writes and reads it. The window and the command line
//! show what stands here; a new format is a row, and a module beside this one.

use super::import::{Options, Source};
use super::losses::Loss;
use super::record::Write;
use super::{
    ExportOptions, attributes, bio, brat, cas, csv, dna, doccano, jsonl, labelstudio, refi, spacy,
    w3c, xlsx,
};
use crate::model::problem::Problem;

/// A format that a project is exported to, or that annotations are imported from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Everything, one JSON object per line.
    Jsonl,
    /// A table with a row per statement and stance.
    Csv,
    /// The table as a workbook for spreadsheets.
    Xlsx,
    /// brat standoff: texts with files of annotations beside them.
    Brat,
    /// doccano's JSON Lines with entities and relations.
    Doccano,
    /// Label Studio's tasks in JSON, with a labelling config.
    LabelStudio,
    /// JSON Lines of spaCy and Prodigy.
    Spacy,
    /// Web Annotations of the W3C.
    W3c,
    /// Tokens with a tag for each layer.
    Bio,
    /// A project of REFI-QDA, for programs of qualitative analysis.
    Refi,
    /// The event list of Discourse Network Analyzer.
    Dna,
    /// UIMA CAS in JSON.
    Cas,
}

/// What the files of a format are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One file, with this extension.
    File(&'static str),
    /// A folder of files, with the name of the one that most is written to, if there is one.
    Folder(Option<&'static str>),
    /// A zip archive with this extension, and the name of the file in it that most is written to.
    Archive(&'static str, &'static str),
}

/// Something that is said of how an export is to be, which not every format knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Texts of articles and spans can be left out.
    Texts,
    /// Text that a spreadsheet would take for a formula is guarded, or not.
    Guard,
    /// The file can begin with a byte order mark, and have another separator than the comma.
    Table,
}

/// One row of the table.
struct Row {
    format: Format,
    name: &'static str,
    label: &'static str,
    about: &'static str,
    shape: Shape,
    settings: &'static [Setting],
    /// What of the model it cannot hold.
    cannot: &'static [Loss],
    /// Makes what writes it; none where it is read only.
    writer: Option<Make>,
    /// Finds what there is to import; none where it is written only.
    source: Option<Open>,
}

/// Makes what writes a format.
type Make = fn(&ExportOptions) -> Box<dyn Write>;

/// Finds what there is to import.
pub(super) type Open = fn(&Options) -> Result<Box<dyn Source>, Problem>;

/// Every format.
const ROWS: &[Row] = &[
    Row {
        format: Format::Jsonl,
        name: "jsonl",
        label: "JSON Lines",
        about: "Everything, for programs: a line for each article and annotator",
        shape: Shape::File("jsonl"),
        settings: &[Setting::Texts],
        cannot: &[],
        writer: Some(|options| {
            Box::new(jsonl::Jsonl {
                texts: options.texts,
            })
        }),
        source: Some(jsonl::open),
    },
    Row {
        format: Format::Csv,
        name: "csv",
        label: "CSV",
        about: "A table for spreadsheets and statistics, a row for each statement and stance",
        shape: Shape::File("csv"),
        settings: &[Setting::Guard, Setting::Table],
        cannot: csv::CANNOT,
        writer: Some(|options| Box::new(csv::Csv::new(options))),
        source: None,
    },
    Row {
        format: Format::Xlsx,
        name: "xlsx",
        label: "Excel",
        about: "The same table as a workbook for Excel and LibreOffice, a row for each statement and stance",
        shape: Shape::Archive("xlsx", xlsx::SHEET),
        settings: &[Setting::Guard],
        cannot: csv::CANNOT,
        writer: Some(|options| {
            Box::new(xlsx::Xlsx {
                guard: options.guard,
            })
        }),
        source: None,
    },
    Row {
        format: Format::Brat,
        name: "brat",
        label: "brat",
        about: "Texts with files of annotations beside them, for brat: a folder for each annotator",
        shape: Shape::Folder(None),
        settings: &[],
        cannot: brat::CANNOT,
        writer: Some(|_| Box::new(brat::Folders)),
        source: Some(brat::open),
    },
    Row {
        format: Format::Doccano,
        name: "doccano",
        label: "doccano",
        about: "Stretches and relations for doccano, a line for each article and annotator",
        shape: Shape::File("jsonl"),
        settings: &[],
        cannot: attributes::CANNOT,
        writer: Some(|_| Box::new(doccano::Doccano)),
        source: Some(doccano::open),
    },
    Row {
        format: Format::LabelStudio,
        name: "labelstudio",
        label: "Label Studio",
        about: "Tasks for Label Studio with its labelling config: a task for each article, with everybody’s annotations",
        shape: Shape::Folder(Some("tasks.json")),
        settings: &[],
        cannot: attributes::CANNOT,
        writer: Some(|_| Box::new(labelstudio::LabelStudio)),
        source: Some(labelstudio::open),
    },
    Row {
        format: Format::Spacy,
        name: "spacy",
        label: "spaCy and Prodigy",
        about: "Spans and relations for spaCy and Prodigy, a line for each article and annotator",
        shape: Shape::File("jsonl"),
        settings: &[],
        cannot: attributes::CANNOT,
        writer: Some(|_| Box::new(spacy::Spacy)),
        source: Some(spacy::open),
    },
    Row {
        format: Format::W3c,
        name: "w3c",
        label: "Web Annotation",
        about: "Annotations by the standard of the W3C (JSON-LD), one for each statement, without the texts",
        shape: Shape::File("jsonld"),
        settings: &[],
        cannot: w3c::CANNOT,
        writer: Some(|_| Box::new(w3c::Annotations)),
        source: Some(w3c::open),
    },
    Row {
        format: Format::Bio,
        name: "bio",
        label: "CoNLL (BIO)",
        about: "Tokens for training taggers: a line for each, with a tag of each layer",
        shape: Shape::File("tsv"),
        settings: &[],
        cannot: bio::CANNOT,
        writer: Some(|_| Box::new(bio::Tokens)),
        source: None,
    },
    Row {
        format: Format::Refi,
        name: "refi",
        label: "REFI-QDA",
        about: "A project for NVivo, ATLAS.ti, MAXQDA, QualCoder and others: coded passages of the texts",
        shape: Shape::Archive("qdpx", refi::QDE),
        settings: &[],
        cannot: refi::CANNOT,
        writer: Some(|_| Box::new(refi::Project)),
        source: Some(refi::open),
    },
    Row {
        format: Format::Dna,
        name: "dna",
        label: "DNA event list",
        about: "Who agreed with what, for discourse networks: a row for each stance with a polarity",
        shape: Shape::File("csv"),
        settings: &[],
        cannot: dna::CANNOT,
        writer: Some(|_| Box::new(dna::Events)),
        source: None,
    },
    Row {
        format: Format::Cas,
        name: "cas",
        label: "UIMA CAS",
        about: "Texts with typed annotations for UIMA, INCEpTION and dkpro-cassis: a JSON file for each article and annotator",
        shape: Shape::Folder(None),
        settings: &[],
        cannot: cas::CANNOT,
        writer: Some(|_| Box::new(cas::Files)),
        source: Some(cas::open),
    },
];

impl Format {
    fn row(self) -> &'static Row {
        let row = ROWS.iter().find(|row| row.format == self);
        row.expect("the table has a row for each format")
    }

    /// Returns the formats that a project can be exported to.
    pub fn exported() -> impl Iterator<Item = Self> {
        let rows = ROWS.iter().filter(|row| row.writer.is_some());
        rows.map(|row| row.format)
    }

    /// Returns the formats that annotations can be imported from.
    pub fn imported() -> impl Iterator<Item = Self> {
        let rows = ROWS.iter().filter(|row| row.source.is_some());
        rows.map(|row| row.format)
    }

    /// Returns its name on the command line.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Returns the name shown: `JSON Lines`.
    pub fn label(self) -> &'static str {
        self.row().label
    }

    /// Says what it is for, a sentence without a full stop.
    pub fn about(self) -> &'static str {
        self.row().about
    }

    /// Says what its files are.
    pub fn shape(self) -> Shape {
        self.row().shape
    }

    /// Returns the extension of its file; empty where it is a folder.
    pub fn extension(self) -> &'static str {
        match self.shape() {
            Shape::File(extension) | Shape::Archive(extension, _) => extension,
            Shape::Folder(_) => "",
        }
    }

    /// Tells whether it knows a setting.
    pub fn has(self, setting: Setting) -> bool {
        self.row().settings.contains(&setting)
    }

    /// Returns what it cannot hold.
    pub fn cannot(self) -> &'static [Loss] {
        self.row().cannot
    }

    pub(super) fn writer(self, options: &ExportOptions) -> Option<Box<dyn Write>> {
        self.row().writer.map(|make| make(options))
    }

    pub(super) fn source(self) -> Option<Open> {
        self.row().source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_once() {
        for row in ROWS {
            assert_eq!(row.format.name(), row.name);
            let same = ROWS.iter().filter(|other| other.name == row.name);
            assert_eq!(same.count(), 1, "{}", row.name);
            assert!(row.writer.is_some() || row.source.is_some(), "{}", row.name);
            assert!(!row.about.ends_with('.'), "{}", row.about);
        }
    }

    #[test]
    fn every_format_is_documented() {
        let document = include_str!("../../docs/formats.md");
        for row in ROWS {
            assert!(
                document.contains(&format!("`{}`", row.name)),
                "{}",
                row.name
            );
        }
    }
}
