//! How far annotators agree, split by cause: whether they mark the same utterances, where these begin and end, and, of what
//! they both marked, its kind, speaker, targets, stances and labels, and all of it together.
//!
//! ```text
//! Coded ──ArticleSums::of──▶ ArticleSums ──Agreement::of──▶ Agreement     (statements → sums of each article → figures)
//! table, sums, gamma: coefficients, which know nothing of statements
//! ```
//!
//! What is compared, as `docs/agreement.md` says at length:
//! - An article that somebody has not begun is missing: it says nothing about them. One that is done and has no statement is
//!   an article in which they found none.
//! - Layers (kind, speaker …) are compared on statements that are the same utterance ([`super::group`]). A layer that nobody
//!   filled in on an utterance is no agreement about it.
//! - Every interval is of 1,000 samples of articles, drawn with the same seed each time.

mod article;
mod continuum;
mod figures;
mod gamma;
mod random;
mod scope;
mod sums;
pub mod table;
pub mod words;

pub use article::{ArticleSums, Choice, Coded, Panel, choices};
pub use figures::{Agreement, ArticleFigures, PairFigures, Period};

/// Says why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Nobody marked a statement.
    NoStatements,
    /// Nothing that two annotators filled in.
    NoUnits,
    /// Everybody gave everything the same category, so that there is no chance to compare with.
    OneCategory,
    /// The values are not all numbers, and have no order.
    NoNumbers,
    /// It was not asked for.
    NotAsked,
    /// There is one article, or too few of them have it, so that no interval can be given.
    FewArticles,
}

impl Why {
    /// Returns the sentence for it, without a full stop.
    pub fn text(self) -> &'static str {
        match self {
            Self::NoStatements => "nobody marked a statement",
            Self::NoUnits => "there is nothing that two annotators filled in",
            Self::OneCategory => {
                "only one category was used, so that agreement by chance cannot be told from any other"
            }
            Self::NoNumbers => "the values are not all numbers, so that they have no order",
            Self::NotAsked => "it takes long and is computed only when asked for",
            Self::FewArticles => "an interval needs two articles or more that have it",
        }
    }
}

/// What is compared of statements that are the same utterance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Direct, mixed or indirect.
    Kind,
    /// Who said it.
    Speaker,
    /// What it is about: all its targets together.
    Target,
    /// The stance on a target that both chose.
    Stance,
    /// All its labels together.
    Label,
}

impl Layer {
    /// Every layer.
    pub const ALL: [Self; 5] = [
        Self::Kind,
        Self::Speaker,
        Self::Target,
        Self::Stance,
        Self::Label,
    ];

    /// Returns its name in files and sentences.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Speaker => "speaker",
            Self::Target => "target",
            Self::Stance => "stance",
            Self::Label => "label",
        }
    }
}

/// What can be said of agreement in one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// F1 of quotes with the same bounds.
    DetectionExact,
    /// F1 of statements that are the same utterance.
    DetectionOverlap,
    /// Mean share of text (Jaccard) that quotes of the same utterance have in common.
    Boundary,
    /// Krippendorff's alpha over characters: quote, speaker, cue or none of them.
    Characters,
    /// Krippendorff's alpha for unitizing, of quotes with their kind.
    Unitizing,
    /// Gamma, of quotes with their kind.
    Gamma,
    /// F1 of statements that are the same utterance with the same speaker, targets and stances.
    Frame,
    /// Cohen's kappa; of more than two annotators the mean over pairs (Light).
    Kappa(Layer),
    /// Fleiss' kappa.
    Fleiss(Layer),
    /// Krippendorff's alpha, nominal.
    Alpha(Layer),
    /// Gwet's AC1.
    Ac1(Layer),
    /// Krippendorff's alpha of stances as ranks.
    AlphaOrdinal,
    /// Krippendorff's alpha of stances as numbers, their polarity.
    AlphaInterval,
    /// Cohen's kappa of stances with quadratic weights.
    KappaWeighted,
    /// Gwet's AC2 of stances with ordinal weights.
    Ac2,
}

impl Measure {
    /// Every one of them, in the order in which they are told.
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::DetectionExact,
            Self::DetectionOverlap,
            Self::Boundary,
            Self::Characters,
            Self::Unitizing,
            Self::Gamma,
            Self::Frame,
        ];
        for layer in Layer::ALL {
            all.extend([
                Self::Kappa(layer),
                Self::Fleiss(layer),
                Self::Alpha(layer),
                Self::Ac1(layer),
            ]);
            if layer == Layer::Stance {
                all.extend([
                    Self::AlphaOrdinal,
                    Self::AlphaInterval,
                    Self::KappaWeighted,
                    Self::Ac2,
                ]);
            }
        }
        all
    }

    /// Returns its name in files: `kappa_stance`.
    pub fn name(self) -> String {
        let of = |coefficient: &str, layer: Layer| format!("{coefficient}_{}", layer.name());
        match self {
            Self::DetectionExact => "detection_f1_exact".to_owned(),
            Self::DetectionOverlap => "detection_f1_overlap".to_owned(),
            Self::Boundary => "boundary_jaccard".to_owned(),
            Self::Characters => "alpha_characters".to_owned(),
            Self::Unitizing => "alpha_unitizing".to_owned(),
            Self::Gamma => "gamma".to_owned(),
            Self::Frame => "frame_f1".to_owned(),
            Self::Kappa(layer) => of("kappa", layer),
            Self::Fleiss(layer) => of("fleiss", layer),
            Self::Alpha(layer) => of("alpha", layer),
            Self::Ac1(layer) => of("ac1", layer),
            Self::AlphaOrdinal => of("alpha_ordinal", Layer::Stance),
            Self::AlphaInterval => of("alpha_interval", Layer::Stance),
            Self::KappaWeighted => of("kappa_weighted", Layer::Stance),
            Self::Ac2 => of("ac2", Layer::Stance),
        }
    }
}

/// One number, of how many units it is, and within which bounds it lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The number, or why there is none.
    pub value: Result<f64, Why>,
    /// How many units it is of: utterances, matched statements, characters, quotes.
    pub n: usize,
    /// The bounds of the 95 % interval, or why there is none.
    pub interval: Result<(f64, f64), Why>,
}

/// Figures by what they measure, in the order of [`Measure::all`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures(pub Vec<(Measure, Figure)>);

impl Figures {
    /// Returns one of them.
    pub fn get(&self, measure: Measure) -> Option<&Figure> {
        let found = self.0.iter().find(|(known, _)| *known == measure);
        found.map(|(_, figure)| figure)
    }
}

/// Returns a count that was summed up among other sums as a whole number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sum of whole numbers, none below 0 and none too large to count"
)]
fn whole(sum: f64) -> usize {
    sum.round() as usize
}

#[cfg(test)]
mod tests;
