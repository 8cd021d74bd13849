//! Agreement as it is told: as tables with a sentence for each figure, and as JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::cli::terminal::{clean, table};
use crate::model::codebook::Codebook;
use crate::model::left_out::LeftOut;
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::model::project::Annotator;
use crate::review::agreement::{Agreement, Figure, Figures, Layer, Measure, words};

/// What of every two annotators, of every target and of every month is shown in a row.
const IN_ROWS: [Measure; 6] = [
    Measure::DetectionOverlap,
    Measure::Boundary,
    Measure::Alpha(Layer::Speaker),
    Measure::Alpha(Layer::Target),
    Measure::Alpha(Layer::Stance),
    Measure::Frame,
];

/// What there is to tell.
pub(super) struct Told<'a> {
    pub(super) agreement: &'a Agreement,
    pub(super) annotators: &'a [Annotator],
    /// The place of gold, if it is not one of those whose agreement as a whole was computed.
    pub(super) gold: Option<usize>,
    /// How often an annotator excluded an article.
    pub(super) excluded: usize,
    pub(super) codebook: &'a Codebook,
    pub(super) problems: &'a [Problem],
}

impl Told<'_> {
    fn id(&self, place: usize) -> &str {
        &self.annotators[place].id
    }

    fn people(&self) -> Vec<&str> {
        let places = (0..self.annotators.len()).filter(|place| Some(*place) != self.gold);
        places.map(|place| self.id(place)).collect()
    }

    /// Returns it as JSON.
    pub(super) fn json(&self) -> Value {
        let agreement = self.agreement;
        let pairs = agreement.pairs.iter().map(|pair| {
            json!({
                "a": self.id(pair.a),
                "b": self.id(pair.b),
                "articles": pair.articles,
                "figures": figures(&pair.figures),
            })
        });
        let by_target = agreement.by_target.iter();
        let by_target: Map<String, Value> = by_target
            .map(|(target, found)| (target.clone(), figures(found)))
            .collect();
        let over_time = agreement.over_time.iter().map(|period| {
            json!({
                "month": period.month,
                "articles": period.articles,
                "figures": figures(&period.figures),
            })
        });
        let by_article = agreement.by_article.iter().map(|article| {
            json!({
                "article": article.path,
                "figures": computed(&article.figures),
            })
        });
        json!({
            "annotators": self.people(),
            "articles": agreement.articles,
            "excluded": self.excluded,
            "left_out": LeftOut::of(self.problems).counts(),
            "overall": figures(&agreement.overall),
            "pairs": pairs.collect::<Vec<Value>>(),
            "by_target": by_target,
            "over_time": over_time.collect::<Vec<Value>>(),
            "by_article": by_article.collect::<Vec<Value>>(),
            "methods": words::methods(agreement, self.people().len()),
        })
    }

    /// Returns it as tables.
    pub(super) fn text(&self) -> String {
        let agreement = self.agreement;
        let mut out = String::new();
        let people = self.people();
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{} ({}), {}\n",
            count(people.len(), "annotator"),
            clean(&people.join(", ")),
            count(agreement.articles, "article")
        );
        let rows: Vec<Vec<String>> = agreement.overall.0.iter().map(row).collect();
        let header = ["figure", "value", "95 % interval", "n", "what it says"];
        out.push_str(&table(&header, &rows));
        let pairs = agreement.pairs.iter().map(|pair| {
            let who = format!("{} and {}", self.id(pair.a), self.id(pair.b));
            (who, &pair.figures)
        });
        add_rows(&mut out, "annotators", pairs);
        let targets = agreement.by_target.iter().map(|(target, found)| {
            let name = self.codebook.target_name(target);
            (name.to_owned(), found)
        });
        add_rows(&mut out, "target", targets);
        if agreement.over_time.len() > 1 {
            let months = agreement.over_time.iter().map(|period| {
                let month = period.month.clone();
                (
                    month.unwrap_or_else(|| "(no date)".to_owned()),
                    &period.figures,
                )
            });
            add_rows(&mut out, "month", months);
        }
        if self.excluded > 0 {
            let excluded = match self.excluded {
                1 => "One article is left out for an annotator who excluded it.".to_owned(),
                more => {
                    format!("{more} times an article is left out for an annotator who excluded it.")
                }
            };
            let _ = writeln!(out, "\n{excluded}");
        }
        out
    }
}

/// Adds a table with a row for each of some figures, if there are any.
fn add_rows<'a>(out: &mut String, what: &str, all: impl Iterator<Item = (String, &'a Figures)>) {
    let rows: Vec<Vec<String>> = all
        .map(|(name, figures)| {
            let value = |measure: &Measure| {
                let figure = figures.get(*measure);
                figure.map_or_else(String::new, value)
            };
            let values = IN_ROWS.iter().map(value);
            std::iter::once(name).chain(values).collect()
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    let names: Vec<String> = IN_ROWS.iter().map(|measure| measure.name()).collect();
    let names = names.iter().map(String::as_str);
    let header: Vec<&str> = std::iter::once(what).chain(names).collect();
    out.push('\n');
    out.push_str(&table(&header, &rows));
}

fn row((measure, figure): &(Measure, Figure)) -> Vec<String> {
    let interval = figure.interval.ok();
    let interval = interval.map(|(low, high)| format!("{low:.3} to {high:.3}"));
    let says = match figure.value {
        Ok(_) => words::sentence(*measure),
        Err(why) => format!("none: {}", why.text()),
    };
    vec![
        measure.name(),
        value(figure),
        interval.unwrap_or_else(|| "-".to_owned()),
        figure.n.to_string(),
        says,
    ]
}

fn value(figure: &Figure) -> String {
    let value = figure.value.ok();
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

fn figures(figures: &Figures) -> Value {
    let all = figures.0.iter();
    let all: Map<String, Value> = all
        .map(|(measure, figure)| (measure.name(), shown(figure)))
        .collect();
    Value::Object(all)
}

/// Returns the figures that there are.
fn computed(figures: &Figures) -> Value {
    let all = figures.0.iter().filter(|(_, figure)| figure.value.is_ok());
    let all: Map<String, Value> = all
        .map(|(measure, figure)| {
            let shown = json!({ "value": figure.value.ok(), "n": figure.n });
            (measure.name(), shown)
        })
        .collect();
    Value::Object(all)
}

fn shown(figure: &Figure) -> Value {
    let interval = figure.interval.ok();
    let mut shown = json!({
        "value": figure.value.ok(),
        "n": figure.n,
        "low": interval.map(|(low, _)| low),
        "high": interval.map(|(_, high)| high),
    });
    if let Some(why) = figure.value.err().or(figure.interval.err()) {
        shown["why"] = why.text().into();
    }
    shown
}
