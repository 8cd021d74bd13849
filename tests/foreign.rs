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
        ("tables/dailsample.tsv", 33),
        ("integrum/ntv_20121201-20121231_0001-0100_0190.xlsx", 100),
    ] {
        let bytes = fs::read(path(name)).unwrap();
        let table = read::table(name, &bytes).unwrap();
        let content = table.content.as_deref().unwrap_or(&bytes);
        assert_eq!(
            (table.parts.len(), table.problems.len()),
            (rows, 0),
            "{name}"
        );
        for part in &table.parts {
            let id = read::article_id(&format!("{name}#x"));
            read::part(&id, content, part.bytes.clone()).unwrap();
        }
    }
}

/// Reads all articles of a file that holds many; there are so many, and the file may be known by its beginning.
#[track_caller]
fn articles(name: &str, count: usize) -> Vec<Article> {
    let bytes = fs::read(path(name)).unwrap();
    let wanted = read::beginning(name, bytes.len() as u64).unwrap();
    let start = &bytes[..bytes.len().min(usize::try_from(wanted).unwrap())];
    assert!(read::may_be_many(name, start), "{name}");
    let table = read::table(name, &bytes).unwrap();
    assert_eq!(table.problems, [], "{name}");
    let content = table.content.as_deref().unwrap_or(&bytes);
    let id = read::article_id(&format!("{name}#x"));
    let read = |part: &read::Part| read::part(&id, content, part.bytes.clone()).unwrap();
    let articles: Vec<Article> = table.parts.iter().map(read).collect();
    assert_eq!(articles.len(), count, "{name}");
    articles
}

/// Reads a download: its file, how many articles it holds, and of one of them its place, title, date, publisher and author,
/// each as far as it goes, with bars between.
#[track_caller]
fn check_download(line: &str) {
    let said: Vec<&str> = line.split('|').map(str::trim).collect();
    let [name, count, at, expected @ ..] = &said[..] else {
        panic!("{line}");
    };
    let articles = articles(name, count.parse().unwrap());
    let meta = &articles[at.parse::<usize>().unwrap()].meta;
    let fields = [&meta.title, &meta.date, &meta.publisher, &meta.byline];
    for (field, expected) in fields.into_iter().zip(expected) {
        let field = field.as_deref().unwrap_or_default();
        assert!(field.starts_with(expected), "{name}: {meta:?}");
    }
    for article in &articles {
        let body = article.meta.title_span.map_or(0, |title| title.end);
        let meta = &article.meta;
        assert!(!article.text[body..].trim().is_empty(), "{name}: {meta:?}");
        assert!(meta.title.is_some(), "{name}: {meta:?}");
    }
}

#[test]
fn downloads_of_news_databases_are_split() {
    for line in [
        "factiva/Factiva-example.html | 2 | 0 | MEINUNG.ZU 50 JAHRE ISRAEL. | 1998-04-18 | Passauer Neue Presse",
        "factiva/Factiva-example.html | 2 | 1 | Fragen an das Land von Dani | 1998-05-09 | Süddeutsche Zeitung",
        "factiva/irish-independence_1_2017-11-14.html | 44 | 0 | Is all sexual harassment equal? | 2017-11-13 | Irish Independent",
        "factiva/irish-independence_1_2017-11-14.html | 44 | 43 | Varadkar draws up battle lines | 2017-10-16 | Irish",
        "factiva/factiva_test.html | 2 | 0 | Test 1 | 2011-12-29 | Test newspaper",
        "factiva/factiva_test.xml | 3 | 0 | TEST - first test article | 2012-01-09 | My Newspaper",
        "factiva/factiva_test.xml | 3 | 1 | TEST - second article de test | 2012-01-06 | My Newspaper",
        "lexisnexis/sample.TXT | 10 | 0 | Lorem ipsum dolor sit amet | 2010-01-11 | Guardian.com | Andrew Sparrow",
        "lexisnexis/sample.DOCX | 10 | 0 | Lorem ipsum dolor sit amet | 2019-07-01 | The Guardian | Mattha Busby",
        "lexisnexis/guardian1.docx | 2 | 0 | Worried about immigration? | 2014-05-30 | Guardian.com | Jonathan Glennie",
        "lexisnexis/lexisnexis_test_en.html | 2 | 0 | Heading One | 1991-12-19 | Some Newspaper | PAPER AUTHOR",
        "lexisnexis/lexisnexis_test_en.html | 2 | 1 | First part; Second part | 1993-01-28 | Some Newspaper",
        "integrum/moscow_1993-06-06_1994-09-02.html | 27 | 0 | КОРИЧНЕВАЯ ВОЛНА ИЗ КРАСНОЙ СТРАНЫ | 1994-02-09 | Московские новости | Хмельницкий",
        "proquest/sample-1.html | 1 | 0 | City National expands again; | 2010-05-08 | Los Angeles Times | Olivarez-Giles, Nathan",
        "proquest/format-v2.eml | 20 | 0 | 2020 Census Undercounted | 2022-03-10 | New York Times | Wines, Michael",
        "europresse/europresse_test1.html | 3 | 0 | A heading: some text | 2013-10-05 | l'Humanité",
        "europresse/europresse_test1.html | 3 | 1 | Another heading with colored text | 2012-10-03 | Mag | Second Author",
        "europresse/europresse_test1.html | 3 | 2 | Heading | 2012-10-04 | Magazine 1 | Author Name",
        "newsml/100100newsML.xml | 1 | 0 | Sept U.S. layoffs up | 1996-10-07 | Reuters",
    ] {
        check_download(line);
    }
}

#[test]
fn a_document_that_is_no_download_is_an_article() {
    let bytes = fs::read(path("lexisnexis/test.DOCX")).unwrap();
    assert_eq!(read::table("test.DOCX", &bytes), None);
    check("lexisnexis/test.DOCX", "", &["LexisNexis Uni Test"], &[]);
}

/// Returns a text without its white space.
fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn pdf_files_open_with_their_text() {
    for (name, count) in [("UDHR_english", 2560), ("UDHR_greek", 2762)] {
        let article = article(&format!("pdf/{name}.pdf"));
        let whole = fs::read_to_string(path(&format!("pdf/{name}.txt"))).unwrap();
        let whole = without_blanks(whole.trim_start_matches('\u{feff}'));
        let expected: String = whole.chars().take(count).collect();
        assert_eq!(without_blanks(&article.text), expected, "{name}");
    }
    for (name, words) in [
        (
            "scotus-transcript-p1",
            "oral argument before the Supreme Court of the United States at 1:01 p.m.",
        ),
        ("2023-06-20-PV", ""),
        ("ag-energy-round-up-2017-02-24", ""),
    ] {
        let text = article(&format!("pdf/{name}.pdf")).text;
        assert!(
            text.len() > 800 && text.contains(words),
            "{name}: {}",
            &*text
        );
    }
    let bytes = fs::read(path("pdf/password-example.pdf")).unwrap();
    let refused = read::read("password-example.pdf", &bytes).unwrap_err();
    assert!(
        refused.what.contains("protected by a password"),
        "{refused}"
    );
}
