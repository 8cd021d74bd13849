//! Export, import, the same statements, up to what the format says that it cannot hold.

use onrecord::exchange::Format;
use onrecord::exchange::losses::Loss;
use onrecord::model::statement::{Origin, Statement};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::generated::statements;
use crate::{PATH, TEXT, complaints, export, import, project, save, source, work};

/// Takes away from statements what a format cannot hold.
fn without(format: Format, mut statements: Vec<Statement>) -> Vec<Statement> {
    let cannot = |loss: Loss| format.cannot().contains(&loss);
    for statement in &mut statements {
        if cannot(Loss::Implied) {
            statement.speaker.take_if(|person| person.mention.is_none());
            statement.via.retain(|person| person.mention.is_some());
            statement
                .addressees
                .retain(|person| person.mention.is_some());
        }
        if cannot(Loss::Parents) {
            statement.parent = None;
        }
        for taken in &mut statement.stances {
            if cannot(Loss::Evidence) {
                taken.evidence.clear();
            }
            if cannot(Loss::Confidence) {
                taken.confidence = None;
            }
        }
    }
    statements
}

/// Makes statements comparable: without ids and times where the format does not hold them.
fn comparable(format: Format, statements: &[Statement]) -> Vec<Statement> {
    let cannot = |loss: Loss| format.cannot().contains(&loss);
    let mut all = statements.to_vec();
    for one in &mut all {
        // Stances of several targets come in any order.
        one.stances.sort_by(|a, b| a.target.cmp(&b.target));
        if cannot(Loss::Bookkeeping) {
            let parent = one.parent.take();
            let parent = parent.and_then(|id| statements.iter().find(|other| other.id == id));
            let place = parent.map(|other| format!("{:?} {:?}", other.quote, other.kind));
            one.parent = place.map(Into::into);
            one.id = String::new().into();
            one.created.clear();
            one.changed.clear();
        }
        if cannot(Loss::Origins) {
            one.origin = Origin::Manual;
        }
    }
    all.sort_by_key(|one| format!("{one:?}"));
    all
}

/// Exports and imports into a new project, or into one that has the article where the texts are not in the file.
fn check(format: Format, first: &[Statement], second: &[Statement]) {
    let place = TempDir::new().unwrap();
    let store = project(&place.path().join("from"));
    save(&store, "coder1", first.to_vec());
    save(&store, "coder2", second.to_vec());
    let out = place.path().join("out");
    export(&store, format, &out);
    let to = place.path().join("to");
    if format == Format::W3c {
        project(&to);
    }
    let from = source(format, &out);
    let report = import(&to, format, &from, None).unwrap();
    assert_eq!(complaints(&report), Vec::<String>::new(), "{format:?}");
    for (annotator, statements) in [("coder1", first), ("coder2", second)] {
        if statements.is_empty() && format.cannot().contains(&Loss::Empty) {
            continue;
        }
        let found = work(&to, annotator);
        assert_eq!(found.article.path, PATH, "{format:?}");
        let found: Vec<Statement> = found
            .statements()
            .iter()
            .map(|one| (**one).clone())
            .collect();
        let expected = without(format, statements.to_vec());
        assert_eq!(
            comparable(format, &found),
            comparable(format, &expected),
            "{format:?} {annotator} over {TEXT:?}"
        );
    }
    // Again makes nothing twice.
    let again = import(&to, format, &from, None).unwrap();
    assert_eq!(again.statements, 0, "{format:?}");
}

macro_rules! round_trips {
    ($($name:ident: $format:expr;)+) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(48))]

            $(#[test]
            fn $name(first in statements(), second in statements()) {
                check($format, &first, &second);
            })+
        }
    };
}

round_trips! {
    json_lines_come_back: Format::Jsonl;
    brat_comes_back: Format::Brat;
    doccano_comes_back: Format::Doccano;
    label_studio_comes_back: Format::LabelStudio;
    spacy_comes_back: Format::Spacy;
    web_annotations_come_back: Format::W3c;
    refi_comes_back: Format::Refi;
    cas_comes_back: Format::Cas;
}
