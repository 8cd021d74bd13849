//! What can be done on the Codebook screen.

use super::{Group, Row, When};

commands! {
    /// Represents what is done with the codebook and its entries.
    Codebook {
        AddEntry, Codebook, Project, ["A"],
            "New entry…",
            "Adds a target, scale, label or speaker by its name";
        RenameEntry, Codebook, Project, ["F2", "Enter"],
            "Rename…",
            "Puts the caret into the name of the chosen entry; its uses stay";
        MoveUp, Codebook, Project, ["Alt+Up"],
            "Move up",
            "Puts the chosen entry before the one above it";
        MoveDown, Codebook, Project, ["Alt+Down"],
            "Move down",
            "Puts the chosen entry behind the one below it";
        MoveIn, Codebook, Project, ["Alt+Right"],
            "Move under the one above",
            "Puts the chosen target under the one that stands before it";
        MoveOut, Codebook, Project, ["Alt+Left"],
            "Move out",
            "Puts the chosen target beside the one that it lies under";
        RemoveEntry, Codebook, Project, ["Delete"],
            "Remove if unused",
            "Removes the chosen entry if no statement uses it";
        MergeEntry, Codebook, Project, ["M"],
            "Merge into…",
            "Makes the chosen entry and another one; what is changed is shown before";
        NextEntry, Codebook, Project, ["J", "Down"],
            "Next entry",
            "Chooses the next entry of the list";
        PreviousEntry, Codebook, Project, ["K", "Up"],
            "Previous entry",
            "Chooses the entry before in the list";
        FilterEntries, Codebook, Project, ["F"],
            "Filter…",
            "Shows only entries in which some words stand";
        Targets, Codebook, Project, ["1"],
            "Targets",
            "Lists what stances can be about";
        Scales, Codebook, Project, ["2"],
            "Scales",
            "Lists the scales and their stances";
        Labels, Codebook, Project, ["3"],
            "Labels",
            "Lists the labels for statements";
        Speakers, Codebook, Project, ["4"],
            "Speakers",
            "Lists the registry of speakers";
        Additions, Codebook, Project, ["5"],
            "Additions",
            "Lists what others added and the lead has not taken yet";
    }
}
