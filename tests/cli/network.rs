//! `onrecord network`: discourse networks as files.

use crate::Project;

const TWO: &str = "\"source\",\"source_label\",\"target\",\"target_label\",\"weight\",\"for\",\"against\",\"neutral\",\"other\",\
                   \"subtract\",\"share\"\r\n\
                   \"speaker:minister\",\"The Minister\",\"target:talks\",\"Talks\",\"1\",\"0\",\"1\",\"0\",\"0\",\"-2\",\"1\"\r\n";

#[test]
fn speakers_and_targets_are_a_network_of_two_modes() {
    let project = Project::sample();
    // Two annotators labelled one statement of one article: it counts once.
    project.annotate("bob", |statement| {
        statement.stances[0].stance = Some("no".into());
    });
    project.check(
        "network --mode two --out net.csv",
        0,
        "",
        "2 nodes and 1 edge\n",
    );
    assert_eq!(project.read("net.csv"), TWO);
    project.check("network . --mode two --out net.graphml -q", 0, "", "");
    let graph = project.read("net.graphml");
    assert!(graph.contains(
        "<edge source=\"speaker:minister\" target=\"target:talks\"><data key=\"weight\">1</data>"
    ));
    project.check("network . --mode two --each --out net.csv -q", 0, "", "");
    assert!(
        project
            .read("net.csv")
            .contains("\"2\",\"0\",\"2\",\"0\",\"0\",\"-4\",\"1\"")
    );
    // Where there is gold, gold is counted.
    project.annotate("gold", |statement| {
        statement.stances[0].stance = Some("yes".into());
    });
    project.check("network . --mode two --out net.csv -q", 0, "", "");
    assert!(
        project
            .read("net.csv")
            .contains("\"1\",\"1\",\"0\",\"0\",\"0\",\"2\",\"1\"")
    );
}

#[test]
fn speakers_who_agree_are_a_network_of_one_mode() {
    let project = Project::sample();
    project.annotate("ann", |statement| {
        statement.id = "SECOND".into();
        statement.speaker.as_mut().unwrap().name = Some("envoy".into());
        statement.stances[0].stance = Some("no".into());
    });
    project.check(
        "network . --mode one --annotators ann --out net.gexf",
        0,
        "",
        "2 nodes and 1 edge\n",
    );
    let graph = project.read("net.gexf");
    let edge = "<edge id=\"0\" source=\"speaker:envoy\" target=\"speaker:minister\" weight=\"1\"><attvalues><attvalue for=\"congruence\" value=\"1\"/>";
    assert!(graph.contains(edge), "{graph}");
}

#[test]
fn what_has_no_part_in_it_is_said() {
    let project = Project::sample();
    project.annotate("ann", |statement| {
        statement.speaker.as_mut().unwrap().name = None;
        statement.stances[0].stance = Some("no".into());
    });
    project.check(
        "network . --mode one --out net.csv",
        0,
        "",
        "0 nodes and 0 edges\nonrecord: 1 stance of speakers that are not named from the codebook have no part in it\n",
    );
    project.write("annotations/bob/one.txt.ron", b"(format: 2, ");
    let ran = project
        .run(&["network", "--mode", "one", "--out", "net.csv", "-q"])
        .counted();
    assert_eq!(ran.status, Some(1));
    assert!(
        ran.err.contains("annotations/bob/one.txt.ron"),
        "{}",
        ran.err
    );
}

#[test]
fn wrong_use_is_refused() {
    let project = Project::sample();
    let before = project.files();
    project.check(
        "network . --mode one --out net.txt",
        2,
        "",
        "onrecord: net.txt: its name says no format. End it with .graphml, .gexf or .csv\n",
    );
    assert_eq!(
        project.run(&["network", "--out", "net.csv"]).status,
        Some(2)
    );
    assert_eq!(
        project
            .run(&["network", "--mode", "three", "--out", "net.csv"])
            .status,
        Some(2)
    );
    assert_eq!(project.files(), before);
}
