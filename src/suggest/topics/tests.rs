use proptest::prelude::*;

use super::*;
use crate::model::codebook::{Example, Scale, Speaker, Stance, Target};

fn go(_: f32) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn target(id: &str, name: &str, definition: &str) -> Target {
    Target {
        id: id.into(),
        name: name.to_owned(),
        definition: definition.to_owned(),
        ..Target::default()
    }
}

fn stance(id: &str, polarity: f64) -> Stance {
    Stance {
        id: id.into(),
        label: id.replace('-', " "),
        polarity: Some(polarity),
        ..Stance::default()
    }
}

fn codebook() -> Codebook {
    Codebook {
        scales: vec![Scale {
            id: "position".into(),
            name: "Position".to_owned(),
            stances: vec![stance("ruled-out", -2.0), stance("supported", 1.0)],
            ..Scale::default()
        }],
        targets: vec![
            target("harbour", "New harbour", "Building a harbour for ferries."),
            target(
                "tolls",
                "Bridge tolls",
                "Money that drivers pay to cross the bridge.",
            ),
            target("vodokanal", "Ціни на воду", "Скільки платять за воду."),
        ],
        speakers: vec![Speaker {
            id: "ada".into(),
            name: "Ada Lind".to_owned(),
            country: "Norland".to_owned(),
            ..Speaker::default()
        }],
        ..Codebook::default()
    }
}

fn view(quote: &str, cue: &str, speaker: &str) -> StatementView {
    StatementView {
        article: "open.txt".to_owned(),
        quote: quote.to_owned(),
        cue: cue.to_owned(),
        speaker: (!speaker.is_empty()).then(|| speaker.into()),
        ..StatementView::default()
    }
}

fn label(
    article: usize,
    quote: &str,
    speaker: &str,
    target: &str,
    stance: &str,
) -> LabelledStatement {
    LabelledStatement {
        view: StatementView {
            article: format!("{article}.txt"),
            ..view(quote, "said", speaker)
        },
        annotator: "anna".to_owned(),
        stances: vec![(target.into(), Some(stance.into()))],
    }
}

/// Labels with which `boats` means the harbour and Ada Lind rules tolls out.
fn labels() -> Vec<LabelledStatement> {
    (0..8)
        .flat_map(|article| {
            [
                label(
                    article,
                    "the boats must come in",
                    "bo",
                    "harbour",
                    "supported",
                ),
                label(
                    article,
                    "nobody should pay at the bridge",
                    "ada",
                    "tolls",
                    "ruled-out",
                ),
                label(
                    article,
                    "a fair price for the bridge",
                    "bo",
                    "tolls",
                    "supported",
                ),
            ]
        })
        .collect()
}

#[track_caller]
fn check_first(topics: &Topics, quote: &str, expected: &str, why: &str) {
    let proposals = topics.targets(&view(quote, "said", ""));
    assert_eq!(proposals[0].id, expected, "{proposals:?}");
    assert!(proposals[0].why.starts_with(why), "{proposals:?}");
}

#[test]
fn words_of_the_codebook_decide_without_labels() {
    let topics = Topics::new(&codebook());
    check_first(
        &topics,
        "A new harbour is needed",
        "harbour",
        "words: harbour",
    );
    check_first(
        &topics,
        "drivers cannot pay more",
        "tolls",
        "words: drivers",
    );
    check_first(&topics, "ціни на воду зростуть", "vodokanal", "words: ");
}

#[test]
fn words_are_learned_from_labels() {
    let topics = Topics::learn(&codebook(), labels(), &go).unwrap();
    assert_eq!(topics.labels(), 24);
    check_first(&topics, "boats", "harbour", "learned from 24 labels: boats");
    // A target with no label is still found by its definition.
    check_first(&topics, "скільки платять за воду", "vodokanal", "words: ");
}

#[track_caller]
fn check_stance(topics: &Topics, view: &StatementView, expected: &str, why: &str) {
    let proposals = topics.stances(view, "tolls");
    assert_eq!(proposals.len(), 5, "{proposals:?}");
    assert_eq!(proposals[0].id, expected, "{proposals:?}");
    assert_eq!(proposals[0].why, why, "{proposals:?}");
}

#[test]
fn stances_follow_the_cue_and_the_speaker() {
    let topics = Topics::new(&codebook());
    check_stance(
        &topics,
        &view("any toll", "ruled out", ""),
        "ruled-out",
        "cue: ruled out",
    );
    check_stance(
        &topics,
        &view("the toll", "supported", ""),
        "supported",
        "cue: supported",
    );
    let topics = Topics::learn(&codebook(), labels(), &go).unwrap();
    let ada = view("the bridge", "said", "ada");
    check_stance(
        &topics,
        &ada,
        "ruled-out",
        "Ada Lind took this 8 of 8 times",
    );
}

#[test]
fn what_was_said_before_in_the_article_counts_once() {
    let topics = Topics::learn(&codebook(), labels(), &go).unwrap();
    let mut ada = view("the bridge", "said", "ada");
    // The article's own labels are known twice: from learning, and from the window.
    ada.article = "3.txt".to_owned();
    ada.earlier = vec![Earlier {
        statement: "1".into(),
        speaker: Some("ada".into()),
        target: "tolls".into(),
        stance: Some("ruled-out".into()),
    }];
    check_stance(
        &topics,
        &ada,
        "ruled-out",
        "Ada Lind took this 8 of 8 times",
    );
    let mut mute = view("that", "said", "");
    mute.earlier.clone_from(&ada.earlier);
    let found = topics.targets(&mute);
    assert_eq!(found[0].id, "tolls", "{found:?}");
}

#[test]
fn what_the_codebook_lacks_is_left_out() {
    let mut book = codebook();
    book.targets.retain(|target| target.id != "tolls");
    let topics = Topics::learn(&book, labels(), &go).unwrap();
    assert_eq!(topics.labels(), 8);
    let found = topics.targets(&view("nobody should pay at the bridge", "said", "ada"));
    assert!(found.iter().all(|proposal| proposal.id != "tolls"));
    assert_eq!(topics.stances(&view("no", "said", "ada"), "tolls"), []);
}

#[test]
fn learning_can_be_broken_off() {
    let stop = |part: f32| {
        if part > 0.5 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    assert!(Topics::learn(&codebook(), labels(), &stop).is_none());
    assert!(evaluate(&codebook(), &labels(), true, &stop).is_none());
}

#[test]
fn little_is_enough_and_long_texts_are_cut() {
    let nothing = Topics::learn(&Codebook::default(), labels(), &go).unwrap();
    assert_eq!(nothing.targets(&view("boats", "said", "")), []);
    assert_eq!(nothing.labels(), 0);
    let one = Topics::learn(&codebook(), labels().into_iter().take(1), &go).unwrap();
    check_first(&one, "boats", "harbour", "");
    let long = "слово ".repeat(200_000);
    assert_eq!(one.targets(&view(&long, &long, &long)).len(), 3);
    let short = long[..long.floor_char_boundary(words::MOST_BYTES)].to_owned();
    assert_eq!(
        one.targets(&view(&long, "said", "")),
        one.targets(&view(&short, "said", ""))
    );
}

fn any_target() -> impl Strategy<Value = Target> {
    let id = "[a-c]?";
    (
        id,
        any::<String>(),
        proptest::option::of(id),
        proptest::option::of(id),
        any::<String>(),
    )
        .prop_map(|(id, name, parent, scale, text)| Target {
            id: id.into(),
            name,
            parent: parent.map(Into::into),
            scale: scale.map(Into::into),
            definition: text.clone(),
            include: text.clone(),
            exclude: text.clone(),
            examples: vec![Example::from(text.as_str())],
            ..Target::default()
        })
}

fn any_codebook() -> impl Strategy<Value = Codebook> {
    let stance = (
        "[a-c]?",
        any::<String>(),
        proptest::option::of(any::<f64>()),
    )
        .prop_map(|(id, label, polarity)| Stance {
            id: id.into(),
            label,
            polarity,
            ..Stance::default()
        });
    let scale =
        ("[a-c]?", proptest::collection::vec(stance, 0..3)).prop_map(|(id, stances)| Scale {
            id: id.into(),
            stances,
            ..Scale::default()
        });
    let scales = proptest::collection::vec(scale, 0..3);
    let targets = proptest::collection::vec(any_target(), 0..5);
    (scales, targets).prop_map(|(scales, targets)| Codebook {
        scales,
        targets,
        ..codebook()
    })
}

fn any_label() -> impl Strategy<Value = LabelledStatement> {
    let stance = proptest::option::of("[a-d]?".prop_map(StanceId::from));
    let stances = proptest::collection::vec(("[a-d]?".prop_map(TargetId::from), stance), 0..3);
    (
        any::<String>(),
        "[a-c]",
        proptest::option::of("[a-b]"),
        stances,
    )
        .prop_map(|(text, article, speaker, stances)| LabelledStatement {
            view: StatementView {
                article,
                headline: text.clone(),
                quote: text.clone(),
                cue: text.clone(),
                context: text,
                kind: Kind::Mixed,
                speaker: speaker.map(Into::into),
                earlier: Vec::new(),
            },
            annotator: String::new(),
            stances,
        })
}

fn is_distribution(proposals: &[Proposal]) -> bool {
    let sum: f64 = proposals.iter().map(|proposal| proposal.probability).sum();
    let falls = proposals
        .windows(2)
        .all(|two| two[0].probability >= two[1].probability);
    (sum - 1.0).abs() < 1e-6 && falls
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_comes_probabilities_sum_to_one(
        book in any_codebook(),
        labels in proptest::collection::vec(any_label(), 0..6),
        asked in any_label(),
    ) {
        let topics = Topics::learn(&book, labels.clone(), &go).unwrap();
        prop_assert_eq!(&Topics::learn(&book, labels.clone(), &go).unwrap(), &topics);
        let mut view = asked.view;
        view.earlier = labels
            .iter()
            .flat_map(|label| &label.stances)
            .map(|(target, stance)| Earlier {
                statement: StatementId::default(),
                speaker: view.speaker.clone(),
                target: target.clone(),
                stance: stance.clone(),
            })
            .collect();
        let proposals = topics.targets(&view);
        prop_assert_eq!(proposals.is_empty(), book.targets.is_empty());
        prop_assert!(proposals.is_empty() || is_distribution(&proposals), "{:?}", proposals);
        for proposal in &proposals {
            prop_assert!(book.target(&proposal.id).is_some());
            let stances = topics.stances(&view, &proposal.id);
            prop_assert!(is_distribution(&stances), "{:?}", stances);
            prop_assert!(stances.iter().all(|stance| !stance.why.is_empty()));
        }
        prop_assert_eq!(evaluate(&book, &labels, true, &go), evaluate(&book, &labels, true, &go));
    }
}
