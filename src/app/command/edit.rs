//! What is taken back, copied and found, on whichever screen an article is read.

use super::{Group, Row, When};

commands! {
    /// Represents what the menu Edit holds.
    Edit {
        Undo, Edit, Undoable, ["Ctrl+Z"],
            "Undo",
            "Takes the last step back";
        Redo, Edit, Redoable, ["Ctrl+Shift+Z", "Ctrl+Y"],
            "Redo",
            "Does the step again that was taken back";
        CopyStatement, Edit, Selected, ["Ctrl+B"],
            "Copy statement with its source",
            "Copies quote, speaker, role, outlet, date and link";
        Find, Edit, Article, ["Ctrl+F"],
            "Find in article…",
            "Finds words in the article";
        FindNext, Edit, Article, ["F3", "Ctrl+G"],
            "Next hit",
            "Goes to the next hit";
        FindPrevious, Edit, Article, ["Shift+F3", "Ctrl+Shift+G"],
            "Previous hit",
            "Goes to the hit before";
    }
}
