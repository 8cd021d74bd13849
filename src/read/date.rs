//! Dates as news sites write them.
//!
//! Limitations: English month names; no date whose order of day and month is a guess (`12/03/2025`).

use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Words that stand beside a time of day.
const CLOCK: [&str; 17] = [
    "at", "am", "pm", "a.m.", "p.m.", "utc", "gmt", "bst", "est", "edt", "et", "pst", "pdt", "cet",
    "cest", "msk", "z",
];

/// Reads a string that is a date and at most a weekday and a time of day; returns `YYYY-MM-DD`.
pub(super) fn whole(string: &str) -> Option<String> {
    let words: Vec<&str> = string
        .split([' ', ',', '\t', '\u{a0}'])
        .filter(|word| !word.is_empty())
        .collect();
    let words = match words.split_first() {
        Some((first, rest)) if is_short_for(first, &WEEKDAYS) => rest,
        _ => &words[..],
    };
    let (date, used) = leading(words)?;
    words[used..]
        .iter()
        .all(|word| is_clock(word))
        .then(|| date.to_string())
}

/// Tells whether a string is a day and a month with no year, as in datelines: `Feb. 24`.
pub(super) fn is_day_of_year(string: &str) -> bool {
    let words: Vec<&str> = string.split_whitespace().collect();
    let pair = |day: &str, name: &str| self::day(day).is_some() && month(name).is_some();
    matches!(words[..], [a, b] if pair(a, b) || pair(b, a))
        || matches!(words[..], [a] if month(a).is_some())
}

/// Reads the date at the start of some words; returns it and how many words it takes.
fn leading(words: &[&str]) -> Option<(Date, usize)> {
    if let Some(date) = words.first().and_then(|word| numeric(word)) {
        return Some((date, 1));
    }
    let &[first, second, third, ..] = words else {
        return None;
    };
    let (name, number) = if month(first).is_some() {
        (first, second)
    } else {
        (second, first)
    };
    if third.len() != 4 {
        return None;
    }
    let date = Date::new(third.parse().ok()?, month(name)?, day(number)?).ok()?;
    Some((date, 3))
}

/// Reads `2025-02-24`, `2025/02/24`, `2025-02-24T10:00Z` and `24.02.2025`.
fn numeric(word: &str) -> Option<Date> {
    let word = match word.split_once('T') {
        Some((date, time)) if is_clock(time) => date,
        Some(_) => return None,
        None => word,
    };
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    let &[a, b, c] = &parts[..] else {
        return None;
    };
    let (year, month, day) = if word.contains('.') {
        (c, b, a)
    } else {
        (a, b, c)
    };
    if year.len() != 4
        || [year, month, day]
            .concat()
            .bytes()
            .any(|byte| !byte.is_ascii_digit())
    {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn month(word: &str) -> Option<i8> {
    let index = position(word, &MONTHS)?;
    i8::try_from(index + 1).ok()
}

fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    let day = digits.parse().ok()?;
    (["", "st", "nd", "rd", "th"].contains(&suffix) && (1..=31).contains(&day)).then_some(day)
}

fn is_clock(word: &str) -> bool {
    let is_time = word.starts_with(|char: char| char.is_ascii_digit() || char == '+')
        && word
            .chars()
            .all(|char| char.is_ascii_digit() || ":.+-Zapm".contains(char));
    is_time || CLOCK.contains(&word.to_lowercase().as_str())
}

fn is_short_for(word: &str, names: &[&str]) -> bool {
    position(word, names).is_some()
}

/// Returns which of some names a word is, or is short for: `Feb`, `Sept.`.
fn position(word: &str, names: &[&str]) -> Option<usize> {
    let short = word.trim_end_matches('.').to_lowercase();
    if short.len() < 3 || !word.starts_with(char::is_uppercase) {
        return None;
    }
    let is_short = short.len() <= 4 || short.len() == word.len();
    names.iter().position(|name| {
        *name == short || (is_short && short.len() <= 5 && name.starts_with(&short))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(string: &str, expected: Option<&str>) {
        assert_eq!(whole(string).as_deref(), expected, "{string}");
    }

    #[test]
    fn dates_are_read() {
        check("2025-02-24", Some("2025-02-24"));
        check("2025-02-24T10:15:00Z", Some("2025-02-24"));
        check("2025-02-24 10:15 UTC", Some("2025-02-24"));
        check("2025/2/4", Some("2025-02-04"));
        check("24.02.2025", Some("2025-02-24"));
        check("12 March 2025", Some("2025-03-12"));
        check("March 12, 2025", Some("2025-03-12"));
        check("Wed., Feb. 5th, 2025 at 10:30 a.m. ET", Some("2025-02-05"));
        check("Sept. 9 2024", Some("2024-09-09"));
        check("Monday 1 December 2025", Some("2025-12-01"));
    }

    #[test]
    fn what_is_no_date_is_not() {
        check("", None);
        check("2025-02-30", None);
        check("12/03/2025", None);
        check("may 12 2025", None);
        check("March 12, 2025, in Moscow", None);
        check("March 12 25", None);
        check("Marching 12 2025", None);
        check("2025-02-24Tx", None);
        assert!(
            is_day_of_year("Feb. 24")
                && is_day_of_year("24 February")
                && !is_day_of_year("Ukraine")
        );
    }
}
