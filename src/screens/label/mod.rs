//! The screen on which articles are labelled: the list of articles, the article, the statement panel, the table.

mod articles;
mod bar;
mod beside;
mod elsewhere;
mod find;
mod guidelines;
mod likely;
mod menus;
mod note;
mod stances;
mod statement;
mod suggestion;
mod table;

pub(super) use bar::controls;

use std::collections::BTreeMap;

use egui::{Area, CentralPanel, Frame, Id, Key, Margin, Modifiers, Order, Panel, Rect, Ui, vec2};

use crate::app::action::{Action, Panel as Kept, label};
use crate::app::command::label::Command;
use crate::app::state::{OpenArticle, OpenProject, State};
use crate::app::view_model;
use crate::ui::reader::{self, End, Make, ReaderAction, ReaderInput, ReaderView};
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Width that is left to the article, in points, in a window that has room for panels on both sides.
const READER: f32 = 540.0;

/// Height of the window, in points, below which the table gives way.
const LOW: f32 = 700.0;

/// Represents what the screen's views remember between frames.
#[derive(Default)]
pub(super) struct LabelView {
    reader: ReaderView,
    articles: articles::ArticlesView,
    guidelines: guidelines::GuidelinesView,
    statement: statement::StatementView,
    table: table::TableView,
    find: find::FindView,
    marks: view_model::Marks,
    /// The article that the reader showed last, by its key, and its path.
    reader_shows: Option<(u64, String)>,
    /// What stood at the upper edge in articles that were in the reader before, by path.
    places: BTreeMap<String, reader::Place>,
    /// For each panel the size kept in the settings and what it took of the window when it was first so shown.
    at_rest: Vec<(Kept, f32, f32)>,
}

impl LabelView {
    /// Tells whether the article is drawn in this frame.
    pub(super) fn shows_article(&self, ctx: &egui::Context) -> bool {
        self.reader.is_drawn(ctx)
    }

    /// Draws the screen.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        self.side_panels(ui, state, theme, actions);
        self.centre(ui, state, theme, actions);
    }

    fn side_panels(
        &mut self,
        ui: &mut Ui,
        state: &State,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let settings = &state.settings;
        // Panels never take so much that the article has no room left; in a wide window they are as wide as they were.
        let whole = ui.available_rect_before_wrap();
        let is_narrow = state.is_narrow();
        let spare = whole.width() - READER;
        let most = if is_narrow {
            whole.width() * 0.32
        } else {
            spare * 0.45
        };
        let most = most.max(180.0);
        if (state.shows_articles() || state.shows_guidelines()) && !is_narrow {
            let width = settings.articles_width.clamp(160.0, most.max(161.0));
            let panel = Panel::left(panel_id("articles", width))
                .resizable(true)
                .default_size(width);
            let panel = panel.size_range(160.0..=most.max(161.0));
            let shown = panel.show(ui, |ui| {
                // A panel with little to show keeps its size all the same.
                ui.set_min_size(ui.available_size());
                self.left(ui, state, theme, actions);
            });
            Self::name_edge(
                ui,
                panel_id("articles", width),
                "Width of the list of articles",
            );
            self.keep(
                ui,
                actions,
                Kept::Articles,
                width,
                shown.response.rect.width(),
            );
        }
        let most = if is_narrow { most } else { spare * 0.55 };
        if settings.statement_open {
            let width = settings.statement_width.clamp(220.0, most.max(221.0));
            let panel = Panel::right(panel_id("statement", width))
                .resizable(true)
                .default_size(width);
            let panel = panel.size_range(220.0..=most.max(221.0));
            let shown = panel.show(ui, |ui| {
                // A panel with little to show keeps its size all the same.
                ui.set_min_size(ui.available_size());
                self.statement.show(ui, state, theme, actions);
            });
            Self::name_edge(
                ui,
                panel_id("statement", width),
                "Width of the statement panel",
            );
            self.keep(
                ui,
                actions,
                Kept::Statement,
                width,
                shown.response.rect.width(),
            );
        }
        if settings.statements_open {
            self.table_panel(ui, state, theme, actions);
        }
        if is_narrow && state.over_page == Some(Kept::Articles) {
            self.articles_over(ui, whole, state, theme, actions);
        }
    }

    /// Shows the list of articles, or the guidelines in its place.
    fn left(&mut self, ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
        if state.shows_guidelines() {
            self.guidelines.show(ui, state, theme, actions);
        } else {
            self.articles.show(ui, state, theme, actions);
        }
    }

    /// Says for a screen reader what a panel's edge moves: of itself it says that it resizes a panel.
    fn name_edge(ui: &Ui, panel: (&'static str, u32), name: &str) {
        let edge = ui.scope_id().with(panel).with("__resize");
        ui.ctx()
            .accesskit_node_builder(edge, |node| node.set_label(name));
    }

    /// Shows the table below the page.
    fn table_panel(
        &mut self,
        ui: &mut Ui,
        state: &State,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        // In a low window the page needs the room more. A message above the status bar makes no difference.
        let window = ui.ctx().content_rect().height();
        let share = if window < LOW { 0.26 } else { 0.46 };
        let most = (window * share).max(80.0);
        let height = state.settings.statements_height.clamp(60.0, most);
        let panel = Panel::bottom(panel_id("statements", height))
            .resizable(true)
            .default_size(height);
        let shown = panel.size_range(60.0..=most).show(ui, |ui| {
            // A panel with little to show keeps its size all the same.
            ui.set_min_size(ui.available_size());
            self.table.show(ui, state, theme, actions);
        });
        Self::name_edge(ui, panel_id("statements", height), "Height of the table");
        self.keep(
            ui,
            actions,
            Kept::Statements,
            height,
            shown.response.rect.height(),
        );
    }

    /// Shows the list of articles over the page, in a window that has no room for it beside; a click elsewhere or Escape
    /// folds it.
    fn articles_over(
        &mut self,
        ui: &Ui,
        whole: Rect,
        state: &State,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let escaped = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let area = Area::new(Id::unique("articles over the page"))
            .order(Order::Middle)
            .fixed_pos(whole.min)
            .fade_in(false);
        let shown = area.show(ui.ctx(), |ui| {
            let frame = Frame::popup(ui.style()).inner_margin(Margin::symmetric(8, 2));
            frame.show(ui, |ui| {
                let size = vec2((whole.width() * 0.6).min(320.0), whole.height() - 8.0);
                ui.set_min_size(size);
                ui.set_max_size(size);
                self.left(ui, state, theme, actions);
            });
        });
        let pressed = ui.input(|input| {
            let pressed = input.pointer.any_pressed();
            input.pointer.interact_pos().filter(|_| pressed)
        });
        // A menu of the list lies above the page too.
        let is_on_page = |at: egui::Pos2| {
            let layer = ui.ctx().layer_id_at(at);
            layer.is_none_or(|layer| layer.order == Order::Background)
        };
        let is_elsewhere = pressed.is_some_and(|at| {
            whole.contains(at) && !shown.response.rect.contains(at) && is_on_page(at)
        });
        if escaped || is_elsewhere {
            actions.push(Action::FoldArticles);
        }
    }

    /// Asks for a panel's size to be remembered, once the person has let go of its edge.
    ///
    /// What a panel takes is its size and its margins, so it is compared with what it took before it was dragged.
    fn keep(&mut self, ui: &Ui, actions: &mut Vec<Action>, panel: Kept, kept: f32, taken: f32) {
        let at_rest = self
            .at_rest
            .iter_mut()
            .find(|(known, _, _)| *known == panel);
        match at_rest {
            Some((_, size, rest)) if (*size - kept).abs() < 0.01 => {
                let dragged = taken - *rest;
                let released = ui.input(|input| input.pointer.any_released());
                if released && dragged.abs() > 1.0 {
                    actions.push(Action::Resize(panel, kept + dragged));
                }
            }
            Some(known) => *known = (panel, kept, taken),
            None => self.at_rest.push((panel, kept, taken)),
        }
    }

    fn centre(&mut self, ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
        let frame = Frame::new().fill(theme.colours.page);
        CentralPanel::default().frame(frame).show(ui, |ui| {
            let Some(project) = &state.project else {
                let text = if state.opening.is_some() {
                    "Opening…"
                } else {
                    "Open a folder of articles with Ctrl+O"
                };
                widgets::empty(ui, theme, text);
                return;
            };
            let Some(open) = &project.open else {
                let text = match (&project.loading, project.articles.is_empty()) {
                    (Some(_), _) => "Opening…",
                    (None, true) => {
                        "This folder has no articles that can be read (.txt, .html, .docx …)"
                    }
                    (None, false) => "Choose an article on the left",
                };
                widgets::empty(ui, theme, text);
                return;
            };
            if state.find_open {
                self.find.show(ui, state, open, theme, actions);
            }
            self.read(ui, state, project, open, theme, actions);
        });
    }

    /// Remembers what stood at the upper edge of the article that was shown last, and brings back what did in this one.
    fn turn_to(&mut self, open: &OpenArticle) {
        let path = open.article.path.clone();
        if let Some((_, left)) = self.reader_shows.take().filter(|(_, left)| *left != path) {
            self.places.insert(left, self.reader.place());
            if let Some(place) = self.places.remove(&path) {
                self.reader.return_to(place);
            }
        }
        self.reader_shows = Some((open.key, path));
    }

    fn read(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        open: &OpenArticle,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let sight = self.reader.sight();
        self.marks
            .refresh(open, &project.codebook, project.codebook_key, sight);
        if let Some(span) = state.scroll_to {
            self.reader.scroll_to(span);
        }
        let is_new = self.reader_shows.as_ref().map(|(key, _)| *key) != Some(open.key);
        if is_new {
            self.turn_to(open);
        }
        if is_new || state.scroll_to.is_some() {
            // Whoever went somewhere by a command goes on from there by the arrow keys.
            self.reader.set_caret(open.caret);
        }
        let input = ReaderInput {
            article: &open.article,
            article_key: open.key,
            marks: self.marks.shown(),
            marks_key: self.marks.version(),
            selected: open.selected.as_deref(),
            selection: open.selection,
            find: &open.find.hits,
            find_current: open.find.current,
            theme,
            text_size: state.settings.text_size,
            read_only: open.read_only.is_some(),
        };
        let mut asked = Vec::new();
        self.reader.ui(ui, &input, &mut asked);
        actions.extend(asked.into_iter().map(action_of));
        if let Some(response) = ui.ctx().read_response(ReaderView::id()) {
            response.context_menu(|ui| menus::of_text(ui, state, theme, actions));
        }
    }
}

fn action_of(asked: ReaderAction) -> Action {
    match asked {
        ReaderAction::Select(id) => Action::Label(label::Action::Select(id.map(Into::into))),
        ReaderAction::SetSelection(span) => Action::Label(label::Action::SelectText(span)),
        ReaderAction::SetCaret(byte) => Action::Label(label::Action::SetCaret(byte)),
        ReaderAction::MoveEnd { id, span, end, to } => Action::Label(label::Action::MoveEnd {
            id,
            span,
            start: end == End::Start,
            to,
        }),
        ReaderAction::Make(make) => Action::run(match make {
            Make::Quote => Command::MakeStatement,
            Make::Speaker => Command::SetSpeaker,
            Make::Cue => Command::SetCue,
            Make::Via => Command::AddVia,
            Make::Addressee => Command::AddAddressee,
            Make::Evidence => Command::MarkEvidence,
        }),
    }
}

/// Returns a panel's id. A new size is a new id, so that the size kept in the settings is the one that counts.
fn panel_id(name: &'static str, size: f32) -> (&'static str, u32) {
    (name, size.to_bits())
}
