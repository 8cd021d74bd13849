//! Every command a person can give, once: its name, its keys, its help. Menus, the palette, the key sheet, tooltips and
//! `onrecord keys` all read this list, so they cannot drift apart.

use std::fmt;

/// Represents a command. The order here is the order in the palette and on the key sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    // Labelling.
    /// Goes to the next statement.
    NextStatement,
    /// Goes to the statement before.
    PreviousStatement,
    /// Accepts a suggestion, or finishes the statement and goes on.
    Accept,
    /// Rejects the suggestion.
    Reject,
    /// Opens the page of suggestions.
    Suggestions,
    /// Shows suggestions, or hides them.
    ToggleSuggestions,
    /// Removes the statement.
    DeleteStatement,
    /// Makes a statement.
    MakeStatement,
    /// Adds the selection to the quote.
    AddSpan,
    /// Takes the selection out of the quote.
    RemoveSpan,
    /// Moves the quote's start a word back.
    StartBack,
    /// Moves the quote's start a word on.
    StartOn,
    /// Moves the quote's end a word back.
    EndBack,
    /// Moves the quote's end a word on.
    EndOn,
    /// Sets the speaker.
    SetSpeaker,
    /// Sets the cue.
    SetCue,
    /// Sets the target.
    SetTarget,
    /// Sets the nth stance of the target's scale, counted from 1.
    Stance(u8),
    /// Sets "unclear".
    StanceUnclear,
    /// Sets "mixed".
    StanceMixed,
    /// Sets "not stated".
    StanceNotStated,
    /// Sets labels.
    SetLabels,
    /// Writes a note.
    WriteNote,
    /// Flags the statement.
    ToggleFlag,
    /// Adds a source in between.
    AddVia,
    /// Adds an addressee.
    AddAddressee,
    /// Marks the words that show the stance.
    MarkEvidence,
    /// Goes through direct, mixed and indirect.
    NextKind,
    /// Marks the article as done.
    ArticleDone,
    // Editing.
    /// Takes the last step back.
    Undo,
    /// Does it again.
    Redo,
    /// Copies the statement with its source.
    CopyStatement,
    /// Finds words in the article.
    Find,
    /// Goes to the next hit.
    FindNext,
    /// Goes to the hit before.
    FindPrevious,
    // Going places.
    /// Opens an article of the project by name.
    GoToArticle,
    /// Opens the next article of the list.
    NextArticle,
    /// Opens the article before.
    PreviousArticle,
    /// Opens a folder.
    OpenFolder,
    /// Opens one article.
    OpenArticle,
    /// Opens a path that is typed.
    OpenPath,
    /// Opens a project that was open before.
    OpenRecent,
    /// Opens the bundled sample.
    OpenSample,
    /// Writes a labelled dataset.
    Export,
    /// Shows what is wrong with the project's files.
    ShowProblems,
    /// Labels, note and exclusion of the whole article.
    AboutArticle,
    /// Makes an article of pasted text.
    AddArticle,
    /// Takes in another program's annotations.
    Import,
    /// Shows the article's file in its folder.
    ShowFile,
    /// Says who labels.
    ChooseAnnotator,
    /// Shows a teammate's statements.
    ShowTeammates,
    /// Writes again what could not be saved.
    RetrySave,
    // Looking.
    /// Opens the palette.
    Palette,
    /// Shows all keys.
    Keys,
    /// Folds the list of articles.
    ToggleArticles,
    /// Folds the statement panel.
    ToggleStatement,
    /// Folds the table of statements.
    ToggleStatements,
    /// Enlarges the text.
    TextLarger,
    /// Makes the text smaller.
    TextSmaller,
    /// Gives the text its usual size.
    TextReset,
    /// Light colours.
    ThemeLight,
    /// Dark colours.
    ThemeDark,
    /// The colours that the system asks for.
    ThemeSystem,
    /// Closes the window.
    Quit,
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
    /// Panels, colours, sizes.
    View,
    /// Keys.
    Help,
}

impl Group {
    /// Every group, in the order of the menus.
    pub const ALL: [Self; 5] = [
        Self::File,
        Self::Edit,
        Self::Statement,
        Self::View,
        Self::Help,
    ];

    /// Returns the menu's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Statement => "Statement",
            Self::View => "View",
            Self::Help => "Help",
        }
    }
}

impl Command {
    /// Returns every command in order.
    pub fn all() -> Vec<Self> {
        use Command as C;
        let mut all = vec![
            C::NextStatement,
            C::PreviousStatement,
            C::Accept,
            C::Reject,
            C::Suggestions,
            C::ToggleSuggestions,
            C::DeleteStatement,
            C::MakeStatement,
            C::AddSpan,
            C::RemoveSpan,
            C::StartBack,
            C::StartOn,
            C::EndBack,
            C::EndOn,
            C::SetSpeaker,
            C::SetCue,
            C::SetTarget,
        ];
        all.extend((1..=9).map(C::Stance));
        all.extend([
            C::StanceUnclear,
            C::StanceMixed,
            C::StanceNotStated,
            C::SetLabels,
            C::WriteNote,
            C::ToggleFlag,
            C::AddVia,
            C::AddAddressee,
            C::MarkEvidence,
            C::NextKind,
            C::ArticleDone,
            C::Undo,
            C::Redo,
            C::CopyStatement,
            C::Find,
            C::FindNext,
            C::FindPrevious,
            C::GoToArticle,
            C::NextArticle,
            C::PreviousArticle,
            C::OpenFolder,
            C::OpenArticle,
            C::OpenPath,
            C::OpenRecent,
            C::OpenSample,
            C::Export,
            C::ShowProblems,
            C::AboutArticle,
            C::AddArticle,
            C::Import,
            C::ShowFile,
            C::ChooseAnnotator,
            C::ShowTeammates,
            C::RetrySave,
            C::Palette,
            C::Keys,
            C::ToggleArticles,
            C::ToggleStatement,
            C::ToggleStatements,
            C::TextLarger,
            C::TextSmaller,
            C::TextReset,
            C::ThemeLight,
            C::ThemeDark,
            C::ThemeSystem,
            C::Quit,
        ]);
        all
    }

    /// Returns its group.
    pub fn group(self) -> Group {
        use Command as C;
        match self {
            C::OpenFolder
            | C::OpenArticle
            | C::OpenPath
            | C::OpenRecent
            | C::OpenSample
            | C::GoToArticle
            | C::NextArticle
            | C::PreviousArticle
            | C::Export
            | C::ShowProblems
            | C::AboutArticle
            | C::AddArticle
            | C::Import
            | C::ShowFile
            | C::ChooseAnnotator
            | C::RetrySave
            | C::Quit => Group::File,
            C::Undo | C::Redo | C::CopyStatement | C::Find | C::FindNext | C::FindPrevious => {
                Group::Edit
            }
            C::ShowTeammates
            | C::ToggleArticles
            | C::ToggleStatement
            | C::ToggleStatements
            | C::TextLarger
            | C::TextSmaller
            | C::TextReset
            | C::ThemeLight
            | C::ThemeDark
            | C::ThemeSystem => Group::View,
            C::Palette | C::Keys => Group::Help,
            _ => Group::Statement,
        }
    }

    /// Returns its name as menus and the palette show it; `…` where more is asked for.
    pub fn text(self) -> String {
        use Command as C;
        let text = match self {
            C::NextStatement => "Next statement",
            C::PreviousStatement => "Previous statement",
            C::Accept => "Accept, or finish and go on",
            C::Reject => "Reject suggestion",
            C::Suggestions => "Suggestions…",
            C::ToggleSuggestions => "Show suggestions",
            C::DeleteStatement => "Delete statement",
            C::MakeStatement => "Make statement",
            C::AddSpan => "Add selection to quote",
            C::RemoveSpan => "Take selection out of quote",
            C::StartBack => "Quote starts a word earlier",
            C::StartOn => "Quote starts a word later",
            C::EndBack => "Quote ends a word earlier",
            C::EndOn => "Quote ends a word later",
            C::SetSpeaker => "Set speaker…",
            C::SetCue => "Selection is the cue",
            C::SetTarget => "Set target…",
            C::Stance(n) => return format!("Stance {n} of the scale"),
            C::StanceUnclear => "Stance: unclear",
            C::StanceMixed => "Stance: mixed",
            C::StanceNotStated => "Stance: not stated",
            C::SetLabels => "Set labels…",
            C::WriteNote => "Write note",
            C::ToggleFlag => "Flag statement",
            C::AddVia => "Add source in between…",
            C::AddAddressee => "Add addressee…",
            C::MarkEvidence => "Selection is evidence of the stance",
            C::NextKind => "Next kind of quote",
            C::ArticleDone => "Article done, next one",
            C::Undo => "Undo",
            C::Redo => "Redo",
            C::CopyStatement => "Copy statement with its source",
            C::Find => "Find in article…",
            C::FindNext => "Next hit",
            C::FindPrevious => "Previous hit",
            C::GoToArticle => "Go to article…",
            C::NextArticle => "Next article",
            C::PreviousArticle => "Previous article",
            C::OpenFolder => "Open folder…",
            C::OpenArticle => "Open article…",
            C::OpenPath => "Open path…",
            C::OpenRecent => "Open recent…",
            C::OpenSample => "Open the sample",
            C::Export => "Export…",
            C::ShowProblems => "Problems with files…",
            C::AboutArticle => "About this article…",
            C::AddArticle => "Add article by pasting…",
            C::Import => "Import annotations…",
            C::ShowFile => "Show file in its folder",
            C::ChooseAnnotator => "Who labels…",
            C::ShowTeammates => "Show teammates…",
            C::RetrySave => "Save again",
            C::Palette => "Any command…",
            C::Keys => "All keys",
            C::ToggleArticles => "Articles panel",
            C::ToggleStatement => "Statement panel",
            C::ToggleStatements => "Statements table",
            C::TextLarger => "Larger text",
            C::TextSmaller => "Smaller text",
            C::TextReset => "Usual text size",
            C::ThemeLight => "Light colours",
            C::ThemeDark => "Dark colours",
            C::ThemeSystem => "The system's colours",
            C::Quit => "Quit",
        };
        text.to_owned()
    }

    /// Returns one sentence of help, without a full stop.
    pub fn help(self) -> &'static str {
        use Command as C;
        match self {
            C::NextStatement => "Selects the next statement or suggestion in the text",
            C::PreviousStatement => "Selects the statement or suggestion before",
            C::Accept => "Accepts the suggestion, or finishes this statement and selects the next",
            C::Reject => "Rejects the suggestion; it does not come back",
            C::Suggestions => {
                "Accepts all suggestions above a score; shows how often they are right"
            }
            C::ToggleSuggestions => "Shows suggestions in the text, or hides them",
            C::DeleteStatement => "Removes the selected statement",
            C::MakeStatement => {
                "Makes a statement of the selection, or of the quotation or sentence at the caret"
            }
            C::AddSpan => "Adds the selected text to the quote as another part",
            C::RemoveSpan => "Takes the selected text out of the quote",
            C::StartBack => "Moves the start of the quote back by a word",
            C::StartOn => "Moves the start of the quote on by a word",
            C::EndBack => "Moves the end of the quote back by a word",
            C::EndOn => "Moves the end of the quote on by a word",
            C::SetSpeaker => {
                "Picks who said it from the article's mentions and the registry; selected text is the mention"
            }
            C::SetCue => "Makes the selected text the cue",
            C::SetTarget => "Picks what the stance is about from the codebook",
            C::Stance(_) => "Sets the stance on the current target's scale",
            C::StanceUnclear => "Records that the stance cannot be told",
            C::StanceMixed => "Records that the statement takes both sides",
            C::StanceNotStated => "Records that the statement takes no stance on the target",
            C::SetLabels => "Picks labels of the codebook",
            C::WriteNote => "Writes a note on the statement",
            C::ToggleFlag => "Marks the statement to come back to, or takes the mark away",
            C::AddVia => "Picks through whom the article has it; selected text is the mention",
            C::AddAddressee => "Picks to whom it was said; selected text is the mention",
            C::MarkEvidence => "Makes the selected text evidence of the current stance",
            C::NextKind => "Goes through direct, mixed and indirect",
            C::ArticleDone => "Marks the article as done and opens the next that is not",
            C::Undo => "Takes the last step back",
            C::Redo => "Does the step again that was taken back",
            C::CopyStatement => "Copies quote, speaker, role, outlet, date and link",
            C::Find => "Finds words in the article",
            C::FindNext => "Goes to the next hit",
            C::FindPrevious => "Goes to the hit before",
            C::GoToArticle => "Opens an article of the project by a few letters of its title",
            C::NextArticle => "Opens the next article of the list",
            C::PreviousArticle => "Opens the article before in the list",
            C::OpenFolder => "Opens a folder of articles",
            C::OpenArticle => "Opens one article",
            C::OpenPath => "Opens a folder or article whose path is typed",
            C::OpenRecent => "Opens a project that was open before",
            C::OpenSample => "Opens the bundled sample project",
            C::Export => "Writes a labelled dataset",
            C::ShowProblems => "Lists what could not be read, with place and reason",
            C::AboutArticle => {
                "Labels and a note for the whole article; excludes it, with a reason"
            }
            C::AddArticle => "Makes a new article of a headline and text that you paste",
            C::Import => "Makes statements of another program's annotations",
            C::ShowFile => "Opens the folder in which the article's file lies",
            C::ChooseAnnotator => "Says whose annotations are made here",
            C::ShowTeammates => "Shows a teammate's statements in their own lane",
            C::RetrySave => "Tries again to write what could not be saved",
            C::Palette => "Finds any command by its name",
            C::Keys => "Shows all keys on one page, where they can be changed",
            C::ToggleArticles => "Folds or unfolds the list of articles",
            C::ToggleStatement => "Folds or unfolds the statement panel",
            C::ToggleStatements => "Folds or unfolds the table of statements",
            C::TextLarger => "Enlarges the article's text",
            C::TextSmaller => "Makes the article's text smaller",
            C::TextReset => "Gives the article's text its usual size",
            C::ThemeLight => "Dark text on light ground",
            C::ThemeDark => "Light text on dark ground",
            C::ThemeSystem => "Follows the system's light or dark",
            C::Quit => "Closes the window once everything is saved",
        }
    }

    /// Returns the keys it has unless a person changed them, the main one first, in the notation of
    /// [`Keys`](super::keymap::Keys): `Ctrl+Shift+Z`.
    pub fn default_keys(self) -> &'static [&'static str] {
        use Command as C;
        match self {
            C::NextStatement => &["J"],
            C::PreviousStatement => &["K"],
            C::Accept => &["Enter"],
            C::Reject => &["X"],
            C::Suggestions => &["Shift+Enter"],
            C::ToggleSuggestions => &["Ctrl+4"],
            C::DeleteStatement => &["Delete"],
            C::MakeStatement => &["Q"],
            C::AddSpan => &["Plus"],
            C::RemoveSpan => &["Minus"],
            C::StartBack => &["["],
            C::StartOn => &["]"],
            C::EndBack => &["Shift+["],
            C::EndOn => &["Shift+]"],
            C::SetSpeaker => &["S"],
            C::SetCue => &["C"],
            C::SetTarget => &["T"],
            C::Stance(n) => {
                const DIGITS: [&[&str]; 9] = [
                    &["1"],
                    &["2"],
                    &["3"],
                    &["4"],
                    &["5"],
                    &["6"],
                    &["7"],
                    &["8"],
                    &["9"],
                ];
                DIGITS.get(usize::from(n) - 1).copied().unwrap_or_default()
            }
            C::StanceUnclear => &["U"],
            C::StanceMixed => &["M"],
            C::StanceNotStated => &["0"],
            C::SetLabels => &["L"],
            C::WriteNote => &["N"],
            C::ToggleFlag => &["F"],
            C::AddVia => &["V"],
            C::AddAddressee => &["A"],
            C::MarkEvidence => &["E"],
            C::NextKind => &["Y"],
            C::ArticleDone => &["D"],
            C::Undo => &["Ctrl+Z"],
            C::Redo => &["Ctrl+Shift+Z", "Ctrl+Y"],
            C::CopyStatement => &["Ctrl+B"],
            C::AboutArticle => &["Ctrl+I"],
            C::AddArticle => &["Ctrl+N"],
            C::Find => &["Ctrl+F"],
            C::FindNext => &["F3", "Ctrl+G"],
            C::FindPrevious => &["Shift+F3", "Ctrl+Shift+G"],
            C::GoToArticle => &["Ctrl+P"],
            C::NextArticle => &["Ctrl+PageDown"],
            C::PreviousArticle => &["Ctrl+PageUp"],
            C::OpenFolder => &["Ctrl+O"],
            C::OpenArticle => &["Ctrl+Shift+O"],
            C::OpenPath => &["Ctrl+L"],
            C::OpenRecent => &["Ctrl+R"],
            C::Export => &["Ctrl+E"],
            C::ShowTeammates => &["G"],
            C::Palette => &["Ctrl+K"],
            C::Keys => &["F1"],
            C::ToggleArticles => &["Ctrl+1"],
            C::ToggleStatement => &["Ctrl+2"],
            C::ToggleStatements => &["Ctrl+3"],
            C::TextLarger => &["Ctrl+Plus"],
            C::TextSmaller => &["Ctrl+Minus"],
            C::TextReset => &["Ctrl+0"],
            C::Quit => &["Ctrl+Q"],
            C::OpenSample
            | C::ShowProblems
            | C::Import
            | C::ShowFile
            | C::ChooseAnnotator
            | C::RetrySave
            | C::ThemeLight
            | C::ThemeDark
            | C::ThemeSystem => &[],
        }
    }

    /// Returns its name in the settings file: `NextStatement`, `Stance(3)`.
    pub fn id(self) -> String {
        format!("{self:?}")
    }

    /// Tells whether it changes the annotations, and so needs an article that may be written.
    pub fn edits(self) -> bool {
        self.group() == Group::Statement
            && !matches!(
                self,
                Self::NextStatement
                    | Self::PreviousStatement
                    | Self::Suggestions
                    | Self::ToggleSuggestions
            )
    }

    /// Tells whether it makes something of selected text, and does nothing without.
    pub fn needs_selection(self) -> bool {
        matches!(
            self,
            Self::AddSpan | Self::RemoveSpan | Self::SetCue | Self::MarkEvidence
        )
    }

    /// Tells whether it changes the selected statement, and so accepts a selected suggestion.
    pub fn changes_statement(self) -> bool {
        self.edits()
            && !matches!(
                self,
                Self::Accept
                    | Self::Reject
                    | Self::DeleteStatement
                    | Self::MakeStatement
                    | Self::ArticleDone
            )
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}
