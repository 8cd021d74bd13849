//! The headline and the line under it: place, date, publisher, length.

use egui::text::LayoutJob;
use egui::{Color32, FontId, Galley, Painter, pos2};
use std::sync::Arc;

use super::ReaderInput;
use super::document::Document;
use super::page::Page;
use crate::model::article::Article;
use crate::model::span::Span;

/// Space above the page.
const ABOVE: f32 = 30.0;

/// Returns the height of what is drawn above the first block.
pub(super) fn height_above(document: &Document, input: &ReaderInput<'_>, painter: &Painter) -> f32 {
    if document.has_heading() {
        return ABOVE;
    }
    let title = title(document, input, painter).map_or(0.0, |galley| galley.size().y + 4.0);
    ABOVE + title + line_height(input) + input.text_size
}

/// Returns the height of the line of metadata.
pub(super) fn line_height(input: &ReaderInput<'_>) -> f32 {
    (input.theme.sizes.small * 1.9).round()
}

/// Draws the line of metadata below the headline, or both above the text where the text has none.
///
/// `top` is the height of the first block's upper edge on the screen, if that is in sight.
pub(super) fn paint(
    document: &Document,
    input: &ReaderInput<'_>,
    page: &Page,
    top: Option<f32>,
    painter: &Painter,
) {
    let left = page.geometry.text_left;
    let colours = &input.theme.colours;
    let y = match page.laid.iter().find(|laid| laid.heading) {
        Some(laid) => laid.origin.y + laid.height + 4.0,
        None if document.has_heading() => return,
        None => {
            let Some(top) = top else {
                return;
            };
            let mut y = top - height_above(document, input, painter) + ABOVE;
            if let Some(galley) = title(document, input, painter) {
                let height = galley.size().y;
                painter.galley(pos2(left, y), galley, colours.text);
                y += height + 4.0;
            }
            y
        }
    };
    let font = FontId::proportional(input.theme.sizes.small);
    let mut job = LayoutJob::simple_singleline(meta_line(input.article), font, colours.weak);
    job.wrap.max_width = page.geometry.measure;
    job.wrap.max_rows = 1;
    painter.galley(pos2(left, y), painter.layout_job(job), colours.weak);
}

fn title(document: &Document, input: &ReaderInput<'_>, painter: &Painter) -> Option<Arc<Galley>> {
    let article = input.article;
    let title = article.meta.title.as_deref()?;
    // A title made of the first sentence would stand there twice.
    let start = article
        .text
        .slice(Span::new(article.lead, article.text.len()));
    if article.meta.title_span.is_none()
        && start.trim_start().starts_with(title.trim_end_matches('…'))
    {
        return None;
    }
    let style = document.title_style();
    let mut job = LayoutJob::simple(
        title.to_owned(),
        style.font.clone(),
        Color32::PLACEHOLDER,
        style.width,
    );
    for section in &mut job.sections {
        section.format.line_height = Some(style.line_height);
    }
    Some(painter.layout_job(job))
}

/// Returns `Moscow · 24 Feb 2025 · AFP · 1,986 characters`.
fn meta_line(article: &Article) -> String {
    let meta = &article.meta;
    let date = meta.date.as_deref().map(readable_date);
    let count = article.text.chars_len();
    let length = match count {
        1 => "1 character".to_owned(),
        _ => format!("{} characters", grouped(count)),
    };
    let parts = [
        meta.place.clone(),
        date,
        meta.publisher.clone(),
        meta.byline.clone(),
    ];
    let parts = parts.into_iter().flatten().chain([length]);
    parts.collect::<Vec<_>>().join(" · ")
}

/// Returns `24 Feb 2025` for `2025-02-24`, and anything else as it is.
pub(crate) fn readable_date(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut parts = date.splitn(3, '-');
    let parsed = (|| {
        let year: u16 = parts.next()?.parse().ok()?;
        let month: usize = parts.next()?.parse().ok()?;
        let day: u8 = parts.next()?.parse().ok()?;
        Some(format!(
            "{day} {} {year}",
            MONTHS.get(month.checked_sub(1)?)?
        ))
    })();
    parsed.unwrap_or_else(|| date.to_owned())
}

/// Returns a number with its thousands set apart.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::Metadata;
    use crate::model::text::Text;

    #[test]
    fn metadata_stands_on_one_line() {
        let mut article = Article {
            text: Text::new("x".repeat(1986)),
            meta: Metadata {
                place: Some("Harlow".to_owned()),
                date: Some("2025-02-04".to_owned()),
                publisher: Some("Wire".to_owned()),
                ..Metadata::default()
            },
            ..Article::default()
        };
        assert_eq!(
            meta_line(&article),
            "Harlow · 4 Feb 2025 · Wire · 1,986 characters"
        );
        article.meta = Metadata::default();
        article.text = Text::new("x");
        assert_eq!(meta_line(&article), "1 character");
    }

    #[track_caller]
    fn check_date(given: &str, expected: &str) {
        assert_eq!(readable_date(given), expected);
    }

    #[test]
    fn dates_are_spelled() {
        check_date("2025-12-31", "31 Dec 2025");
        check_date("2025-13-31", "2025-13-31");
        check_date("2025-00-31", "2025-00-31");
        check_date("last week", "last week");
    }

    #[test]
    fn thousands_are_set_apart() {
        let found = [1, 999, 1000, 1_234_567].map(grouped);
        assert_eq!(found, ["1", "999", "1,000", "1,234,567"]);
    }
}
