//! The main job over the five real articles, counted in key presses. Their text is not ours: it is read from the folder
//! that `ONRECORD_CORPORA` names; what an analyst makes of them lies in `tests/fixtures`.
#![cfg(feature = "corpora")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::support::window::{Project, Window};

/// What an analyst makes of one statement.
struct Wanted {
    speaker: String,
    target: String,
    key: String,
}

/// Reads what is wanted, by article (its number) and the quote's start and end in code points.
fn wanted() -> BTreeMap<(String, usize, usize), Wanted> {
    let table = include_str!("../fixtures/five_articles.csv");
    let rows = table.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let place = |at: usize| cells[at].parse::<usize>().unwrap();
        let wanted = Wanted {
            speaker: cells[3].to_owned(),
            target: cells[4].to_owned(),
            key: cells[5].to_owned(),
        };
        ((cells[0].to_owned(), place(1), place(2)), wanted)
    });
    rows.collect()
}

/// Counts the keys that are pressed.
struct Hands {
    window: Window,
    pressed: usize,
    /// Target and stance key of the statement before.
    last: Option<(String, String)>,
}

impl Hands {
    fn press(&mut self, key: &str) {
        self.window.keys(key);
        self.pressed += 1;
    }

    /// Types letters of a name until it is the row that Enter would take, and takes it.
    fn pick(&mut self, name: &str) {
        for letter in name.to_lowercase().chars() {
            if self.window.picked() == name {
                break;
            }
            self.window.text(&letter.to_string());
            self.pressed += 1;
        }
        assert_eq!(self.window.picked(), name, "{}", self.window.tree());
        self.press("Enter");
    }

    /// Makes of the selected suggestion what is wanted, and goes on.
    fn finish(&mut self, wanted: &Wanted, target: &str) {
        let last = self.last.as_ref();
        let last = last.map(|(target, key)| (target == &wanted.target, key == &wanted.key));
        match last {
            Some((true, true)) => self.press(","),
            Some((true, false)) => {
                self.press(".");
                self.press(&wanted.key);
            }
            _ => {
                self.press("T");
                self.pick(target);
                self.press(&wanted.key);
            }
        }
        self.last = Some((wanted.target.clone(), wanted.key.clone()));
        assert!(
            self.window.says(&format!("{target} – ")),
            "{}",
            self.window.tree()
        );
        if self.window.value("Speaker") != wanted.speaker {
            self.press("S");
            self.pick(&wanted.speaker);
        }
        self.press("J");
    }
}

#[test]
fn a_finished_statement_takes_few_key_presses() {
    let project = Project::new();
    for path in ["harbour.txt", "island.txt", "lighthouse.md"] {
        std::fs::remove_file(project.root().join("articles").join(path)).unwrap();
    }
    project.put(
        "project/codebook.ron",
        include_str!("../fixtures/five_articles.ron"),
    );
    let folder = std::env::var_os("ONRECORD_CORPORA").expect("ONRECORD_CORPORA names a folder");
    for entry in std::fs::read_dir(PathBuf::from(folder).join("articles")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read(&path).unwrap();
        project.put(&format!("project/articles/{name}"), text);
    }
    let window = project.look().suggestions().open();
    let mut hands = Hands {
        window,
        pressed: 0,
        last: None,
    };
    let (wanted, mut finished) = (wanted(), 0);
    for article in 0..5 {
        let number = format!("{article:03}");
        hands.window.wait("suggestions", |window| {
            window.open_path().contains(&number) && !window.suggestions().is_empty()
        });
        hands.press("J");
        while let Some((start, end)) = hands.window.selected_suggestion() {
            let Some(wanted) = wanted.get(&(number.clone(), start, end)) else {
                hands.press("X");
                continue;
            };
            let target = hands.window.target_name(&wanted.target);
            hands.finish(wanted, &target);
            finished += 1;
        }
        hands.press("D");
    }
    assert!(finished >= 60, "only {finished} of 70 were suggested");
    let each = hands.pressed as f64 / f64::from(finished);
    println!(
        "{} key presses, {finished} statements: {each:.2} each",
        hands.pressed
    );
    assert!(each <= 4.6, "{each:.2} key presses for each statement");
}
