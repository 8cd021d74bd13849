use std::sync::Arc;

use super::*;
use crate::model::codebook::{Scale, Speaker, Stance, Target};
use crate::model::span::Span;
use crate::model::statement::{Kind, Mention, StanceTaken, Statement};

fn codebook() -> Codebook {
    let stance = |id: &str, polarity: f64| Stance {
        id: id.into(),
        label: id.to_owned(),
        polarity: Some(polarity),
        ..Stance::default()
    };
    let target = |id: &str| Target {
        id: id.into(),
        name: id.to_uppercase(),
        scale: Some("scale".into()),
        ..Target::default()
    };
    Codebook {
        scales: vec![Scale {
            id: "scale".into(),
            stances: vec![stance("no", -1.0), stance("so", 0.0), stance("yes", 1.0)],
            ..Scale::default()
        }],
        targets: vec![target("t"), target("u")],
        speakers: vec![Speaker {
            id: "a".into(),
            name: "A & <B>".to_owned(),
            ..Speaker::default()
        }],
        ..Codebook::default()
    }
}

/// Makes a sidecar of stances, each written as `speaker target stance`.
fn sidecar(stances: &str) -> Sidecar {
    let mut out = Sidecar::default();
    for (number, text) in stances.split(", ").enumerate() {
        let words: Vec<&str> = text.split(' ').collect();
        let quote = vec![Span::new(number, number + 1)];
        let id = number.to_string().into();
        let mut one = Statement::new(id, quote, Kind::Direct, "").unwrap();
        one.speaker = Some(Mention {
            name: (words[0] != "?").then(|| words[0].into()),
            mention: Some(Span::new(0, 1)),
        });
        one.stances = vec![StanceTaken {
            target: words[1].into(),
            stance: Some(words[2].into()),
            ..StanceTaken::default()
        }];
        out.put(Arc::new(one));
    }
    out
}

fn uses(articles: &[&str], once: bool) -> Uses {
    let mut out = Uses::default();
    for stances in articles {
        let work = sidecar(stances);
        out.add(Uses::of_article([&work].into_iter(), once));
    }
    out
}

/// Checks the figures of the only edge.
#[track_caller]
fn check(mode: Mode, articles: &[&str], expected: &[f64]) {
    let network = uses(articles, true).network(mode, &codebook());
    assert_eq!(network.edges.len(), 1, "{network:?}");
    assert_eq!(network.edges[0].figures, expected);
    assert_eq!(network.columns.len(), expected.len());
}

#[test]
fn a_speakers_stances_are_counted_once_in_an_article() {
    check(
        Mode::Two,
        &["a t yes"],
        &[1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0],
    );
    check(
        Mode::Two,
        &["a t yes, a t yes, a t no", "a t so", "a t unclear"],
        &[4.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0],
    );
    let network = uses(&["a t yes, a t yes, a t yes"], false).network(Mode::Two, &codebook());
    assert_eq!(network.edges[0].figures[0].to_string(), "3");
    let network = uses(&["a t yes, a u no, a u yes"], true).network(Mode::Two, &codebook());
    let shares = network
        .edges
        .iter()
        .map(|edge| format!("{:.3}", edge.figures[6]));
    assert_eq!(shares.collect::<Vec<_>>(), ["0.333", "0.667"]);
}

#[test]
fn speakers_agree_or_not() {
    check(
        Mode::One,
        &["a t yes, b t yes"],
        &[1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0],
    );
    check(
        Mode::One,
        &["a t yes, b t no"],
        &[0.0, 0.0, 1.0, -1.0, 0.0, 1.0, -1.0],
    );
    // Half of the scale apart is half agreed.
    check(
        Mode::One,
        &["a t yes, b t so"],
        &[0.5, 0.5, 0.5, 0.0, 0.5, 0.5, 0.0],
    );
    // Agreed on one target and not on the other, with one of a third kind: two stances each on average.
    check(
        Mode::One,
        &["a t yes, b t yes, a u yes, b u no, a t unclear"],
        &[0.5, 1.0, 1.0, 0.0, 0.5, 0.5, 0.0],
    );
}

#[test]
fn who_shares_no_target_has_no_edge_and_who_is_not_known_no_node() {
    let all = uses(&["a t yes, b u yes, ? t no"], true);
    assert_eq!(all.unknown, 1);
    let network = all.network(Mode::One, &codebook());
    assert_eq!((network.nodes.len(), network.edges.len()), (2, 0));
    let network = all.network(Mode::Two, &codebook());
    let ids: Vec<&str> = network.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(ids, ["speaker:a", "speaker:b", "target:t", "target:u"]);
}

#[test]
fn files_are_whole_and_escaped() {
    let all = uses(&["a t yes, b t no"], true);
    for mode in [Mode::One, Mode::Two] {
        let network = all.network(mode, &codebook());
        for form in [Form::GraphMl, Form::Gexf] {
            let text = String::from_utf8(written(&network, form)).unwrap();
            let document = roxmltree::Document::parse(&text).unwrap();
            let count = |name: &str| {
                let all = document.descendants();
                all.filter(|node| {
                    node.has_tag_name(("http://gexf.net/1.3", name))
                        || node.has_tag_name(("http://graphml.graphdrawing.org/xmlns", name))
                })
                .count()
            };
            assert_eq!(count("node"), network.nodes.len());
            assert_eq!(count("edge"), network.edges.len());
            assert!(text.contains("A &amp; &lt;B&gt;"), "{text}");
        }
        let table = String::from_utf8(written(&network, Form::Csv)).unwrap();
        assert_eq!(table.lines().count(), network.edges.len() + 1);
    }
    let table = written(&all.network(Mode::One, &codebook()), Form::Csv);
    let expected = "\"source\",\"source_label\",\"target\",\"target_label\",\"weight\",\"congruence\",\"conflict\",\"subtract\",\
                    \"congruence_normalised\",\"conflict_normalised\",\"subtract_normalised\"\r\n\
                    \"speaker:a\",\"A & <B>\",\"speaker:b\",\"b\",\"0\",\"0\",\"1\",\"-1\",\"0\",\"1\",\"-1\"\r\n";
    assert_eq!(String::from_utf8(table).unwrap(), expected);
    assert_eq!(Form::of("GEXF"), Some(Form::Gexf));
    assert_eq!(Form::of("txt"), None);
}
