use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::codebook::{Codebook, Scale, Stance, Target};
use crate::model::span::Span;
use crate::model::statement::{Kind, Mention, StanceTaken, Statement};
use crate::model::text::Text;

/// What annotators made of an article: a text of 200 characters; none for who did not work on it.
type Work<'a> = &'a [Option<&'a [&'a str]>];

fn codebook() -> Codebook {
    let stance = |(id, polarity): (&str, f64)| Stance {
        id: id.into(),
        polarity: Some(polarity),
        ..Stance::default()
    };
    let scale = Scale {
        id: "stance".into(),
        stances: [("no", -1.0), ("neutral", 0.0), ("yes", 1.0)]
            .map(stance)
            .to_vec(),
        ..Scale::default()
    };
    let target = |id: &str| Target {
        id: id.into(),
        ..Target::default()
    };
    Codebook {
        scales: vec![scale],
        targets: ["a", "b"].map(target).to_vec(),
        ..Codebook::default()
    }
}

/// Makes a statement of `start..end`, then `speaker`, `@start..end` for words that name the speaker, `target=stance`,
/// `#label` or `indirect`.
fn statement((id, given): (usize, &&str)) -> Arc<Statement> {
    let range = |given: &str| {
        let (start, end) = given.split_once("..").unwrap();
        Span::new(start.parse().unwrap(), end.parse().unwrap())
    };
    let mut words = given.split(' ');
    let quote = words.next().unwrap().split('+').map(range).collect();
    let mut made = Statement::new(id.to_string().into(), quote, Kind::Direct, "").unwrap();
    for word in words {
        if word == "indirect" {
            made.kind = Kind::Indirect;
        } else if let Some(mention) = word.strip_prefix('@') {
            made.speaker = Some(Mention {
                name: None,
                mention: Some(range(mention)),
            });
        } else if let Some(label) = word.strip_prefix('#') {
            made.labels.push(label.into());
        } else if let Some((target, stance)) = word.split_once('=') {
            made.stances.push(StanceTaken {
                target: target.into(),
                stance: Some(stance.into()).filter(|_| !stance.is_empty()),
                ..StanceTaken::default()
            });
        } else {
            made.speaker = Some(Mention {
                name: Some(word.into()),
                mention: None,
            });
        }
    }
    Arc::new(made)
}

fn compared(articles: &[Work<'_>], panel: &Panel) -> Agreement {
    let text = Text::new("x".repeat(200));
    let codebook = codebook();
    let sums = articles.iter().enumerate().filter_map(|(number, work)| {
        let made: Vec<Option<Vec<Arc<Statement>>>> = work
            .iter()
            .map(|work| work.map(|work| work.iter().enumerate().map(statement).collect()))
            .collect();
        let path = format!("{number}.txt");
        let date = format!("2025-0{}-01", 1 + number % 2);
        let coded = Coded {
            path: &path,
            date: Some(&date),
            text: &text,
            dimmed: &[],
            work: made.iter().map(Option::as_deref).collect(),
        };
        ArticleSums::of(&coded, panel, &codebook)
    });
    Agreement::of(&sums.collect::<Vec<_>>(), panel)
}

fn shown(figures: &Figures, measure: Measure) -> String {
    let figure = figures.get(measure).unwrap();
    match figure.value {
        Ok(value) => format!("{value:.3} of {}", figure.n),
        Err(why) => format!("{why:?}"),
    }
}

/// Compares some figures of one article.
#[track_caller]
fn check(work: Work<'_>, expected: &[(Measure, &str)]) {
    let found = compared(&[work], &Panel::new(work.len(), None));
    for (measure, expected) in expected {
        let found = shown(&found.overall, *measure);
        assert_eq!(found, *expected, "{}", measure.name());
    }
}

#[test]
fn who_is_one_mind_agrees_wholly() {
    let one: &[&str] = &[
        "0..10 x a=no #l",
        "20..40 y a=yes b=no",
        "50..60+70..80 x indirect b=neutral #m",
    ];
    check(
        &[Some(one), Some(one), Some(one)],
        &[
            (Measure::DetectionExact, "1.000 of 3"),
            (Measure::DetectionOverlap, "1.000 of 3"),
            (Measure::Boundary, "1.000 of 9"),
            (Measure::Characters, "1.000 of 200"),
            (Measure::Unitizing, "1.000 of 12"),
            (Measure::Frame, "1.000 of 3"),
            (Measure::Kappa(Layer::Kind), "1.000 of 3"),
            (Measure::Fleiss(Layer::Speaker), "1.000 of 3"),
            (Measure::Alpha(Layer::Target), "1.000 of 3"),
            (Measure::Ac1(Layer::Stance), "1.000 of 4"),
            (Measure::Alpha(Layer::Label), "1.000 of 2"),
            (Measure::AlphaOrdinal, "1.000 of 4"),
            (Measure::AlphaInterval, "1.000 of 4"),
            (Measure::KappaWeighted, "1.000 of 4"),
            (Measure::Ac2, "1.000 of 4"),
            (Measure::Gamma, "NotAsked"),
        ],
    );
}

#[test]
fn causes_are_told_apart() {
    // The second begins one quote later, has one that the first lacks, and another speaker of the one that is the same.
    check(
        &[
            Some(&["0..10 x a=no", "20..40 y a=yes"]),
            Some(&["5..10 x a=no", "20..40 z a=yes", "60..70 x a=yes"]),
        ],
        &[
            (Measure::DetectionExact, "0.400 of 3"),
            (Measure::DetectionOverlap, "0.800 of 3"),
            (Measure::Boundary, "0.750 of 2"),
            (Measure::Frame, "0.400 of 3"),
            (Measure::Alpha(Layer::Stance), "1.000 of 2"),
            (Measure::Kappa(Layer::Speaker), "0.333 of 2"),
            (Measure::Kappa(Layer::Kind), "OneCategory"),
            (Measure::Alpha(Layer::Label), "NoUnits"),
        ],
    );
}

#[test]
fn who_has_not_begun_is_missing_and_who_found_nothing_is_not() {
    let one: &[&str] = &["0..10 x"];
    let overlap = Measure::DetectionOverlap;
    check(&[Some(one), Some(one), None], &[(overlap, "1.000 of 1")]);
    check(
        &[Some(one), Some(one), Some(&[])],
        &[(overlap, "0.500 of 1")],
    );
    check(&[Some(&[]), Some(&[])], &[(overlap, "NoStatements")]);
    let missing = compared(&[&[Some(one), None]], &Panel::new(2, None));
    assert_eq!(missing.articles, 0);
    assert!(missing.by_article.is_empty());
}

#[test]
fn what_nobody_filled_in_is_no_agreement() {
    check(
        &[Some(&["0..10", "20..40"]), Some(&["0..10", "20..40"])],
        &[
            (Measure::Alpha(Layer::Speaker), "NoUnits"),
            (Measure::Alpha(Layer::Target), "NoUnits"),
            (Measure::Alpha(Layer::Stance), "NoUnits"),
            (Measure::Frame, "1.000 of 2"),
        ],
    );
    // Who left it out, where the other did not, disagrees; a stance needs a target that both chose.
    check(
        &[
            Some(&["0..10 x a=no", "20..40 x a=yes", "60..70 y b=no"]),
            Some(&["0..10 x a=no", "20..40 x a=", "60..70 y"]),
        ],
        &[
            (Measure::Alpha(Layer::Target), "0.444 of 3"),
            (Measure::Kappa(Layer::Stance), "OneCategory"),
        ],
    );
}

#[test]
fn stances_beside_the_scale_are_categories_and_no_ranks() {
    check(
        &[
            Some(&["0..10 a=no", "20..30 a=yes", "40..50 a=unclear"]),
            Some(&["0..10 a=no", "20..30 a=yes", "40..50 a=yes"]),
        ],
        &[
            (Measure::Kappa(Layer::Stance), "0.500 of 3"),
            (Measure::AlphaOrdinal, "1.000 of 2"),
            (Measure::KappaWeighted, "1.000 of 2"),
        ],
    );
}

#[test]
fn words_that_name_a_speaker_are_compared_where_they_stand() {
    check(
        &[
            Some(&["0..10 @12..15", "20..30 @32..35"]),
            Some(&["0..10 @11..15", "20..30 @36..38"]),
        ],
        &[(Measure::Frame, "0.500 of 2")],
    );
}

#[test]
fn what_stands_behind_a_figure_leads_to_statements() {
    let text = Text::new("x".repeat(200));
    let work: [&[&str]; 2] = [
        &["0..10 x a=no", "20..30 x a=yes b=no"],
        &["0..10 y a=no", "20..30 x a=no b=unclear", "60..70 x"],
    ];
    let made = work.map(|work| work.iter().enumerate().map(statement).collect::<Vec<_>>());
    let coded = Coded {
        path: "one.txt",
        date: None,
        text: &text,
        dimmed: &[],
        work: made.iter().map(|made| Some(&made[..])).collect(),
    };
    let of = |layer: Layer| -> Vec<String> {
        let all = choices(&coded, (0, 1), layer, &codebook());
        let shown = |one: &Choice| {
            format!(
                "{}-{}: {}",
                one.statements[0],
                one.statements[1],
                one.said.join(" | ")
            )
        };
        all.iter().map(shown).collect()
    };
    assert_eq!(of(Layer::Speaker), ["0-0: x | y", "1-1: x | x"]);
    assert_eq!(
        of(Layer::Stance),
        [
            "0-0: stance/no | stance/no",
            "1-1: stance/yes | stance/no",
            "1-1: stance/no | /unclear"
        ]
    );
}

#[test]
fn gold_is_compared_and_is_not_one_of_all() {
    let (one, other): (&[&str], &[&str]) = (&["0..10 x", "20..30 y"], &["0..10 x"]);
    let articles: [Work<'_>; 2] = [
        &[Some(one), Some(one), Some(other)],
        &[Some(one), Some(one), None],
    ];
    let found = compared(&articles, &Panel::new(3, Some(2)));
    let exact = Measure::DetectionExact;
    assert_eq!(shown(&found.overall, exact), "1.000 of 4");
    let pairs: Vec<(usize, usize, usize, String)> = found
        .pairs
        .iter()
        .map(|pair| (pair.a, pair.b, pair.articles, shown(&pair.figures, exact)))
        .collect();
    let expected = [
        (0, 1, 2, "1.000 of 4"),
        (0, 2, 1, "0.667 of 2"),
        (1, 2, 1, "0.667 of 2"),
    ];
    let expected = expected.map(|(a, b, articles, shown)| (a, b, articles, shown.to_owned()));
    assert_eq!(pairs, expected);
}

#[test]
fn figures_are_split_by_target_month_and_article() {
    let articles: [Work<'_>; 3] = [
        &[Some(&["0..10 x a=no"]), Some(&["0..10 x a=no"])],
        &[Some(&["0..10 x b=no"]), Some(&["20..30 x b=no"])],
        &[Some(&["0..10 x a=no b=no"]), Some(&["0..10 x b=no"])],
    ];
    let found = compared(&articles, &Panel::new(2, None));
    let exact = Measure::DetectionExact;
    let targets: Vec<(&str, String)> = found
        .by_target
        .iter()
        .map(|(target, figures)| (target.as_str(), shown(figures, exact)))
        .collect();
    let expected = [("a", "0.667 of 2"), ("b", "0.500 of 3")];
    assert_eq!(
        targets,
        expected.map(|(target, shown)| (target, shown.to_owned()))
    );
    let months: Vec<(Option<&str>, usize)> = found
        .over_time
        .iter()
        .map(|period| (period.month.as_deref(), period.articles))
        .collect();
    assert_eq!(months, [(Some("2025-01"), 2), (Some("2025-02"), 1)]);
    let each: Vec<String> = found
        .by_article
        .iter()
        .map(|article| format!("{} {}", article.path, shown(&article.figures, exact)))
        .collect();
    assert_eq!(
        each,
        ["0.txt 1.000 of 1", "1.txt 0.000 of 2", "2.txt 1.000 of 1"]
    );
}

#[test]
fn intervals_can_be_repeated_and_take_articles() {
    let good: Work<'_> = &[Some(&["0..10 x"]), Some(&["0..10 x"])];
    let bad: Work<'_> = &[Some(&["0..10 x"]), Some(&["20..30 x"])];
    let panel = Panel::new(2, None);
    let exact = Measure::DetectionExact;
    let of = |articles: &[Work<'_>]| *compared(articles, &panel).overall.get(exact).unwrap();
    assert_eq!(of(&[good]).interval, Err(Why::FewArticles));
    let mixed = [good, bad, good, bad, good, bad, good, bad];
    let found = of(&mixed);
    let (low, high) = found.interval.unwrap();
    let value = found.value.unwrap();
    assert!(
        0.0 < low && low < value && value < high && high < 1.0,
        "{low} {high}"
    );
    assert_eq!(of(&mixed), found);
    assert_eq!(of(&[good; 5]).interval, Ok((1.0, 1.0)));
}

#[test]
fn a_paragraph_tells_what_was_found() {
    let one: &[&str] = &["0..10 x a=no", "20..40 y a=yes"];
    let both: Work<'_> = &[Some(one), Some(one)];
    let found = compared(&[both, both], &Panel::new(2, None));
    let told = words::methods(&found, 2);
    for part in [
        "2 articles that at least two of 2 annotators",
        "F1 of marking the same utterance 1.00 [1.00, 1.00], n = 4",
        "stance 1.00 [1.00, 1.00], n = 4",
    ] {
        assert!(told.contains(part), "{told}");
    }
    assert!(!told.contains("gamma"), "{told}");
}

/// Places of quotes that overlap none of the others, so that what is the same utterance is never in doubt.
fn any_lane() -> impl Strategy<Value = Vec<String>> {
    let one = (0_u8..3, 0_u8..3, 0_u8..4, any::<bool>());
    prop::collection::btree_map(0_u8..8, one, 0..8).prop_map(|lane| {
        let shown = |(place, (late, speaker, stance, is_indirect)): (u8, (u8, u8, u8, bool))| {
            let start = u16::from(place) * 20;
            let stance = ["no", "neutral", "yes", "unclear"][usize::from(stance)];
            let kind = if is_indirect { " indirect" } else { "" };
            format!(
                "{}..{} s{speaker} a={stance}{kind}",
                start + u16::from(late),
                start + 15
            )
        };
        lane.into_iter().map(shown).collect()
    })
}

fn values(figures: &Figures) -> Vec<Result<i64, Why>> {
    let rounded = |value: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "figures are small")]
        let rounded = (value * 1e9).round() as i64;
        rounded
    };
    let figures = figures.0.iter();
    figures
        .map(|(_, figure)| figure.value.map(rounded))
        .collect()
}

proptest! {
    // Each case draws its thousand samples for every figure, three times.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_annotators_does_not_matter(
        lanes in prop::collection::vec(prop::collection::vec(any_lane(), 3), 1..4),
    ) {
        let of = |order: [usize; 3]| {
            let lanes: Vec<Vec<Vec<&str>>> = lanes
                .iter()
                .map(|article| order.map(|place| article[place].iter().map(String::as_str).collect()).to_vec())
                .collect();
            let articles: Vec<Vec<Option<&[&str]>>> = lanes
                .iter()
                .map(|article| article.iter().map(|lane| Some(&lane[..])).collect())
                .collect();
            let articles: Vec<Work<'_>> = articles.iter().map(|article| &article[..]).collect();
            values(&compared(&articles, &Panel::new(3, None)).overall)
        };
        let found = of([0, 1, 2]);
        prop_assert_eq!(&of([2, 0, 1]), &found);
        prop_assert_eq!(&of([1, 0, 2]), &found);
    }
}
