//! Who writes which file of a project, and who sees whose work. Every file has one writer: that is the whole
//! synchronisation protocol.

use super::project::{Annotator, GOLD, Project};
use super::sidecar::Status;

/// A file of a project, as far as it matters for who writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind<'a> {
    /// A sidecar, or what an annotator added to the codebook: of the annotator with this id.
    Of(&'a str),
    /// The codebook of the project.
    Codebook,
    /// The project file.
    Project,
}

/// Returns the lead: whom the project names, else the only one who labels. `annotators` are all who label.
pub fn lead<'a>(project: &'a Project, annotators: &'a [Annotator]) -> Option<&'a str> {
    if let Some(lead) = &project.lead {
        return Some(lead);
    }
    let mut people = annotators.iter().filter(|known| known.id != GOLD);
    match (people.next(), people.next()) {
        (Some(only), None) => Some(&only.id),
        _ => None,
    }
}

/// Tells whether a person may write a file. `annotators` are all who label, with or without that person.
///
/// Gold is nobody's own: whoever adjudicates writes it.
///
/// # Errors
/// A clause that says who writes it instead.
pub fn may_write(
    project: &Project,
    annotators: &[Annotator],
    person: &str,
    file: FileKind<'_>,
) -> Result<(), String> {
    match file {
        FileKind::Of(owner) if owner == person || owner == GOLD => Ok(()),
        FileKind::Of(owner) => Err(format!("it is {owner}\u{2019}s, and written by them alone")),
        FileKind::Codebook | FileKind::Project => match lead(project, annotators) {
            Some(lead) if lead == person => Ok(()),
            Some(lead) => Err(format!("it is written by the lead alone, who is {lead}")),
            None if annotators.iter().all(|known| known.id == GOLD) => Ok(()),
            None => Err("the project names no lead yet, who alone writes it".to_owned()),
        },
    }
}

impl Project {
    /// Tells whether a person may see what others made of an article, with this status of their own work on it.
    ///
    /// In a project that labels blind that is so once their own is done. The lead and whoever adjudicates see all.
    pub fn reveals(&self, person: &str, status: Status) -> bool {
        !self.blind || status == Status::Done || self.oversees(person)
    }

    /// Tells whether a person sees everything, however far their own work is.
    pub fn oversees(&self, person: &str) -> bool {
        !self.blind || person == GOLD || self.lead.as_deref() == Some(person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(ids: &[&str]) -> Vec<Annotator> {
        let person = |id: &&str| Annotator {
            id: (*id).to_owned(),
            name: String::new(),
        };
        ids.iter().map(person).collect()
    }

    /// Asks for anna in a project of these people.
    #[track_caller]
    fn check(ids: &[&str], lead: Option<&str>, file: FileKind<'_>, expected: Option<&str>) {
        let project = Project {
            lead: lead.map(str::to_owned),
            ..Project::default()
        };
        let why = may_write(&project, &people(ids), "anna", file).err();
        let says = |expected: &str| why.as_deref().is_some_and(|why| why.contains(expected));
        assert!(expected.map_or(why.is_none(), says), "{why:?}");
    }

    #[test]
    fn every_file_has_one_writer() {
        let ours = FileKind::Codebook;
        check(&["anna"], None, ours, None);
        check(&["anna", "gold"], None, FileKind::Project, None);
        check(&[], None, ours, None);
        check(&["gold"], None, ours, None);
        check(&["ben"], None, ours, Some("ben"));
        check(&["anna", "ben"], None, ours, Some("no lead yet"));
        check(&["anna", "ben"], Some("anna"), ours, None);
        check(&["anna"], Some("ben"), FileKind::Project, Some("ben"));
        check(&["anna", "ben"], None, FileKind::Of("anna"), None);
        check(&["anna", "ben"], None, FileKind::Of("gold"), None);
        check(&["anna"], Some("anna"), FileKind::Of("ben"), Some("ben"));
    }

    #[track_caller]
    fn check_seen((blind, expected): (bool, bool), person: &str, status: Status) {
        let project = Project {
            blind,
            lead: Some("lea".to_owned()),
            ..Project::default()
        };
        assert_eq!(project.reveals(person, status), expected);
    }

    #[test]
    fn blind_work_ends_with_ones_own() {
        check_seen((false, true), "anna", Status::Untouched);
        check_seen((true, false), "anna", Status::Untouched);
        check_seen((true, false), "anna", Status::InProgress);
        check_seen((true, false), "anna", Status::Excluded);
        check_seen((true, true), "anna", Status::Done);
        check_seen((true, true), "lea", Status::Untouched);
        check_seen((true, true), "gold", Status::Untouched);
    }
}
