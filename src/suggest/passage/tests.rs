//! Tests of [`super`].

use super::*;

/// Sweeps over the `[…]` of a text and shows the spans found as `[…]`, the cue as `{…}` and the mention as `<…>`.
#[track_caller]
fn check_sweep(given: &str, expected: &str) {
    let start = given.find('[').unwrap();
    let end = given.rfind(']').unwrap() - 1;
    let text = Text::new(given.replace(['[', ']'], ""));
    let (quotes, frame) = sweep(&text, Span::new(start, end), &Policy::default());
    let spans: Vec<(Span, &str, &str)> = quotes
        .into_iter()
        .flatten()
        .map(|span| (span, "[", "]"))
        .collect();
    let cue = frame.cue.map(|span| (span, "{", "}"));
    let mention = frame.mention.map(|span| (span, "<", ">"));
    let mut borders: Vec<(usize, &str)> = Vec::new();
    for (span, open, close) in spans.into_iter().chain(cue).chain(mention) {
        borders.extend([(span.start, open), (span.end, close)]);
    }
    borders.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let mut shown = text.to_string();
    for (at, sign) in borders {
        shown.insert_str(at, sign);
    }
    assert_eq!(shown, expected);
}

#[test]
fn one_sweep_takes_a_broken_quote_apart() {
    check_sweep(
        "[“We will never,” said Anna Berg, “leave this place.”]",
        "[“We will never,”] {said} <Anna Berg>, [“leave this place.”]",
    );
    check_sweep("[“We will never leave.”]", "[“We will never leave.”]");
    check_sweep(
        "[“This is, in a word,” said Anna Berg, “absurd.”]",
        "[“This is, in a word,”] {said} <Anna Berg>, [“absurd.”]",
    );
    check_sweep(
        "She [said that they would go] on.",
        "She [said that they would go] on.",
    );
    check_sweep(
        "[“One” and “two”] were words.",
        "[“One” and “two”] were words.",
    );
}

#[test]
fn an_attribution_at_an_end_of_a_sweep_is_taken_off() {
    check_sweep(
        "[“We will never leave this place,” Anna Berg said.]",
        "[“We will never leave this place,”] <Anna Berg> {said}.",
    );
    check_sweep(
        "[“We will never leave this place,” said Anna Berg on Monday.]",
        "[“We will never leave this place,”] {said} <Anna Berg> on Monday.",
    );
    check_sweep(
        "[Anna Berg said: “We will never leave this place.”]",
        "<Anna Berg> {said}: [“We will never leave this place.”]",
    );
    check_sweep(
        "[“We will never,” said Anna Berg. “We leave this place,” Carl Oss said.]",
        "[“We will never,” said Anna Berg. “We leave this place,” Carl Oss said.]",
    );
    check_sweep(
        "[The “gifts” were never given] to the town.",
        "[The “gifts” were never given] to the town.",
    );
    check_sweep(
        "[“We will never leave,” the sign] said.",
        "[“We will never leave,” the sign] said.",
    );
    check_sweep(
        "She [said that they would go] on.",
        "She [said that they would go] on.",
    );
}

#[test]
fn a_mark_that_was_missed_by_a_hair_is_taken_in() {
    check_sweep("He said: “[We go.”]", "He said: [“We go.”]");
    check_sweep("He said: [“We go.]”", "He said: [“We go.”]");
    check_sweep("He said: [“We go].”", "He said: [“We go.”]");
    check_sweep("He said: “[We go.]”", "He said: [“We go.”]");
    check_sweep("He said: “[We] go.”", "He said: “[We] go.”");
    check_sweep("He said: “We [go.”]", "He said: “We [go.”]");
    check_sweep("He has a “[plan]” now.", "He has a [“plan”] now.");
    check_sweep("He [has a “plan]” now.", "He [has a “plan”] now.");
    check_sweep("He has \"[a plan\"] now.", "He has [\"a plan\"] now.");
    check_sweep("It is [theirs] and ‘ours’.", "It is [theirs] and ‘ours’.");
}

#[track_caller]
fn check_kind(given: &str, expected: Kind) {
    let start = given.find('[').unwrap();
    let end = given.find(']').unwrap() - 1;
    let text = Text::new(given.replace(['[', ']'], ""));
    assert_eq!(kind(&text, &[Span::new(start, end)]), expected);
}

#[test]
fn kinds_follow_the_marks() {
    check_kind("[“No one will leave.”] she said", Kind::Direct);
    check_kind("“[No one will leave.]” she said", Kind::Direct);
    check_kind("it [would “never” give up land]", Kind::Mixed);
    check_kind("it [would give up land]", Kind::Indirect);
    check_kind("it said [\"no\"]", Kind::Direct);
    check_kind(
        "He said: “We will never\nleave [this old place\nof ours],” and left.",
        Kind::Direct,
    );
}

#[test]
fn the_caret_finds_quotation_or_sentence() {
    let text = Text::new("He left. “No one knows.” Nobody asked why.");
    let found = |byte: usize| text.slice(at(&text, byte)).to_owned();
    assert_eq!(found(2), "He left.");
    assert_eq!(found(14), "“No one knows.”");
    assert_eq!(found(text.len() - 2), "Nobody asked why.");
    let text = Text::new("He left the town. Nobody\nasked why. It rained.\n\nThe end.");
    let found = |word: &str| text.slice(at(&text, text.find(word).unwrap())).to_owned();
    assert_eq!(found("asked"), "Nobody\nasked why.");
    assert_eq!(found("rained"), "It rained.");
    assert_eq!(found("end"), "The end.");
}

#[test]
fn names_are_found_as_whole_words() {
    let found = |text: &str, name: &str| whole_words(text, name).collect::<Vec<_>>();
    assert_eq!(found("UN and the SUNDAY UN’s UN", "UN"), [0, 18, 25]);
    assert_eq!(found("Кримський Крим", "Крим"), [19]);
    assert_eq!(found("", "UN"), [0_usize; 0]);
}

#[test]
fn whoever_speaks_is_named_first() {
    let text = Text::new(
        "Ida Falk met Anna Berg. “We will go,” said Carl Oss. “No,” Berg told reporters in the town.",
    );
    let at = text.find("“We").unwrap();
    let found = named(&text, Span::new(at, at + 10), 1000);
    let names: Vec<(&str, bool)> = found
        .iter()
        .map(|named| (named.name.as_str(), named.speaks))
        .collect();
    assert_eq!(
        names,
        [("Carl Oss", true), ("Anna Berg", true), ("Ida Falk", false)]
    );
}

#[test]
fn mentions_resolve_to_the_registry() {
    let speaker = |id: &str, name: &str, alias: &str| Speaker {
        id: id.into(),
        name: name.to_owned(),
        aliases: vec![alias.to_owned()],
        ..Speaker::default()
    };
    let codebook = Codebook {
        speakers: vec![
            speaker("a", "Anna Berg", "the minister"),
            speaker("b", "Ben Berg", "BB"),
            speaker("c", "Carl Oss", "Os"),
        ],
        ..Codebook::default()
    };
    let found = |mention: &str| resolve(&codebook, mention).map(|speaker| speaker.id.as_str());
    assert_eq!(found("anna berg"), Some("a"));
    assert_eq!(found("The minister"), Some("a"));
    assert_eq!(found("Berg"), None);
    assert_eq!(found("Oss"), Some("c"));
    assert_eq!(found("ss"), None);
    assert_eq!(found(" "), None);
    assert_eq!(found("foreign minister Anna Berg"), Some("a"));
    assert_eq!(found("Norwegian Foreign Minister Anna Berg"), Some("a"));
    assert_eq!(found("President Oss"), Some("c"));
    assert_eq!(found("the former president Oss"), Some("c"));
    assert_eq!(found("Minister Berg"), None);
    assert_eq!(found("Maria Oss"), None);
    assert_eq!(found("prime minister"), None);
    assert_eq!(found("a spokesman for Carl Oss"), None);
    assert_eq!(found("a spokesman for President Oss"), None);
    assert_eq!(found("the allies of president Carl Oss"), None);
    assert_eq!(found("the allies of Carl Oss"), None);
    assert_eq!(
        found("head of the Intelligence Service Carl Oss"),
        Some("c")
    );
    assert_eq!(found("Anna Berg and Carl Oss"), None);
    assert_eq!(found("Carl Oss’s lawyer"), None);
    assert_eq!(found("министр Carl Oss"), Some("c"));
    let text = Text::new("“Oss knows,” Oss said. “We go.”");
    let mention = mention_beside(&text, &[Span::new(0, 16)], &codebook.speakers[2]);
    assert_eq!(mention.map(|span| span.start), Some(17));
}
