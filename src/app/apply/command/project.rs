//! What the commands do that open, export and look after a project.

use crate::app::command::project::Command;
use crate::app::overlay::{ArticleQuery, ExportForm, ImportForm, Overlay, PathForm, Query, Way};
use crate::app::state::State;
use crate::exchange::ExportOptions;

use super::super::{article, codebook, files, project, twins, whole};

/// Runs a command.
pub(super) fn run(state: &mut State, command: Command) {
    use Command as C;
    match command {
        C::GoToArticle => state.overlay = Some(Overlay::Articles(ArticleQuery::default())),
        C::NextArticle => article::step(state, 1),
        C::PreviousArticle => article::step(state, -1),
        C::OpenFolder => state.tasks.ask_folder(),
        C::OpenArticle => state.tasks.ask_article(),
        C::OpenPath => open_path(state),
        C::OpenRecent => state.overlay = Some(Overlay::Recent(Query::default())),
        C::OpenSample => project::open_sample(state),
        C::Export => ask_export(state),
        C::ShowProblems => state.overlay = Some(Overlay::Problems),
        C::AboutArticle => whole::ask(state),
        C::AddArticle => files::ask_article(state),
        C::Import => state.overlay = Some(Overlay::Import(ImportForm::default())),
        C::ShowFile => files::show_open(state),
        C::ChooseAnnotator => ask_annotator(state),
        C::ShowTeammates => state.overlay = Some(Overlay::Teammates),
        C::NextTwin => twins::open_next(state),
        C::ShowTwins => twins::compare(state),
        C::RetrySave => project::retry(state),
        C::ReadCodebook => files::ask_codebook(state, Way::In),
        C::WriteCodebook => files::ask_codebook(state, Way::Out),
        C::BeginOpposed => codebook::begin(state, 0),
        C::BeginRuledOut => codebook::begin(state, 1),
        C::BeginNoYes => codebook::begin(state, 2),
    }
}

/// Opens the dialog in which a path is typed.
pub(in crate::app::apply) fn open_path(state: &mut State) {
    let root = state
        .project
        .as_ref()
        .map(|project| project.store.root().to_owned());
    let home = || std::env::home_dir().unwrap_or_default();
    let mut text = root
        .and_then(|root| root.parent().map(ToOwned::to_owned))
        .unwrap_or_else(home)
        .display()
        .to_string();
    if !text.ends_with('/') {
        text.push('/');
    }
    state.overlay = Some(Overlay::Path(PathForm::new(text)));
}

fn ask_export(state: &mut State) {
    let Some(project) = &state.project else {
        return;
    };
    if let Some(why) = project.store.read_only().map(str::to_owned) {
        state.notify(format!("Nothing can be exported: {why}"), true);
        return;
    }
    let name = format!("{}.jsonl", project.store.name().replace(['/', '\\'], "-"));
    // Beside the project, never in it: what is exported is not to be read as an article.
    let folder = project
        .store
        .root()
        .parent()
        .unwrap_or(project.store.root());
    let path = folder.join(name).display().to_string();
    let options = ExportOptions::default();
    state.overlay = Some(Overlay::Export(ExportForm::new(options, path)));
}

/// Opens the dialog in which it is said who labels.
fn ask_annotator(state: &mut State) {
    let text = state
        .project
        .as_ref()
        .map(|project| project.annotator.clone())
        .unwrap_or_default();
    state.overlay = Some(Overlay::Annotator(Query::new(text)));
}
