//! Made-up articles in the layouts of the databases.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::read;

/// Lists a file and reads all that is in it; shown are title, date, publisher, byline, language and text of each, then the
/// problems.
fn shown(path: &str, bytes: &[u8]) -> Vec<String> {
    let Some(table) = read::table(path, bytes) else {
        return Vec::new();
    };
    let content = table.content.as_deref().unwrap_or(bytes);
    let mut all = Vec::new();
    for part in &table.parts {
        let id = read::article_id(&format!("{path}#x"));
        let article = read::part(&id, content, part.bytes.clone()).unwrap();
        let meta = &article.meta;
        let fields = [&meta.title, &meta.date, &meta.publisher, &meta.byline];
        let mut line: Vec<&str> = fields
            .into_iter()
            .chain([&meta.language])
            .map(|field| field.as_deref().unwrap_or("-"))
            .collect();
        let body = meta.title_span.map_or(0, |title| title.end);
        let text = article.text[body..].trim_start().replace("\n\n", " / ");
        line.push(&text);
        all.push(line.join(" | "));
    }
    all.extend(table.problems.iter().map(ToString::to_string));
    all
}

#[track_caller]
fn check(path: &str, file: &str, expected: &[&str]) {
    assert_eq!(shown(path, file.as_bytes()), expected);
    assert!(read::may_be_many(path, file.as_bytes()), "{path}");
}

#[test]
fn factiva_pages_are_read() {
    check(
        "f.html",
        "<html><head><title>Factiva</title></head><body><div id=\"contentLeft\"><span></span>\n\
         <div id=\"article-HARL000020250224el2o00001\" class=\"article\"><div class=\"article enArticle\"><p>\n\
         <div>World</div> <div id=\"hd\"><span class='enHeadline'>Harbour talks end</span> </div>\n\
         <div>By Anna Berg</div><div>1,204 words</div><div>24 February 2025</div><div>09:12</div><div>The Harlow Wire</div>\n\
         <div>HARL</div><div>English</div><div>(c) 2025 Harlow </div></p>\n\
         <p class=\"articleParagraph enarticleParagraph\">The <b>talks</b>\n ended.</p>\n\
         <p class=\"articleParagraph enarticleParagraph\">“Never,” said Ortiz.</p>\n\
         <p>Harlow Wire Ltd</p><p>Document HARL000020250224el2o00001</p></div></div><br/><span></span>\n\
         <div id=\"article-x\" class=\"article lastarticle\"><div class=\"article deArticle\"><p>\n\
         <div id=\"hd\"><span>Hafen: keine Einigung</span></div><div>98 Wörter </div><div>9 Mai 1998 </div><div>Der Anzeiger</div></p>\n\
         <p class=\"articleParagraph dearticleParagraph\">Nichts.</p></div></div>\n\
         <table><tr><td class=\"label\">Text</td><td>harbour</td></tr></table></div></body></html>",
        &[
            "Harbour talks end | 2025-02-24 | The Harlow Wire | Anna Berg | en | The talks ended. / “Never,” said Ortiz.",
            "Hafen: keine Einigung | 1998-05-09 | Der Anzeiger | - | de | Nichts.",
        ],
    );
    check(
        "f.htm",
        "<title>Factiva</title><div class=\"article frArticle\"><table>\
         <tr><td class=\"index\"><b>HD</b>&nbsp;</td><td><b>Le port</b></td></tr>\
         <tr><td class=\"index\"><b>BY</b>&nbsp;</td><td>Par Jean Petit</td></tr>\
         <tr><td class=\"index\"><b>PD</b>&nbsp;</td><td>29 décembre 2011</td></tr>\
         <tr><td class=\"index\"><b>SN</b>&nbsp;</td><td>Le Quai</td></tr>\
         <tr><td class=\"index\"><p><b>LP</b></p></td><td><p>Un.</p><p>Deux.</p></td></tr>\
         <tr><td class=\"index\"><p><b>TD</b></p></td><td><p>Trois.</p></td></tr>\
         <tr><td class=\"index\"><b>AN</b></td><td>Document QUAI000020111229e7ct0001r</td></tr></table></div>",
        &["Le port | 2011-12-29 | Le Quai | Jean Petit | fr | Un. / Deux. / Trois."],
    );
}

#[test]
fn an_article_is_named_as_the_database_names_it() {
    let page = "<title>Factiva</title><div class='article enArticle'><div id=hd>A b</div><p class='articleParagraph'>C.</p>\
                <p>Document HARL000020250224el2o00001</p></div>";
    let table = read::table("f.html", page.as_bytes()).unwrap();
    assert_eq!(table.parts[0].id, "HARL000020250224el2o00001");
    let id = read::article_id("f.html#HARL000020250224el2o00001");
    let content = table.content.unwrap();
    let article = read::part(&id, &content, table.parts[0].bytes.clone()).unwrap();
    assert_eq!(article.reader.name, "Factiva");
    assert_eq!(article.path, "f.html#HARL000020250224el2o00001");
}

#[test]
fn xml_of_factiva_and_of_agencies_is_read() {
    let factiva = |rest: &str| {
        format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><r xmlns=\"http://f.example\"><article><accessionNo>WIRE1</accessionNo>\
             <baseLanguage>EN</baseLanguage><headline><paragraph><hlt>Harbour</hlt> talks</paragraph></headline>\
             <leadParagraph><paragraph>They\n ended.</paragraph></leadParagraph><publicationDate><dateTime>2025-02-24T01:35:58Z</dateTime>\
             </publicationDate><sourceName>The Wire</sourceName><tailParagraphs><paragraph>No deal.</paragraph></tailParagraphs></article>{rest}"
        )
    };
    check(
        "f.xml",
        &factiva("</r>"),
        &["Harbour talks | 2025-02-24 | The Wire | - | en | They ended. / No deal."],
    );
    let damaged = shown("f.xml", factiva("").as_bytes());
    assert!(damaged[0].contains("damaged or cut off"), "{damaged:?}");
    check(
        "n.xml",
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\" ?><newsitem itemid=\"7\" date=\"1996-10-07\" xml:lang=\"en\"><title>USA: Talks.</title>\
         <headline>Talks end.</headline><byline>By Anna Berg</byline><text><p>One &amp; two.</p>\n<p>Three.</p></text>\
         <metadata><dc element=\"dc.source\" value=\"The Wire\"/></metadata></newsitem>",
        &["Talks end. | 1996-10-07 | The Wire | Anna Berg | en | One & two. / Three."],
    );
    check(
        "n.xml",
        "<!DOCTYPE nitf SYSTEM \"nitf.dtd\"><nitf><head><docdata><date.issue norm=\"20250224T091200Z\"/></docdata>\
         <pubdata name=\"The Wire\"/></head><body><body.head><hedline><hl1>Talks end</hl1></hedline></body.head>\
         <body.content><p>One.</p></body.content></body></nitf>",
        &["Talks end | 2025-02-24 | The Wire | - | - | One."],
    );
    let bomb = "<!DOCTYPE a [<!ENTITY b \"&c;&c;\">]><newsitem><p>&b;</p></newsitem>";
    let said = shown("n.xml", bomb.as_bytes());
    assert!(said[0].contains("declares entities"), "{said:?}");
    assert_eq!(read::table("n.xml", b"<feed><p>One.</p></feed>"), None);
}

#[test]
fn the_older_layouts_of_lexis_nexis_are_read() {
    check(
        "l.txt",
        "\u{feff}\r\n\r\nDownload Request: Selected Items: 1-2\r\nTime Of Request: Friday, March 20, 2018\r\n\r\n\
         \x20              1 of 2 DOCUMENTS\r\n\r\n\r\n              The Harlow Wire\r\n\r\n       February 24, 2025 Monday\r\n\r\n\
         Harbour talks end:\r\nno deal\r\n\r\nBYLINE: Anna Berg\r\n\r\nLENGTH: 9 words\r\n\r\nThe talks about the\r\nharbour ended.\r\n\r\n\
         ORTIZ: \"Never.\"\r\n\r\nLOAD-DATE: February 25, 2025\r\n\r\nLANGUAGE: ENGLISH\r\n\r\n      Copyright 2025 Harlow\r\n\r\n\
         \x20              2 of 2 DOCUMENTS\r\n\r\n      The Wire\r\n\r\n    May 3, 2024\r\n\r\nTwo\r\n\r\nLENGTH: 1 words\r\n\r\nMore.\r\n\r\n\
         \x20     Copyright 2024 The Wire\r\n             All Rights Reserved\r\n",
        &[
            "Harbour talks end: no deal | 2025-02-24 | The Harlow Wire | Anna Berg | en | The talks about the harbour ended. / ORTIZ: \"Never.\"",
            "Two | 2024-05-03 | The Wire | - | - | More.",
        ],
    );
    check(
        "l.html",
        "<HTML><BODY><A NAME=\"DOC_ID_0_0\"></A><!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->\n\
         <DIV><P>2001 of 2002 DOCUMENTS</P></DIV><DIV><P>The Wire</P></DIV><DIV><P><SPAN>December</SPAN><SPAN> 19, 1991, An Edition</SPAN></P></DIV>\n\
         <DIV><P>First part;<BR>Second part</P></DIV><DIV><P><SPAN>BYLINE: </SPAN><SPAN>By ANNA BERG</SPAN></P></DIV>\n\
         <DIV><P>Some <SPAN>text</SPAN>.</P><P>More.</P></DIV><DIV><P>LANGUAGE: ENGLISH</P></DIV><DIV><P>Copyright 1991 Harlow</P></DIV>\n\
         <!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n<DIV CLASS=\"c10\"/></BODY></HTML>",
        &["First part; Second part | 1991-12-19 | The Wire | ANNA BERG | en | Some text. / More."],
    );
    assert_eq!(
        shown("l.txt", b"There were 2 of 3 DOCUMENTS left, he said."),
        Vec::<String>::new()
    );
}

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Makes a Word document of paragraphs.
fn word(paragraphs: &[&str], properties: &str) -> Vec<u8> {
    let paragraph = |words: &&str| format!("<w:p><w:r><w:br/><w:t>{words}</w:t></w:r></w:p>");
    let body: String = paragraphs.iter().map(paragraph).collect();
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    packed(&[
        ("docProps/custom.xml", properties),
        ("word/document.xml", document.as_str()),
    ])
}

const DELIVERY: &str = "<property name=\"LADocCount\"/>";

const UNI: [&str; 19] = [
    "Date and Time: Friday, 5. July 2019 09:31:00 CEST",
    "Job Number: 1",
    "1. Talks end",
    "Talks end",
    "The Wire(London)",
    "July 1, 2019 Monday 9:20 AM GMT",
    "Copyright 2019 The Wire All Rights Reserved",
    "Length:\u{a0}3 words",
    "Byline:\u{a0}Anna Berg in Harlow, wire.example",
    "Body",
    "They ended.",
    "No deal.",
    "Classification",
    "Language:\u{a0}ENGLISH",
    "Load-Date:\u{a0}July 2, 2019",
    "End of Document",
    "Two",
    "The Wire.",
    "July 3, 2019",
];

#[test]
fn the_newer_layouts_of_lexis_nexis_are_read() {
    let mut all = UNI.to_vec();
    all.extend(["Body", "More.", "End of Document"]);
    let expected = [
        "Talks end | 2019-07-01 | The Wire(London) | Anna Berg in Harlow | en | They ended. / No deal.",
        "Two | 2019-07-03 | The Wire | - | - | More.",
    ];
    let file = word(&all, DELIVERY);
    assert_eq!(shown("l.docx", &file), expected);
    assert!(read::may_be_many("l.docx", &file));
    let rich = all.join("\\par\n").replace('\u{a0}', "\\~");
    check("l.rtf", &format!("{{\\rtf1\\ansi {rich}\\par}}"), &expected);
}

#[test]
fn a_word_document_that_is_no_download_is_an_article() {
    let file = word(&["A test of the service"], "");
    assert_eq!(shown("l.docx", &file), Vec::<String>::new());
    assert!(!read::may_be_many("l.docx", &file));
    let empty = word(&["Job Number: 1"], DELIVERY);
    let said = shown("l.docx", &empty);
    assert!(said[0].contains("no article is found in it"), "{said:?}");
    let bodiless = word(&["Talks end", "End of Document"], DELIVERY);
    let said = shown("l.docx", &bodiless);
    assert!(said[0].contains("no text that is marked"), "{said:?}");
}

const PRO_QUEST: &str = "<div><a name=\"DocID_WIRE_1\"></a><p style=\"margin:0;font-size:11pt;font-weight:bold;\">Talks end; no deal</p>\
    <p><strong>Author:  </strong>Berg, Anna</p><p><strong>Abstract:  </strong></p><p>Nothing came of it.</p>\
    <p><strong>Full text: </strong><Text WordCount=\"4\"><html><head><title></title></head><body>\
    <div class=\"document_view_image\"><a>Enlarge this image.</a></div><p>They ended.</p><p>No deal.</p></body></html></Text></p>\
    <p><strong>Publication title: </strong>The Harlow Wire; Harlow</p><p><strong>Publication date: </strong>Feb 24, 2025</p>\
    <p><strong>Language of publication: </strong>English</p><p><strong>ProQuest document ID: </strong>251439970</p></div>\
    <div><a name=\"DocID_WIRE_2\"></a><p style=\"font-weight:bold;\">Two</p><p><strong>Abstract: </strong>In short.</p></div>";

#[test]
fn pro_quest_is_read() {
    let expected = [
        "Talks end; no deal | 2025-02-24 | The Harlow Wire | Berg, Anna | en | They ended. / No deal.",
        "Two | - | - | - | - | In short.",
    ];
    check("p.html", PRO_QUEST, &expected);
    let mail = format!(
        "From: noreply@proquest.com\r\nSubject: Research\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PRO_QUEST}\r\n"
    );
    check("p.eml", &mail, &expected);
    assert_eq!(
        shown("p.eml", b"From: a@proquest.com\nSubject: No\n\nHello.\n"),
        Vec::<String>::new()
    );
}

#[test]
fn integrum_is_read_in_its_encoding() {
    let page = "<html><head><META http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\"><title>Report 12.05.2021 15:50:05</title>\
        </head><body><h3>Report 12.05.2021 15:50:05</h3>1.<a href=\"#1\">ПОРТ</a><br><div><a name=\"1\"></a><table><tr><td>^ИС:\n Вестник \n<br>^ДТ:\n\
         09.02.1994\n<br>^АВ:\n Анна Берг\n<br>^ЗГ:\n ПОРТ\n<br></td></tr></table><h3>ПОРТ\n</h3><pre>\n     Переговоры\nзавершены.\n     Нет.\n</pre></div>\
        </body></html>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(page);
    assert_eq!(
        shown("i.html", &bytes),
        ["ПОРТ | 1994-02-09 | Вестник | Анна Берг | - | Переговоры завершены. / Нет."]
    );
    assert!(read::may_be_many("i.html", &bytes));
}

#[test]
fn europresse_is_read() {
    check(
        "e.html",
        "<html><head><META http-equiv=\"Content-Type\" content=\"text/html; charset=ISO-8859-1\"></head><body><table><tr><td>\
         <span class=\"DocPublicationName\">Le Quai, no. 5968</span><br><span class=\"DocHeader\">Politique, </span><span class=\"DocHeader\">jeudi </span>\
         <span class=\"DocHeader\">5 octobre 2013</span><br><br><span class=\"TitreArticleVisu\">Le port : <b>rien</b></span><br><br>Jean Petit<br><p></p>\
         Un texte.<p></p>Deux.<p></p><b><i>&copy; 2013 Le Quai. Tous droits r&eacute;serv&eacute;s.</i></b><p></p>Num&eacute;ro de document : \
         news&middot;20131005&middot;QU&middot;1<br><br><table><tr><td>Ce certificat</td></tr></table></td></tr></table>\
         <p><br><table><tr><td><span class=\"DocPublicationName\">Mag</span><br><span class=\"DocHeader\">3 octobre 2012</span><br><br>\
         <span class=\"TitreArticleVisu\">Deux</span><br><br>Court.<p></p>Fin.<p></p><i>&copy; 2012 Mag</i></td></tr></table></body></html>",
        &[
            "Le port : rien | 2013-10-05 | Le Quai | Jean Petit | - | Un texte. / Deux.",
            "Deux | 2012-10-03 | Mag | - | - | Court. / Fin.",
        ],
    );
}

const CONTAINER: &str =
    "<container><rootfiles><rootfile full-path=\"OEBPS/content.opf\"/></rootfiles></container>";

const PACKAGE: &str = "<package xmlns=\"http://www.idpf.org/2007/opf\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><metadata>\
    <dc:title>The Harlow Wire</dc:title><dc:creator>Anna Berg</dc:creator><dc:publisher>Harlow</dc:publisher><dc:language>en</dc:language>\
    <dc:date>2025-02-24T00:00:00+00:00</dc:date></metadata><manifest><item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" \
    properties=\"nav\"/><item id=\"cover\" href=\"cover.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"a1\" href=\"text/one%20a.xhtml\" \
    media-type=\"application/xhtml+xml\"/><item id=\"a2\" href=\"./two.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
    <spine><itemref idref=\"nav\"/><itemref idref=\"cover\"/><itemref idref=\"a2\"/><itemref idref=\"a1\"/></spine></package>";

#[test]
fn an_e_paper_is_read_in_its_order() {
    let whole = [
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/content.opf", PACKAGE),
        ("OEBPS/nav.xhtml", "<p>Contents</p>"),
        ("OEBPS/cover.xhtml", "<body><img/></body>"),
        (
            "OEBPS/text/one a.xhtml",
            "<html><head><title>x</title></head><body><h1>Talks end</h1><p>They ended.</p></body></html>",
        ),
        (
            "OEBPS/two.xhtml",
            "<head><title/><script src=\"x\"/></head><body><h2>Two</h2><p>More.</p></body>",
        ),
    ];
    let expected = [
        "Two | 2025-02-24 | Harlow | Anna Berg | en | More.",
        "Talks end | 2025-02-24 | Harlow | Anna Berg | en | They ended.",
    ];
    assert_eq!(shown("b.epub", &packed(&whole)), expected);
    let lock = "<EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/>";
    let mut locked = whole.to_vec();
    locked.push(("META-INF/encryption.xml", lock));
    for (file, said) in [
        (packed(&locked), "protected against copying"),
        (packed(&whole[..2]), "is missing or damaged"),
        (packed(&whole[1..]), "an archive of another kind"),
        (b"%PDF-1.7".to_vec(), "no electronic book but a PDF file"),
    ] {
        let lines = shown("b.epub", &file);
        assert!(lines[0].contains(said), "{lines:?}");
    }
}

#[test]
fn an_ordinary_page_is_not_taken_for_a_download() {
    let page = include_str!("../../../tests/fixtures/pages/talks.html");
    assert_eq!(read::table("talks.html", page.as_bytes()), None);
    assert!(!read::may_be_many("talks.html", page.as_bytes()));
}
