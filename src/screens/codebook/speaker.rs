//! The fields of a speaker.

use egui::{Button, Ui};

use crate::app::action::Action;
use crate::app::state::OpenProject;
use crate::model::codebook::Codebook;
use crate::model::codebook::above::Above;
use crate::model::codebook::edit::Entry;
use crate::model::codebook::registry::SpeakerKind;
use crate::model::id::SpeakerId;
use crate::ui::pick::PickField;

use super::asked::Asked;
use super::draft::Draft;
use super::fields::{Look, area, line};
use super::roles;

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
        let parent = speaker.parent.clone();
        let parent = parent.as_deref();
        let asked = Asked {
            name: "Belongs to",
            current: parent.map_or("nothing", |id| codebook.speaker_name(id)),
            none: "Nothing",
        };
        let key = project.codebook_key;
        let all = || bodies(codebook, &speaker.id);
        if asked.show(ui, &mut self.parent, look, key, &mut speaker.parent, all) {
            step = Some("set what a speaker belongs to");
        }
        if let Some(step) = step {
            draft.set_picked(project, step, actions);
        }
    }
}

/// Returns the bodies that a speaker can belong to, by id and name: none that belongs to it already.
fn bodies(codebook: &Codebook, own: &str) -> Vec<(SpeakerId, String)> {
    let above = Above::of_speakers(codebook);
    let offered = codebook.offered_speakers();
    let bodies =
        offered.filter(|one| one.kind == SpeakerKind::Body && !above.is_below(&one.id, own));
    bodies
        .map(|one| (one.id.clone(), one.name.clone()))
        .collect()
}

/// Shows names, roles and where they are from.
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
    let texts = &mut draft.texts;
    let mut done = None;
    if area(
        ui,
        look,
        ("Other names, a line each", 2),
        &mut texts.aliases,
    ) {
        let names = texts.aliases.lines().map(str::trim);
        let names = names.filter(|name| !name.is_empty()).map(str::to_owned);
        speaker.aliases = names.collect();
        done = Some(("write names", true));
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
            done = Some((called, true));
        }
    }
    done = roles::show(ui, look, &mut speaker.roles).or(done);
    let mut refusal = None;
    let name = "Whatever else is recorded, a line each, like party: Greens";
    if area(ui, look, (name, 2), &mut texts.attributes) {
        done = Some(("write attributes", true));
    }
    if done.is_some() {
        match roles::attributes(&texts.attributes) {
            Ok(attributes) => speaker.attributes = attributes,
            Err(why) => refusal = Some(why),
        }
        refusal = refusal.or_else(|| roles::refusal(speaker));
    }
    match (done, refusal) {
        (Some(_), Some(why)) => draft.refusal = Some(why),
        (Some((step, true)), None) => draft.set_typed(project, step, actions),
        (Some((step, false)), None) => draft.set_picked(project, step, actions),
        (None, _) => {}
    }
}
