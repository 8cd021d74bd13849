//! What can be done on the Codebook screen.

use super::{Group, Row, When};

commands! {
    /// Represents what is done with the codebook and its entries.
    Codebook {
        AddEntry, Codebook, Project, ["A"],
            "New entry…",
            "Adds a target, scale, label or speaker by its name";
        OpenEntry, Codebook, Project, ["Enter"],
            "Edit, open the use, or answer",
            "Puts the caret into the chosen entry, opens the chosen use, or says which part a use goes to";
        RenameEntry, Codebook, Project, ["F2"],
            "Rename…",
            "Puts the caret into the name of the chosen entry; its uses stay";
        ShowUses, Codebook, Project, ["U"],
            "Show uses",
            "Lists the statements that use the chosen entry, in all articles, or goes back to the entries";
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
        SplitEntry, Codebook, Project, ["S"],
            "Split into…",
            "Makes several targets or speakers of the chosen one; each of its uses is asked for";
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
        Guidelines, Codebook, Project, ["5"],
            "Guidelines",
            "Shows what annotators are to know beyond the definitions, where it is written";
        Policy, Codebook, Project, ["6"],
            "Rules",
            "Shows the project's rules for quotes: marks, split quotes, indirect speech, nesting";
        Checks, Codebook, Project, ["7"],
            "To check",
            "Lists what contradicts itself in the codebook, and who may be one and the same";
        Again, Codebook, Project, ["8"],
            "To look at again",
            "Lists your stances that were taken before a definition or scale changed";
        TickOff, Codebook, Project, ["T"],
            "Leave the stance as it is",
            "Says that what has changed in the codebook makes no difference to the stance that is to be looked at again";
        TellApart, Codebook, Project, ["X"],
            "Not the same",
            "Says of two speakers that may be the same that they are not; they are not pointed out again";
        Additions, Codebook, Project, ["9"],
            "Additions",
            "Lists what others added and the lead has not taken yet";
    }
}
