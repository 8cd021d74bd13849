//! Finds the twins of 10,000 made articles (31 MB) with the real program, and says how long it took, how much memory, and how
//! many were found; `ARTICLES` says how many articles, `SEED` which ones (else those of `made_twins::SEED`). Then the same
//! in this process, without reading files.
//!
//! `cargo bench --no-default-features --bench twins`
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on fails")]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use onrecord::read;
use onrecord::twins::{Piece, Twins};
use serde_json::Value;

#[path = "../tests/common/made_twins.rs"]
mod made_twins;

fn main() {
    let number = |name: &str| {
        let said = std::env::var(name).ok();
        said.and_then(|number| number.parse::<u64>().ok())
    };
    let articles = usize::try_from(number("ARTICLES").unwrap_or(10_000)).unwrap();
    let made = made_twins::made(number("SEED").unwrap_or(made_twins::SEED), articles);
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("project");
    std::fs::create_dir(&project).unwrap();
    let mut bytes = 0;
    for (name, text) in &made.articles {
        let mut file = File::create(project.join(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        bytes += text.len();
    }
    println!(
        "{} articles, {:.1} MB, {} families",
        made.articles.len(),
        bytes as f64 / 1e6,
        made.families.len()
    );
    for what in ["no catalogue", "a catalogue", "a catalogue"] {
        let (seconds, megabytes, groups) = run(folder.path());
        let (precision, recall) = made_twins::score(&made.families, &groups);
        println!(
            "{what}: {seconds:.3} s, {megabytes:.0} MB, precision {precision:.4}, recall {recall:.4}"
        );
    }
    let begun = Instant::now();
    let pieces = made.articles.iter().map(|(name, text)| {
        let article = read::read(name, text.as_bytes()).unwrap();
        Piece::new(&article)
    });
    let pieces: Vec<Piece> = pieces.collect();
    println!("words, on one core: {:.3} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let twins = Twins::of(pieces);
    println!(
        "{} groups, words at hand: {:.3} s",
        twins.groups.len(),
        begun.elapsed().as_secs_f64()
    );
}

/// Runs the program; returns how many seconds and megabytes it took, and the groups that it found.
fn run(folder: &Path) -> (f64, f64, Vec<Vec<String>>) {
    let out = folder.join("twins.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(["twins", "--json", "-q"]);
    command.arg(folder.join("project"));
    command.env("ONRECORD_CACHE", folder.join("cache"));
    command.stdout(File::create(&out).unwrap());
    let begun = Instant::now();
    let mut child = command.spawn().unwrap();
    let megabytes = most_memory(&mut child);
    let seconds = begun.elapsed().as_secs_f64();
    assert!(child.wait().unwrap().success());
    let found: Value = serde_json::from_reader(File::open(out).unwrap()).unwrap();
    let groups = found["groups"].as_array().unwrap().iter().map(|group| {
        let articles = group["articles"].as_array().unwrap().iter();
        let names = articles.map(|article| article["path"].as_str().unwrap().to_owned());
        names.collect()
    });
    (seconds, megabytes, groups.collect())
}

/// Waits for a program to end; returns the most memory that it was seen to have, in megabytes.
fn most_memory(child: &mut Child) -> f64 {
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0.0_f64;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(kilobytes.unwrap_or(0.0) / 1e3);
        std::thread::sleep(Duration::from_millis(1));
    }
    most
}
