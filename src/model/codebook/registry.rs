//! The registry of speakers: who they were at a date, and which may be one and the same.

use super::Speaker;

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

impl Speaker {
    /// Returns role and affiliation at a date, `2025-02-24`; either may be empty. Without a date, those of no time.
    ///
    /// Of several roles at once the one that began last counts.
    pub fn role_at(&self, date: Option<&str>) -> (&str, &str) {
        let at = date.and_then(|date| {
            let covering = self.roles.iter().filter(|role| role.covers(date));
            covering.max_by(|a, b| a.from.cmp(&b.from))
        });
        fn or<'a>(of_time: Option<&'a String>, own: &'a str) -> &'a str {
            of_time
                .filter(|text| !text.is_empty())
                .map_or(own, String::as_str)
        }
        (
            or(at.map(|at| &at.role), &self.role),
            or(at.map(|at| &at.affiliation), &self.affiliation),
        )
    }
}

/// Represents two speakers that may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// Id of the one.
    pub one: String,
    /// Id of the other.
    pub other: String,
    /// Why, as a person reads it: `both are called Peskov`.
    pub why: String,
}
