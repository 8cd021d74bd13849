//! Articles that other programs wrote, as analysts have them. They cannot lie here: `ONRECORD_CORPORA` names the folder
//! with `foreign/` in it, whose README says what is in each file.
#![cfg(feature = "corpora")]
#![allow(clippy::unwrap_used, reason = "a test without its files must fail")]
#![allow(clippy::cast_precision_loss, reason = "counts of words")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use encoding_rs::Encoding;
use onrecord::model::article::Article;
use onrecord::read;

fn path(name: &str) -> PathBuf {
    let folder = std::env::var_os("ONRECORD_CORPORA");
    let folder = folder.expect("set ONRECORD_CORPORA to the folder that holds foreign/");
    PathBuf::from(folder).join("foreign").join(name)
}

fn article(name: &str) -> Article {
    let bytes = fs::read(path(name)).unwrap();
    read::read(name, &bytes).unwrap_or_else(|problem| panic!("{problem}"))
}

/// Reads an article; `holds` stands in it, `lacks` does not.
#[track_caller]
fn check(name: &str, title: &str, holds: &[&str], lacks: &[&str]) {
    let article = article(name);
    let text = &*article.text;
    let found = article.meta.title.as_deref().unwrap_or_default();
    assert!(found.contains(title), "{name}: {found:?}");
    for words in holds {
        assert!(text.contains(words), "{name} lacks {words:?}:\n{text}");
    }
    for words in lacks {
        assert!(!text.contains(words), "{name} has {words:?}:\n{text}");
    }
}

#[test]
fn pages_open_with_title_and_body() {
    check(
        "readability/lemonde-1/source.html",
        "Le projet de loi sur le renseignement massivement approuvé",
        &["Les députés ont, sans surprise, adopté à une large majorité (438 contr"],
        &[],
    );
    check(
        "readability/qq/source.html",
        "DeepMind新电脑",
        &["DeepMind"],
        &["锟"],
    );
    check(
        "trafilatura/spiegel.de.albtraum.html",
        "",
        &[
            "Wie konnte es dazu kommen?",
            "Die Geschichte beginnt am 26. Oktober",
            "Es stützt seine Version.",
        ],
        &["und Vorteile sichern!", "Verschickt"],
    );
    check(
        "goose3/test_elpais.html",
        "",
        &["Los recortes pasan factura a los pacientes."],
        &[],
    );
    check(
        "goose3/test_bbc_chinese.html",
        "",
        &["香港行政长官梁振英在各方压力下"],
        &[],
    );
    check(
        "newspaper4k/cnn_article.html",
        "",
        &["Are you in the grips of the wintry storm"],
        &[],
    );
    check(
        "newspaper4k/japanese_article2.html",
        "",
        &["ナイジェリア北東部ボルノ"],
        &[],
    );
}

#[test]
fn a_page_says_who_wrote_it_where_and_when() {
    let folha = article("readability/folha/source.html").meta;
    assert_eq!(folha.date.as_deref(), Some("2018-12-21"));
    assert_eq!(folha.publisher.as_deref(), Some("Folha de S.Paulo"));
    assert_eq!(folha.language.as_deref(), Some("pt-BR"));
    let cnn = article("readability/cnn/source.html").meta;
    assert_eq!(cnn.byline.as_deref(), Some("Ahiza Garcia"));
    assert_eq!(cnn.date.as_deref(), Some("2016-02-01"));
    assert!(cnn.url.is_some_and(|url| url.ends_with("/index.html")));
    let lemonde = article("readability/lemonde-1/source.html").meta;
    assert_eq!(
        lemonde.byline.as_deref(),
        Some("Martin Untersinger (avec Damien Leloup et Morgane Tual)")
    );
}

/// Counts the words of a text; marks at their ends are no part of them.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|char: char| !char.is_alphanumeric());
        if !word.is_empty() {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    counts
}

/// Returns the harmonic mean of precision and recall over the words of two texts.
fn f1(found: &str, expected: &str) -> f64 {
    let (found, expected) = (words(found), words(expected));
    let same: usize = found
        .iter()
        .map(|(word, count)| (*count).min(expected.get(word).copied().unwrap_or(0)))
        .sum();
    2.0 * same as f64 / (found.values().sum::<usize>() + expected.values().sum::<usize>()) as f64
}

/// Returns the words of a page, all of them.
fn without_tags(html: &str) -> String {
    let apart = html.replace('<', " <");
    let page = dom_query::Document::from(apart.as_str());
    page.root().text().to_string()
}

#[test]
fn the_body_of_a_page_is_what_readers_see() {
    let mut sum = 0.0;
    let names = ["cnn", "heise", "folha", "lemonde-1", "tmz-1"];
    for name in names {
        let article = article(&format!("readability/{name}/source.html"));
        let html = fs::read_to_string(path(&format!("readability/{name}/expected.html"))).unwrap();
        // The title is none of what is expected.
        let body = article.meta.title_span.map_or(0, |title| title.end);
        let score = f1(&article.text[body..], &without_tags(&html));
        println!("{name}: F1 of words {score:.3}");
        sum += score;
    }
    let mean = sum / names.len() as f64;
    println!("mean {mean:.3}");
    assert!(mean > 0.85);
}

#[test]
fn encodings_are_those_that_the_files_have() {
    let mut wrong = Vec::new();
    for entry in fs::read_dir(path("encodings")).unwrap() {
        let file = entry.unwrap();
        let name = file.file_name().into_string().unwrap();
        let Some((label, _)) = name
            .strip_prefix("chardet-")
            .and_then(|name| name.split_once("--"))
        else {
            continue;
        };
        let label = label
            .trim_end_matches("-polish")
            .trim_end_matches("-turkish")
            .trim_end_matches("-russian")
            .trim_end_matches("-sig");
        let label = if label == "UTF-16" { "utf-16be" } else { label };
        let bytes = fs::read(file.path()).unwrap();
        let (expected, _) = Encoding::for_label(label.as_bytes())
            .unwrap()
            .decode_with_bom_removal(&bytes);
        let found = read::read("a.txt", &bytes).unwrap();
        if *found.text != *expected {
            wrong.push((name, found.encoding.name));
        }
    }
    assert_eq!(wrong, []);
}

#[test]
fn documents_mails_and_subtitles_open() {
    check("rtf/testRTF.rtf", "", &["Test d’indexation Word"], &["\\"]);
    check("rtf/testRTF-ms932.rtf", "", &["こんにちは", "テスト"], &[]);
    check(
        "rtf/testRTFWordPadCzechCharacters.rtf",
        "",
        &["Článek týdne"],
        &[],
    );
    check(
        "rtf/testRTFHexEscapeInsideWord.rtf",
        "",
        &["GOVERNO DO ESTADO DO ESPÍRITO SANTO"],
        &[],
    );
    check(
        "eml/legacy-002.eml",
        "Die Hasen und die Frösche",
        &["Die Hasen klagten einst"],
        &[],
    );
    check("eml/legacy-051.eml", "Die Hasen und die Frösche", &[], &[]);
    check("eml/testThunderbirdEml.eml", "JUnit test message", &[], &[]);
    check("lexisnexis/test.DOCX", "", &["LexisNexis Uni Test"], &[]);
    check("mhtml/example.com.mhtml", "Example Domain", &[], &[]);
    for name in ["utf-8", "windows-1252", "bom-utf-16-le", "no-indexes"] {
        article(&format!("subtitles/{name}.srt"));
    }
}

#[test]
fn tables_have_the_rows_that_they_have() {
    for (name, rows) in [
        ("tables/news_headlines.jsonl", 200),
        ("tables/inaugCorpus.csv", 5),
    ] {
        let bytes = fs::read(path(name)).unwrap();
        let table = read::table(name, &bytes).unwrap();
        assert_eq!(
            (table.parts.len(), table.problems.len()),
            (rows, 0),
            "{name}"
        );
        for part in table.parts {
            let id = read::article_id(&format!("{name}#x"));
            read::part(&id, &bytes, part.bytes).unwrap();
        }
    }
}
