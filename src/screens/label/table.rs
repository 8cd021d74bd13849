//! The table of the open article's statements.

use egui::{Label, RichText, Role, Sense, Ui, WidgetInfo};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::app::action::{Action, label};
use crate::app::state::{OpenArticle, State};
use crate::app::view_model::{self, Row, RowOf};
use crate::model::codebook::Codebook;
use crate::model::id::StatementId;
use crate::ui::reader::fallback::visual;
use crate::ui::widgets;
use crate::ui::{fonts, theme::Theme};

use super::menus;

/// The columns that are always there; one for each teammate shown follows.
const COLUMNS: [&str; 7] = ["#", "Quote", "Kind", "Speaker", "Target", "Stance", "Marks"];

/// Width of the column of numbers, in points.
const NUMBER: f32 = 30.0;

/// Least width of the column of quotes, in points.
const LEAST_QUOTE: f32 = 100.0;

/// Represents what the table remembers between frames.
#[derive(Default)]
pub(super) struct TableView {
    /// In the order shown.
    rows: Vec<RowOf>,
    /// Which article and marks the rows show.
    of: Option<(u64, u64)>,
    /// The column that the rows are sorted by, and whether upside down; none means by place in the text.
    sorted: Option<(usize, bool)>,
    /// The statement that was brought into view last.
    seen: Option<StatementId>,
}

impl TableView {
    /// Shows the table.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Statements");
        // With little to show the panel keeps its height all the same.
        ui.set_min_height(ui.available_height());
        let Some(project) = &state.project else {
            return;
        };
        let Some(open) = &project.open else {
            return widgets::heading(ui, theme, "Statements", "");
        };
        let of = (open.key, open.marks_key);
        if self.of != Some(of) {
            self.of = Some(of);
            self.rows = view_model::rows(open);
            self.sort(open, &project.codebook);
        }
        if self.rows.is_empty() {
            return widgets::empty(
                ui,
                theme,
                "No statements yet. Select the words of a quote and press Q",
            );
        }
        let mates = open.mates.iter();
        let mates: Vec<&str> = mates.map(|mate| project.name_of(&mate.annotator)).collect();
        let scroll = self.newly_selected(open);
        ui.style_mut().interaction.selectable_labels = false;
        ui.spacing_mut().item_spacing.y = 0.0;
        let height = theme.sizes.interface * 1.7;
        let mut builder = columns(ui, height, mates.len());
        if let Some(place) = scroll {
            builder = builder.scroll_to_row(place, None);
        }
        let mut clicked = None;
        let table = builder.header(height, |mut header| {
            for (index, name) in COLUMNS.into_iter().chain(mates).enumerate() {
                let sign = match self.sorted {
                    Some((column, false)) if column == index => " ▾",
                    Some((column, true)) if column == index => " ▴",
                    _ => "",
                };
                let text = RichText::new(format!("{name}{sign}"));
                let text = text.color(theme.colours.weak).size(theme.sizes.small);
                let (_, response) = header.col(|ui| {
                    ui.add(Label::new(text).selectable(false).truncate());
                });
                let response = response.on_hover_text(name);
                response.widget_info(|| {
                    WidgetInfo::labeled(Role::ColumnHeader, true, format!("Sort by {name}"))
                });
                if response.clicked() {
                    clicked = Some(index);
                }
            }
        });
        table.body(|body| {
            body.rows(height, self.rows.len(), |mut row| {
                // Only those in sight are made: there can be thousands.
                let of = self.rows.get(row.index());
                let Some(shown) =
                    of.and_then(|of| view_model::row_at(open, &project.codebook, *of))
                else {
                    return;
                };
                row.set_selected(open.selected.as_ref() == Some(&shown.id));
                row_ui(&mut row, &shown, theme);
                let response = row.response();
                if response.clicked() || response.secondary_clicked() {
                    actions.push(Action::Label(label::Action::GoTo(shown.id.clone())));
                }
                response.context_menu(|ui| menus::of_row(ui, state, theme, actions));
            });
        });
        if let Some(column) = clicked {
            self.sorted = match self.sorted {
                Some((known, false)) if known == column => Some((column, true)),
                Some((known, true)) if known == column => None,
                _ => Some((column, false)),
            };
            self.of = None;
        }
    }

    /// Returns the row of a statement that was selected since the last frame, to bring it into view.
    fn newly_selected(&mut self, open: &OpenArticle) -> Option<usize> {
        if self.seen == open.selected {
            return None;
        }
        self.seen.clone_from(&open.selected);
        let id = open.selected.as_deref()?;
        if let (None, Some(index)) = (self.sorted, open.selected_index()) {
            return Some(index);
        }
        let mut rows = self.rows.iter();
        rows.position(|row| view_model::row_id(open, *row) == id)
    }

    /// Sorts the rows by the column that was chosen.
    fn sort(&mut self, open: &OpenArticle, codebook: &Codebook) {
        let Some((column, upside_down)) = self.sorted else {
            return;
        };
        let key = |of: &RowOf| {
            let row = view_model::row_at(open, codebook, *of);
            row.map(|row| sort_key(row, column)).unwrap_or_default()
        };
        self.rows.sort_by_cached_key(key);
        if upside_down {
            self.rows.reverse();
        }
    }
}

/// Returns what a row is sorted by.
fn sort_key(row: Row, column: usize) -> String {
    match column {
        // By place in the text, as the rows are.
        0 => String::new(),
        1 => row.quote.to_lowercase(),
        2 => row.kind.to_owned(),
        3 => row.speaker.to_lowercase(),
        4 => row.target.to_lowercase(),
        5 => row.stance,
        6 => row.marks,
        mate => {
            let mut compared = row.compared.into_iter();
            compared.nth(mate - COLUMNS.len()).unwrap_or_default()
        }
    }
}

/// Lays the columns out: those that are always there, and one for each teammate shown.
fn columns(ui: &mut Ui, height: f32, mates: usize) -> TableBuilder<'_> {
    let room = ui.available_height() - height - 4.0;
    // Another width lays the columns out anew; else a column made wide in a wide window would push the rest out.
    let id = ("statements", ui.available_width().to_bits(), mates);
    let widths = [58.0, 120.0, 130.0, 90.0, 70.0].into_iter();
    let widths: Vec<f32> = widths.chain(std::iter::repeat_n(110.0, mates)).collect();
    let gaps = ui.spacing().item_spacing.x * (widths.len() + 2) as f32;
    let bar = ui.spacing().scroll.allocated_width();
    let room_for_columns = ui.available_width() - NUMBER - LEAST_QUOTE - gaps - bar;
    let mut builder = TableBuilder::new(ui)
        .id_salt(id)
        .striped(true)
        .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
        .min_scrolled_height(0.0)
        .max_scroll_height(room)
        .resizable(true)
        .auto_shrink(false)
        .sense(Sense::click())
        .column(Column::exact(NUMBER))
        .column(Column::remainder().at_least(LEAST_QUOTE).clip(true));
    for width in fitting(&widths, room_for_columns) {
        builder = builder.column(Column::initial(width).at_least(24.0).clip(true));
    }
    builder
}

/// Makes columns narrower, each by the same share, where there is no room for all of them.
fn fitting(widths: &[f32], room: f32) -> Vec<f32> {
    let wanted: f32 = widths.iter().sum();
    let share = (room / wanted).clamp(0.3, 1.0);
    widths.iter().map(|width| (width * share).floor()).collect()
}

/// Returns a row's name for a screen reader: number, quote, speaker, target, stance.
fn row_name(shown: &Row) -> String {
    let number = match (shown.number, shown.id.split_once('/')) {
        (Some(number), _) => number.to_string(),
        (None, Some((mate, _))) => format!("only {mate}"),
        (None, None) => String::new(),
    };
    let or = |text: &str, otherwise: &str| {
        let text = if text.is_empty() { otherwise } else { text };
        text.to_owned()
    };
    let quote: String = shown.quote.chars().take(120).collect();
    let mut parts = vec![
        quote,
        or(&shown.speaker, "no speaker"),
        or(&shown.target, "no target"),
        or(&shown.stance, "no stance"),
    ];
    if !shown.marks.is_empty() {
        parts.push(shown.marks.clone());
    }
    format!("{number}: {}", parts.join(", "))
}

fn row_ui(row: &mut TableRow<'_, '_>, shown: &Row, theme: &Theme) {
    let number = shown
        .number
        .map(|number| number.to_string())
        .unwrap_or_default();
    let weak = |text: &str| RichText::new(text).color(theme.colours.weak);
    let plain = |text: &str| RichText::new(text);
    let cells = [
        weak(&number).size(theme.sizes.small),
        plain(&visual(&shown.quote)).family(fonts::serif()),
        weak(shown.kind),
        plain(&visual(&shown.speaker)),
        plain(&visual(&shown.target)),
        plain(&shown.stance),
        plain(&shown.marks),
    ];
    for cell in cells {
        row.col(|ui| {
            ui.add(Label::new(cell).truncate().selectable(false));
        });
    }
    for compared in &shown.compared {
        let colour = match compared.as_str() {
            "same" => theme.colours.ok,
            "" | "missing" => theme.colours.weak,
            _ => theme.colours.busy,
        };
        row.col(|ui| {
            ui.add(
                Label::new(RichText::new(compared).color(colour))
                    .truncate()
                    .selectable(false),
            );
        });
    }
    let label = row_name(shown);
    let response = row.response();
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &label));
}
