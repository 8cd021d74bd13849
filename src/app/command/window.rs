//! How the window looks, and where its help is.

use super::{Group, Row, When};

commands! {
    /// Represents what changes the window and nothing else.
    Window {
        Palette, Help, Always, ["Ctrl+K"],
            "Any command…",
            "Finds any command by its name";
        Keys, Help, Always, ["F1"],
            "All keys",
            "Shows all keys on one page, where they can be changed";
        ShowLabel, View, Always, ["F5"],
            "Label",
            "Shows the article and its statements";
        ShowCodebook, View, Always, ["F6"],
            "Codebook",
            "Shows targets, scales, labels and speakers, where they can be changed";
        ToggleArticles, View, Always, ["Ctrl+1"],
            "Articles panel",
            "Folds or unfolds the list of articles";
        ToggleStatement, View, Always, ["Ctrl+2"],
            "Statement panel",
            "Folds or unfolds the statement panel";
        ToggleStatements, View, Always, ["Ctrl+3"],
            "Statements table",
            "Folds or unfolds the table of statements";
        TextLarger, View, Always, ["Ctrl+Plus"],
            "Larger text",
            "Enlarges the article's text";
        TextSmaller, View, Always, ["Ctrl+Minus"],
            "Smaller text",
            "Makes the article's text smaller";
        TextReset, View, Always, ["Ctrl+0"],
            "Usual text size",
            "Gives the article's text its usual size";
        ThemeLight, View, Always, [],
            "Light colours",
            "Dark text on light ground";
        ThemeDark, View, Always, [],
            "Dark colours",
            "Light text on dark ground";
        ThemeSystem, View, Always, [],
            "The system's colours",
            "Follows the system's light or dark";
        Quit, File, Always, ["Ctrl+Q"],
            "Quit",
            "Closes the window once everything is saved";
    }
}
