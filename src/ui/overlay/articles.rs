//! Any article of the project, by a few letters of its title, path, date or publisher.

use egui::Ui;

use crate::app::action::Action;
use crate::app::overlay::ArticleQuery;
use crate::app::state::{OpenProject, State};
use crate::app::texts::ArticleTexts;
use crate::ui::fuzzy::Search;
use crate::ui::list::{self, Row, Rows};
use crate::ui::sign::Sign;
use crate::ui::theme::Theme;

/// Height of a row, in points.
const ROW: f32 = 28.0;

/// Most rows that are seen at once.
const SEEN: usize = 14;

/// Shows the list; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    form: &mut ArticleQuery,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(project) = &state.project else {
        return true;
    };
    let ArticleQuery { query, texts } = form;
    let field = list::field(
        ui,
        "Go to article",
        "Title, file, date or publisher",
        &mut query.text,
        SEEN,
    );
    if field.response.changed() {
        query.picked = 0;
    }
    let found = query.rows(project.infos_key, |typed| find(project, typed, texts));
    query.picked = field.moves.from(query.picked, found.len());
    let mut search = Search::new(&query.text);
    let rows = Rows {
        theme,
        salt: "articles",
        count: found.len(),
        height: ROW,
        room: list::room_in_dialog(ui, ROW * SEEN as f32),
    };
    let moved = field.moves.any() || field.response.changed();
    let pointer = rows.show(ui, Some(query.picked), moved, |ui, row| {
        let path = found
            .get(row.index)
            .and_then(|index| project.articles.get(*index))
            .map(|file| file.path.as_str());
        path.map(|path| draw(ui, project, theme, path, row, &mut search))
            .unwrap_or_default()
    });
    if found.is_empty() {
        list::empty(ui, theme, "No article has these letters");
    }
    query.picked = pointer.hovered.unwrap_or(query.picked);
    let file = |index: usize| {
        found
            .get(index)
            .and_then(|index| project.articles.get(*index))
    };
    if let Some(file) = file(query.picked) {
        let count = project.articles.len();
        let shown = if found.len() == count {
            format!("{count}")
        } else {
            format!("{} of {count}", found.len())
        };
        list::note(ui, theme, &format!("{} · {shown} articles", file.path));
    }
    let taken = pointer
        .row
        .or(field.moves.enter.then_some(query.picked))
        .and_then(file);
    let Some(file) = taken else { return false };
    actions.push(Action::OpenArticle(file.path.clone()));
    true
}

/// Returns the places of the articles found, the best first.
fn find(project: &OpenProject, typed: &str, texts: &mut ArticleTexts) -> Vec<usize> {
    if typed.trim().is_empty() {
        return (0..project.articles.len()).collect();
    }
    texts.refresh(&project.articles, &project.infos, project.infos_key);
    let found = Search::new(typed).rank(texts.iter());
    found.into_iter().map(|(index, _)| index).collect()
}

fn draw(
    ui: &mut Ui,
    project: &OpenProject,
    theme: &Theme,
    path: &str,
    row: &Row,
    search: &mut Search,
) -> String {
    let title = project.title(path);
    let info = project.infos.get(path);
    let about: Vec<&str> = [
        info.and_then(|info| info.date.as_deref()),
        info.and_then(|info| info.publisher.as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let rest = list::small(theme, &about.join(" · "), row.is_picked).paint_right(ui, row.rect);
    let (sign, _) = Sign::of(project, path);
    sign.paint(ui, theme, rest.left_center());
    let rest = rest.with_min_x(rest.left() + 20.0);
    let letters = search.letters(title);
    list::body(theme, title, &letters).paint(ui, rest);
    title.to_owned()
}
