//! Datelines: where a report was filed, at the start of its first paragraph.
//!
//! `MOSCOW — …`, `MOSCOW (Reuters) - …`, `KYIV, Ukraine (AP) — …`, `MOSCOW, February 24. /TASS/. …`, `MOSCOW: …`.
//! A line of a transcript (`TRUMP: …`) looks like the last of these, so a colon counts only after one of [`CITIES`], or
//! where the caller knows that a dateline must follow.

use super::date;

/// Longest dateline, in bytes.
const LONGEST: usize = 110;

/// What may stand between a dateline and the text.
const SEPARATORS: [&str; 9] = [" — ", " – ", " ― ", " -- ", " - ", "— ", "– ", ": ", "/. "];

/// Words in capitals that open a paragraph and are no place.
const NO_PLACE: [&str; 24] = [
    "ABSTRACT",
    "ADVERTISEMENT",
    "ANALYSIS",
    "BACKGROUND",
    "BREAKING",
    "CORRECTION",
    "EDITORIAL",
    "EXCLUSIVE",
    "EXPLAINER",
    "FACTBOX",
    "FULL",
    "INTERVIEW",
    "LIVE",
    "MORE",
    "NEWS",
    "NOTE",
    "OPINION",
    "PHOTOS",
    "READ",
    "RELATED",
    "UPDATE",
    "UPDATED",
    "VIDEO",
    "WATCH",
];

/// Cities from which political news is often filed.
const CITIES: [&str; 32] = [
    "ANKARA",
    "ASTANA",
    "ATHENS",
    "BAKU",
    "BEIJING",
    "BELGRADE",
    "BERLIN",
    "BRUSSELS",
    "BUDAPEST",
    "CAIRO",
    "CHISINAU",
    "GENEVA",
    "ISTANBUL",
    "JERUSALEM",
    "KIEV",
    "KYIV",
    "LONDON",
    "MINSK",
    "MOSCOW",
    "NEW",
    "PARIS",
    "PRAGUE",
    "RIGA",
    "RIYADH",
    "ROME",
    "TALLINN",
    "TBILISI",
    "TEHRAN",
    "VIENNA",
    "VILNIUS",
    "WARSAW",
    "WASHINGTON",
];

/// Represents a dateline.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dateline {
    /// The place as it stands there: `KYIV, Ukraine`.
    pub(super) place: String,
    /// The agency in brackets or slashes: `Reuters`.
    pub(super) agency: Option<String>,
    /// The date, where it has a year.
    pub(super) date: Option<String>,
    /// Where the text begins (byte offset in the line).
    pub(super) len: usize,
}

/// Reads the dateline at the start of a paragraph. `expected` says that one is likely there.
pub(super) fn dateline(line: &str, expected: bool) -> Option<Dateline> {
    let head = &line[..line.floor_char_boundary(LONGEST)];
    let (at, separator) = SEPARATORS
        .iter()
        .filter_map(|separator| Some((head.find(separator)?, *separator)))
        .min_by_key(|(at, separator)| (*at, usize::MAX - separator.len()))?;
    let (rest, agency) = split_agency(head[..at].trim_end(), separator);
    if separator == "/. " && agency.is_none() {
        return None;
    }
    let rest = match separator {
        "/. " => rest.trim_end_matches('.'),
        _ => rest,
    };
    let mut parts = rest.trim_end_matches(',').split(", ");
    let first = parts.next()?;
    let is_known = first
        .split([' ', '/'])
        .next()
        .is_some_and(|word| CITIES.contains(&word));
    if !(is_place(first) || agency.is_some() && is_name(first))
        || separator == ": " && !is_known && !expected
    {
        return None;
    }
    let (mut place, mut day, mut date) = (first.to_owned(), false, None);
    for part in parts {
        if date::is_day_of_year(part) && !day {
            day = true;
        } else if let Some(found) = date::whole(part) {
            date = Some(found);
        } else if is_name(part) && !day && place.len() == first.len() {
            place = format!("{place}, {part}");
        } else if !(day && part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit())) {
            return None;
        }
    }
    Some(Dateline {
        place,
        agency,
        date,
        len: at + separator.len(),
    })
}

/// Splits what stands before a separator into place and agency.
fn split_agency<'a>(head: &'a str, separator: &str) -> (&'a str, Option<String>) {
    let (inner, open) = match (head.strip_suffix(')'), separator) {
        (Some(inner), _) => (inner, '('),
        (None, "/. ") => (head, '/'),
        (None, _) => return (head, None),
    };
    match inner.rsplit_once(open) {
        Some((place, agency)) if is_name(agency) && agency.len() <= 30 => {
            (place.trim_end(), Some(agency.trim().to_owned()))
        }
        _ => (head, None),
    }
}

/// Tells whether words are a place in capitals.
fn is_place(words: &str) -> bool {
    let letters = words.chars().filter(|char| char.is_alphabetic());
    let count = letters.clone().count();
    count >= 3
        && words.split(' ').count() <= 4
        && letters.clone().all(char::is_uppercase)
        && words
            .chars()
            .all(|char| char.is_alphabetic() || " .-'’/".contains(char))
        && words
            .split([' ', '/'])
            .all(|word| !NO_PLACE.contains(&word))
}

/// Tells whether words are a name of at most four words, each with a capital.
fn is_name(words: &str) -> bool {
    let mut count = 0;
    let is_named = words
        .split([' ', '/'])
        .filter(|word| !word.is_empty())
        .all(|word| {
            count += 1;
            word.starts_with(char::is_uppercase)
                && word
                    .chars()
                    .all(|char| char.is_alphanumeric() || ".-'’&".contains(char))
        });
    is_named && (1..=4).contains(&count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let shown = dateline(line, false).map_or_else(String::new, |found| {
            let extra = [found.agency, found.date].into_iter().flatten();
            [found.place]
                .into_iter()
                .chain(extra)
                .chain([line[found.len..].to_owned()])
                .collect::<Vec<_>>()
                .join("|")
        });
        assert_eq!(shown, expected, "{line}");
    }

    #[test]
    fn datelines_are_read() {
        check("MOSCOW — The minister", "MOSCOW|The minister");
        check("MOSCOW: The minister", "MOSCOW|The minister");
        check(
            "MOSCOW (Reuters) - The minister",
            "MOSCOW|Reuters|The minister",
        );
        check(
            "KYIV, Ukraine (AP) — The minister",
            "KYIV, Ukraine|AP|The minister",
        );
        check(
            "WASHINGTON, Feb 24 (Reuters) - The",
            "WASHINGTON|Reuters|The",
        );
        check("NEW YORK, Feb. 24, 2025 (AFP) – The", "NEW YORK|AFP|The");
        check("MOSCOW, 24 February 2025 — The", "MOSCOW|2025-02-24|The");
        check("MOSCOW, February 24. /TASS/. The", "MOSCOW|TASS|The");
        check("MOSCOW/KYIV -- The", "MOSCOW/KYIV|The");
        check("ST. PETERSBURG — The", "ST. PETERSBURG|The");
        check("HEMPSTEAD, N.Y. ― If it", "HEMPSTEAD, N.Y.|If it");
        check("Moscow (Reuters) - The", "Moscow|Reuters|The");
        check("КИЇВ — Президент", "КИЇВ|Президент");
    }

    #[test]
    fn what_is_no_dateline_is_not() {
        check("TRUMP: We will see", "");
        check("BREAKING — The minister", "");
        check("UPDATE: The", "");
        check("Moscow — The minister", "");
        check("The U.S. — a party to the talks — left", "");
        check("UN — the", "");
        check("MOSCOW said — no", "");
        check("He went (Reuters) - The", "");
        check("MOSCOW, which he left, — the", "");
        check("2025 — the", "");
        check("", "");
        assert!(dateline("DOHA: The", true).is_some());
    }
}
