#![allow(clippy::float_cmp, reason = "sums of whole numbers are exact")]

use super::*;

/// Makes an annotator's statements of `start..end d|i`, with `@start..end` for a cue.
fn lane(given: &str) -> Vec<Statement> {
    let range = |given: &str| {
        let (start, end) = given.split_once("..").unwrap();
        Span::new(start.parse().unwrap(), end.parse().unwrap())
    };
    let make = |(id, given): (usize, &str)| {
        let mut words = given.split_whitespace();
        let quote = vec![range(words.next().unwrap())];
        let kind = match words.next().unwrap() {
            "d" => Kind::Direct,
            _ => Kind::Indirect,
        };
        let mut made = Statement::new(id.to_string().into(), quote, kind, "").unwrap();
        made.cue = words
            .next()
            .and_then(|cue| cue.strip_prefix('@'))
            .map(range);
        made
    };
    let parts = given.split(',').filter(|part| !part.trim().is_empty());
    parts.enumerate().map(make).collect()
}

/// Compares both alphas of annotators over a text of so many characters, of which the last are no part of the body.
#[track_caller]
fn check(lanes: &[&str], (chars, dimmed): (usize, usize), expected: (Option<f64>, Option<f64>)) {
    // Each character is three bytes long, which changes nothing.
    for letter in ["x", "—"] {
        let text = Text::new(letter.repeat(chars));
        let wide = |span: &mut Span| {
            *span = Span::new(span.start * letter.len(), span.end * letter.len());
        };
        let mut work: Vec<Vec<Statement>> = lanes.iter().map(|given| lane(given)).collect();
        for statement in work.iter_mut().flatten() {
            statement.quote.iter_mut().for_each(wide);
            statement.cue.iter_mut().for_each(wide);
        }
        let work: Vec<Option<&[Statement]>> = work.iter().map(|lane| Some(&lane[..])).collect();
        let body = (chars - dimmed) * letter.len();
        let dimmed = [Span::new(body, text.len())];
        let continuum = Continuum::new(&text, &dimmed, &work);
        let members: Vec<usize> = (0..work.len()).collect();
        let sums = continuum.sums(&members).unwrap();
        let found = (
            alpha_unitizing(&sums[CHARACTER_SLOTS..]).0.ok(),
            alpha_characters(&sums).0.ok(),
        );
        for (found, expected) in [(found.0, expected.0), (found.1, expected.1)] {
            let is_near = match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() < 1e-12,
                (found, expected) => found == expected,
            };
            assert!(is_near, "{found:?} {expected:?}");
        }
    }
}

#[test]
fn alphas_are_those_of_the_definition() {
    // Computed from the formulas in exact fractions, unit by unit and character by character.
    check(
        &["3..15 d, 22..53 d", "3..10 d, 22..53 d", "22..46 d"],
        (56, 0),
        (Some(0.564_544_865_565_273_7), Some(0.520_332_577_475_434_6)),
    );
    check(
        &["0..10 d, 20..30 i", "0..10 d, 20..30 i"],
        (40, 0),
        (Some(1.0), Some(1.0)),
    );
    check(
        &["0..10 d, 20..30 i", "0..10 d, 22..30 d"],
        (40, 0),
        (Some(0.600_613_006_396_588_4), Some(0.901_002_506_265_664_1)),
    );
    check(
        &["10..20 d", "30..40 d"],
        (50, 0),
        (Some(-0.215), Some(-0.2375)),
    );
    check(
        &["0..10 d", ""],
        (40, 0),
        (Some(-0.1125), Some(-0.128_571_428_571_428_56)),
    );
}

#[test]
fn where_nobody_marked_anything_there_is_no_agreement() {
    check(&["", ""], (40, 0), (None, None));
}

#[test]
fn a_cue_within_a_quote_is_a_cue() {
    check(
        &["0..10 d", "0..10 d @4..6"],
        (30, 0),
        (Some(1.0), Some(0.858_851_674_641_148_3)),
    );
}

#[test]
fn what_is_no_part_of_the_body_does_not_count() {
    let quotes = ["0..10 d", "2..10 d"];
    let (whole, part) = (0.843_915_343_915_344, 0.803_030_303_030_303);
    check(&quotes, (30, 0), (Some(0.850_352_733_686_067), Some(whole)));
    check(
        &quotes,
        (30, 10),
        (Some(0.821_464_646_464_646_5), Some(part)),
    );
    // Unless somebody marked it.
    check(
        &quotes,
        (10, 10),
        (Some(0.35), Some(-0.055_555_555_555_555_55)),
    );
}

#[test]
fn units_of_one_annotator_do_not_overlap() {
    // What lies within another quote is no unit of its own; of two that overlap the first has the text.
    let text = Text::new("x".repeat(40));
    let work = lane("0..20 d, 5..10 i, 15..30 i");
    let continuum = Continuum::new(&text, &[], &[Some(&work[..])]);
    let lane = continuum.lanes[0].as_ref().unwrap();
    assert_eq!(lane.units, 2.0);
    assert_eq!(lane.squares, [0.0, 400.0, 0.0, 100.0]);
}
