//! Speakers: persons and bodies, and what they were at a date.

use super::{Codebook, Speaker};

/// Says what sort of speaker it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpeakerKind {
    /// A person.
    #[default]
    Person,
    /// A ministry, party, company, newspaper.
    Body,
}

impl SpeakerKind {
    /// Returns its name in files and exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Body => "body",
        }
    }
}

/// Represents what a speaker was for a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Role {
    /// `foreign minister`; empty where only the affiliation is of that time.
    pub role: String,
    /// Party, ministry, company; empty where it is the speaker's own.
    pub affiliation: String,
    /// The first day, `2004-03-09`, or month or year; empty for as long as is known.
    pub from: String,
    /// The last day, month or year; empty while it lasts.
    pub to: String,
}

impl Role {
    /// Tells whether it was so at a date, `2025-02-24`, which may also be a month or a year.
    ///
    /// What is only known to the month or year is compared to the month or year.
    pub fn covers(&self, date: &str) -> bool {
        fn common<'a>(bound: &'a str, date: &'a str) -> (&'a str, &'a str) {
            let length = bound.len().min(date.len());
            let cut = |text: &'a str| text.get(..length).unwrap_or(text);
            (cut(bound), cut(date))
        }
        let (from, since) = common(&self.from, date);
        let (to, until) = common(&self.to, date);
        from <= since && until <= to
    }
}

/// Returns what holds of a time, else what holds of none.
fn or<'a>(of_time: Option<&'a String>, own: &'a str) -> &'a str {
    of_time
        .filter(|text| !text.is_empty())
        .map_or(own, String::as_str)
}

impl Speaker {
    /// Returns role and affiliation at a date, `2025-02-24`; either may be empty. Without a date, those of no time.
    ///
    /// Of several roles at once the one that began last counts.
    pub fn role_at(&self, date: Option<&str>) -> (&str, &str) {
        let at = date.and_then(|date| {
            let covering = self.roles.iter().filter(|role| role.covers(date));
            covering.max_by(|a, b| a.from.cmp(&b.from))
        });
        (
            or(at.map(|at| &at.role), &self.role),
            or(at.map(|at| &at.affiliation), &self.affiliation),
        )
    }
}

impl Codebook {
    /// Returns a speaker and the bodies that it belongs to, nearest first. What belongs to itself ends at the first that is
    /// repeated.
    pub fn bodies_above(&self, id: &str) -> Vec<&Speaker> {
        let mut found: Vec<&Speaker> = Vec::new();
        let mut next = self.speaker(id);
        while let Some(speaker) = next {
            if found.iter().any(|seen| seen.id == speaker.id) {
                break;
            }
            found.push(speaker);
            let parent = speaker.parent.as_deref();
            next = parent.and_then(|parent| self.speaker(parent));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(date: Option<&str>, role: &str, affiliation: &str) {
        let role_of = |(role, affiliation, from, to): (&str, &str, &str, &str)| Role {
            role: role.to_owned(),
            affiliation: affiliation.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        let roles = [
            ("deputy minister", "Ministry", "1999", "2004-03-08"),
            ("foreign minister", "", "2004-03-09", ""),
            ("acting premier", "Cabinet", "2010-05", "2010-06"),
        ];
        let speaker = Speaker {
            role: "diplomat".to_owned(),
            affiliation: "State".to_owned(),
            roles: roles.into_iter().map(role_of).collect(),
            ..Speaker::default()
        };
        assert_eq!(speaker.role_at(date), (role, affiliation));
    }

    #[test]
    fn roles_are_those_of_the_date() {
        check(None, "diplomat", "State");
        check(Some("1998-12-31"), "diplomat", "State");
        check(Some("1999-01-01"), "deputy minister", "Ministry");
        check(Some("2004-03-08"), "deputy minister", "Ministry");
        check(Some("2004-03-09"), "foreign minister", "State");
        check(Some("2010-06-30"), "acting premier", "Cabinet");
        check(Some("2010-07-01"), "foreign minister", "State");
        check(Some("2010"), "acting premier", "Cabinet");
        check(Some(""), "acting premier", "Cabinet");
    }
}
