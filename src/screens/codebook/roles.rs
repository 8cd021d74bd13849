//! What a speaker was and when, and whatever else is recorded of them.

use std::collections::BTreeMap;

use egui::{Button, TextEdit, Ui};

use crate::model::codebook::faults::faults;
use crate::model::codebook::registry::Role;
use crate::model::codebook::{Codebook, Speaker};
use crate::ui::widgets;

use super::fields::{Look, caption};

/// Shows roles and affiliations of a time; tells what was done, as the name of a step, and whether it was typed.
pub(super) fn show(
    ui: &mut Ui,
    look: Look<'_>,
    roles: &mut Vec<Role>,
) -> Option<(&'static str, bool)> {
    caption(
        ui,
        look,
        "Roles of a time: role, affiliation, from and to as a day, month or year",
    );
    let mut done = None;
    let mut removed = None;
    for (place, role) in roles.iter_mut().enumerate() {
        ui.push_id(("role", place), |ui| {
            ui.horizontal_wrapped(|ui| {
                if row(ui, look, place + 1, role) {
                    done = Some(("write role of a time", true));
                }
                let name = format!("Remove role {}", place + 1);
                let colour = look.theme.colours.weak;
                if look.is_enabled && widgets::icon(ui, "\u{2715}", &name, colour).clicked() {
                    removed = Some(place);
                }
            });
        });
    }
    if let Some(place) = removed {
        roles.remove(place);
        done = Some(("remove role of a time", false));
    }
    let button = Button::new("Add a role of a time");
    if ui.add_enabled(look.is_enabled, button).clicked() {
        // It is kept once something is typed into it.
        roles.push(Role::default());
    }
    done
}

/// Shows one role; tells whether something was typed.
fn row(ui: &mut Ui, look: Look<'_>, number: usize, role: &mut Role) -> bool {
    let fields = [
        (&mut role.role, "Role", "foreign minister", 130.0),
        (&mut role.affiliation, "Affiliation", "affiliation", 110.0),
        (&mut role.from, "From", "2004-03-09", 78.0),
        (&mut role.to, "To", "until now", 78.0),
    ];
    let mut is_typed = false;
    for (text, what, hint, width) in fields {
        let edit = TextEdit::singleline(text)
            .hint_text(hint)
            .desired_width(width * look.theme.scale());
        let response = ui.add_enabled(look.is_enabled, edit);
        let response = response.accessible_name(format!("{what} of role {number}"));
        is_typed |= response.changed();
    }
    is_typed
}

/// Says why what is typed of a speaker cannot be taken, a clause; none where it can.
pub(super) fn refusal(speaker: &Speaker) -> Option<String> {
    let alone = Codebook {
        speakers: vec![Speaker {
            parent: None,
            replaced_by: None,
            split_into: Vec::new(),
            ..speaker.clone()
        }],
        ..Codebook::default()
    };
    let first = faults(&alone).into_iter().next();
    first.map(|fault| fault.what)
}

/// Writes attributes a line each.
pub(super) fn attribute_lines(attributes: &BTreeMap<String, String>) -> String {
    let lines = attributes.iter();
    let lines: Vec<String> = lines
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    lines.join("\n")
}

/// Reads attributes from lines.
///
/// # Errors
/// If a line is no attribute.
pub(super) fn attributes(text: &str) -> Result<BTreeMap<String, String>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let parts = line.split_once(':');
            let parts = parts.map(|(key, value)| (key.trim(), value.trim()));
            match parts.filter(|(key, _)| !key.is_empty()) {
                Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
                None => Err(format!(
                    "{line:?} says nothing of the speaker; type it like party: Greens"
                )),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check([from, to, item]: [&str; 3], expected: &str) {
        let speaker = Speaker {
            roles: vec![Role {
                from: from.to_owned(),
                to: to.to_owned(),
                ..Role::default()
            }],
            wikidata: item.to_owned(),
            ..Speaker::default()
        };
        let said = refusal(&speaker).unwrap_or_default();
        assert!(
            said.contains(expected) && said.is_empty() == expected.is_empty(),
            "{said}"
        );
    }

    #[test]
    fn what_cannot_be_is_refused() {
        check(["", "", ""], "");
        check(["2004-03-09", "", "Q7747"], "");
        check(["2004-03-09", "2004", ""], "");
        check(["2004-03-09", "2004-02", ""], "before it begins");
        check(["soon", "", ""], "no date");
        check(["", "", "7747"], "no item");
        check(["", "", "Q"], "no item");
    }

    #[test]
    fn attributes_are_lines() {
        let read = attributes(" party : Greens\n\nborn:1950 ").unwrap();
        assert_eq!(attribute_lines(&read), "born: 1950\nparty: Greens");
        assert!(attributes("Greens").is_err());
        assert!(attributes(": Greens").is_err());
    }
}
