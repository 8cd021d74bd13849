//! Subtitles (`SubRip`, `WebVTT`): what is said, without times and mark-up.
//!
//! The lines of a title are one, and so are titles that follow each other; a paragraph begins after a pause, with a dash,
//! and where another voice is named.

use super::head::Markup;
use super::{Draft, Source, decode, plain, unreadable};
use crate::model::article::Metadata;
use crate::model::problem::Problem;

/// How long nothing is said where a paragraph ends, in milliseconds.
const PAUSE: u64 = 3000;

/// One title: when it is shown, in milliseconds, and its lines.
#[derive(Debug, Default)]
struct Title<'a> {
    from: u64,
    to: u64,
    lines: Vec<&'a str>,
}

/// Reads a file; see [`super::read`].
pub(super) fn read(source: Source<'_>) -> Result<Draft, Problem> {
    let decoded = decode::text(source, decode::undeclared)?;
    let titles = titles(&decoded.text);
    let text = text(&titles);
    if text.is_empty() {
        return Err(
            unreadable(source.path, "the file holds no subtitles").hinted("Check what it is")
        );
    }
    Ok(Draft {
        encoding: decoded.encoding,
        ..plain::draft(text, Markup::None)
    })
}

/// Reads metadata from the first bytes of a file.
pub(super) fn peek(source: Source<'_>) -> Metadata {
    let beginning = decode::prefix(source, decode::undeclared);
    plain::draft(text(&titles(&beginning)), Markup::None).meta
}

/// Reads the titles of a file; what is none is passed over: numbers, notes, styles.
fn titles(file: &str) -> Vec<Title<'_>> {
    let mut titles: Vec<Title<'_>> = Vec::new();
    let mut is_shown = false;
    for line in file.lines().map(str::trim) {
        if let Some((from, to)) = times(line) {
            titles.push(Title {
                from,
                to,
                lines: Vec::new(),
            });
            is_shown = true;
        } else if line.is_empty() {
            is_shown = false;
        } else if let Some(title) = titles.last_mut().filter(|_| is_shown) {
            title.lines.push(line);
        }
    }
    titles
}

/// Reads the line that says when a title is shown: `00:00:01,000 --> 00:00:04,000 align:start`.
fn times(line: &str) -> Option<(u64, u64)> {
    let (from, rest) = line.split_once("-->")?;
    let to = rest.split_whitespace().next()?;
    Some((time(from.trim())?, time(to)?))
}

/// Reads a time in milliseconds: `00:01:02,500` or `01:02.500`.
fn time(text: &str) -> Option<u64> {
    let (clock, part) = text.split_once([',', '.'])?;
    let mut seconds: u64 = 0;
    for number in clock.split(':') {
        let number: u64 = number.parse().ok()?;
        seconds = seconds.checked_mul(60)?.checked_add(number)?;
    }
    let part: u64 = part.parse().ok()?;
    seconds.checked_mul(1000)?.checked_add(part)
}

fn text(titles: &[Title<'_>]) -> String {
    let mut text = String::new();
    let (mut ended, mut voice) = (0, String::new());
    for title in titles {
        let mut is_new = title.from >= ended + PAUSE;
        for line in &title.lines {
            let (speaker, words) = bare(line);
            if words.is_empty() {
                continue;
            }
            let is_other = speaker.as_ref().is_some_and(|speaker| *speaker != voice);
            is_new |= is_other || words.starts_with(['-', '–', '—']) || words.starts_with(">>");
            if !text.is_empty() {
                text.push_str(if is_new { "\n\n" } else { " " });
            }
            if let Some(speaker) = speaker.filter(|_| is_other) {
                text.push_str(&speaker);
                text.push_str(": ");
                voice = speaker;
            }
            text.push_str(&words);
            is_new = false;
        }
        ended = ended.max(title.to);
    }
    text
}

/// Takes the mark-up out of a line; returns whose voice it names, and the words.
fn bare(line: &str) -> (Option<String>, String) {
    let (mut words, mut voice) = (String::new(), None);
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, tag) = rest.split_at(at);
        words.push_str(before);
        let end = if tag.starts_with('<') { '>' } else { '}' };
        // `{\an8}` is mark-up of some programs, braces else are words.
        let opens = |char: char| char.is_ascii_alphanumeric() || char == '/';
        let is_tag = tag.starts_with("{\\")
            || tag
                .strip_prefix('<')
                .is_some_and(|tag| tag.starts_with(opens));
        let Some(len) = tag.find(end).filter(|_| is_tag) else {
            words.push_str(&tag[..1]);
            rest = &tag[1..];
            continue;
        };
        if let Some(name) = tag[..len].strip_prefix("<v") {
            let name = name.split_once(' ').map(|(_, name)| name.trim());
            voice = name.filter(|name| !name.is_empty()).map(str::to_owned);
        }
        rest = &tag[len + 1..];
    }
    words.push_str(rest);
    let words = words
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let words: Vec<&str> = words.split_whitespace().collect();
    (voice, words.join(" "))
}

#[cfg(test)]
mod tests {
    use crate::read::read;

    #[track_caller]
    fn check(path: &str, file: &str, expected: &str) {
        let article = read(path, file.as_bytes()).unwrap();
        assert_eq!(&*article.text, expected);
        let with_returns = file.replace('\n', "\r\n");
        assert_eq!(
            read(path, with_returns.as_bytes()).unwrap().text,
            article.text
        );
    }

    #[test]
    fn what_is_said_is_read() {
        check(
            "a.srt",
            "1\n00:00:01,000 --> 00:00:02,500\n<i>We never</i>\nagreed.\n\n2\n00:00:02,600 --> 00:00:04,000\n{\\an8}Never.\n\n\
             3\n00:00:09,000 --> 00:00:10,000\nThe end.\n",
            "We never agreed. Never.\n\nThe end.",
        );
        check(
            "a.srt",
            "00:00:01,000 --> 00:00:02,500\n- Will you?\n- No.\n",
            "- Will you?\n\n- No.",
        );
        check(
            "a.vtt",
            "WEBVTT - Talks\n\nNOTE\nnothing\n\nSTYLE\n::cue { color: red }\n\nid\n00:01.000 --> 00:02.000 align:start\n\
             <v Anna Berg>We &amp; they <00:01.500><c>agree</c>.</v>\n\n00:02.000 --> 00:03.000\n<v Anna Berg>Now.\n\n\
             00:03.000 --> 00:04.000\n<v.loud Jan Novak>No.\n",
            "Anna Berg: We & they agree. Now.\n\nJan Novak: No.",
        );
        check(
            "a.srt",
            "00:00:01,000 --> 00:00:02,500\n2 < 3 {x}\n",
            "2 < 3 {x}",
        );
    }

    #[test]
    fn what_holds_no_titles_is_named() {
        let problem = read("a.srt", b"We never agreed.\n").unwrap_err();
        assert_eq!(
            problem.to_string(),
            "a.srt: the file holds no subtitles. Check what it is"
        );
    }
}
