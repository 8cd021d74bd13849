//! A statement as it is quoted elsewhere: its words, who said them, and where they stand.

use jiff::civil::Date;

use crate::model::article::{Article, Metadata};
use crate::model::codebook::Codebook;
use crate::model::statement::Statement;

use super::view_model::{quote_text, speaker_text};

/// Marks that a quote may begin with; one that does needs no others.
const OPENING: [char; 8] = ['“', '"', '«', '„', '‘', '\'', '「', '»'];

/// Returns a statement with its source: quote, speaker and role, then outlet, headline, date and link as far as the
/// article says them.
pub fn cite(statement: &Statement, article: &Article, codebook: &Codebook) -> String {
    let quote = quote_text(statement, &article.text);
    let quote = if quote.starts_with(OPENING) {
        quote
    } else {
        format!("“{quote}”")
    };
    let name = speaker_text(statement, &article.text, codebook);
    let entry = statement.speaker_id().and_then(|id| codebook.speaker(id));
    let about = entry.map(|entry| [entry.role.clone(), entry.affiliation.clone()]);
    let about = about.into_iter().flatten();
    let who: Vec<String> = std::iter::once(name).chain(about).collect();
    let who = joined(&who);
    let source = source(&article.meta, &article.path);
    if who.is_empty() {
        format!("{quote} ({source})")
    } else {
        format!("{quote} – {who} ({source})")
    }
}

fn source(meta: &Metadata, path: &str) -> String {
    let title = meta.title.as_ref().map(|title| format!("“{title}”"));
    let date = meta.date.as_ref().map(|date| spelled(date));
    let link = meta.url.clone().unwrap_or_else(|| path.to_owned());
    let parts = [meta.publisher.clone(), title, date, Some(link)];
    joined(&parts.map(Option::unwrap_or_default))
}

/// Returns `24 February 2025` for `2025-02-24`; what is no date stays what it is.
fn spelled(date: &str) -> String {
    date.parse::<Date>().map_or_else(
        |_| date.to_owned(),
        |date| date.strftime("%-d %B %Y").to_string(),
    )
}

fn joined(parts: &[String]) -> String {
    let said = parts.iter().map(|part| part.trim());
    said.filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::Speaker;
    use crate::model::span::Span;
    use crate::model::statement::{Kind, Mention};
    use crate::model::text::Text;

    #[track_caller]
    fn check(words: &str, speaker: Option<&str>, meta: Metadata, expected: &str) {
        let text = "“No one,” he said, will ever sell them.";
        let at = text.find(words).unwrap();
        let article = Article {
            path: "articles/kremlin.txt".to_owned(),
            text: Text::new(text),
            meta,
            ..Article::default()
        };
        let codebook = Codebook {
            speakers: vec![Speaker {
                id: "peskov".into(),
                name: "Dmitry Peskov".to_owned(),
                role: "Kremlin spokesman".to_owned(),
                ..Speaker::default()
            }],
            ..Codebook::default()
        };
        let quote = vec![Span::new(at, at + words.len())];
        let now = "2025-01-01T00:00:00Z";
        let mut statement = Statement::new("s".into(), quote, Kind::Direct, now).unwrap();
        statement.speaker = speaker.map(|id| Mention {
            name: Some(id.into()),
            mention: None,
        });
        assert_eq!(cite(&statement, &article, &codebook), expected);
    }

    #[test]
    fn a_statement_is_cited() {
        let meta = Metadata {
            title: Some("Kremlin hails dialogue".to_owned()),
            date: Some("2025-02-24".to_owned()),
            publisher: Some("AFP".to_owned()),
            url: Some("https://example.org/a".to_owned()),
            ..Metadata::default()
        };
        check(
            "“No one,”",
            Some("peskov"),
            meta,
            "“No one,” – Dmitry Peskov, Kremlin spokesman (AFP, “Kremlin hails dialogue”, 24 February 2025, https://example.org/a)",
        );
        check(
            "will ever",
            None,
            Metadata::default(),
            "“will ever” (articles/kremlin.txt)",
        );
    }
}
