use crate::model::id::{LabelId, SpeakerId, StanceId, TargetId};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::model::codebook::registry::{Role, SpeakerKind};
use crate::model::codebook::taking::Differing;
use crate::model::codebook::{
    Declined, Example, Label, Scale, Sort, Source, Speaker, Stance, Target,
};

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[a-c\"';|,=@<&\\\\\n\té№ ]{1,6}",
        select(vec!["=1+1".to_owned(), "'x".to_owned(), "שלום".to_owned()]),
    ]
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-cA-C<&\"é№]{1,4}", Just("-2".to_owned())]
}

fn any_ids() -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(vec!["a", "b", "c/d", "e f", "№"], 0..=5).prop_shuffle()
}

fn any_id() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(select(vec!["a".to_owned(), "b".to_owned(), "№".to_owned()]))
}

fn any_examples() -> impl Strategy<Value = Vec<Example>> {
    let source =
        (any_text(), any_text(), any_text()).prop_map(|(article, statement, annotator)| Source {
            article,
            statement: statement.into(),
            annotator,
        });
    let example = (any_text(), proptest::option::of(source));
    proptest::collection::vec(
        example.prop_map(|(text, source)| Example { text, source }),
        0..3,
    )
}

fn any_target() -> impl Strategy<Value = Target> {
    let texts = (any_name(), any_text(), any_text(), any_text());
    let ids = (any_id(), any_id(), any_id(), any_ids());
    (texts, ids, any_examples(), any_examples()).prop_map(|(texts, ids, examples, others)| Target {
        id: TargetId::default(),
        name: texts.0,
        definition: texts.1,
        include: texts.2,
        exclude: texts.3,
        parent: ids.0.map(Into::into),
        scale: ids.1.map(Into::into),
        replaced_by: ids.2.map(Into::into),
        split_into: ids.3.iter().skip(3).map(|&id| id.into()).collect(),
        examples,
        counter_examples: others,
    })
}

fn any_stance() -> impl Strategy<Value = Stance> {
    let colour = proptest::option::of(Just("#a0B1c2".to_owned()));
    let key = proptest::option::of(select(vec!['1', '9']));
    let polarity = (-10_i8..10).prop_map(|quarters| f64::from(quarters) / 4.0);
    let polarity = proptest::option::of(polarity);
    (any_name(), polarity, colour, key, any_id()).prop_map(
        |(label, polarity, colour, key, replaced_by)| Stance {
            id: StanceId::default(),
            label,
            polarity,
            colour,
            key,
            replaced_by: replaced_by.map(Into::into),
        },
    )
}

fn any_speaker() -> impl Strategy<Value = Speaker> {
    let role = (any_text(), any_text(), any_text(), any_text());
    let role = role.prop_map(|(role, affiliation, from, to)| Role {
        role,
        affiliation,
        from,
        to,
    });
    let roles = proptest::collection::vec(role, 0..3);
    let aliases = proptest::collection::vec(any_text(), 0..3);
    let attributes = proptest::collection::btree_map(any_text(), any_text(), 0..3);
    let texts = (any_name(), any_text(), any_text(), any_text(), any_text());
    let kind = select(vec![SpeakerKind::Person, SpeakerKind::Body]);
    let ids = (any_id(), any_id(), any_id());
    (texts, kind, ids, aliases, roles, attributes).prop_map(
        |(texts, kind, ids, aliases, roles, attributes)| Speaker {
            id: SpeakerId::default(),
            name: texts.0,
            aliases,
            kind,
            parent: ids.0.map(Into::into),
            role: texts.1,
            affiliation: texts.2,
            roles,
            country: texts.3,
            wikidata: texts.4,
            attributes,
            replaced_by: ids.1.map(Into::into),
            split_into: Vec::new(),
            distinct_from: ids.2.into_iter().map(Into::into).collect(),
        },
    )
}

fn any_label() -> impl Strategy<Value = Label> {
    (any_name(), any_text(), any_id()).prop_map(|(name, definition, replaced_by)| Label {
        id: LabelId::default(),
        name,
        definition,
        replaced_by: replaced_by.map(Into::into),
    })
}

/// Gives ids to entries, as many as there are.
fn with_ids<T>(ids: &[&str], entries: Vec<T>, set: impl Fn(&mut T, String)) -> Vec<T> {
    let with_id = |(id, mut entry): (&&str, T)| {
        set(&mut entry, (*id).to_owned());
        entry
    };
    ids.iter().zip(entries).map(with_id).collect()
}

fn any_codebook() -> impl Strategy<Value = Codebook> {
    let targets = (any_ids(), proptest::collection::vec(any_target(), 5));
    let labels = (any_ids(), proptest::collection::vec(any_label(), 5));
    let speakers = (any_ids(), proptest::collection::vec(any_speaker(), 5));
    let stances = (
        any_ids(),
        proptest::collection::vec(any_stance(), 5),
        any_ids(),
    );
    let declined = proptest::collection::vec((any_text(), select(Sort::ALL.to_vec())), 0..2);
    (targets, labels, speakers, stances, any_text(), declined).prop_map(
        |(targets, labels, speakers, stances, guidelines, declined)| Codebook {
            scales: scales(&stances.0, &stances.2, &stances.1),
            targets: with_ids(&targets.0, targets.1, |entry, id| entry.id = id.into()),
            labels: with_ids(&labels.0, labels.1, |entry, id| entry.id = id.into()),
            speakers: with_ids(&speakers.0, speakers.1, |entry, id| entry.id = id.into()),
            guidelines,
            declined: declined
                .into_iter()
                .map(|(why, sort)| Declined {
                    annotator: "ann".to_owned(),
                    sort,
                    id: "x".to_owned(),
                    why,
                    at: "2025".to_owned(),
                })
                .collect(),
        },
    )
}

/// Makes scales of all these ids, each with these stances.
fn scales(ids: &[&str], on_each: &[&str], stances: &[Stance]) -> Vec<Scale> {
    let scale = |id: &&str| Scale {
        id: (*id).into(),
        name: format!("The {id}"),
        stances: with_ids(on_each, stances.to_vec(), |entry, id| entry.id = id.into()),
        replaced_by: None,
    };
    ids.iter().map(scale).collect()
}

/// Returns what of a codebook the form of REFI-QDA holds.
fn held(codebook: &Codebook) -> Codebook {
    let trimmed = |text: &String| text.trim_end().to_owned();
    let examples = |all: &[Example]| {
        let words = all.iter().map(|example| Example {
            text: trimmed(&example.text),
            source: None,
        });
        words.filter(|example| !example.text.is_empty()).collect()
    };
    let mut above: Vec<String> = Vec::new();
    let mut targets = Vec::new();
    for (depth, target) in codebook.tree() {
        above.truncate(depth);
        targets.push(Target {
            id: target.id.clone(),
            name: target.name.clone(),
            parent: above.last().cloned().map(Into::into),
            definition: trimmed(&target.definition),
            include: trimmed(&target.include),
            exclude: trimmed(&target.exclude),
            examples: examples(&target.examples),
            counter_examples: examples(&target.counter_examples),
            ..Target::default()
        });
        above.push(target.id.clone().into());
    }
    let stances = |scale: &Scale| {
        let stance = |stance: &Stance| Stance {
            polarity: None,
            key: None,
            ..stance.clone()
        };
        scale.offered().map(stance).collect()
    };
    let scale = |scale: &Scale| Scale {
        stances: stances(scale),
        ..scale.clone()
    };
    Codebook {
        scales: codebook.scales.iter().map(scale).collect(),
        targets,
        labels: codebook.offered_labels().cloned().collect(),
        ..Codebook::default()
    }
}

#[track_caller]
fn reread(form: Form, codebook: &Codebook) -> Codebook {
    let written = write(form, codebook).unwrap();
    let found = read(form, "x", written.text.as_bytes(), codebook).unwrap();
    assert_eq!(found.problems, [], "{}", written.text);
    found.codebook
}

proptest! {
    #[test]
    fn what_is_written_comes_back(codebook in any_codebook()) {
        for form in [Form::Ron, Form::Csv] {
            prop_assert_eq!(&reread(form, &codebook), &codebook);
            prop_assert_eq!(write(form, &codebook).unwrap().left_out.len(), 0);
        }
        prop_assert_eq!(reread(Form::Qdc, &codebook), held(&codebook));
        // Taken into nothing it is itself, and into itself it changes nothing.
        let taken = Codebook::default().taking(&codebook, Differing::Stays);
        prop_assert_eq!(&taken.codebook, &codebook);
        let again = codebook.taking(&held(&codebook), Differing::Stays);
        prop_assert!(again.added.is_empty());
    }
}

/// Reads a table of these lines: what is wrong, and the ids of targets, stances and labels.
#[track_caller]
fn check_table(lines: &[&str], wrong: &[&str], ids: &[&str]) {
    let found = read(
        Form::Csv,
        "c.csv",
        lines.join("\n").as_bytes(),
        &Codebook::default(),
    );
    let found = match found {
        Ok(found) => found,
        Err(problem) => {
            assert_eq!([problem.to_string()].as_slice(), wrong);
            return;
        }
    };
    let problems: Vec<String> = found.problems.iter().map(Problem::to_string).collect();
    assert_eq!(problems, wrong);
    let book = &found.codebook;
    let stances = book.scales.iter().flat_map(|scale| {
        let stances = scale.stances.iter();
        stances.map(|stance| format!("{}/{}", scale.id, stance.id))
    });
    let targets = book.targets.iter().map(|one| one.id.to_string());
    let labels = book.labels.iter().map(|one| one.id.to_string());
    let all: Vec<String> = targets.chain(stances).chain(labels).collect();
    assert_eq!(all, ids);
}

#[test]
fn tables_that_people_make_are_read() {
    check_table(&["sort,id", "target,a"], &[], &["a"]);
    check_table(
        &["\u{feff}Sort;Name", "TARGET;Foo bar", ";", "label;X"],
        &[],
        &["foo-bar", "x"],
    );
    check_table(
        &["sort\tname", "target\tA", "target\ta"],
        &[],
        &["a", "a-2"],
    );
    check_table(
        &[
            "sort,name,scale",
            "stance,yes,s",
            "stance,unclear,s",
            "stance,no,",
        ],
        &["c.csv:4:1: the stance has no scale; the row is left out"],
        &["s/yes", "s/unclear-2"],
    );
    check_table(
        &[
            "sort,id,page",
            "target,a,1",
            "target,a,2",
            "thing,b,",
            "label,,",
        ],
        &[
            "c.csv:1:1: the column \"page\" is none of a codebook; it is left out",
            "c.csv:3:1: two targets have the id \"a\", the first in line 2; the row is left out",
            "c.csv:4:1: \"thing\" is no sort of entry; the row is left out",
            "c.csv:5:1: the row has neither an id nor a name; it is left out",
        ],
        &["a"],
    );
    check_table(
        &[
            "sort,id,scale,polarity,colour,key",
            "stance,a,s,many,red,10",
            "stance,b,s,\"-1,5\",#aabbcc,2",
        ],
        &[
            "c.csv:2:1: the polarity \"many\" is no number",
            "c.csv:2:1: the colour \"red\" is not #rrggbb",
            "c.csv:2:1: the key \"10\" is not one of 1 to 9",
        ],
        &["s/a", "s/b"],
    );
    let none = "c.csv:1:1: the first line names no columns of a codebook. It needs `sort` (target, scale, stance, label, speaker) and `id` or `name`";
    check_table(&["a,b", "1,2"], &[none], &[]);
    check_table(&[""], &["c.csv: the file is empty"], &[]);
}

const NVIVO: &str = r##"<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="NVivo 14">
  <Codes>
    <Code guid="{0A000000-0000-4000-8000-000000000001}" name="War &amp; peace" isCodable="true" color="#ff0000">
      <Description>Any of <![CDATA[<it>]]>.

Example: never</Description>
      <Code guid="0a000000-0000-4000-8000-000000000002" name="Talks" isCodable="true"/>
      <Code guid="0a000000-0000-4000-8000-000000000003" name=" " isCodable="true">
        <Code guid="0a000000-0000-4000-8000-000000000004" name="talks" isCodable="false"/>
      </Code>
    </Code>
  </Codes>
  <Sets><Set guid="0a000000-0000-4000-8000-000000000005" name="Mine"><MemberCode guid="x"/></Set></Sets>
</CodeBook>"##;

#[test]
fn codes_of_other_programs_are_targets() {
    let found = read(Form::Qdc, "c.qdc", NVIVO.as_bytes(), &Codebook::default()).unwrap();
    let rows = found.codebook.tree();
    let rows: Vec<String> = rows
        .iter()
        .map(|(depth, one)| format!("{depth} {}", one.id))
        .collect();
    assert_eq!(rows, ["0 war-peace", "1 talks", "1 talks-2"]);
    let target = &found.codebook.targets[0];
    assert_eq!(target.definition, "Any of <it>.");
    assert_eq!(target.examples, [Example::from("never")]);
    let problems: Vec<String> = found.problems.iter().map(Problem::to_string).collect();
    let expected = [
        "c.qdc:9:7: the code has no name; it is left out",
        "c.qdc:14:9: 1 set of codes left out",
    ];
    assert_eq!(problems, expected);
    // As UTF-16 it is the same.
    let units = format!("\u{feff}{NVIVO}");
    let wide: Vec<u8> = units.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let again = read(Form::Qdc, "c.qdc", &wide, &Codebook::default()).unwrap();
    assert_eq!(again.codebook, found.codebook);
}

#[test]
fn what_is_no_codebook_is_refused() {
    let refused = |text: &str| {
        let found = read(Form::Qdc, "c.qdc", text.as_bytes(), &Codebook::default());
        found.unwrap_err().to_string()
    };
    assert!(refused("<a>\n<b></a>").starts_with("c.qdc:2:"));
    assert!(refused("<a/>").contains("no codebook of REFI-QDA"));
    let entities = "<!DOCTYPE a [<!ENTITY b \"c\">]><CodeBook>&b;</CodeBook>";
    assert!(refused(entities).contains("no XML"));
    let deep = format!("<CodeBook>{}", "<Code name='x'>".repeat(100_000));
    assert!(refused(&deep).contains("no XML"));
    let wrong = read(
        Form::Ron,
        "c.ron",
        b"(format: 2, targets: [",
        &Codebook::default(),
    );
    assert!(wrong.unwrap_err().to_string().starts_with("c.ron"));
}

#[test]
fn what_a_form_cannot_hold_is_said() {
    let mut codebook = Codebook {
        speakers: vec![Speaker::default(), Speaker::default()],
        guidelines: "So.".to_owned(),
        ..Codebook::default()
    };
    codebook.targets.push(Target {
        id: "a".into(),
        name: "A\n\u{1}".to_owned(),
        ..Target::default()
    });
    let written = write(Form::Qdc, &codebook).unwrap();
    assert_eq!(written.left_out, ["2 speakers", "the guidelines"]);
    let back = read(Form::Qdc, "", written.text.as_bytes(), &Codebook::default()).unwrap();
    assert_eq!(back.codebook.targets[0].name, "A\n\u{fffd}");
    assert_eq!(Form::of("a/b.QDC"), Some(Form::Qdc));
    assert_eq!(Form::of("a.b/c"), None);
}

#[test]
fn faults_that_a_file_brings_are_named_where_they_stand() {
    let before = Codebook::default();
    let table = "sort,id,parent\ntarget,a,\ntarget,b,gone\n";
    let found = read(Form::Csv, "c.csv", table.as_bytes(), &before).unwrap();
    let faults = found.faults(&before, &found.codebook);
    let faults: Vec<String> = faults.iter().map(Problem::to_string).collect();
    let expected = "c.csv:3:1: the target \"b\" lies under \"gone\", which does not exist. Correct the codebook";
    assert_eq!(faults, [expected]);
    assert_eq!(found.faults(&found.codebook, &found.codebook), []);
}
