//! Exports a generated project and says how long it took and how much memory: 10,000 articles with 20 statements each,
//! or as many articles as the environment variable `ARTICLES` says; without a catalogue, while it is made, and with it.
//!
//! `cargo bench --no-default-features --bench export`

use std::fs::{self, File};
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use onrecord::exchange::{ExportOptions, Format, Shape, export};
use onrecord::format;
use onrecord::model::sidecar::{ArticleRef, Sidecar, Status};
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Mention, StanceTaken, Statement};
use onrecord::model::text::Text;
use onrecord::read;
use onrecord::store::{OpenOptions, Store};

const STATEMENTS: usize = 20;

fn main() {
    let articles = std::env::var("ARTICLES")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let begun = Instant::now();
    generate(folder.path(), articles);
    println!(
        "generated {articles} articles in {:.2} s",
        begun.elapsed().as_secs_f64()
    );
    // What was written just now is not trusted to be what it was.
    std::thread::sleep(Duration::from_millis(2100));
    let cache = tempfile::tempdir().expect("a temporary folder");
    measure(folder.path(), None, articles);
    for _ in 0..2 {
        measure(folder.path(), Some(cache.path()), articles);
    }
}

/// Exports in each format; `cache` is where the catalogue lies.
fn measure(project: &Path, cache: Option<&Path>, articles: usize) {
    let begun = Instant::now();
    let options = OpenOptions {
        cache: cache.map(Path::to_owned),
        ..OpenOptions::default()
    };
    let (store, problems) = Store::open(project, options).expect("a project");
    assert!(problems.is_empty(), "{problems:?}");
    let known = match cache {
        None => "no catalogue",
        Some(cache) if cache.join("projects").exists() => "a catalogue",
        Some(_) => "a catalogue that is made",
    };
    println!("{known}: opened in {:.3} s", begun.elapsed().as_secs_f64());
    let formats = Format::exported();
    for format in formats.filter(|format| matches!(format.shape(), Shape::File(_))) {
        let begun = Instant::now();
        let options = ExportOptions {
            format,
            ..ExportOptions::default()
        };
        let mut out = Counter(0);
        let report = export(
            &store,
            &options,
            &mut out,
            &|_, _| ControlFlow::Continue(()),
        )
        .expect("an export");
        assert_eq!(
            (report.statements, report.problems.len()),
            (articles * STATEMENTS, 0)
        );
        let (seconds, megabytes) = (begun.elapsed().as_secs_f64(), out.0 / 1_000_000);
        println!(
            "{}: {} rows, {megabytes} MB in {seconds:.2} s; {}",
            format.name(),
            report.rows,
            memory()
        );
    }
}

/// Counts what is written.
struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Returns the most memory the process ever had, as Linux says it.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(
        || "memory unknown".to_owned(),
        |line| format!("peak memory {}", line.trim()),
    )
}

fn generate(folder: &Path, articles: usize) {
    for number in 0..articles {
        let path = format!("articles/{:03}/{number:05}.txt", number / 500);
        let text = text(number);
        write(&folder.join(&path), text.as_bytes());
        let article = read::read(&path, text.as_bytes()).expect("an article");
        let written = format::sidecar::write(
            &sidecar(&path, &article.blake3, &article.text),
            &article.text,
        );
        let sidecar = folder.join(format!("annotations/ann/{path}.ron"));
        write(&sidecar, written.expect("a sidecar").as_bytes());
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    File::create(path)
        .and_then(|mut file| file.write_all(bytes))
        .expect("a file");
}

/// Makes an article of twenty paragraphs, each with a quote, a speaker and a cue.
fn text(number: usize) -> String {
    let mut text = format!("Ministers meet for round {number} of the talks\n\n");
    for paragraph in 0..STATEMENTS {
        text.push_str(
            "The delegations arrived late, and the mood was said to be cautious on both sides. ",
        );
        text.push_str("“We shall not sign paper ");
        text.push_str(&paragraph.to_string());
        text.push_str(" in this form,” the Foreign Minister said.\n\n");
    }
    text
}

fn sidecar(path: &str, blake3: &str, text: &Text) -> Sidecar {
    let reference = ArticleRef {
        path: path.to_owned(),
        blake3: blake3.to_owned(),
        chars: text.chars_len(),
        ..ArticleRef::default()
    };
    let mut sidecar = Sidecar::new(reference, "ann");
    sidecar.status = Status::Done;
    let mut from = 0;
    for number in 0..STATEMENTS {
        let mut next = |words: &str| {
            let start = from + text[from..].find(words).expect("the words");
            from = start + words.len();
            Span::new(start, from)
        };
        let quote = Span::new(next("“").start, next("”").end);
        let (mention, cue) = (next("the Foreign Minister"), next("said"));
        let id = format!("01JMX3S8V7Q2W4{number:012}");
        let statement =
            Statement::new(id.into(), vec![quote], Kind::Direct, "2025-02-24T09:12:44Z")
                .expect("a quote");
        sidecar.put(Arc::new(Statement {
            cue: Some(cue),
            speaker: Some(Mention {
                name: Some("foreign-minister".into()),
                mention: Some(mention),
            }),
            stances: vec![StanceTaken {
                target: "talks".into(),
                stance: Some("opposed".into()),
                evidence: vec![quote],
                ..StanceTaken::default()
            }],
            ..statement
        }));
    }
    sidecar
}
