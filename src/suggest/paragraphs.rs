//! Quotations over several paragraphs whose attribution stands in the last: `“One.` and, a paragraph further on, `“Two,”
//! Holm said` are one statement.

use super::rules::Found;
use crate::text::marks::Marks;

/// So many attributions before one are looked at for what belongs to it: they are found in the order of the text.
const NEAR: usize = 16;

/// Gives the paragraphs before it to each attribution of a quotation that goes on with them.
pub(super) fn join(marks: &Marks, found: &mut Vec<Found>) {
    if !marks.regions.iter().any(|region| region.reopened) {
        return;
    }
    let mut emptied = Vec::new();
    for index in 0..found.len() {
        let Some(&(first, _)) = found[index].content.first() else {
            continue;
        };
        let at = marks.regions.partition_point(|region| region.open < first);
        if found[index].cue.is_none() || marks.regions.get(at).is_none_or(|r| r.open != first) {
            continue;
        }
        let mut at = at;
        while marks.regions[at].reopened
            && at > 0
            && marks.regions[at - 1].continues
            && give_up(found, index, marks.regions[at - 1].open, &mut emptied)
        {
            at -= 1;
            let before = (marks.regions[at].open, marks.regions[at].end);
            found[index].content.insert(0, before);
        }
    }
    emptied.sort_unstable();
    for index in emptied.into_iter().rev() {
        found.remove(index);
    }
}

/// Takes the quotation that opens at a token from whichever other attribution has it as what follows; tells whether it is
/// free now. One that says it in words of its own keeps it.
fn give_up(found: &mut [Found], to: usize, open: usize, emptied: &mut Vec<usize>) -> bool {
    let has = |other: &Found| {
        other
            .content
            .iter()
            .any(|(from, end)| (*from..*end).contains(&open))
    };
    let near = to.saturating_sub(NEAR)..to;
    let owner = near.rev().find(|index| has(&found[*index]));
    let Some(owner) = owner.filter(|owner| !emptied.contains(owner)) else {
        return true;
    };
    let other = &mut found[owner];
    let is_last = other.content.last().is_some_and(|last| last.0 == open);
    if other.content.len() > 1 && is_last {
        other.content.pop();
        return true;
    }
    let follows = other.cue.is_none() && is_last;
    if follows {
        emptied.push(owner);
    }
    follows
}
