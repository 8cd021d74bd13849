//! What is done with statements and suggestions, on the Label screen.

use super::{Group, Row, When};

commands! {
    /// Represents what is done on the Label screen.
    Label {
        NextStatement, Statement, Article, ["J"],
            "Next statement",
            "Selects the next statement or suggestion in the text";
        PreviousStatement, Statement, Article, ["K"],
            "Previous statement",
            "Selects the statement or suggestion before";
        Accept, Statement, Acceptable, ["Enter"],
            "Accept, or finish and go on",
            "Accepts the suggestion, or finishes this statement and selects the next";
        Reject, Statement, Rejectable, ["X"],
            "Reject suggestion",
            "Rejects the suggestion; it does not come back";
        Suggestions, Statement, Project, ["Shift+Enter"],
            "Suggestions…",
            "Accepts all suggestions above a score; shows how often they are right";
        ToggleSuggestions, Statement, Always, ["Ctrl+4"],
            "Show suggestions",
            "Shows suggestions in the text, or hides them";
        DeleteStatement, Statement, Editable, ["Delete"],
            "Delete statement",
            "Removes the selected statement";
        MakeStatement, Statement, Writable, ["Q"],
            "Make statement",
            "Makes a statement of the selection, or of the quotation or sentence at the caret";
        AddSpan, Statement, Editable, ["Plus"],
            "Add selection to quote",
            "Adds the selected text to the quote as another part";
        RemoveSpan, Statement, Editable, ["Minus"],
            "Take selection out of quote",
            "Takes the selected text out of the quote";
        StartBack, Statement, Editable, ["["],
            "Quote starts a word earlier",
            "Moves the start of the quote back by a word";
        StartOn, Statement, Editable, ["]"],
            "Quote starts a word later",
            "Moves the start of the quote on by a word";
        EndBack, Statement, Editable, ["Shift+["],
            "Quote ends a word earlier",
            "Moves the end of the quote back by a word";
        EndOn, Statement, Editable, ["Shift+]"],
            "Quote ends a word later",
            "Moves the end of the quote on by a word";
        SplitStatement, Statement, Editable, ["B"],
            "Split statement",
            "Makes two statements of it: the second begins at the caret or the selected text, else behind the first part";
        JoinStatements, Statement, Editable, ["Shift+B"],
            "Join with next statement",
            "Makes one statement of it and the next in the text";
        SetSpeaker, Statement, Editable, ["S"],
            "Set speaker…",
            "Picks who said it from the article's mentions and the registry; selected text is the mention";
        SetCue, Statement, Editable, ["C"],
            "Selection is the cue",
            "Makes the selected text the cue";
        SetTarget, Statement, Editable, ["T"],
            "Set target…",
            "Picks what the stance is about from the codebook";
        ReplaceTarget, Statement, Editable, ["R"],
            "Replace target…",
            "Picks another target for the current stance, which stays where its scale does";
        SameTarget, Statement, Editable, ["."],
            "Same target again",
            "Sets the target that was set last, as statements on one thing follow one another";
        SameStance, Statement, Editable, [","],
            "Same target and stance again",
            "Sets the target and the stance that were set last";
        RemoveTarget, Statement, Editable, ["Shift+T"],
            "Remove target",
            "Takes the current target away, and the stance on it";
        SetStance, Statement, Editable, ["P"],
            "Set stance…",
            "Picks the stance on the current target, or adds one that its scale lacks";
        Stance1 = "Stance(1)", Statement, Editable, ["1"],
            "Stance 1 of the scale",
            "Sets the stance on the current target's scale";
        Stance2 = "Stance(2)", Statement, Editable, ["2"],
            "Stance 2 of the scale",
            "Sets the stance on the current target's scale";
        Stance3 = "Stance(3)", Statement, Editable, ["3"],
            "Stance 3 of the scale",
            "Sets the stance on the current target's scale";
        Stance4 = "Stance(4)", Statement, Editable, ["4"],
            "Stance 4 of the scale",
            "Sets the stance on the current target's scale";
        Stance5 = "Stance(5)", Statement, Editable, ["5"],
            "Stance 5 of the scale",
            "Sets the stance on the current target's scale";
        Stance6 = "Stance(6)", Statement, Editable, ["6"],
            "Stance 6 of the scale",
            "Sets the stance on the current target's scale";
        Stance7 = "Stance(7)", Statement, Editable, ["7"],
            "Stance 7 of the scale",
            "Sets the stance on the current target's scale";
        Stance8 = "Stance(8)", Statement, Editable, ["8"],
            "Stance 8 of the scale",
            "Sets the stance on the current target's scale";
        Stance9 = "Stance(9)", Statement, Editable, ["9"],
            "Stance 9 of the scale",
            "Sets the stance on the current target's scale";
        StanceUnclear, Statement, Editable, ["U"],
            "Stance: unclear",
            "Records that the stance cannot be told";
        StanceMixed, Statement, Editable, ["M"],
            "Stance: mixed",
            "Records that the statement takes both sides";
        StanceNotStated, Statement, Editable, ["0"],
            "Stance: not stated",
            "Records that the statement takes no stance on the target";
        SetLabels, Statement, Editable, ["L"],
            "Set labels…",
            "Picks labels of the codebook";
        WriteNote, Statement, Editable, ["N"],
            "Write note",
            "Writes a note on the statement";
        ToggleFlag, Statement, Editable, ["F"],
            "Flag statement",
            "Marks the statement to come back to, or takes the mark away";
        AddVia, Statement, Editable, ["V"],
            "Add source in between…",
            "Picks through whom the article has it; selected text is the mention";
        AddAddressee, Statement, Editable, ["A"],
            "Add addressee…",
            "Picks to whom it was said; selected text is the mention";
        MarkEvidence, Statement, Editable, ["E"],
            "Selection is evidence of the stance",
            "Makes the selected text evidence of the current stance";
        RemoveSpeaker, Statement, Editable, ["Shift+S"],
            "Remove mention or speaker",
            "Takes the words that name the speaker away, then the speaker";
        RemoveCue, Statement, Editable, ["Shift+C"],
            "Remove cue",
            "Takes the cue away";
        RemoveVia, Statement, Editable, ["Shift+V"],
            "Remove source in between",
            "Takes the last source in between away";
        RemoveAddressee, Statement, Editable, ["Shift+A"],
            "Remove addressee",
            "Takes the last addressee away";
        RemoveEvidence, Statement, Editable, ["Shift+E"],
            "Remove evidence",
            "Takes the evidence of the current stance away";
        NextUnfinished, Statement, Article, ["I"],
            "Next unfinished statement",
            "Selects the next statement without speaker, target or stance";
        OnlyUnfinished, Statement, Article, ["Shift+I"],
            "Only unfinished statements",
            "Lists only statements without speaker, target or stance in the table, or all again";
        NextKind, Statement, Editable, ["Y"],
            "Next kind of quote",
            "Goes through direct, mixed and indirect";
        TakeExample, Statement, Selected, ["O"],
            "Take as example of the target",
            "Puts the statement among the examples of its target in the codebook, from where it can be opened again";
        TakeCounterExample, Statement, Selected, ["Shift+O"],
            "Take as example of what it is not",
            "Puts the statement among what looks like its target in the codebook and is not";
        ShowGuidelines, View, Project, ["H"],
            "Guidelines",
            "Shows the project's guidelines and rules in the place of the list of articles, or the list again";
        ArticleDone, Statement, Writable, ["D"],
            "Article done, next one",
            "Marks the article as done and opens the next that is not";
    }
}

impl Command {
    /// The commands that set a stance of the current target's scale, in the order of the scale.
    pub const STANCES: [Self; 9] = [
        Self::Stance1,
        Self::Stance2,
        Self::Stance3,
        Self::Stance4,
        Self::Stance5,
        Self::Stance6,
        Self::Stance7,
        Self::Stance8,
        Self::Stance9,
    ];

    /// Returns which stance of the scale it sets, counted from 0; none where it sets no such stance.
    pub fn stance(self) -> Option<usize> {
        Self::STANCES.iter().position(|stance| *stance == self)
    }

    /// Tells whether it changes the annotations, and so needs an article that may be written.
    pub fn edits(self) -> bool {
        self.row().when.edits()
    }

    /// Tells whether it makes something of selected text, and does nothing without.
    pub fn needs_selection(self) -> bool {
        matches!(
            self,
            Self::AddSpan | Self::RemoveSpan | Self::SetCue | Self::MarkEvidence
        )
    }

    /// Tells whether it changes the selected statement, and so accepts a selected suggestion. A suggestion has no target and no
    /// addressee that could be taken away; what was set last may not be there, and is looked at first.
    pub fn changes_statement(self) -> bool {
        self.edits()
            && !matches!(
                self,
                Self::Accept
                    | Self::Reject
                    | Self::DeleteStatement
                    | Self::MakeStatement
                    | Self::ArticleDone
                    | Self::RemoveTarget
                    | Self::RemoveAddressee
                    | Self::RemoveEvidence
                    | Self::SameTarget
                    | Self::SameStance
            )
    }
}
