//! A field in which one of some entries is picked, or none of them.

use egui::Ui;

use crate::ui::pick::{Choice, PickField, PickOptions, Picked};

use super::fields::{Look, caption};

/// Represents what a field asks for.
pub(super) struct Asked<'a> {
    /// The name of the field.
    pub(super) name: &'a str,
    /// What is set now.
    pub(super) current: &'a str,
    /// What is offered first: none of the entries.
    pub(super) none: &'a str,
}

impl Asked<'_> {
    /// Shows the field with its name; tells whether something was picked and put into `id`. What `all` returns, ids and names,
    /// is kept while `key` stays the same.
    pub(super) fn show<I>(
        &self,
        ui: &mut Ui,
        field: &mut PickField,
        look: Look<'_>,
        key: u64,
        id: &mut Option<I>,
        all: impl Fn() -> Vec<(I, String)>,
    ) -> bool {
        caption(ui, look, self.name);
        let options = PickOptions {
            name: self.name,
            current: self.current,
            hint: "Type a few letters",
            wants_focus: false,
            picks_first: true,
            new: None,
        };
        let choice = |label: String| Choice {
            label,
            ..Choice::default()
        };
        let picked = field.show(ui, look.theme, &options, key, || {
            let names = all().into_iter().map(|(_, name)| name);
            let none = std::iter::once(self.none.to_owned());
            none.chain(names).map(choice).collect()
        });
        let Some(Picked::Row(row)) = picked else {
            return false;
        };
        let chosen = row.checked_sub(1).and_then(|at| all().into_iter().nth(at));
        *id = chosen.map(|(id, _)| id);
        true
    }
}
