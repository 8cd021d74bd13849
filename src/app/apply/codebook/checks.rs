//! What is done with what is to be checked.

use super::super::super::codebook::Part;
use super::super::super::state::State;
use super::change::{Named, commit};
use super::show_check;

/// Says of the two speakers that are pointed out as likely the same that they are not.
pub(in crate::app::apply) fn tell_apart(state: &mut State) {
    let desk = state.project.as_ref().map(|project| &project.desk);
    let shown = desk
        .filter(|desk| desk.part == Part::Checks && desk.merging.is_none())
        .and_then(|desk| desk.checks.get(desk.check))
        .and_then(|one| Some((one.entry.clone(), one.other.clone()?)));
    let Some((one, other)) = shown else {
        state.notify("Nobody is pointed out here who may be somebody else", false);
        return;
    };
    let named = Named::new("tell speakers apart", Some(one.clone()));
    let is_done = commit(state, named, |codebook| {
        codebook.tell_apart(&one.id, &other.id)
    });
    if let Some(project) = &mut state.project
        && is_done
    {
        // It is looked through again in a moment; what is settled is not shown until then.
        let desk = &mut project.desk;
        desk.checks
            .retain(|known| known.entry != one || known.other.as_ref() != Some(&other));
        let place = project.desk.check;
        show_check(project, place);
    }
}
