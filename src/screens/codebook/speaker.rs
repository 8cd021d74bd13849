//! The fields of a speaker.

use egui::{Button, Ui};

use crate::app::action::Action;
use crate::app::state::OpenProject;
use crate::model::codebook::Codebook;
use crate::model::codebook::edit::Entry;
use crate::model::codebook::registry::SpeakerKind;
use crate::model::id::SpeakerId;
use crate::ui::pick::{PickField, Picked};

use super::draft::Draft;
use super::fields::{Look, area, caption, line};
use super::target::{choices, options};

/// Represents what the fields remember between frames.
#[derive(Default)]
pub(super) struct SpeakerView {
    parent: PickField,
}

impl SpeakerView {
    /// Shows them.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        project: &OpenProject,
        draft: &mut Draft,
        look: Look<'_>,
        actions: &mut Vec<Action>,
    ) {
        texts(ui, project, draft, look, actions);
        if look.is_enabled {
            self.place(ui, project, draft, look, actions);
        }
    }

    /// Shows whether it is a person or a body, and the body that it belongs to.
    fn place(
        &mut self,
        ui: &mut Ui,
        project: &OpenProject,
        draft: &mut Draft,
        look: Look<'_>,
        actions: &mut Vec<Action>,
    ) {
        let Entry::Speaker(speaker) = &mut draft.entry else {
            return;
        };
        let codebook = &project.codebook;
        let mut step = None;
        ui.horizontal(|ui| {
            for (kind, text) in [
                (SpeakerKind::Person, "Person"),
                (SpeakerKind::Body, "Ministry, party, company"),
            ] {
                let button = Button::selectable(speaker.kind == kind, text);
                if ui.add(button).clicked() && speaker.kind != kind {
                    speaker.kind = kind;
                    step = Some("set kind of speaker");
                }
            }
        });
        caption(ui, look, "Belongs to");
        let parent = speaker.parent.as_deref();
        let current = parent.map_or("nothing", |id| codebook.speaker_name(id));
        let current = current.to_owned();
        let own = speaker.id.clone();
        let picked = self
            .parent
            .show(ui, look.theme, &options("Belongs to", &current), || {
                choices("Nothing", bodies(codebook, &own).into_iter())
            });
        if let Some(Picked::Row(row)) = picked {
            let chosen = row.checked_sub(1);
            let ids = bodies(codebook, &own);
            speaker.parent = chosen.and_then(|at| ids.get(at)).map(|(id, _)| id.clone());
            step = Some("set what a speaker belongs to");
        }
        if let Some(step) = step {
            draft.set_picked(project, step, actions);
        }
    }
}

/// Returns the bodies that a speaker can belong to, by id and name.
fn bodies(codebook: &Codebook, own: &str) -> Vec<(SpeakerId, String)> {
    let offered = codebook.offered_speakers();
    let bodies = offered.filter(|one| one.kind == SpeakerKind::Body && one.id != own);
    bodies
        .map(|one| (one.id.clone(), one.name.clone()))
        .collect()
}

/// Shows names, role and where they are from.
fn texts(
    ui: &mut Ui,
    project: &OpenProject,
    draft: &mut Draft,
    look: Look<'_>,
    actions: &mut Vec<Action>,
) {
    let Entry::Speaker(speaker) = &mut draft.entry else {
        return;
    };
    let aliases = &mut draft.texts.aliases;
    let mut step = None;
    if area(ui, look, ("Other names, a line each", 2), aliases) {
        let names = aliases.lines().map(str::trim);
        let names = names.filter(|name| !name.is_empty()).map(str::to_owned);
        speaker.aliases = names.collect();
        step = Some("write names");
    }
    let fields = [
        (&mut speaker.role, "Role", "write role"),
        (&mut speaker.affiliation, "Affiliation", "write affiliation"),
        (&mut speaker.country, "Country", "write country"),
        (
            &mut speaker.wikidata,
            "Wikidata item",
            "write Wikidata item",
        ),
    ];
    for (text, name, called) in fields {
        if line(ui, look, name, text).changed() {
            step = Some(called);
        }
    }
    if let Some(step) = step {
        draft.set_typed(project, step, actions);
    }
}
