//! The keyboard: the text cursor, extending a selection, copying, paging.

use egui::{Event, Key, Modifiers, Popup, Response, Ui};
use unicode_segmentation::UnicodeSegmentation as _;

use super::document::Document;
use super::page::Page;
use super::{ReaderAction, ReaderInput, ReaderView};
use crate::model::span::Span;

/// The text cursor and where a selection that goes on from it began, in bytes of the article.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cursor {
    pub(super) caret: usize,
    /// The end of the selection that stays.
    pub(super) tail: usize,
    /// Where on the line the cursor wants to be while it goes up and down.
    goal: Option<f32>,
}

impl Cursor {
    /// Puts the cursor somewhere with nothing selected.
    pub(super) fn at(byte: usize) -> Self {
        Self {
            caret: byte,
            tail: byte,
            goal: None,
        }
    }

    /// Puts the cursor at the end of a selection.
    pub(super) fn over(span: Span) -> Self {
        Self {
            caret: span.end,
            tail: span.start,
            goal: None,
        }
    }
}

impl Cursor {
    /// Goes to the ends of the selection, which a drag widened to whole words or an undo brought back.
    fn follow(&mut self, selection: Option<Span>) {
        let Some(span) = selection.filter(|&span| Span::new(self.tail, self.caret) != span) else {
            return;
        };
        let backwards = self.caret < self.tail;
        (self.tail, self.caret) = if backwards {
            (span.end, span.start)
        } else {
            (span.start, span.end)
        };
    }
}

/// A movement of the text cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Motion {
    Left,
    Right,
    WordLeft,
    WordRight,
    Up,
    Down,
    LineStart,
    LineEnd,
}

impl ReaderView {
    /// Turns keys into actions, unless another widget has the keyboard.
    pub(super) fn answer_keys(
        &mut self,
        ui: &Ui,
        response: &Response,
        input: &ReaderInput<'_>,
        document: &mut Document,
        page: &Page,
        actions: &mut Vec<ReaderAction>,
    ) {
        let focused = ui.memory(egui::Memory::focused);
        let is_elsewhere = focused.is_some() && !response.has_focus();
        if is_elsewhere || Popup::is_any_open(ui.ctx()) {
            return;
        }
        let events = ui.input(|state| state.events.clone());
        let view = f64::from(page.geometry.clip.height());
        for event in events {
            match event {
                Event::Copy => {
                    if let Some(span) = input.selection.filter(|span| !span.is_empty()) {
                        ui.copy_text(input.article.text.slice(span).to_owned());
                    }
                }
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => {
                    let far = page.geometry.clip.height() * 0.9;
                    match key {
                        Key::PageUp => self.anchor.offset -= f64::from(far),
                        Key::PageDown => self.anchor.offset += f64::from(far),
                        Key::Home if modifiers.command => {
                            self.anchor = document.anchor_at(0.0, page.geometry.clip.height());
                        }
                        Key::End if modifiers.command => {
                            let end = document.total() - view;
                            self.anchor = document.anchor_at(end, page.geometry.clip.height());
                        }
                        _ => {
                            self.press(ui, response, input, document, (key, modifiers), actions);
                            continue;
                        }
                    }
                    ui.request_repaint();
                }
                _ => {}
            }
        }
        if response.has_focus() {
            Self::lock_focus(ui, response);
        }
    }

    fn press(
        &mut self,
        ui: &Ui,
        response: &Response,
        input: &ReaderInput<'_>,
        document: &mut Document,
        (key, modifiers): (Key, Modifiers),
        actions: &mut Vec<ReaderAction>,
    ) {
        if key == Key::Escape {
            // Escape that left a text field was meant for that field.
            if !response.has_focus() {
                return;
            }
            if input.selection.is_some() {
                actions.push(ReaderAction::SetSelection(None));
            } else if input.selected.is_some() {
                actions.push(ReaderAction::Select(None));
            }
            return;
        }
        let Some(motion) = motion(key, modifiers) else {
            return;
        };
        // The caret moves without a click first; from here on it is the article's and shown.
        response.request_focus();
        self.cursor.follow(input.selection);
        let to = self.moved(ui, input, document, motion);
        let extends = modifiers.shift;
        // Without Shift an arrow leaves a selection at the end it points to, as everywhere.
        let to = match input.selection {
            Some(span) if !extends && motion == Motion::Left => span.start,
            Some(span) if !extends && motion == Motion::Right => span.end,
            _ => to,
        };
        self.cursor.caret = to;
        if extends {
            let span = Span::new(self.cursor.tail, to);
            let span = (!span.is_empty()).then_some(span);
            actions.push(ReaderAction::SetSelection(span));
        } else {
            self.cursor.tail = to;
            if input.selection.is_some() {
                actions.push(ReaderAction::SetSelection(None));
            }
            actions.push(ReaderAction::SetCaret(to));
        }
        self.pending = Some(Span::new(to, to));
        ui.request_repaint();
    }

    /// Returns where a motion takes the cursor, as byte of the article.
    fn moved(
        &mut self,
        ui: &Ui,
        input: &ReaderInput<'_>,
        document: &mut Document,
        motion: Motion,
    ) -> usize {
        let text = &input.article.text;
        let caret = text.floor(self.cursor.caret);
        if !matches!(motion, Motion::Up | Motion::Down) {
            self.cursor.goal = None;
        }
        match motion {
            Motion::Left => prev_grapheme(text, caret),
            Motion::Right => next_grapheme(text, caret),
            Motion::WordLeft => text.prev_word_start(caret),
            Motion::WordRight => text.next_word_end(caret),
            Motion::LineStart => document.line_around(input, ui.painter(), caret).start,
            Motion::LineEnd => document.line_around(input, ui.painter(), caret).end,
            Motion::Up | Motion::Down => {
                let x = match self.cursor.goal {
                    Some(x) => x,
                    None => document.place(input, ui.painter(), caret).1,
                };
                self.cursor.goal = Some(x);
                let down = motion == Motion::Down;
                let found = document.line_below(input, ui.painter(), caret, x, down);
                found.unwrap_or(if down { text.len() } else { 0 })
            }
        }
    }
}

fn motion(key: Key, modifiers: Modifiers) -> Option<Motion> {
    let word = modifiers.ctrl || modifiers.alt || modifiers.command;
    Some(match key {
        Key::ArrowLeft if word => Motion::WordLeft,
        Key::ArrowRight if word => Motion::WordRight,
        Key::ArrowLeft => Motion::Left,
        Key::ArrowRight => Motion::Right,
        Key::ArrowUp if !word => Motion::Up,
        Key::ArrowDown if !word => Motion::Down,
        Key::Home if !word => Motion::LineStart,
        Key::End if !word => Motion::LineEnd,
        _ => return None,
    })
}

/// Longest grapheme that is looked for, in bytes; a longer chain of marks is passed in several steps.
const GRAPHEME: usize = 256;

fn next_grapheme(text: &str, byte: usize) -> usize {
    let upto = text.floor_char_boundary(byte + GRAPHEME);
    let first = text[byte..upto].graphemes(true).next();
    byte + first.map_or(0, str::len)
}

fn prev_grapheme(text: &str, byte: usize) -> usize {
    let from = text.ceil_char_boundary(byte.saturating_sub(GRAPHEME));
    let last = text[from..byte].graphemes(true).next_back();
    byte - last.map_or(0, str::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_passes_whole_graphemes() {
        let text = "a👨‍👩‍👧e\u{301}\r\nב";
        let mut places = vec![0];
        while let Some(&at) = places.last().filter(|&&at| at < text.len()) {
            places.push(next_grapheme(text, at));
        }
        assert_eq!(places, [0, 1, 19, 22, 24, 26]);
        let mut back = vec![text.len()];
        while let Some(&at) = back.last().filter(|&&at| at > 0) {
            back.push(prev_grapheme(text, at));
        }
        back.reverse();
        assert_eq!(back, places);
    }

    #[test]
    fn the_cursor_follows_a_selection_made_elsewhere() {
        let mut cursor = Cursor {
            caret: 12,
            tail: 3,
            goal: None,
        };
        cursor.follow(Some(Span::new(0, 15)));
        assert_eq!((cursor.tail, cursor.caret), (0, 15));
        cursor = Cursor {
            caret: 3,
            tail: 12,
            goal: None,
        };
        cursor.follow(Some(Span::new(0, 15)));
        assert_eq!((cursor.tail, cursor.caret), (15, 0));
        cursor.follow(None);
        assert_eq!((cursor.tail, cursor.caret), (15, 0));
    }

    #[test]
    fn arrows_with_control_go_by_words() {
        assert_eq!(motion(Key::ArrowLeft, Modifiers::NONE), Some(Motion::Left));
        assert_eq!(
            motion(Key::ArrowLeft, Modifiers::COMMAND),
            Some(Motion::WordLeft)
        );
        assert_eq!(motion(Key::ArrowUp, Modifiers::SHIFT), Some(Motion::Up));
        assert_eq!(motion(Key::ArrowUp, Modifiers::CTRL), None);
        assert_eq!(motion(Key::Q, Modifiers::NONE), None);
    }
}
