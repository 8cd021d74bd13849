//! The list of articles at the left: what there is, how far it is labelled, by whom.

use std::cmp::Reverse;
use std::sync::Arc;

use egui::containers::menu::MenuButton;
use egui::{Button, Rect, TextEdit, Ui, pos2, vec2};

use crate::app::action::{Action, label};
use crate::app::state::{OpenProject, State, status_of};
use crate::app::texts::ArticleTexts;
use crate::model::phrase;
use crate::model::sidecar::Status;
use crate::store::{ArticleFile, ArticleInfo};
use crate::ui::fuzzy::Search;
use crate::ui::list::{self, Row, Rows};
use crate::ui::reader::header::readable_date;
use crate::ui::sign::Sign;
use crate::ui::theme::Theme;
use crate::ui::widgets;

use super::menus;

/// Height of a row, in points: two lines of title and one of metadata.
const ROW: f32 = 58.0;

/// Width of the menu's button, in points.
const MENU: f32 = 28.0;

/// Least time between two listings while only what is known of articles changes, in seconds: an index that is still
/// reading changes it with every frame.
const SETTLE: f64 = 0.25;

/// Twins that are named in a tooltip.
const MOST_TWINS: usize = 8;

/// Represents what the list remembers between frames.
#[derive(Default)]
pub(super) struct ArticlesView {
    filter: String,
    shown: Shown,
    order: Order,
    listed: Option<Listed>,
    texts: ArticleTexts,
    /// The article that was brought into view last.
    current: Option<String>,
}

/// Says which articles are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    #[default]
    All,
    Untouched,
    InProgress,
    Done,
    Excluded,
    Flagged,
    Unfinished,
    Twins,
    Problems,
}

/// Says in which order articles are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    #[default]
    Path,
    Date,
    Title,
    Statements,
    Expected,
    Uncertain,
}

/// Represents the list as it was computed last, and for what.
struct Listed {
    filter: String,
    shown: Shown,
    order: Order,
    articles: Arc<Vec<ArticleFile>>,
    infos_key: u64,
    at: f64,
    /// Places in the project's articles; none where all are shown in their order.
    rows: Option<Vec<usize>>,
}

impl Shown {
    const ALL: [(Self, &'static str); 9] = [
        (Self::All, "All articles"),
        (Self::Untouched, "Only untouched"),
        (Self::InProgress, "Only in progress"),
        (Self::Done, "Only done"),
        (Self::Excluded, "Only excluded"),
        (Self::Flagged, "Only flagged"),
        (Self::Unfinished, "Only with unfinished statements"),
        (Self::Twins, "Only those that share copy"),
        (Self::Problems, "Only with problems"),
    ];

    fn fits(self, project: &OpenProject, path: &str) -> bool {
        let (info, annotator) = (project.infos.get(path), project.annotator.as_str());
        let status =
            |wanted| info.map_or(Status::Untouched, |info| status_of(info, annotator)) == wanted;
        match self {
            Self::All => true,
            Self::Untouched => status(Status::Untouched),
            Self::InProgress => status(Status::InProgress),
            Self::Done => status(Status::Done),
            Self::Excluded => status(Status::Excluded),
            Self::Flagged => info.is_some_and(|info| info.work.iter().any(|work| work.flagged > 0)),
            Self::Unfinished => info.is_some_and(|info| {
                let mut work = info.work.iter();
                work.any(|work| work.annotator == annotator && work.unfinished > 0)
            }),
            Self::Twins => project.twins.count(path).is_some(),
            Self::Problems => info.is_some_and(|info| info.problem.is_some()),
        }
    }
}

impl Order {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Path, "By path"),
        (Self::Date, "By date, newest first"),
        (Self::Title, "By title"),
        (Self::Statements, "Most statements first"),
        (Self::Expected, "Most expected statements first"),
        (Self::Uncertain, "Least certain suggestions first"),
    ];
}

impl ArticlesView {
    /// Shows the list.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Articles");
        ui.add_space(6.0);
        let Some(project) = &state.project else {
            widgets::heading(ui, theme, "Articles", "");
            return;
        };
        self.refresh(ui, project);
        let all = project.articles.len();
        let count = self.count(project);
        let text = if count == all {
            all.to_string()
        } else {
            format!("{count} of {all}")
        };
        widgets::heading(ui, theme, "Articles", &text);
        let enter = self.filter_bar(ui, theme, actions);
        // What was typed or chosen just now shows in this frame; only the count above waits for the next.
        self.refresh(ui, project);
        if self.count(project) != count {
            ui.ctx().request_repaint();
        }
        let count = self.count(project);
        if let Some(file) = self.file(project, 0).filter(|_| enter) {
            actions.push(Action::OpenArticle(file.path.clone()));
        }
        if count == 0 {
            self.nothing(ui, theme, all);
            return;
        }
        let current = project
            .loading
            .as_deref()
            .or_else(|| project.open.as_ref().map(|open| open.article.path.as_str()));
        let picked = current.and_then(|path| self.place(project, path));
        let moved = self.current.as_deref() != current;
        if moved {
            self.current = current.map(str::to_owned);
        }
        let rows = Rows {
            theme,
            salt: "articles panel",
            count,
            height: ROW,
            room: ui.available_height(),
        };
        let pointer = rows.show(ui, picked, moved, |ui, row| {
            let Some(file) = self.file(project, row.index) else {
                return String::new();
            };
            row.response.context_menu(|ui| {
                menus::of_article(ui, state, project, &file.path, theme, actions);
            });
            draw(ui, theme, project, &file.path, row)
        });
        if let Some(file) = pointer.row.and_then(|row| self.file(project, row)) {
            actions.push(Action::OpenArticle(file.path.clone()));
        }
    }

    /// Shows the filter and its menu; tells whether Enter was pressed in it.
    fn filter_bar(&mut self, ui: &mut Ui, theme: &Theme, actions: &mut Vec<Action>) -> bool {
        let mut enter = false;
        ui.horizontal(|ui| {
            let width = ui.available_width() - MENU - ui.spacing().item_spacing.x;
            let edit = TextEdit::singleline(&mut self.filter)
                .hint_text("filter")
                .desired_width(width);
            let response = ui.add(edit).accessible_name("Filter articles");
            enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let is_default = self.shown == Shown::All && self.order == Order::Path;
            let colour = if is_default {
                theme.colours.text
            } else {
                theme.colours.accent
            };
            let sign = egui::RichText::new("▾")
                .color(colour)
                .size(theme.sizes.heading);
            let button = Button::new(sign).min_size(vec2(MENU, 0.0));
            let (button, _) = MenuButton::from_button(button).ui(ui, |ui| self.menu(ui, actions));
            button
                .accessible_name("Filter and sort articles")
                .on_hover_text("Filter and sort articles");
        });
        enter && !self.filter.is_empty()
    }

    fn menu(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let before = self.order;
        for (shown, name) in Shown::ALL {
            ui.radio_value(&mut self.shown, shown, name);
        }
        ui.separator();
        for (order, name) in Order::ALL {
            ui.radio_value(&mut self.order, order, name);
        }
        if self.order != before && matches!(self.order, Order::Expected | Order::Uncertain) {
            actions.push(Action::Label(label::Action::Survey));
        }
    }

    /// Says why the list is empty, and offers the way back.
    fn nothing(&mut self, ui: &mut Ui, theme: &Theme, all: usize) {
        ui.add_space(24.0);
        ui.vertical_centered(|ui| {
            if all == 0 {
                list::note(
                    ui,
                    theme,
                    "This folder has no articles that can be read (.txt, .html, .docx …)",
                );
                return;
            }
            list::note(ui, theme, "No article fits");
            if ui.button("Show all").clicked() {
                self.filter.clear();
                self.shown = Shown::All;
            }
        });
    }

    fn count(&self, project: &OpenProject) -> usize {
        let rows = self.listed.as_ref().and_then(|listed| listed.rows.as_ref());
        rows.map_or(project.articles.len(), Vec::len)
    }

    fn file<'a>(&self, project: &'a OpenProject, row: usize) -> Option<&'a ArticleFile> {
        let index = match self.listed.as_ref().and_then(|listed| listed.rows.as_ref()) {
            Some(rows) => *rows.get(row)?,
            None => row,
        };
        project.articles.get(index)
    }

    /// Returns the row of an article.
    fn place(&self, project: &OpenProject, path: &str) -> Option<usize> {
        // The store lists articles by path.
        let index = project
            .articles
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()?;
        match self.listed.as_ref().and_then(|listed| listed.rows.as_ref()) {
            Some(rows) => rows.iter().position(|known| *known == index),
            None => Some(index),
        }
    }

    /// Brings the list up to date, if what it shows changed.
    fn refresh(&mut self, ui: &Ui, project: &OpenProject) {
        let now = ui.input(|input| input.time);
        if let Some(listed) = &self.listed {
            let same_question = listed.filter == self.filter
                && listed.shown == self.shown
                && listed.order == self.order
                && Arc::ptr_eq(&listed.articles, &project.articles);
            if same_question && (listed.infos_key == project.infos_key || listed.rows.is_none()) {
                return;
            }
            let wait = listed.at + SETTLE - now;
            if same_question && wait > 0.0 {
                ui.ctx()
                    .request_repaint_after(std::time::Duration::from_secs_f64(wait));
                return;
            }
        }
        self.listed = Some(Listed {
            filter: self.filter.clone(),
            shown: self.shown,
            order: self.order,
            articles: Arc::clone(&project.articles),
            infos_key: project.infos_key,
            at: now,
            rows: rows(
                project,
                &mut self.texts,
                &self.filter,
                self.shown,
                self.order,
            ),
        });
    }
}

/// Returns the places of the articles that are shown, in order; none where that is all of them by path.
fn rows(
    project: &OpenProject,
    texts: &mut ArticleTexts,
    filter: &str,
    shown: Shown,
    order: Order,
) -> Option<Vec<usize>> {
    let search = Search::new(filter);
    let is_plain = shown == Shown::All && order == Order::Path;
    let mut rows: Vec<usize> = if !search.is_empty() {
        texts.refresh(&project.articles, &project.infos, project.infos_key);
        let texts = texts.iter().enumerate();
        texts
            .filter(|(_, text)| search.stands_in(text))
            .map(|(index, _)| index)
            .collect()
    } else if is_plain {
        return None;
    } else {
        (0..project.articles.len()).collect()
    };
    if is_plain {
        return Some(rows);
    }
    let info = |index: usize| project.infos.get(&project.articles[index].path);
    rows.retain(|index| shown.fits(project, &project.articles[*index].path));
    match order {
        Order::Path => {}
        // Dates are written from the year down: as text they sort as dates. Without a date comes last.
        Order::Date => {
            rows.sort_by_cached_key(|index| {
                Reverse(info(*index).and_then(|info| info.date.as_deref()))
            });
        }
        Order::Title => rows.sort_by_cached_key(|index| {
            project.title(&project.articles[*index].path).to_lowercase()
        }),
        Order::Statements => rows.sort_by_cached_key(|index| {
            let own = info(*index).and_then(|info| {
                info.work
                    .iter()
                    .find(|work| work.annotator == project.annotator)
            });
            Reverse(own.map_or(0, |work| work.statements))
        }),
        Order::Expected | Order::Uncertain => {
            let worth = |index: &usize| {
                let path = &project.articles[*index].path;
                let expected = project
                    .learner
                    .survey
                    .get(path)
                    .copied()
                    .unwrap_or_default();
                if order == Order::Expected {
                    expected.statements
                } else {
                    expected.uncertainty
                }
            };
            rows.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        }
    }
    Some(rows)
}

/// Paints the two lines of an article; returns the row's name.
fn draw(ui: &mut Ui, theme: &Theme, project: &OpenProject, path: &str, row: &Row) -> String {
    let info = project.infos.get(path);
    let title = project.title(path);
    let (sign, statements) = Sign::of(project, path);
    let line = theme.sizes.interface * 1.4;
    let indent = 20.0 * theme.scale();
    let first = Rect::from_min_size(row.rect.min, vec2(row.rect.width(), line));
    let mut rest = first.with_min_x(first.left() + indent);
    let count = statements.to_string();
    let count = list::small(
        theme,
        if statements > 0 { &count } else { "" },
        row.is_picked,
    );
    let width = rest.width() - count.galley(ui, rest.width()).size().x - 12.0;
    let galley = list::two_lines(ui, theme, title, width);
    let below = theme.sizes.small * 1.4;
    let height = galley.size().y + below;
    let top = row.rect.center().y - height / 2.0;
    rest = rest.translate(vec2(0.0, top - rest.top()));
    if row.is_picked {
        let bar = Rect::from_min_max(
            pos2(row.rect.left() - 8.0, row.rect.top()),
            pos2(row.rect.left() - 5.0, row.rect.bottom()),
        );
        ui.painter()
            .rect_filled(bar.shrink2(vec2(0.0, 4.0)), 1.0, theme.colours.accent);
    }
    sign.paint(ui, theme, pos2(row.rect.left(), rest.center().y));
    count.paint_right(ui, rest);
    let title_height = galley.size().y;
    ui.painter()
        .galley(pos2(rest.left(), top), galley, theme.colours.text);
    let below = Rect::from_min_max(
        pos2(rest.left(), top + title_height),
        pos2(row.rect.right(), top + height),
    );
    let twins = project.twins.count(path);
    second_line(ui, theme, project, (info, twins), below, row.is_picked);
    row.response
        .clone()
        .on_hover_ui(|ui| tooltip(ui, theme, project, path, info));
    let problem = if info.is_some_and(|info| info.problem.is_some()) {
        ", with a problem"
    } else {
        ""
    };
    let date = info.and_then(|info| info.date.as_deref());
    let date = date.map(|date| format!(", {}", readable_date(date)));
    let statements = phrase::count(statements, "statement");
    let twins = twins.map(|twins| format!(", one of {twins} that share its copy"));
    format!(
        "{title}, {}, {statements}{problem}{}{}",
        sign.name(),
        date.unwrap_or_default(),
        twins.unwrap_or_default()
    )
}

/// Paints date and publisher at the left, who labelled, how many share the copy, flags and problems at the right.
fn second_line(
    ui: &Ui,
    theme: &Theme,
    project: &OpenProject,
    (info, twins): (Option<&ArticleInfo>, Option<usize>),
    rect: Rect,
    is_picked: bool,
) {
    let Some(info) = info else { return };
    let mut left = rect;
    if info.problem.is_some() {
        let mut line = list::small(theme, "⚠", is_picked);
        line.colour = theme.colours.error;
        left = line.paint_right(ui, left);
    }
    if info.work.iter().any(|work| work.flagged > 0) {
        let mut line = list::small(theme, "⚑", is_picked);
        line.colour = theme.colours.busy;
        left = line.paint_right(ui, left);
    }
    if let Some(twins) = twins {
        let mark = format!("≈{twins}");
        left = list::small(theme, &mark, is_picked).paint_right(ui, left);
    }
    let who: Vec<String> = info
        .work
        .iter()
        .map(|work| initials(project.name_of(&work.annotator)))
        .collect();
    left = list::small(theme, &who.join(" "), is_picked).paint_right(ui, left);
    let date = info.date.as_deref().map(readable_date);
    let about: Vec<String> = date.into_iter().chain(info.publisher.clone()).collect();
    list::small(theme, &about.join(" · "), is_picked).paint(ui, left);
}

/// Returns a name in short: `AB` of Anna Berg, `C2` of coder2.
fn initials(name: &str) -> String {
    let words = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut short: String = words
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .take(3)
        .collect();
    let digits = name.len()
        - name
            .trim_end_matches(|letter: char| letter.is_ascii_digit())
            .len();
    if short.chars().count() == 1 && digits < name.len() {
        short.push_str(&name[name.len() - digits..]);
    }
    short
}

fn tooltip(
    ui: &mut Ui,
    theme: &Theme,
    project: &OpenProject,
    path: &str,
    info: Option<&ArticleInfo>,
) {
    ui.set_max_width(420.0);
    ui.label(path);
    if let Some(twins) = project.twins.count(path) {
        list::note(ui, theme, &format!("{twins} articles share this copy:"));
        for twin in project.twins.others(path).take(MOST_TWINS) {
            list::note(ui, theme, project.title(&twin.path));
        }
    }
    let Some(info) = info else { return };
    for work in &info.work {
        let flags = if work.flagged > 0 {
            format!(", {} flagged", work.flagged)
        } else {
            String::new()
        };
        let status = Sign(work.status).name();
        let line = format!(
            "{}: {status}, {} statements{flags}",
            project.name_of(&work.annotator),
            work.statements
        );
        list::note(ui, theme, &line);
    }
    if let Some(problem) = &info.problem {
        list::warning(ui, theme, &problem.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_initials(name: &str, expected: &str) {
        assert_eq!(initials(name), expected);
    }

    #[test]
    fn names_are_shortened() {
        check_initials("Anna Berg", "AB");
        check_initials("coder2", "C2");
        check_initials("gold", "G");
        check_initials("Ödön von Horváth", "ÖVH");
        check_initials("", "");
        check_initials("7", "7");
    }
}
