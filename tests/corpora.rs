//! Tests over real articles that cannot lie here. The folder that holds them is `ONRECORD_CORPORA`, with `articles/`
//! (five scraped articles) and `polnear/` (the `PolNeAR` corpus, v1.0.0) in it.
#![cfg(feature = "corpora")]

use std::fs;
use std::path::{Path, PathBuf};

use onrecord::model::article::Article;
use onrecord::model::span::CharSpan;
use onrecord::read;

fn corpora() -> PathBuf {
    let folder = std::env::var_os("ONRECORD_CORPORA");
    let folder =
        folder.expect("set ONRECORD_CORPORA to the folder that holds articles/ and polnear/");
    PathBuf::from(folder)
}

/// Returns the files of a folder with this extension, at any depth, sorted.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn article(path: &Path) -> Article {
    let bytes = fs::read(path).unwrap();
    read::read(&path.to_string_lossy(), &bytes).unwrap_or_else(|problem| panic!("{problem}"))
}

/// Reads one of the five articles; `expected` gives its metadata and what is dimmed, in code points.
#[track_caller]
fn check_article(name: &str, expected: &str) {
    let article = article(&corpora().join("articles").join(name));
    let meta = &article.meta;
    let chars = |span| {
        let CharSpan { start, end } = article.text.chars(span);
        format!("{start}..{end}")
    };
    // A title is told by its place, or by its length and hash where it is made of a sentence: no text of theirs here.
    let title = meta.title.as_deref().unwrap_or_default();
    let hash = &blake3::hash(title.as_bytes()).to_hex()[..8];
    let title = meta
        .title_span
        .map_or_else(|| format!("{} {hash}", title.chars().count()), chars);
    let fields = [&meta.date, &meta.place, &meta.publisher, &meta.byline];
    let fields: Vec<&str> = fields
        .into_iter()
        .map(|field| field.as_deref().unwrap_or_default())
        .collect();
    let dimmed: Vec<String> = article.dimmed.iter().map(|&span| chars(span)).collect();
    let found = format!(
        "{}|{title}|{}|{}",
        article.text.chars_len(),
        fields.join("|"),
        dimmed.join(" ")
    );
    println!("{name} {found} {:?}", article.meta);
}

#[test]
fn the_five_articles() {
    check_article("000_492c95c072d1a68a.txt", "");
    check_article("001_1796c94564e6d7fc.txt", "");
    check_article("002_7ec9fcbe408e6675.txt", "");
    check_article("003_28946cd8f8fb9000.txt", "");
    check_article("004_146bb3441ec67a23.txt", "");
}
