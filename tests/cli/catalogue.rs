//! What the program keeps in the user's cache of a project's files, and that it changes nothing but the time.

use std::process::Stdio;

use crate::{Project, Ran};

const EXPORT: [&str; 6] = ["export", "-q", "--format", "jsonl", "--out", "-"];

fn fresh(project: &Project) -> Ran {
    project.run(&[&EXPORT[..], &["--fresh"]].concat())
}

/// Compares a command that takes over what is kept with one that reads everything anew.
#[track_caller]
fn check(project: &Project, arguments: &[&str]) {
    let with = project.run(arguments);
    let without = project.run(&[arguments, &["--fresh"]].concat());
    assert_eq!(
        (with.status, with.out, with.err),
        (without.status, without.out, without.err),
        "{arguments:?}"
    );
}

#[test]
fn commands_say_the_same_with_and_without_a_catalogue() {
    let project = Project::sample();
    let before = project.files();
    for _ in 0..2 {
        check(&project, &EXPORT);
        check(&project, &["export", "--format", "csv", "--out", "-"]);
        check(&project, &["stats"]);
        check(&project, &["stats", "--json", "--annotators", "bob"]);
        check(&project, &["check"]);
        check(&project, &["check", "--json"]);
    }
    assert_eq!(project.files(), before);
    let kept = project.cached();
    let names: Vec<_> = kept.keys().filter_map(|path| path.file_name()).collect();
    assert_eq!(names, ["catalogue"]);
}

#[test]
fn two_programs_at_once_leave_a_whole_catalogue() {
    let project = Project::sample();
    let expected = fresh(&project).out;
    for round in 0..8 {
        let start = || {
            let mut command = project.command(&EXPORT);
            let piped = command.stdin(Stdio::null()).stdout(Stdio::piped());
            piped.spawn().unwrap()
        };
        if round % 2 == 0 {
            for path in project.cached().into_keys() {
                std::fs::remove_file(path).unwrap();
            }
        }
        let programs = [start(), start(), start()];
        for program in programs {
            let output = program.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0));
            assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
        }
        assert_eq!(project.cached().len(), 1);
        assert_eq!(project.run(&EXPORT).out, expected);
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_done_without() {
    let project = Project::sample();
    let expected = fresh(&project);
    for path in project.cached().into_keys() {
        std::fs::remove_file(&path).unwrap();
        // A folder stands where the file should.
        std::fs::create_dir(&path).unwrap();
    }
    let ran = project.run(&EXPORT);
    assert_eq!(
        (ran.status, ran.out, ran.err),
        (expected.status, expected.out, expected.err)
    );
}
