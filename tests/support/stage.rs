//! A reader with what a window keeps around it, for tests.

use egui::accesskit::Role;
use egui::{Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use onrecord::model::article::Article;
use onrecord::model::span::Span;
use onrecord::model::text::Text;
use onrecord::ui::reader::{Layer, Mark, ReaderAction, ReaderInput, ReaderView, Tone};
use onrecord::ui::theme::Theme;

/// What a window would keep around the reader.
pub(crate) struct App {
    pub(crate) view: ReaderView,
    pub(crate) article: Article,
    pub(crate) marks: Vec<Mark>,
    pub(crate) selected: Option<String>,
    pub(crate) selection: Option<Span>,
    pub(crate) find: Vec<Span>,
    pub(crate) read_only: bool,
    /// Everything that was asked for.
    pub(crate) asked: Vec<ReaderAction>,
}

impl App {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            view: ReaderView::default(),
            article: Article {
                text: Text::new(text),
                ..Article::default()
            },
            marks: Vec::new(),
            selected: None,
            selection: None,
            find: Vec::new(),
            read_only: false,
            asked: Vec::new(),
        }
    }

    pub(crate) fn span(&self, part: &str) -> Span {
        let start = self
            .article
            .text
            .find(part)
            .unwrap_or_else(|| panic!("no {part:?}"));
        Span::new(start, start + part.len())
    }

    pub(crate) fn mark(mut self, id: &str, layer: Layer, quote: &str) -> Self {
        let mark = Mark {
            id: id.to_owned(),
            layer,
            whose: String::new(),
            quote: vec![self.span(quote)],
            cue: None,
            mention: None,
            via: Vec::new(),
            addressees: Vec::new(),
            evidence: Vec::new(),
            tone: Tone::None,
            sign: "",
            speaker: String::new(),
            stance: String::new(),
            name: format!("Statement: {id}: {quote}"),
            flagged: false,
            unsure: false,
        };
        self.marks.push(mark);
        self
    }

    /// Returns the mark with an id.
    pub(crate) fn named(&mut self, id: &str) -> &mut Mark {
        let found = self.marks.iter_mut().find(|mark| mark.id == id);
        found.unwrap_or_else(|| panic!("no mark {id}"))
    }

    pub(crate) fn ui(&mut self, ui: &mut egui::Ui) {
        let input = ReaderInput {
            article: &self.article,
            article_key: 1,
            marks: &self.marks,
            marks_key: 1,
            selected: self.selected.as_deref(),
            selection: self.selection,
            find: &self.find,
            find_current: (!self.find.is_empty()).then_some(0),
            theme: Theme::of(ui),
            text_size: 18.0,
            read_only: self.read_only,
        };
        let mut actions = Vec::new();
        self.view.ui(ui, &input, &mut actions);
        for action in actions {
            match &action {
                ReaderAction::Select(id) => self.selected.clone_from(id),
                ReaderAction::SetSelection(span) => self.selection = *span,
                _ => {}
            }
            self.asked.push(action);
        }
    }

    pub(crate) fn selected_text(&self) -> Option<&str> {
        self.selection.map(|span| self.article.text.slice(span))
    }
}

pub(crate) type Reader = Harness<'static, App>;

pub(crate) fn open(app: App) -> Reader {
    open_in(app, egui::Theme::Light, vec2(1000.0, 640.0))
}

pub(crate) fn open_in(app: App, theme: egui::Theme, size: egui::Vec2) -> Reader {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        // Fast enough for double clicks.
        .with_step_dt(0.1)
        .allow_missing_glyphs()
        .renderer(super::soft::Soft::default())
        .with_context_setup(Theme::apply)
        .build_ui_state(|ui, app: &mut App| app.ui(ui), app);
    harness.run();
    harness
}

/// Returns the node of a paragraph; its text runs may have the same value.
#[track_caller]
pub(crate) fn paragraph<'a>(reader: &'a Reader, text: &'a str) -> egui_kittest::Node<'a> {
    let found = reader
        .query_all_by_value(text)
        .find(|node| node.accesskit_node().role() == Role::Label);
    found.unwrap_or_else(|| panic!("{text:?} is not in sight"))
}

/// Returns the place of a piece of a paragraph's text: the left end of its first character, in the middle of the line.
#[track_caller]
#[expect(clippy::cast_possible_truncation)] // Places on the screen.
pub(crate) fn place(reader: &Reader, paragraph: &str, part: &str) -> Pos2 {
    let at = paragraph.find(part).expect("the part is in the paragraph");
    let before = paragraph[..at].chars().count();
    let node = self::paragraph(reader, paragraph);
    let mut passed = 0;
    for run in node.children() {
        let run = run.accesskit_node();
        let count = run.data().value().unwrap_or_default().chars().count();
        if before < passed + count {
            let bounds = run.bounding_box().expect("runs have a place");
            let places = run
                .data()
                .character_positions()
                .expect("runs have places of characters");
            let x = bounds.x0 as f32 + places[before - passed] + 1.0;
            return Pos2::new(x, (bounds.y0 + bounds.y1) as f32 / 2.0);
        }
        passed += count;
    }
    panic!("{part:?} is not in sight");
}
