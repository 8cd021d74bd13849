//! Figures in words: what each says, and a paragraph for the methods section of a paper.

use super::{Agreement, Figure, Figures, Layer, Measure};
use crate::model::phrase::count;

/// Returns what a figure says, one sentence for political analysts.
pub fn sentence(measure: Measure) -> String {
    match measure {
        Measure::DetectionExact => {
            "share of statements that two annotators both marked, with the same first and last character (F1)".to_owned()
        }
        Measure::DetectionOverlap => {
            "share of statements that two annotators both marked, wherever each lets the quote begin and end (F1)".to_owned()
        }
        Measure::Boundary => {
            "share of text that the two quotes of a statement have in common, where both marked it".to_owned()
        }
        Measure::Characters => {
            "agreement beyond chance on which characters are quote, speaker, cue or none of them".to_owned()
        }
        Measure::Unitizing => {
            "agreement beyond chance on where quotes begin and end and of which kind they are, as whole units".to_owned()
        }
        Measure::Gamma => {
            "agreement beyond chance on where quotes are and of which kind, on the best alignment of them".to_owned()
        }
        Measure::Frame => {
            "share of statements that two annotators both marked with the same speaker, targets and stances (F1)".to_owned()
        }
        Measure::Kappa(layer) => of("two annotators' choices", layer, "Cohen"),
        Measure::Fleiss(layer) => of("all choices", layer, "Fleiss"),
        Measure::Alpha(layer) => of("all choices", layer, "Krippendorff, nominal"),
        Measure::Ac1(layer) => of("all choices", layer, "Gwet, steady where one choice is frequent"),
        Measure::AlphaOrdinal => ranked("by rank", "Krippendorff, ordinal"),
        Measure::AlphaInterval => ranked("by polarity", "Krippendorff, interval"),
        Measure::KappaWeighted => ranked("by rank, squared", "Cohen, weighted"),
        Measure::Ac2 => ranked("by rank", "Gwet"),
    }
}

fn of(whose: &str, layer: Layer, by: &str) -> String {
    let what = match layer {
        Layer::Kind => "of direct, mixed or indirect",
        Layer::Speaker => "of who speaks",
        Layer::Target => "of all targets of a statement",
        Layer::Stance => "of the stance on a target",
        Layer::Label => "of all labels of a statement",
    };
    format!("agreement beyond chance in {whose} {what} ({by})")
}

fn ranked(how: &str, by: &str) -> String {
    format!(
        "agreement beyond chance on stances, where a near miss counts less than a far one, {how} ({by})"
    )
}

/// Returns a paragraph for the methods section of a paper: what was compared how, with which result, and whose methods they
/// are. `annotators` says how many there are.
pub fn methods(agreement: &Agreement, annotators: usize) -> String {
    let overall = &agreement.overall;
    let mut out = format!(
        "Agreement was computed with On Record {} from {} that at least two of {} had worked on. Statements of different \
         annotators were taken for the same utterance by optimal one-to-one matching on the share of quoted text that they \
         have in common (Jaccard index of at least 0.3, or any overlap with the same cue).",
        env!("CARGO_PKG_VERSION"),
        count(agreement.articles, "article"),
        count(annotators, "annotator"),
    );
    let marked = [
        (
            Measure::DetectionOverlap,
            "F1 of marking the same utterance",
        ),
        (Measure::DetectionExact, "F1 with identical bounds"),
        (Measure::Boundary, "mean Jaccard index of matched quotes"),
        (Measure::Characters, "Krippendorff's alpha over characters"),
        (
            Measure::Unitizing,
            "Krippendorff's alpha for unitizing (Krippendorff et al. 2016)",
        ),
        (Measure::Gamma, "gamma (Mathet et al. 2015)"),
    ];
    list(&mut out, " Unitizing: ", overall, &marked);
    let coded = [
        (Measure::Alpha(Layer::Kind), "kind"),
        (Measure::Alpha(Layer::Speaker), "speaker"),
        (Measure::Alpha(Layer::Target), "target"),
        (Measure::Alpha(Layer::Stance), "stance"),
        (Measure::AlphaOrdinal, "stance as ranks"),
        (Measure::Alpha(Layer::Label), "labels"),
    ];
    let start = " Coding of matched statements (Krippendorff's alpha, Krippendorff 2011): ";
    list(&mut out, start, overall, &coded);
    let whole = [(Measure::Frame, "F1")];
    let start = " Whole statements with the same speaker, targets and stances: ";
    list(&mut out, start, overall, &whole);
    out.push_str(
        " Brackets hold 95 % percentile bootstrap intervals from 1,000 samples of articles (Efron and Tibshirani 1993). An article that an annotator had \
         not begun was treated as missing, and text that nobody coded was not counted as agreement on any layer.",
    );
    out
}

/// Adds those figures that there are, as a list.
fn list(out: &mut String, start: &str, figures: &Figures, named: &[(Measure, &str)]) {
    let shown = |(measure, name): &(Measure, &str)| {
        let figure = figures.get(*measure)?;
        Some(format!("{name} {}", shown(figure)?))
    };
    let parts: Vec<String> = named.iter().filter_map(shown).collect();
    if !parts.is_empty() {
        out.push_str(start);
        out.push_str(&parts.join("; "));
        out.push('.');
    }
}

/// Returns `0.86 [0.80, 0.91], n = 24`; none where there is no number.
fn shown(figure: &Figure) -> Option<String> {
    let value = figure.value.ok()?;
    let interval = match figure.interval {
        Ok((low, high)) => format!(" [{low:.2}, {high:.2}]"),
        Err(_) => String::new(),
    };
    Some(format!("{value:.2}{interval}, n = {}", figure.n))
}
