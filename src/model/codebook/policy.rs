//! The policy of a project: what counts as a statement, and where its quote begins and ends.

/// Represents what a project labels and how far a quote reaches. It drives snapping, checking and export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Whether a quote has its quotation marks.
    pub marks: QuoteMarks,
    /// Whether a quote that is interrupted by `he said` is one statement.
    pub split: SplitQuotes,
    /// Whether what is reported without quotation marks is labelled.
    pub indirect: Indirect,
    /// Whether a statement may stand within another.
    pub nesting: Nesting,
}

/// Says whether a quote has its quotation marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuoteMarks {
    /// They are part of the quote.
    #[default]
    Inside,
    /// The quote is what stands between them.
    Outside,
}

/// Says what becomes of a quote that is interrupted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SplitQuotes {
    /// All its parts are one statement.
    #[default]
    One,
    /// Each part is a statement of its own.
    Several,
}

/// Says whether indirect speech is labelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Indirect {
    /// It is.
    #[default]
    Labelled,
    /// Only what stands in quotation marks is, wholly or in part.
    LeftOut,
}

/// Says whether a statement may stand within another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nesting {
    /// It may.
    #[default]
    Allowed,
    /// It may not: a stretch of text belongs to one statement.
    Flat,
}

/// Represents the policy of a known corpus or program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyPreset {
    /// The name shown.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// The policy.
    pub policy: Policy,
}

/// The policies of corpora and programs that studies are compared with.
pub const PRESETS: [PolicyPreset; 3] = [
    PolicyPreset {
        name: "PolNeAR",
        about: "attributions in political news: direct and indirect, marks inside, interrupted quotes whole, no nesting",
        policy: Policy {
            marks: QuoteMarks::Inside,
            split: SplitQuotes::One,
            indirect: Indirect::Labelled,
            nesting: Nesting::Flat,
        },
    },
    PolicyPreset {
        name: "PDNC",
        about: "dialogue in novels: only what stands in quotation marks, interrupted quotes whole",
        policy: Policy {
            marks: QuoteMarks::Inside,
            split: SplitQuotes::One,
            indirect: Indirect::LeftOut,
            nesting: Nesting::Flat,
        },
    },
    PolicyPreset {
        name: "Discourse Network Analyzer",
        about: "one stretch of text for each statement, direct or indirect; statements may overlap",
        policy: Policy {
            marks: QuoteMarks::Inside,
            split: SplitQuotes::Several,
            indirect: Indirect::Labelled,
            nesting: Nesting::Allowed,
        },
    },
];

impl QuoteMarks {
    /// Returns its name in the codebook's file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Outside => "outside",
        }
    }
}

impl SplitQuotes {
    /// Returns its name in the codebook's file.
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Several => "several",
        }
    }
}

impl Indirect {
    /// Returns its name in the codebook's file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Labelled => "labelled",
            Self::LeftOut => "left_out",
        }
    }
}

impl Nesting {
    /// Returns its name in the codebook's file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Flat => "flat",
        }
    }
}

impl Policy {
    /// Returns the preset that says the same, if one does.
    pub fn preset(&self) -> Option<&'static PolicyPreset> {
        PRESETS.iter().find(|preset| preset.policy == *self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_differ_and_are_recognised() {
        for preset in &PRESETS {
            assert_eq!(
                preset.policy.preset().map(|found| found.name),
                Some(preset.name)
            );
        }
        assert_eq!(Policy::default().preset(), None);
    }
}
