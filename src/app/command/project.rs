//! What is opened, exported and said of a project, its articles and its people.

use super::{Group, Row, When};

commands! {
    /// Represents what is done with projects and their articles.
    Project {
        GoToArticle, File, Project, ["Ctrl+P"],
            "Go to article…",
            "Opens an article of the project by a few letters of its title";
        NextArticle, File, Project, ["Ctrl+PageDown"],
            "Next article",
            "Opens the next article of the list";
        PreviousArticle, File, Project, ["Ctrl+PageUp"],
            "Previous article",
            "Opens the article before in the list";
        OpenFolder, File, Always, ["Ctrl+O"],
            "Open folder…",
            "Opens a folder of articles";
        OpenArticle, File, Always, ["Ctrl+Shift+O"],
            "Open article…",
            "Opens one article";
        OpenPath, File, Always, ["Ctrl+L"],
            "Open path…",
            "Opens a folder or article whose path is typed";
        OpenRecent, File, Always, ["Ctrl+R"],
            "Open recent…",
            "Opens a project that was open before";
        OpenSample, File, Always, [],
            "Open the sample",
            "Opens the bundled sample project";
        Export, File, Project, ["Ctrl+E"],
            "Export…",
            "Writes a labelled dataset";
        ShowProblems, File, Project, [],
            "Problems with files…",
            "Lists what could not be read, with place and reason";
        AboutArticle, File, Article, ["Ctrl+I"],
            "About this article…",
            "Labels and a note for the whole article; excludes it, with a reason";
        AddArticle, File, Project, ["Ctrl+N"],
            "Add article by pasting…",
            "Makes a new article of a headline and text that you paste";
        Import, File, Project, [],
            "Import annotations…",
            "Makes statements of another program's annotations";
        ShowFile, File, Article, [],
            "Show file in its folder",
            "Opens the folder in which the article's file lies";
        ChooseAnnotator, File, Project, [],
            "Who labels…",
            "Says whose annotations are made here";
        ShowTeammates, View, Project, ["G"],
            "Show teammates…",
            "Shows a teammate's statements in their own lane";
        NextTwin, View, Article, ["Ctrl+T"],
            "Next twin",
            "Opens the next article that shares the copy of this one";
        ShowTwins, View, Article, ["Ctrl+Shift+T"],
            "What twins say otherwise…",
            "Lists the words that this article has in place of those of articles that share its copy";
        RetrySave, File, Unsaved, [],
            "Save again",
            "Tries again to write what could not be saved";
        ReadCodebook, Codebook, Project, [],
            "Import codebook…",
            "Reads in a codebook: RON, a table (CSV) or REFI-QDA (.qdc)";
        WriteCodebook, Codebook, Project, [],
            "Export codebook…",
            "Writes the codebook as RON, as a table (CSV) or for REFI-QDA (.qdc)";
        BeginOpposed, Codebook, Beginning, ["Alt+1"],
            "Begin with opposed … supported",
            "Chooses the stances that a project without a codebook begins with: against or for";
        BeginRuledOut, Codebook, Beginning, ["Alt+2"],
            "Begin with ruled out … accepted",
            "Chooses the stances that a project without a codebook begins with: what is offered or demanded";
        BeginNoYes, Codebook, Beginning, ["Alt+3"],
            "Begin with no / yes",
            "Chooses the stances that a project without a codebook begins with, as in Discourse Network Analyzer";
    }
}

impl Command {
    /// The commands that choose what a project begins with, in the order of
    /// [`SCALES`](crate::model::codebook::presets::SCALES).
    pub const BEGIN: [Self; 3] = [Self::BeginOpposed, Self::BeginRuledOut, Self::BeginNoYes];
}
