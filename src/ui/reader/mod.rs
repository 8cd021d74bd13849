//! The article in the middle of the window: text set like a page, with the statements over it and beside it.
//!
//! [`ReaderView`] reads an article and its marks and returns actions; it keeps nothing but what belongs to looking:
//! where the window stands, the text cursor, what is being dragged. In reading order: `blocks` knows where paragraphs
//! lie without laying them out, `layout` (with `fallback`) which character stands where in one of them, `marks`
//! what lies over it, `document` what is known of the whole, `page` what is in sight. Each frame makes a page, lets `select` and `keys` answer the
//! person, and draws: `paint`, `margin`, `header`, `bar`, `scroll`; `access` tells screen readers.
//!
//! Invariants:
//! - Every offset that comes in or goes out is a byte of the article's text. No offset is taken from a layout that does
//!   not place characters one by one.
//! - A change of marks, theme or pointer lays no text out again.

mod access;
mod bar;
mod blocks;
mod document;
pub(crate) mod fallback;
pub(crate) mod header;
mod keys;
mod layout;
mod margin;
mod marks;
mod page;
mod paint;
mod quotation;
mod scroll;
mod select;

pub use crate::app::mark::{Layer, Mark, Tone};

use blocks::Anchor;
use document::Document;
use egui::{EventFilter, Id, Response, Sense, Ui};
use marks::Index;
use page::{Geometry, Page};

use super::theme::{Ink, Theme};
use crate::model::article::Article;
use crate::model::id::StatementId;
use crate::model::span::Span;

/// What the reader shows. All spans are in bytes of the article's text.
#[derive(Clone, Copy, Debug)]
pub struct ReaderInput<'a> {
    /// The article.
    pub article: &'a Article,
    /// Changes whenever the article or its text does.
    pub article_key: u64,
    /// The statements and suggestions over it, in any order.
    pub marks: &'a [Mark],
    /// Changes whenever the marks do.
    pub marks_key: u64,
    /// Id of the chosen mark.
    pub selected: Option<&'a str>,
    /// The selected text.
    pub selection: Option<Span>,
    /// What a search found, in text order.
    pub find: &'a [Span],
    /// The current one of those.
    pub find_current: Option<usize>,
    /// The look.
    pub theme: &'a Theme,
    /// Size of the text, in points.
    pub text_size: f32,
    /// Whether nothing may be changed.
    pub read_only: bool,
}

impl ReaderInput<'_> {
    /// Returns the index of the chosen mark.
    fn selected_mark(&self) -> Option<usize> {
        let id = self.selected?;
        self.marks.iter().position(|mark| mark.id == id)
    }
}

/// What the person asked of the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum ReaderAction {
    /// Choose a mark by its id, or none.
    Select(Option<String>),
    /// Select text.
    SetSelection(Option<Span>),
    /// Put the text cursor at a byte.
    SetCaret(usize),
    /// Move one end of a statement's quote.
    MoveEnd {
        /// The statement.
        id: StatementId,
        /// Which span of its quote.
        span: usize,
        /// Which end of that.
        end: End,
        /// Where to, as byte of the text.
        to: usize,
    },
    /// Make something of the selected text.
    Make(Make),
}

/// Names an end of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// The first byte.
    Start,
    /// Behind the last byte.
    End,
}

/// Says what the selected text is to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Make {
    /// The quote of a new statement.
    Quote,
    /// The speaker mention of the chosen statement.
    Speaker,
    /// The cue of the chosen statement.
    Cue,
}

/// What stands at the upper edge of the window in an article, whatever the width.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    anchor: Anchor,
    /// How many blocks the article had; with another number it is another text.
    blocks: usize,
}

/// The reader's own state: where one looks, not what is there.
#[derive(Debug, Default)]
pub struct ReaderView {
    document: Option<Document>,
    anchor: Anchor,
    pending: Option<Span>,
    index: Index,
    /// The colours of each mark.
    inks: Vec<Ink>,
    /// What index and colours were made of: article, marks, and whether the look is dark.
    indexed: Option<(u64, u64, bool)>,
    pointer: select::Pointer,
    cursor: keys::Cursor,
    ticks: scroll::Ticks,
    /// What of the text was in sight in the last frame.
    sight: Option<Span>,
    /// Where the next article is to be shown that is another.
    returning: Option<Place>,
    /// The layout and the height that the last frame had.
    fitted: Option<(document::LayoutKey, f32)>,
}

impl ReaderView {
    /// Returns the id of the article's widget, which has the keyboard while text is being selected.
    pub fn id() -> Id {
        Id::unique("article text")
    }

    /// Brings a span into sight with the next frame, unless it is there already.
    pub fn scroll_to(&mut self, span: Span) {
        self.pending = Some(span);
    }

    /// Returns what of the text was in sight in the last frame.
    pub fn sight(&self) -> Option<Span> {
        self.sight
    }

    /// Returns what stands at the upper edge, to come back to.
    pub fn place(&self) -> Place {
        Place {
            anchor: self.anchor,
            blocks: self.document.as_ref().map_or(0, |known| known.blocks.len()),
        }
    }

    /// Shows the next article, unless it is the same, from there on.
    pub fn return_to(&mut self, place: Place) {
        self.returning = Some(place);
    }

    /// Returns the byte at which the text cursor stands.
    pub fn caret(&self) -> usize {
        self.cursor.caret
    }

    /// Puts the text cursor at a byte of the text. To be called for each article that is shown anew.
    pub fn set_caret(&mut self, byte: usize) {
        self.cursor = keys::Cursor::at(byte);
    }

    /// Draws the article into all the space there is, and adds what the person asked for to `actions`.
    pub fn ui(&mut self, ui: &mut Ui, input: &ReaderInput<'_>, actions: &mut Vec<ReaderAction>) {
        let clip = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(clip);
        let response = ui.interact(clip, Self::id(), Sense::click_and_drag());
        if clip.width() < 40.0 || clip.height() < 20.0 {
            return;
        }
        let painter = ui.painter_at(clip);
        painter.rect_filled(clip, 0.0, input.theme.colours.page);

        self.index(input);
        let sizes = &input.theme.sizes;
        let geometry = Geometry::new(
            clip,
            sizes,
            input.text_size,
            (self.index.lane_count, self.index.mates.len()),
        );
        let mut document = self.open(input, &geometry, &painter);
        self.scroll(ui, &response, &mut document, input, &geometry);
        let page = Page::new(
            &mut document,
            input,
            &self.index,
            geometry,
            self.anchor,
            &painter,
        );
        let margin = margin::Margin::new(&page, &self.index, input);

        self.answer_pointer(ui, &response, input, &page, &margin, actions);
        self.answer_keys(ui, &response, input, &mut document, &page, actions);

        self.sight = page
            .laid
            .first()
            .zip(page.laid.last())
            .map(|(first, last)| Span::new(first.content.start, last.content.end));
        let first = page.laid.first().filter(|_| self.anchor.block == 0);
        let top = first.map(|laid| laid.origin.y);
        let view = paint::View {
            input,
            page: &page,
            index: &self.index,
            inks: &self.inks,
            selected: input.selected_mark(),
            hovered: self.pointer.hovered,
            moving: self.pointer.moving(input),
        };
        paint::under_text(&view, &painter);
        paint::text(&view, &painter);
        header::paint(&document, input, &page, top, &painter);
        paint::over_text(&view, &painter);
        margin.paint(&view, &painter);
        if response.has_focus() && input.selection.is_none_or(Span::is_empty) {
            paint::caret(&view, &painter, self.cursor.caret);
        }
        access::tell(ui, &response, &view, &self.index, actions);
        self.scroll_bar(ui, &mut document, input, &geometry);
        if !self.pointer.is_dragging() {
            bar::show(ui, input, &page, actions);
        }
        self.document = Some(document);
    }

    /// Sorts the marks and chooses their colours anew if they changed.
    fn index(&mut self, input: &ReaderInput<'_>) {
        let key = (input.article_key, input.marks_key, input.theme.dark);
        if self.indexed != Some(key) {
            self.index = Index::new(input.marks);
            let inks = input
                .marks
                .iter()
                .map(|mark| paint::ink(input.theme, mark.tone));
            self.inks = inks.collect();
            self.indexed = Some(key);
            self.pointer.hovered = None;
        }
    }

    /// Takes the document out, made anew if the article or the width changed.
    fn open(
        &mut self,
        input: &ReaderInput<'_>,
        geometry: &Geometry,
        painter: &egui::Painter,
    ) -> Document {
        let old = self.document.take();
        let was = old.as_ref().map(Document::article);
        let mut document = Document::new(old, input, geometry, painter, &mut self.anchor);
        let fitted = (document.layout_key(), geometry.clip.height());
        if was != Some(input.article_key) {
            self.anchor = document.anchor_at(0.0, geometry.clip.height());
            self.pointer = select::Pointer::default();
            let place = self.returning.take();
            if let Some(place) = place.filter(|place| place.blocks == document.blocks.len()) {
                self.anchor = place.anchor;
                document.measure(input, painter, self.anchor.block);
            }
        } else if self.fitted.is_some_and(|before| fits_less(before, fitted)) {
            self.keep_in_sight(input);
        }
        self.fitted = Some(fitted);
        document
    }

    /// Keeps what one works on in sight where the window became smaller, or the text larger.
    fn keep_in_sight(&mut self, input: &ReaderInput<'_>) {
        let chosen = input.selected_mark().map(|mark| input.marks[mark].extent());
        let worked_on = input.selection.or(chosen);
        let was_seen = |span: &Span| self.sight.is_some_and(|sight| sight.overlaps(*span));
        if let Some(span) = worked_on.filter(was_seen)
            && self.pending.is_none()
        {
            self.pending = Some(span);
        }
    }

    /// Keeps arrow keys and Escape for the article while it has the keyboard.
    fn lock_focus(ui: &Ui, response: &Response) {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
            tab: false,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
}

/// Tells whether what was in sight may be no more: lines break elsewhere, or much of the height is gone. For a message of
/// a line nothing moves.
fn fits_less(before: (document::LayoutKey, f32), now: (document::LayoutKey, f32)) -> bool {
    before.0 != now.0 || before.1 - now.1 > 60.0
}
