//! A stream's lines: one article as a JSON object, `{"id": …, "text": …, …}`. A line is never written anew: what is added
//! is put before its last brace, and everything else stays byte for byte as it came.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::suggestion::reason;

/// An article of a stream.
#[derive(Clone, Debug)]
pub struct ArticleLine<'a> {
    /// Its id as JSON, if it has one.
    pub id: Option<&'a str>,
    /// Its text.
    pub text: String,
    /// The tag of its language, if it says it.
    pub language: Option<String>,
}

#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(default)]
    text: Option<String>,
    #[serde(borrow, default)]
    language: Option<&'a RawValue>,
    #[serde(default)]
    statements: Option<IgnoredAny>,
}

/// Reads the line of an article, with or without its line end.
///
/// # Errors
/// A clause that says what is wrong, if it is no JSON object in UTF-8, has no text, or has statements already.
pub fn read(line: &[u8]) -> Result<ArticleLine<'_>, String> {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let line = std::str::from_utf8(line)
        .map_err(|error| format!("it is not UTF-8 (at byte {})", error.valid_up_to()))?;
    let line = line.trim_end();
    if !line.trim_start().starts_with('{') {
        return Err("it is no JSON object".to_owned());
    }
    let fields: Fields<'_> = serde_json::from_str(line)
        .map_err(|error| format!("it is no article in JSON: {}", reason(&error)))?;
    if fields.statements.is_some() {
        return Err("it has `statements` already".to_owned());
    }
    Ok(ArticleLine {
        id: fields.id.map(RawValue::get),
        text: fields.text.ok_or("it has no `text`")?,
        language: fields
            .language
            .and_then(|tag| serde_json::from_str(tag.get()).ok()),
    })
}

/// Cuts a line that [`read`] understood where a field can be added: before its last brace.
#[must_use]
pub fn cut(line: &[u8]) -> (&[u8], &[u8]) {
    let brace = line.iter().rposition(|byte| *byte == b'}');
    line.split_at(brace.unwrap_or(line.len()))
}

/// Writes a line that [`read`] understood, with a field `statements` after all others; `statements` is its value as JSON.
pub fn write_with(line: &[u8], statements: &[u8], out: &mut Vec<u8>) {
    let (before, after) = cut(line);
    for part in [before, b",\"statements\":", statements, after] {
        out.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(line: &[u8], expected: &str) {
        let shown = read(line).map(|article| {
            let (id, language) = (article.id.unwrap_or("-"), article.language);
            format!(
                "{id} {} {}",
                article.text,
                language.as_deref().unwrap_or("-")
            )
        });
        assert_eq!(shown.unwrap_or_else(|error| error), expected);
    }

    #[test]
    fn articles_are_read() {
        check(
            br#"{"id":"a","text":"One.","language":"en"}"#,
            r#""a" One. en"#,
        );
        check(b" {\"text\":\"\\u041a\\n\"} \r\n", "- К\n -");
        check(
            br#"{"id":{"x":[1e400]},"text":"","language":7,"n":1e400}"#,
            r#"{"x":[1e400]}  -"#,
        );
        check("\u{feff}{\"text\":\"x\"}".as_bytes(), "- x -");
    }

    #[test]
    fn what_is_no_article_is_told() {
        check(b"", "it is no JSON object");
        check(b"[1]", "it is no JSON object");
        check(b"{\"text\":\"\xff\"}", "it is not UTF-8 (at byte 9)");
        check(br#"{"id":"a"}"#, "it has no `text`");
        check(br#"{"text":null}"#, "it has no `text`");
        check(
            br#"{"text":"a","statements":[]}"#,
            "it has `statements` already",
        );
        let what =
            "it is no article in JSON: invalid type: integer `5`, expected a string (column 9)";
        check(br#"{"text":5}"#, what);
        let what = "it is no article in JSON: trailing characters (column 13)";
        check(br#"{"text":"a"}{"text":"b"}"#, what);
        let what = "it is no article in JSON: duplicate field `text` (column 18)";
        check(br#"{"text":"a","text":"b"}"#, what);
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        assert!(read(deep.as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn only_statements_are_added(
            text in "\\PC{0,20}",
            other in "[\\pL\" \\\\]{0,9}",
            end in "[ \t]{0,2}(\r?\n)?",
            number in "-?[1-9][0-9]{0,30}(\\.[0-9]{1,20})?(e[0-9]{3})?",
        ) {
            let (text, other) = (serde_json::json!(text), serde_json::json!(other));
            let line = format!("{{\"a\" : {number},\"text\":{text},\t\"{{}}\":{other} }}{end}");
            prop_assert!(read(line.as_bytes()).is_ok());
            let mut out = Vec::new();
            write_with(line.as_bytes(), b"[{}]", &mut out);
            let written = String::from_utf8(out).unwrap();
            prop_assert!(serde_json::from_str::<IgnoredAny>(&written).is_ok());
            prop_assert_eq!(written.replacen(",\"statements\":[{}]", "", 1), line);
        }
    }
}
