//! The table of the open article's statements.

use egui::{Label, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::app::action::Action;
use crate::app::state::State;
use crate::app::view_model::{self, Row};

use super::widgets;
use super::{fonts, theme::Theme};

/// The columns that are always there; one for each teammate shown follows.
const COLUMNS: [&str; 7] = ["#", "Quote", "Kind", "Speaker", "Target", "Stance", "Marks"];

/// Represents what the table remembers between frames.
#[derive(Default)]
pub(super) struct TableView {
    rows: Vec<Row>,
    order: Vec<usize>,
    /// Which article and marks the rows show.
    of: Option<(u64, u64, usize)>,
    /// The column that the rows are sorted by, and whether upside down; none means by place in the text.
    sorted: Option<(usize, bool)>,
    /// The statement that was brought into view last.
    seen: Option<String>,
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
        let Some(project) = &state.project else {
            return;
        };
        let Some(open) = &project.open else {
            return widgets::heading(ui, theme, "Statements", "");
        };
        let of = (
            open.key,
            open.marks_key,
            std::sync::Arc::as_ptr(&project.codebook) as usize,
        );
        if self.of != Some(of) {
            self.of = Some(of);
            self.rows = view_model::rows(open, &project.codebook);
            self.sort();
        }
        if self.rows.is_empty() {
            return widgets::empty(
                ui,
                theme,
                "No statements yet. Select the words of a quote and press Q",
            );
        }
        let mates: Vec<String> = open
            .mates
            .iter()
            .map(|mate| mate.annotator.clone())
            .collect();
        let scroll = open
            .selected
            .clone()
            .filter(|id| self.seen.as_ref() != Some(id));
        let place = scroll
            .as_ref()
            .and_then(|id| self.order.iter().position(|row| &self.rows[*row].id == id));
        self.seen.clone_from(&open.selected);
        let selected = open.selected.clone();
        let (rows, order, sorted) = (&self.rows, &self.order, self.sorted);
        let mut clicked_header = None;
        ui.style_mut().interaction.selectable_labels = false;
        ui.spacing_mut().item_spacing.y = 0.0;
        let height = theme.sizes.interface * 1.7;
        let ui_height = ui.available_height() - height - 4.0;
        // Another width lays the columns out anew; else a column made wide in a wide window would push the rest out.
        let id = ("statements", ui.available_width().to_bits(), mates.len());
        let mut builder = TableBuilder::new(ui)
            .id_salt(id)
            .striped(true)
            .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
            .min_scrolled_height(0.0)
            .max_scroll_height(ui_height)
            .resizable(true)
            .sense(Sense::click())
            .column(Column::exact(30.0))
            .column(Column::remainder().at_least(120.0).clip(true))
            .column(Column::initial(58.0).at_least(40.0).clip(true))
            .column(Column::initial(120.0).at_least(60.0).clip(true))
            .column(Column::initial(130.0).at_least(60.0).clip(true))
            .column(Column::initial(90.0).at_least(50.0).clip(true))
            .column(Column::initial(70.0).at_least(40.0).clip(true));
        for _ in &mates {
            builder = builder.column(Column::initial(100.0).at_least(50.0).clip(true));
        }
        if let Some(place) = place {
            builder = builder.scroll_to_row(place, None);
        }
        let table = builder.auto_shrink(false).header(height, |mut header| {
            let names = COLUMNS
                .into_iter()
                .map(str::to_owned)
                .chain(mates.iter().cloned());
            for (index, name) in names.enumerate() {
                let sign = match sorted {
                    Some((column, false)) if column == index => " ▾",
                    Some((column, true)) if column == index => " ▴",
                    _ => "",
                };
                let (_, response) = header.col(|ui| {
                    let text = RichText::new(format!("{name}{sign}"))
                        .color(theme.colours.weak)
                        .size(theme.sizes.small);
                    ui.add(Label::new(text).selectable(false));
                });
                if response.clicked() {
                    clicked_header = Some(index);
                }
            }
        });
        table.body(|body| {
            body.rows(height, order.len(), |mut row| {
                let shown = &rows[order[row.index()]];
                row.set_selected(selected.as_ref() == Some(&shown.id));
                row_ui(&mut row, shown, theme);
                let response = row.response();
                let label = format!(
                    "{} {}, {}",
                    shown.number.unwrap_or(0),
                    shown.speaker,
                    shown.stance
                );
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Row, true, &label));
                if response.clicked() {
                    actions.push(Action::GoTo(shown.id.clone()));
                }
            });
        });
        if let Some(column) = clicked_header {
            self.sorted = match self.sorted {
                Some((known, false)) if known == column => Some((column, true)),
                Some((known, true)) if known == column => None,
                _ => Some((column, false)),
            };
            self.sort();
        }
    }

    fn sort(&mut self) {
        self.order = (0..self.rows.len()).collect();
        let Some((column, upside_down)) = self.sorted else {
            return;
        };
        let rows = &self.rows;
        let key = |row: &Row| -> String {
            match column {
                1 => row.quote.to_lowercase(),
                2 => row.kind.to_owned(),
                3 => row.speaker.to_lowercase(),
                4 => row.target.to_lowercase(),
                5 => row.stance.clone(),
                6 => row.marks.clone(),
                0 => String::new(),
                mate => row
                    .compared
                    .get(mate - COLUMNS.len())
                    .cloned()
                    .unwrap_or_default(),
            }
        };
        self.order.sort_by_cached_key(|index| key(&rows[*index]));
        if upside_down {
            self.order.reverse();
        }
    }
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
        plain(&shown.quote).family(fonts::serif()),
        weak(shown.kind),
        plain(&shown.speaker),
        plain(&shown.target),
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
}
