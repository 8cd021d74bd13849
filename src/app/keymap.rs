//! Which keys give which command: the defaults, and what a person changed.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use egui::{Event, InputState, Key, Modifiers};

use super::command::Command;
use super::screen::Screen;

/// Represents a key with its modifiers. Written `Ctrl+Shift+Z`; `Ctrl` is the command key on a Mac.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Keys {
    /// Ctrl, or ⌘ on a Mac.
    pub ctrl: bool,
    /// Alt.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
    /// The key.
    pub key: Key,
}

impl Keys {
    /// Returns the keys of a press, with the shifted twin of a key (`{` for Shift+`[`) led back to it, since which of the
    /// two a press reports depends on the platform.
    pub fn of(key: Key, modifiers: Modifiers) -> Self {
        let (key, shift) = match key {
            Key::OpenCurlyBracket => (Key::OpenBracket, true),
            Key::CloseCurlyBracket => (Key::CloseBracket, true),
            Key::Plus | Key::Equals => (Key::Plus, false),
            // Keyboards of Macs have no other key that deletes.
            Key::Backspace if cfg!(target_os = "macos") => (Key::Delete, modifiers.shift),
            key => (key, modifiers.shift),
        };
        Self {
            ctrl: modifiers.command || modifiers.ctrl,
            alt: modifiers.alt,
            shift,
            key,
        }
    }

    /// Tells whether pressing them in a text field writes or edits text there, so that they are left to it.
    pub fn belongs_to_text_field(self) -> bool {
        if self.ctrl {
            return matches!(
                self.key,
                Key::Z | Key::Y | Key::A | Key::C | Key::V | Key::X
            );
        }
        !self.alt && !matches!(self.key, Key::F1 | Key::F3 | Key::F5 | Key::F6)
    }
}

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [
            (self.ctrl, "Ctrl+"),
            (self.alt, "Alt+"),
            (self.shift, "Shift+"),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        f.write_str(match self.key {
            Key::Plus => "+",
            Key::Minus => "−",
            Key::OpenBracket => "[",
            Key::CloseBracket => "]",
            Key::PageDown => "Page Down",
            Key::PageUp => "Page Up",
            Key::Comma => ",",
            Key::Period => ".",
            key => key.name(),
        })
    }
}

impl FromStr for Keys {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let mut keys = Self {
            ctrl: false,
            alt: false,
            shift: false,
            key: Key::Escape,
        };
        let mut rest = written.trim();
        while let Some((held, tail)) = rest.split_once('+').filter(|(_, tail)| !tail.is_empty()) {
            match held {
                "Ctrl" | "Cmd" => keys.ctrl = true,
                "Alt" => keys.alt = true,
                "Shift" => keys.shift = true,
                _ => return Err(format!("`{written}` is not a key: `{held}` is no modifier")),
            }
            rest = tail;
        }
        keys.key = match rest {
            "+" => Key::Plus,
            "−" | "-" => Key::Minus,
            "[" => Key::OpenBracket,
            "]" => Key::CloseBracket,
            "Page Down" => Key::PageDown,
            "Page Up" => Key::PageUp,
            name => Key::from_name(name).ok_or_else(|| format!("`{written}` is not a key"))?,
        };
        Ok(keys)
    }
}

/// Represents which keys give which command.
#[derive(Clone, Debug)]
pub struct Keymap {
    bound: Vec<(Command, Vec<Keys>)>,
}

impl Keymap {
    /// Makes the keymap of the defaults and what was changed, given as command ids with keys as they are written.
    ///
    /// A change that cannot be read is left out and returned as a message. Keys that a change gives to one command are
    /// taken from the others.
    pub fn new(changed: &BTreeMap<String, Vec<String>>) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let mut bound: Vec<(Command, Vec<Keys>)> = Command::all()
            .into_iter()
            .map(|command| {
                let keys = command
                    .row()
                    .keys
                    .iter()
                    .filter_map(|keys| keys.parse().ok());
                (command, keys.collect())
            })
            .collect();
        for (id, written) in changed {
            let Some(place) = bound.iter().position(|(command, _)| command.id() == id) else {
                problems.push(format!(
                    "the settings bind keys to `{id}`, which is no command"
                ));
                continue;
            };
            let mut keys: Vec<Keys> = Vec::new();
            for one in written {
                match one.parse() {
                    Ok(one) => keys.push(one),
                    Err(problem) => problems.push(problem),
                }
            }
            let command = bound[place].0;
            for (other, theirs) in &mut bound {
                if other.meets(command) && !changed.contains_key(other.id()) {
                    theirs.retain(|one| !keys.contains(one));
                }
            }
            bound[place].1 = keys;
        }
        (Self { bound }, problems)
    }

    /// Returns the keys of a command, the main one first.
    pub fn keys(&self, command: impl Into<Command>) -> &[Keys] {
        let command = command.into();
        let found = self.bound.iter().find(|(known, _)| *known == command);
        found.map_or(&[], |(_, keys)| keys)
    }

    /// Returns the main keys of a command as they are shown; empty where it has none.
    pub fn shown(&self, command: impl Into<Command>) -> String {
        self.keys(command)
            .first()
            .map(Keys::to_string)
            .unwrap_or_default()
    }

    /// Returns the command that these keys give on a screen.
    pub fn command(&self, keys: Keys, screen: Screen) -> Option<Command> {
        self.given(keys)
            .find(|command| command.screen().is_none_or(|known| known == screen))
    }

    /// Returns the command that has these keys beside another one, on a screen where both can be given.
    pub fn other(&self, command: Command, keys: Keys) -> Option<Command> {
        self.given(keys)
            .find(|other| *other != command && other.meets(command))
    }

    fn given(&self, keys: Keys) -> impl Iterator<Item = Command> {
        self.bound
            .iter()
            .filter(move |(_, bound)| bound.contains(&keys))
            .map(|(command, _)| *command)
    }

    /// Takes the commands given by this frame's key presses on a screen out of the input, so that no widget sees them too.
    ///
    /// `typing` says that a text field has the focus, which keeps the keys that write.
    pub fn take(&self, input: &mut InputState, screen: Screen, typing: bool) -> Vec<Command> {
        let mut given = Vec::new();
        let mut letters = 0;
        input.events.retain(|event| {
            let Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } = event
            else {
                return true;
            };
            let keys = Keys::of(*key, *modifiers);
            if typing && keys.belongs_to_text_field() {
                return true;
            }
            let Some(command) = self.command(keys, screen) else {
                return true;
            };
            given.push(command);
            letters += usize::from(!keys.ctrl && !keys.alt);
            false
        });
        if letters > 0 {
            // The letter of a command must not be typed into the field that the command opens.
            input
                .events
                .retain(|event| !matches!(event, Event::Text(_)));
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command::{edit, label};

    #[test]
    fn no_two_commands_share_keys() {
        let (keymap, problems) = Keymap::new(&BTreeMap::new());
        assert!(problems.is_empty(), "{problems:?}");
        let mut seen: Vec<(Keys, Command)> = Vec::new();
        for command in Command::all() {
            assert_eq!(
                keymap.keys(command).len(),
                command.row().keys.len(),
                "{command:?}"
            );
            for &keys in keymap.keys(command) {
                let shares = |known: Keys, other: Command| known == keys && other.meets(command);
                let other = seen.iter().find(|(known, other)| shares(*known, *other));
                assert!(
                    other.is_none(),
                    "{keys} gives both {command:?} and {other:?}"
                );
                seen.push((keys, command));
            }
        }
    }

    #[test]
    fn every_command_is_listed_once() {
        let mut ids: Vec<&str> = Command::all().into_iter().map(Command::id).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[track_caller]
    fn check(written: &str, shown: &str) {
        let keys: Keys = written.parse().unwrap();
        assert_eq!(keys.to_string(), shown);
        assert_eq!(shown.parse::<Keys>().unwrap(), keys);
    }

    #[test]
    fn keys_are_written_and_read() {
        check("Q", "Q");
        check("Ctrl+Shift+Z", "Ctrl+Shift+Z");
        check("Ctrl+Plus", "Ctrl++");
        check("Minus", "−");
        check("Shift+[", "Shift+[");
        check("Period", ".");
        check(",", ",");
        check("Ctrl+PageDown", "Ctrl+Page Down");
        assert!("Hyper+Q".parse::<Keys>().is_err());
        assert!("".parse::<Keys>().is_err());
    }

    #[track_caller]
    fn check_press(key: Key, modifiers: Modifiers, expected: Option<impl Into<Command>>) {
        let (keymap, _) = Keymap::new(&BTreeMap::new());
        let found = keymap.command(Keys::of(key, modifiers), Screen::Label);
        assert_eq!(found, expected.map(Into::<Command>::into));
    }

    #[test]
    fn presses_give_commands_on_any_keyboard() {
        check_press(
            Key::OpenCurlyBracket,
            Modifiers::SHIFT,
            Some(label::Command::EndBack),
        );
        check_press(
            Key::OpenBracket,
            Modifiers::SHIFT,
            Some(label::Command::EndBack),
        );
        check_press(Key::Plus, Modifiers::SHIFT, Some(label::Command::AddSpan));
        check_press(Key::Equals, Modifiers::NONE, Some(label::Command::AddSpan));
        check_press(
            Key::Z,
            Modifiers::COMMAND | Modifiers::SHIFT,
            Some(edit::Command::Redo),
        );
        check_press(Key::Z, Modifiers::CTRL, Some(edit::Command::Undo));
        check_press(Key::Z, Modifiers::NONE, None::<Command>);
        check_press(
            Key::Delete,
            Modifiers::NONE,
            Some(label::Command::DeleteStatement),
        );
        let deletes = cfg!(target_os = "macos").then_some(label::Command::DeleteStatement);
        check_press(Key::Backspace, Modifiers::NONE, deletes);
        check_press(Key::Num3, Modifiers::NONE, Some(label::Command::Stance3));
    }

    #[test]
    fn changed_keys_are_taken_from_the_others() {
        let changed = BTreeMap::from([
            ("SetCue".to_owned(), vec!["Q".to_owned()]),
            ("Stance(3)".to_owned(), vec!["B".to_owned()]),
            ("Nothing".to_owned(), Vec::new()),
        ]);
        let (keymap, problems) = Keymap::new(&changed);
        let given = keymap.command("Q".parse().unwrap(), Screen::Label);
        assert_eq!(given, Some(label::Command::SetCue.into()));
        assert_eq!(keymap.shown(label::Command::MakeStatement), "");
        assert_eq!(keymap.shown(label::Command::Stance3), "B");
        assert_eq!(problems.len(), 1);
    }
}
