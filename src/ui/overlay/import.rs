//! Takes in another program's annotations.

use egui::{Button, RichText, TextEdit, Ui};

use crate::app::action::Action;
use crate::app::overlay::ImportForm;
use crate::app::state::State;
use crate::ui::theme::Theme;

use crate::ui::list;

/// Shows the dialog; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    form: &mut ImportForm,
    actions: &mut Vec<Action>,
) -> bool {
    if state.project.is_none() {
        return true;
    }
    list::heading(ui, theme, "Import annotations");
    list::note(
        ui,
        theme,
        "From brat: a folder of NAME.txt with NAME.ann. From doccano, Label Studio, spaCy, Prodigy, Web Annotation or our own \
         JSON Lines: the file. Articles are copied into this project, annotations become statements of their annotators. \
         What is there already stays, and importing again makes nothing twice",
    );
    ui.horizontal(|ui| {
        if ui.button("Browse…").clicked() {
            actions.push(Action::BrowseImport);
        }
        if ui.button("Choose a file…").clicked() {
            actions.push(Action::BrowseImportFile);
        }
        list::field(ui, "Folder or file", "What to import", &mut form.path, 0);
    });
    let edit = TextEdit::singleline(&mut form.annotator)
        .hint_text("Whose they are, where the files do not say it")
        .desired_width(f32::INFINITY);
    ui.add(edit).accessible_name("Annotator of the import");
    let folder = form.folder();
    let obstacle = if state.tasks.is_working() {
        Some("Another import is running")
    } else if form.path.trim().is_empty() {
        Some("Say which folder or file")
    } else if !folder.is_absolute() {
        Some("Give the whole path, from / or ~ on")
    } else {
        None
    };
    let shown = obstacle.filter(|_| !form.path.trim().is_empty());
    list::place_of_warning(ui, theme, shown);
    let mut is_done = false;
    ui.horizontal(|ui| {
        let text = RichText::new("Import").color(theme.colours.on_accent);
        let button = Button::new(text).fill(theme.colours.accent);
        if ui.add_enabled(obstacle.is_none(), button).clicked() {
            let annotator = form.annotator.trim();
            actions.push(Action::Import {
                from: folder,
                annotator: (!annotator.is_empty()).then(|| annotator.to_owned()),
            });
            is_done = true;
        }
        is_done |= ui.button("Cancel").clicked();
    });
    is_done
}
