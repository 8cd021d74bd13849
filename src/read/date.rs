//! Dates as news sites write them.
//!
//! Limitations: where a date is recognised among other words, English month names; no date whose order of day and month
//! is a guess (`12/03/2025`).

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

/// Months in the languages in which databases of news are used, in lower case, by their beginnings.
const ABROAD: [(&str, i8); 66] = [
    ("januar", 1),
    ("jänner", 1),
    ("janv", 1),
    ("enero", 1),
    ("gennaio", 1),
    ("janeiro", 1),
    ("январ", 1),
    ("februar", 2),
    ("févr", 2),
    ("febrero", 2),
    ("febbraio", 2),
    ("fevereiro", 2),
    ("феврал", 2),
    ("märz", 3),
    ("mars", 3),
    ("marzo", 3),
    ("março", 3),
    ("maart", 3),
    ("март", 3),
    ("april", 4),
    ("avril", 4),
    ("abril", 4),
    ("aprile", 4),
    ("апрел", 4),
    ("mai", 5),
    ("mayo", 5),
    ("maggio", 5),
    ("maio", 5),
    ("mei", 5),
    ("мая", 5),
    ("juni", 6),
    ("juin", 6),
    ("junio", 6),
    ("giugno", 6),
    ("junho", 6),
    ("июн", 6),
    ("juli", 7),
    ("juil", 7),
    ("julio", 7),
    ("luglio", 7),
    ("julho", 7),
    ("июл", 7),
    ("août", 8),
    ("agosto", 8),
    ("august", 8),
    ("август", 8),
    ("septemb", 9),
    ("septiembre", 9),
    ("settembre", 9),
    ("setembro", 9),
    ("сентябр", 9),
    ("oktober", 10),
    ("octobre", 10),
    ("octubre", 10),
    ("ottobre", 10),
    ("outubro", 10),
    ("октябр", 10),
    ("novemb", 11),
    ("noviembre", 11),
    ("ноябр", 11),
    ("dezemb", 12),
    ("decemb", 12),
    ("dicembre", 12),
    ("diciembre", 12),
    ("décembre", 12),
    ("декабр", 12),
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

/// Finds the date among the words of a line that is known to say one, in the languages in which databases are used.
/// Of several the first counts.
pub(super) fn within(line: &str) -> Option<String> {
    let words: Vec<&str> = line
        .split(|char: char| char.is_whitespace() || ",;()".contains(char))
        .filter(|word| !word.is_empty())
        .collect();
    let mut dates = words.iter().enumerate().filter_map(|(at, word)| {
        if let Some(date) = numeric(word).or_else(|| short(word)) {
            return Some(date);
        }
        let month = month(word).or_else(|| month_abroad(word))?;
        let number = |at: usize| {
            words
                .get(at)
                .and_then(|word| day(word.trim_end_matches('.')))
        };
        let year = |at: usize| {
            let word = words.get(at).filter(|word| word.len() == 4)?;
            word.parse::<i16>().ok()
        };
        let before = at.checked_sub(1).and_then(number);
        // `9 Mai 1998`, `9 de mayo de 1998`, `May 9, 1998`
        let is_of = |at: usize| words.get(at).is_some_and(|word| *word == "de");
        let day = before
            .filter(|_| year(at + 1).is_some())
            .map(|day| (day, at + 1))
            .or_else(|| {
                let day = at
                    .checked_sub(2)
                    .filter(|_| is_of(at - 1))
                    .and_then(number)?;
                Some((day, if is_of(at + 1) { at + 2 } else { at + 1 }))
            })
            .or_else(|| Some((number(at + 1)?, at + 2)));
        let (day, year_at) = day?;
        Date::new(year(year_at)?, month, day).ok()
    });
    dates.next().map(|date| date.to_string())
}

/// Reads `31.12.12`, of which the last two digits are a year from 1970 on.
fn short(word: &str) -> Option<Date> {
    let parts: Vec<&str> = word.split('.').collect();
    let &[day, month, year] = &parts[..] else {
        return None;
    };
    let is_pair = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if ![day, month, year].iter().all(is_pair) {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    let century = if year < 70 { 2000 } else { 1900 };
    Date::new(century + year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Returns the month that a word is the name of in another language than English.
fn month_abroad(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    let known = ABROAD.iter().filter(|(name, _)| word.starts_with(name));
    // Of two that begin alike the longer is meant, and no word is much longer than its beginning.
    let best = known.max_by_key(|(name, _)| name.len())?;
    (word.chars().count() <= best.0.chars().count() + 4).then_some(best.1)
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

    #[track_caller]
    fn check_within(line: &str, expected: Option<&str>) {
        assert_eq!(within(line).as_deref(), expected, "{line}");
    }

    #[test]
    fn dates_are_found_among_words() {
        check_within("May 30, 2014 Friday", Some("2014-05-30"));
        check_within("July 1, 2019 Monday 9:20 AM GMT", Some("2019-07-01"));
        check_within("December 19, 1991, Sunday, An Edition", Some("1991-12-19"));
        check_within("9 Mai 1998", Some("1998-05-09"));
        check_within("29 décembre 2011", Some("2011-12-29"));
        check_within("Politique, jeudi 5 octobre 2013, p. 3", Some("2013-10-05"));
        check_within("3. März 2020", Some("2020-03-03"));
        check_within("9 de mayo de 1998", Some("1998-05-09"));
        check_within("lunedì 3 dicembre 2012", Some("2012-12-03"));
        check_within("9 февраля 1994", Some("1994-02-09"));
        check_within("31.12.12", Some("2012-12-31"));
        check_within("03.04.98", Some("1998-04-03"));
        check_within("NEW YORK 1996-10-07", Some("1996-10-07"));
        check_within("Marshal Maier 2012", None);
        check_within("10.20.30.40", None);
        check_within("May", None);
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
