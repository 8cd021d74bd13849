//! Every command a person can give, once: its name, its keys, its help, and when it can be given. Menus, the palette, the
//! key sheet, tooltips and `onrecord keys` all read these tables, so they cannot drift apart.
//!
//! There is one table for each screen, and one each for what several screens share. A table is an enum of its own, whose
//! commands `apply::command` matches one by one: a command that nobody handles does not compile.

use std::fmt;

use super::screen::Screen;

/// Makes a table of commands: an enum, and a row for each of its variants. `= "…"` gives the name in the settings file
/// where it is another than the variant's.
macro_rules! commands {
    (@id $variant:ident) => {
        stringify!($variant)
    };
    (@id $variant:ident $id:literal) => {
        $id
    };
    (
        $(#[$about:meta])*
        $table:ident {
            $(
                $variant:ident $(= $id:literal)?, $group:ident, $when:ident, [$($keys:literal),*],
                    $text:literal,
                    $help:literal;
            )+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Command {
            $(
                #[doc = concat!($help, ".")]
                $variant,
            )+
        }

        impl Command {
            /// Every one of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns its row of the table.
            pub fn row(self) -> Row {
                match self {
                    $(
                        Self::$variant => Row {
                            id: commands!(@id $variant $($id)?),
                            group: Group::$group,
                            when: When::$when,
                            keys: &[$($keys),*],
                            text: $text,
                            help: $help,
                        },
                    )+
                }
            }
        }

        impl From<Command> for super::Command {
            fn from(command: Command) -> Self {
                Self::$table(command)
            }
        }
    };
}

pub mod codebook;
pub mod edit;
pub mod label;
pub mod project;
pub mod window;

/// Represents a command, by the table in which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    /// One of the Label screen.
    Label(label::Command),
    /// One of the Codebook screen.
    Codebook(codebook::Command),
    /// One that takes back, copies or finds.
    Edit(edit::Command),
    /// One for the project, its articles and its people.
    Project(project::Command),
    /// One for the window.
    Window(window::Command),
}

/// Represents what a table says of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name in the settings file: `NextStatement`, `Stance(3)`. It never changes, or keys that a person bound are lost.
    pub id: &'static str,
    /// Where it stands in the menus and on the key sheet.
    pub group: Group,
    /// When it would do anything.
    pub when: When,
    /// The keys it has unless a person changed them, the main one first, in the notation of
    /// [`Keys`](super::keymap::Keys): `Ctrl+Shift+Z`.
    pub keys: &'static [&'static str],
    /// Its name as menus and the palette show it; `…` where more is asked for.
    pub text: &'static str,
    /// One sentence of help, without a full stop.
    pub help: &'static str,
}

/// Names the menu and the part of the key sheet in which a command stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Open, export, quit.
    File,
    /// Undo, find.
    Edit,
    /// Labelling.
    Statement,
    /// The codebook and its entries.
    Codebook,
    /// Panels, colours, sizes.
    View,
    /// Keys.
    Help,
}

/// Says when a command can be given; [`State::can_run`](super::state::State::can_run) tells whether that is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At any time.
    Always,
    /// While a project is open.
    Project,
    /// While an article is open.
    Article,
    /// While an article is open that may be changed.
    Writable,
    /// While a statement or a suggestion is selected.
    Selected,
    /// While a statement or a suggestion is selected that may be changed.
    Editable,
    /// While an article is open, and what is selected there is no suggestion that may not be accepted.
    Acceptable,
    /// While a suggestion is selected, or a statement made of one, that may be rejected.
    Rejectable,
    /// While there is a step to take back.
    Undoable,
    /// While there is a step to do again.
    Redoable,
    /// While something could not be saved.
    Unsaved,
    /// While the project has no codebook, and the annotator may choose what it begins with.
    Beginning,
}

impl Group {
    /// Every group, in the order of the menus.
    pub const ALL: [Self; 6] = [
        Self::File,
        Self::Edit,
        Self::Statement,
        Self::Codebook,
        Self::View,
        Self::Help,
    ];

    /// Returns the menu's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Statement => "Statement",
            Self::Codebook => "Codebook",
            Self::View => "View",
            Self::Help => "Help",
        }
    }
}

impl When {
    /// Tells whether what can be given then changes annotations.
    fn edits(self) -> bool {
        matches!(
            self,
            Self::Writable | Self::Editable | Self::Acceptable | Self::Rejectable
        )
    }
}

impl Command {
    /// Returns every command, in the order of the palette and the key sheet.
    pub fn all() -> Vec<Self> {
        let label = label::Command::ALL.iter().copied().map(Self::from);
        let codebook = codebook::Command::ALL.iter().copied().map(Self::from);
        let edit = edit::Command::ALL.iter().copied().map(Self::from);
        let project = project::Command::ALL.iter().copied().map(Self::from);
        let window = window::Command::ALL.iter().copied().map(Self::from);
        let of_screens = label.chain(codebook);
        of_screens
            .chain(edit)
            .chain(project)
            .chain(window)
            .collect()
    }

    /// Returns its row of the table in which it stands.
    pub fn row(self) -> Row {
        match self {
            Self::Label(command) => command.row(),
            Self::Codebook(command) => command.row(),
            Self::Edit(command) => command.row(),
            Self::Project(command) => command.row(),
            Self::Window(command) => command.row(),
        }
    }

    /// Returns the screen on which alone it can be given; none where that makes no difference.
    pub fn screen(self) -> Option<Screen> {
        match self {
            Self::Label(_) => Some(Screen::Label),
            Self::Codebook(_) => Some(Screen::Codebook),
            Self::Edit(_) | Self::Project(_) | Self::Window(_) => None,
        }
    }

    /// Tells whether there is a screen on which both can be given, so that they cannot share keys.
    pub fn meets(self, other: Self) -> bool {
        let screens = (self.screen(), other.screen());
        !matches!(screens, (Some(mine), Some(theirs)) if mine != theirs)
    }

    /// Returns its group.
    pub fn group(self) -> Group {
        self.row().group
    }

    /// Returns its name as menus and the palette show it.
    pub fn text(self) -> &'static str {
        self.row().text
    }

    /// Returns one sentence of help, without a full stop.
    pub fn help(self) -> &'static str {
        self.row().help
    }

    /// Returns its name in the settings file.
    pub fn id(self) -> &'static str {
        self.row().id
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
