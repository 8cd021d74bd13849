//! The window's state and everything that changes it. Drawing is that of `ui` and `screens`, and `window` ties them together.
//!
//! A frame goes: `apply::drain` takes in what background threads found, keys become commands, views read
//! [`State`](state::State) and ask for [`Action`](action::Action)s, `apply::apply` applies them. Views never change the
//! state, so there is one place to look for whatever happens.

pub mod action;
pub(crate) mod apply;
pub mod cite;
pub mod codebook;
pub mod command;
pub mod keymap;
pub mod learner;
pub mod likely;
pub mod listing;
pub mod load;
pub mod mark;
pub mod overlay;
pub mod pace;
pub mod people;
pub mod sample;
pub mod screen;
pub mod settings;
pub mod state;
pub mod suggester;
pub mod tasks;
pub mod texts;
pub mod twins;
pub mod view_model;
pub mod work;

use std::collections::BTreeMap;

use command::Command;
use keymap::Keymap;

/// Returns the table of all commands: name, keys, help.
pub fn keys_table() -> Vec<(String, String, String)> {
    let (keymap, _) = Keymap::new(&BTreeMap::new());
    let row = |command: Command| {
        let keys: Vec<String> = keymap
            .keys(command)
            .iter()
            .map(ToString::to_string)
            .collect();
        (
            command.text().to_owned(),
            keys.join(", "),
            command.help().to_owned(),
        )
    };
    Command::all().into_iter().map(row).collect()
}
