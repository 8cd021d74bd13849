//! Markdown as it is read: headings, paragraphs, lists, quotes, code, and words that are stressed. What else Markdown knows
//! is shown as it is written; nothing is fetched or opened.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontFamily, FontId, Label, Rect, Response, Role, Ui, WidgetInfo, vec2};

use super::fonts;
use super::reader::fallback::{has_rtl, visual_within};
use super::theme::Theme;

/// How far a list is moved in for each level, in points.
const INDENT: f32 = 16.0;

/// Most levels of a list that are moved in further.
const MOST_LEVELS: usize = 6;

/// Represents a stretch of words in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    text: String,
    style: Style,
}

/// Says how words look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    Strong,
    Emphasis,
    Code,
}

/// Says what a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// A heading of a level, from 1.
    Heading(usize),
    Text,
    /// An entry of a list: its level, from 0, and the mark before it.
    Item(usize, String),
    Quote,
    Code,
    Rule,
}

/// Represents a paragraph, or what else stands between blank lines.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Block {
    kind: Kind,
    runs: Vec<Run>,
}

/// Represents a text as it is read, with how high its blocks are: those out of sight are not drawn.
#[derive(Debug, Default)]
pub(crate) struct MarkdownView {
    source: String,
    blocks: Vec<Block>,
    heights: Vec<f32>,
    /// The width and the size of letters that the heights are for, in points.
    of: (f32, f32),
}

impl MarkdownView {
    /// Shows a text, from the top of what is left of the room on.
    pub(crate) fn show(&mut self, ui: &mut Ui, theme: &Theme, text: &str) {
        if self.source != text {
            text.clone_into(&mut self.source);
            self.blocks = blocks(text);
            self.heights.clear();
        }
        let width = ui.available_width();
        if self.of != (width, theme.sizes.interface) {
            self.of = (width, theme.sizes.interface);
            self.heights.clear();
        }
        for (place, block) in self.blocks.iter().enumerate() {
            if let Some(&height) = self.heights.get(place) {
                let size = vec2(width, height);
                if !ui.is_rect_visible(Rect::from_min_size(ui.cursor().min, size)) {
                    ui.allocate_space(size);
                    continue;
                }
            }
            let shown = ui.scope(|ui| block.show(ui, theme));
            if place == self.heights.len() {
                self.heights.push(shown.response.rect.height());
            }
        }
    }
}

impl Block {
    fn show(&self, ui: &mut Ui, theme: &Theme) {
        match &self.kind {
            Kind::Heading(level) => {
                ui.add_space(theme.sizes.spacing);
                let response = self.label(ui, theme);
                let name = self.text();
                response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &name));
                // Screen readers are told levels from 0.
                let level = level.saturating_sub(1);
                ui.ctx()
                    .accesskit_node_builder(response.id, |node| node.set_level(level));
            }
            Kind::Text => {
                self.label(ui, theme);
            }
            Kind::Item(level, mark) => {
                ui.horizontal_top(|ui| {
                    let level = (*level).min(MOST_LEVELS) as f32;
                    ui.add_space(INDENT * theme.scale() * level);
                    ui.add(Label::new(mark).selectable(false));
                    self.label(ui, theme);
                });
            }
            Kind::Quote | Kind::Code => {
                ui.horizontal_top(|ui| {
                    ui.add_space(INDENT * theme.scale());
                    self.label(ui, theme);
                });
            }
            Kind::Rule => {
                ui.separator();
            }
        }
    }

    /// Shows the words, broken into lines.
    fn label(&self, ui: &mut Ui, theme: &Theme) -> Response {
        let plain = self.format(theme, Style::Plain);
        let text = self.text();
        if has_rtl(&text) {
            // Words that stand in the order of the screen have lost where they were stressed.
            let painter = ui.painter().clone();
            let measure = |piece: &str| {
                let galley =
                    painter.layout_no_wrap(piece.to_owned(), plain.font_id.clone(), plain.color);
                galley.size().x
            };
            let lines = visual_within(&text, ui.available_width(), measure);
            let mut job = LayoutJob::default();
            job.append(&lines, 0.0, plain.clone());
            let response = ui.add(Label::new(job).wrap());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
            return response;
        }
        let mut job = LayoutJob::default();
        for run in &self.runs {
            job.append(&run.text, 0.0, self.format(theme, run.style));
        }
        ui.add(Label::new(job).wrap())
    }

    fn format(&self, theme: &Theme, style: Style) -> TextFormat {
        let size = match self.kind {
            Kind::Heading(1) => theme.sizes.heading * 1.25,
            Kind::Heading(2) => theme.sizes.heading * 1.1,
            Kind::Heading(_) => theme.sizes.heading,
            _ => theme.sizes.interface,
        };
        let is_heading = matches!(self.kind, Kind::Heading(_));
        let family = match style {
            Style::Strong => fonts::sans_bold(),
            _ if is_heading => fonts::sans_bold(),
            Style::Plain | Style::Emphasis | Style::Code => FontFamily::Proportional,
        };
        let colour = match self.kind {
            Kind::Quote => theme.colours.weak,
            _ => theme.colours.text,
        };
        let background = match style {
            Style::Code => theme.colours.button,
            _ => Color32::TRANSPARENT,
        };
        TextFormat {
            background,
            italics: style == Style::Emphasis,
            ..TextFormat::simple(FontId::new(size, family), colour)
        }
    }

    fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// Takes a text apart.
fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<(Kind, String)> = Vec::new();
    // Whether the next line may go on with the last block.
    let mut is_open = false;
    let mut is_code = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            is_code = !is_code;
            if is_code {
                found.push((Kind::Code, String::new()));
            }
            is_open = false;
            continue;
        }
        if is_code {
            if let Some((_, code)) = found.last_mut() {
                if !code.is_empty() {
                    code.push('\n');
                }
                code.push_str(line);
            }
            continue;
        }
        if trimmed.is_empty() {
            is_open = false;
            continue;
        }
        let (kind, rest) = begun(line);
        let last = found.last().filter(|_| is_open);
        let goes_on = last.is_some_and(|(known, _)| goes_on(known, &kind));
        if let Some((_, words)) = found.last_mut().filter(|_| goes_on) {
            words.push(' ');
            words.push_str(rest);
        } else {
            is_open = !matches!(kind, Kind::Heading(_) | Kind::Rule);
            found.push((kind, rest.to_owned()));
        }
    }
    let made = found.into_iter().map(|(kind, words)| {
        let runs = match kind {
            Kind::Code => vec![Run {
                text: words,
                style: Style::Code,
            }],
            _ => runs(&words),
        };
        Block { kind, runs }
    });
    made.collect()
}

/// Tells whether a line goes on with the block before it.
fn goes_on(last: &Kind, line: &Kind) -> bool {
    match line {
        Kind::Text => matches!(last, Kind::Text | Kind::Item(..) | Kind::Quote),
        Kind::Quote => *last == Kind::Quote,
        _ => false,
    }
}

/// Returns what begins with a line, and its words.
fn begun(line: &str) -> (Kind, &str) {
    let trimmed = line.trim();
    let level = trimmed.chars().take_while(|char| *char == '#').count();
    if (1..=6).contains(&level)
        && let Some(rest) = trimmed[level..].strip_prefix(' ')
    {
        return (Kind::Heading(level), rest.trim());
    }
    let is_rule = |mark: char| trimmed.len() >= 3 && trimmed.chars().all(|char| char == mark);
    if ['-', '*', '_'].into_iter().any(is_rule) {
        return (Kind::Rule, "");
    }
    if let Some(rest) = trimmed.strip_prefix('>') {
        return (Kind::Quote, rest.trim());
    }
    let inset: usize = line
        .chars()
        .take_while(|char| char.is_whitespace())
        .map(|char| if char == '\t' { 4 } else { 1 })
        .sum();
    for mark in ["- ", "* ", "+ "] {
        if let Some(rest) = trimmed.strip_prefix(mark) {
            return (Kind::Item(inset / 2, "\u{2022}".to_owned()), rest.trim());
        }
    }
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits)
        && let Some(rest) = trimmed[digits..].strip_prefix(['.', ')'])
        && let Some(rest) = rest.strip_prefix(' ')
    {
        let mark = format!("{}.", &trimmed[..digits]);
        return (Kind::Item(inset / 2, mark), rest.trim());
    }
    (Kind::Text, trimmed)
}

/// Takes the words of a block apart where their style changes.
fn runs(text: &str) -> Vec<Run> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        if let Some((run, after)) = stressed(rest, plain.chars().last()).or_else(|| link(rest)) {
            push(&mut found, &mut plain);
            found.push(run);
            rest = after;
            continue;
        }
        let escaped = rest[char.len_utf8()..].chars().next();
        let escaped = escaped.filter(|next| char == '\\' && next.is_ascii_punctuation());
        plain.push(escaped.unwrap_or(char));
        rest = &rest[char.len_utf8() + escaped.map_or(0, char::len_utf8)..];
    }
    push(&mut found, &mut plain);
    found
}

fn push(found: &mut Vec<Run>, plain: &mut String) {
    if !plain.is_empty() {
        found.push(Run {
            text: std::mem::take(plain),
            style: Style::Plain,
        });
    }
}

/// Returns the words with which a text begins if they are stressed, and what comes after them.
fn stressed(text: &str, before: Option<char>) -> Option<(Run, &str)> {
    let marks = [
        ("**", Style::Strong),
        ("__", Style::Strong),
        ("*", Style::Emphasis),
        ("_", Style::Emphasis),
        ("`", Style::Code),
    ];
    let (mark, style) = marks.into_iter().find(|(mark, _)| text.starts_with(mark))?;
    // Within a word it is a letter like others.
    if mark.starts_with('_') && before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let inner = &text[mark.len()..];
    let end = inner.find(mark)?;
    let words = &inner[..end];
    let is_stressed = !words.is_empty() && words.trim() == words;
    let run = Run {
        text: words.to_owned(),
        style,
    };
    is_stressed.then(|| (run, &inner[end + mark.len()..]))
}

/// Returns a link with which a text begins as words and address, and what comes after it.
fn link(text: &str) -> Option<(Run, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (address, rest) = rest.split_once(')')?;
    if words.contains(']') {
        return None;
    }
    let text = if words == address {
        words.to_owned()
    } else {
        format!("{words} ({address})")
    };
    let run = Run {
        text,
        style: Style::Plain,
    };
    Some((run, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes blocks on lines, their kind before them; stressed words in the marks of their style.
    fn shown(text: &str) -> String {
        let run = |run: &Run| match run.style {
            Style::Plain => run.text.clone(),
            Style::Strong => format!("<b>{}</b>", run.text),
            Style::Emphasis => format!("<i>{}</i>", run.text),
            Style::Code => format!("<c>{}</c>", run.text),
        };
        let block = |block: &Block| {
            let words: String = block.runs.iter().map(run).collect();
            let kind = match &block.kind {
                Kind::Heading(level) => format!("h{level}"),
                Kind::Text => "p".to_owned(),
                Kind::Item(level, mark) => format!("{level}{mark}"),
                Kind::Quote => "q".to_owned(),
                Kind::Code => "c".to_owned(),
                Kind::Rule => "r".to_owned(),
            };
            format!("{kind} {words}")
        };
        let blocks: Vec<String> = blocks(text).iter().map(block).collect();
        blocks.join("|")
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn blocks_are_told_apart() {
        check(
            "# Quotes\nWhat a\nquote is.",
            "h1 Quotes|p What a quote is.",
        );
        check("a\n\nb", "p a|p b");
        check("#no heading", "p #no heading");
        check(
            "- one\n- two\n  - three\n  goes on",
            "0• one|0• two|1• three goes on",
        );
        check("1. one\n2) two\n1999. year", "01. one|02. two 1999. year");
        check("> he said\n> so\n\nx", "q he said so|p x");
        check("a\n---\nb", "p a|r |p b");
        check("```\nlet *x*\n\n  y\n```\nz", "c <c>let *x*\n\n  y</c>|p z");
        check("", "");
        check("```", "c <c></c>");
    }

    #[test]
    fn words_are_stressed() {
        check(
            "a **b** *c* _d_ `e*`",
            "p a <b>b</b> <i>c</i> <i>d</i> <c>e*</c>",
        );
        check("2 * 3 * 4, a_b_c", "p 2 * 3 * 4, a_b_c");
        check("**open and *two", "p **open and *two");
        check(r"\*no\* \a", r"p *no* \a");
        check(
            "[here](https://x.org) [a] (b)",
            "p here (https://x.org) [a] (b)",
        );
        check("“**Так**”", "p “<b>Так</b>”");
    }
}
