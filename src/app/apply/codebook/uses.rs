//! The statements that use an entry: listed, walked through, and opened on the Label screen.

use crate::model::codebook::Source;
use crate::model::codebook::edit::EntryId;

use super::super::super::codebook::{Part, Use, UseList};
use super::super::super::screen::Screen;
use super::super::super::state::{Field, OpenProject, State};
use super::super::article;
use super::{show_screen, who};

/// Lists the uses of the chosen entry, or goes back to the entries.
pub(in crate::app::apply) fn toggle(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    if project.desk.use_list.take().is_some() {
        return;
    }
    match project.desk.chosen.clone() {
        Some(id) => show(project, id),
        None => state.notify("Choose an entry first (J, K or a click)", false),
    }
}

/// Lists the statements that use an entry, once they are found.
pub(super) fn show(project: &mut OpenProject, of: EntryId) {
    let entry = project.codebook.entry(&of);
    let name = entry.map_or_else(|| of.id.clone(), |entry| entry.name().to_owned());
    project.desk.use_list = Some(UseList {
        of: of.clone(),
        name,
        uses: None,
        place: 0,
    });
    project.desk.jobs.find_uses(who(project), of);
}

/// Has the uses that are listed found anew, if some are.
pub(super) fn find_again(project: &OpenProject) {
    if let Some(list) = &project.desk.use_list {
        project.desk.jobs.find_uses(who(project), list.of.clone());
    }
}

/// Takes in the statements that use an entry. Where one was in the list one stays, as far as it is as long.
pub(super) fn take(project: &mut OpenProject, of: &EntryId, found: Vec<Use>) {
    if let Some(list) = &mut project.desk.use_list
        && list.of == *of
    {
        list.place = list.place.min(found.len().saturating_sub(1));
        list.uses = Some(found);
    }
}

/// Opens the chosen use, or the stance that is to be looked at again; where a split asks for one, has it go to the next part; where entries are listed, puts the caret
/// into the chosen one.
pub(in crate::app::apply) fn open_chosen(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    if let Some(splitting) = &mut project.desk.splitting {
        return splitting.turn();
    }
    let desk = &project.desk;
    let source = match &desk.use_list {
        Some(list) => list.chosen().map(|one| &one.source),
        None if desk.part == Part::Again => desk.again.get(desk.look).map(|one| &one.source),
        None => {
            state.focus = Some(Field::EntryName);
            return;
        }
    };
    if let Some(source) = source.cloned() {
        open(state, source);
    }
}

/// Opens the use at a place of the list, which is the chosen one from then on.
pub(super) fn open_at(state: &mut State, place: usize) {
    let desk = state.project.as_mut().map(|project| &mut project.desk);
    if let Some(list) = desk.and_then(|desk| desk.use_list.as_mut()) {
        list.place = place;
        open_chosen(state);
    }
}

/// Opens a statement on the Label screen.
pub(super) fn open(state: &mut State, source: Source) {
    let Some(project) = &mut state.project else {
        return;
    };
    let is_listed = project
        .articles
        .iter()
        .any(|file| file.path == source.article);
    if !is_listed {
        let text = format!("The article is not there any more: {}", source.article);
        state.notify(text, false);
        return;
    }
    let is_own = source.annotator == project.annotator;
    if !is_own && !project.mates.contains(&source.annotator) {
        project.mates.push(source.annotator.clone());
    }
    let path = source.article.clone();
    project.go_to = Some(source);
    show_screen(state, Screen::Label);
    article::open(state, &path);
}

/// Goes to the statement for which the article was opened, once it is in the reader.
pub(in crate::app::apply) fn arrive(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let (Some(source), Some(open)) = (project.go_to.take(), &project.open) else {
        return;
    };
    if open.article.path != source.article {
        return;
    }
    let found = if source.annotator == project.annotator {
        let id = open.sidecar.successor(&source.statement);
        open.sidecar.position(id).map(|_| id.to_owned())
    } else {
        let mut mates = open.mates.iter();
        let mate = mates.find(|mate| mate.annotator == source.annotator);
        let place = mate.and_then(|mate| mate.sidecar.position(&source.statement));
        place.map(|_| format!("{}/{}", source.annotator, source.statement))
    };
    match found {
        Some(id) => article::go_to(state, &id),
        None => state.notify("The statement is not there any more", false),
    }
}
