//! Files that a person puts into the project or looks for: pasted articles, another program's annotations, the article's
//! own file.

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::codebook::taking::Differing;
use crate::model::problem::Problem;

use super::super::overlay::{CodebookForm, NewArticleForm, Overlay, Way};
use super::super::state::State;
use super::super::tasks::Worked;
use super::news::list_articles;
use super::{article, codebook};

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

/// Opens the dialog in which a codebook is read in or written. It is written beside the project, whose own files stay as
/// they are.
pub(super) fn ask_codebook(state: &mut State, way: Way) {
    let Some(project) = &state.project else {
        return;
    };
    let store = &project.store;
    let folder = store.root().parent().unwrap_or(store.root());
    let path = match way {
        Way::In => String::new(),
        Way::Out => {
            let name = store.name().replace(['/', '\\'], "-");
            let path = folder.join(format!("{name}-codebook.csv"));
            path.display().to_string()
        }
    };
    state.overlay = Some(Overlay::CodebookFile(CodebookForm::new(way, path)));
}

/// Has a codebook read that is to be taken in.
pub(super) fn read_codebook(state: &mut State, path: PathBuf, differing: Differing) {
    let Some(project) = &state.project else {
        return;
    };
    let known = Arc::clone(&project.codebook);
    if !state.tasks.read_codebook(known, path, differing) {
        state.notify("Another import is running", false);
    }
}

/// Has the codebook written.
pub(super) fn write_codebook(state: &mut State, path: PathBuf) {
    let Some(project) = &state.project else {
        return;
    };
    let (store, codebook) = (project.store.clone(), Arc::clone(&project.codebook));
    if !state.tasks.write_codebook(store, codebook, path) {
        state.notify("Another file is being written", false);
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
            Worked::Codebook {
                name,
                found,
                differing,
            } => codebook::take_in(state, &name, &found, differing),
            Worked::CodebookWritten {
                text,
                is_partial,
                path,
            } => {
                state.notify(text, is_partial);
                state.show_with_last_notice(path);
            }
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
