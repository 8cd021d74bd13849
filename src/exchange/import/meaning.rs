//! What the attributes of another program's annotations are in a codebook: stances or labels.

use std::collections::{BTreeSet, HashSet};

use super::{Gathered, each_work};
use crate::model::codebook::{Codebook, Label, OFF_SCALE, id_from_name};
use crate::model::id::{LabelId, StanceId, TargetId};

/// Returns labels for the attributes that are neither stances nor labels of the codebook.
pub(super) fn new_labels(codebook: &Codebook, gathered: &[Gathered]) -> Vec<Label> {
    let mut names = BTreeSet::new();
    let drafts = each_work(gathered).flat_map(|(_, drafts)| drafts);
    for (name, value) in drafts.flat_map(|draft| &draft.attributes) {
        if let Meaning::Label(None, name) = meaning(codebook, name, value.as_deref()) {
            names.insert(name);
        }
    }
    let mut ids: HashSet<LabelId> = codebook
        .labels
        .iter()
        .map(|label| label.id.clone())
        .collect();
    let label = |name: String| {
        let id = id_from_name(&name, |id| ids.contains(id));
        ids.insert(id.clone().into());
        Label {
            id: id.into(),
            name,
            ..Label::default()
        }
    };
    names.into_iter().map(label).collect()
}

/// What an attribute is in a codebook.
pub(super) enum Meaning {
    /// A stance, by the ids of target and stance.
    Stance(TargetId, StanceId),
    /// A label, by id if the codebook has it, and its name.
    Label(Option<LabelId>, String),
}

/// Says what an attribute is: a stance if it names a target (after `stance`, if it begins so) and its value one of the
/// stances on that target, else a label. Case and what stands between words do not matter.
pub(super) fn meaning(codebook: &Codebook, name: &str, value: Option<&str>) -> Meaning {
    let slug = |text: &str| id_from_name(text, |_| false);
    let is = |wanted: &str, id: &str, name: &str| wanted == slug(id) || wanted == slug(name);
    let wanted = slug(name);
    let wanted = wanted.strip_prefix("stance-").unwrap_or(&wanted);
    let target = codebook
        .targets
        .iter()
        .find(|target| is(wanted, &target.id, &target.name));
    if let (Some(target), Some(value)) = (target, value) {
        let value = slug(value);
        let scale = codebook.scale_of(&target.id).into_iter();
        let stances = scale.flat_map(|scale| &scale.stances);
        let stances = stances.map(|stance| (stance.id.as_str(), stance.label.as_str()));
        if let Some((id, _)) = stances
            .chain(OFF_SCALE)
            .find(|(id, label)| is(&value, id, label))
        {
            return Meaning::Stance(target.id.clone(), id.into());
        }
    }
    let name = value.map_or_else(|| name.to_owned(), |value| format!("{name}: {value}"));
    let wanted = slug(&name);
    let known = codebook
        .labels
        .iter()
        .find(|label| is(&wanted, &label.id, &label.name));
    Meaning::Label(known.map(|label| label.id.clone()), name)
}
