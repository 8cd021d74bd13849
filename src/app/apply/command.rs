//! What each command does.

use crate::exchange::ExportOptions;

use super::super::action::Panel;
use super::super::command::Command;
use super::super::overlay::{
    ArticleQuery, ExportForm, ImportForm, KeysPage, Overlay, PathForm, Query, SuggestionsPage,
};
use super::super::settings::ThemeChoice;
use super::super::state::{Field, OpenArticle, State};
use super::{article, files, project, quote, statement, step, suggestion, view, whole};

/// Runs a command.
pub(super) fn run(state: &mut State, command: Command) {
    use Command as C;
    if command.edits() && state.open().is_some() && !step::may_edit(state) {
        return;
    }
    let has_selection = state
        .open()
        .and_then(|open| open.selection)
        .is_some_and(|span| !span.is_empty());
    if command.changes_statement() && (has_selection || !command.needs_selection()) {
        // Whoever changes a suggestion has accepted it.
        suggestion::accept(state);
    }
    match command {
        C::NextStatement => article::walk(state, true),
        C::PreviousStatement => article::walk(state, false),
        C::Accept => accept(state),
        C::Reject => suggestion::reject(state),
        C::DeleteStatement => delete(state),
        C::ToggleSuggestions => suggestion::toggle(state),
        C::MakeStatement => quote::make(state),
        C::AddSpan => quote::change_quote(state, true),
        C::RemoveSpan => quote::change_quote(state, false),
        C::StartBack => quote::nudge(state, true, false),
        C::StartOn => quote::nudge(state, true, true),
        C::EndBack => quote::nudge(state, false, false),
        C::EndOn => quote::nudge(state, false, true),
        C::SetSpeaker => statement::ask_speaker(state),
        C::SetCue => statement::set_cue(state),
        C::SetTarget => statement::ask_target(state),
        C::Stance(n) => statement::set_nth_stance(state, n),
        C::StanceUnclear => statement::set_stance(state, "unclear"),
        C::StanceMixed => statement::set_stance(state, "mixed"),
        C::StanceNotStated => statement::set_stance(state, "not-stated"),
        C::SetLabels => focus(state, Field::Labels),
        C::WriteNote => focus(state, Field::Note),
        C::ToggleFlag => statement::toggle_flag(state),
        C::AddVia => statement::add_person(state, true),
        C::AddAddressee => statement::add_person(state, false),
        C::MarkEvidence => statement::mark_evidence(state),
        C::NextKind => statement::next_kind(state),
        C::ArticleDone => article::done(state),
        C::Undo => step::undo_or_redo(state, true),
        C::Redo => step::undo_or_redo(state, false),
        C::CopyStatement => whole::copy_statement(state),
        C::Find => {
            state.find_open = true;
            state.focus = Some(Field::Find);
        }
        C::FindNext => article::find_step(state, true),
        C::FindPrevious => article::find_step(state, false),
        C::NextArticle => article::step(state, 1),
        C::PreviousArticle => article::step(state, -1),
        C::RetrySave => project::retry(state),
        C::Quit => state.quitting = true,
        _ => run_window(state, command),
    }
}

/// Accepts the selected suggestion; where a statement is selected, goes on to the next.
fn accept(state: &mut State) {
    if !suggestion::accept(state) {
        article::walk(state, true);
    }
}

/// Removes the selected statement. A suggestion that is deleted, accepted before or not, is one that is rejected: it would
/// come back otherwise.
fn delete(state: &mut State) {
    if state.open().is_some_and(OpenArticle::can_reject) {
        suggestion::reject(state);
    } else {
        statement::delete(state);
    }
}

/// Runs a command that changes the window rather than the article.
fn run_window(state: &mut State, command: Command) {
    use Command as C;
    match command {
        C::GoToArticle => state.overlay = Some(Overlay::Articles(ArticleQuery::default())),
        C::OpenFolder => state.tasks.ask_folder(),
        C::OpenArticle => state.tasks.ask_article(),
        C::OpenPath => open_path(state),
        C::OpenRecent => state.overlay = Some(Overlay::Recent(Query::default())),
        C::OpenSample => project::open_sample(state),
        C::Export => ask_export(state),
        C::ShowProblems => state.overlay = Some(Overlay::Problems),
        C::ChooseAnnotator => {
            let text = state
                .project
                .as_ref()
                .map(|project| project.annotator.clone())
                .unwrap_or_default();
            state.overlay = Some(Overlay::Annotator(Query::new(text)));
        }
        C::AboutArticle => whole::ask(state),
        C::AddArticle => files::ask_article(state),
        C::Import => state.overlay = Some(Overlay::Import(ImportForm::default())),
        C::ShowFile => files::show_open(state),
        C::Suggestions => state.overlay = Some(Overlay::Suggestions(SuggestionsPage::default())),
        C::ShowTeammates => state.overlay = Some(Overlay::Teammates),
        C::Palette => state.overlay = Some(Overlay::Palette(Query::default())),
        C::Keys => {
            let is_open = matches!(state.overlay, Some(Overlay::Keys(_)));
            state.overlay = (!is_open).then(|| Overlay::Keys(KeysPage::default()));
        }
        C::ToggleArticles if state.is_narrow() => view::toggle_over(state, Panel::Articles),
        C::ToggleArticles => state.settings.articles_open ^= true,
        C::ToggleStatement => state.settings.statement_open ^= true,
        C::ToggleStatements => state.settings.statements_open ^= true,
        C::TextLarger => view::text_size(state, Some(1.0)),
        C::TextSmaller => view::text_size(state, Some(-1.0)),
        C::TextReset => view::text_size(state, None),
        C::ThemeLight => view::set_theme(state, ThemeChoice::Light),
        C::ThemeDark => view::set_theme(state, ThemeChoice::Dark),
        C::ThemeSystem => view::set_theme(state, ThemeChoice::System),
        _ => {}
    }
}

/// Opens the dialog in which a path is typed.
pub(super) fn open_path(state: &mut State) {
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

/// Gives a field of the statement panel the focus.
fn focus(state: &mut State, field: Field) {
    if state.selected().is_none() {
        state.notify("Select a statement first (J, K or a click)", false);
        return;
    }
    state.settings.statement_open = true;
    state.focus = Some(field);
}
