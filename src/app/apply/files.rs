//! Files that a person puts into the project or looks for: pasted articles, another program's annotations, the article's
//! own file.

use std::path::PathBuf;

use crate::model::problem::Problem;

use super::super::overlay::{NewArticleForm, Overlay};
use super::super::state::State;
use super::super::tasks::Worked;
use super::article;
use super::news::list_articles;

/// Opens the dialog into which an article is pasted.
pub(super) fn ask_article(state: &mut State) {
    let Some(project) = &state.project else {
        return;
    };
    match project.store.read_only().map(str::to_owned) {
        Some(why) => state.notify(format!("No article can be added: {why}"), true),
        None => state.overlay = Some(Overlay::NewArticle(NewArticleForm::default())),
    }
}

/// Has an article made of pasted text.
pub(super) fn add_article(state: &mut State, title: &str, text: &str) {
    let Some(project) = &state.project else {
        return;
    };
    let store = project.store.clone();
    if !state.tasks.add_article(store, title, text) {
        state.notify("Another file is being added", false);
    }
}

/// Has another program's annotations taken in.
pub(super) fn import(state: &mut State, from: PathBuf, annotator: Option<String>) {
    let Some(project) = &state.project else {
        return;
    };
    let root = project.store.root().to_owned();
    let now = state.now();
    if !state.tasks.import(root, from, annotator, now) {
        state.notify("Another import is running", false);
    }
}

/// Shows the open article's file in its folder.
pub(super) fn show_open(state: &mut State) {
    let Some(project) = &state.project else {
        return;
    };
    let Some(open) = &project.open else { return };
    let path = project.file_of(&open.article.path);
    state.tasks.show(path);
}

/// Takes in what came of all that.
pub(super) fn drain(state: &mut State) {
    while let Some(worked) = state.tasks.worked() {
        match worked {
            Worked::Added(path) => {
                if let Some(project) = &mut state.project {
                    list_articles(project);
                }
                state.notify(format!("Added {path}"), false);
                article::open(state, &path);
            }
            Worked::Imported { text, problems } => imported(state, text, problems),
            Worked::Failed(text) => state.notify(text, true),
        }
    }
}

fn imported(state: &mut State, text: String, problems: Vec<Problem>) {
    let is_whole = problems.is_empty();
    if let Some(project) = &mut state.project {
        list_articles(project);
        project.index.restart();
        project.add_problems(problems);
    }
    article::reopen(state);
    state.notify(text, !is_whole);
    state.keep_last_notice();
}
