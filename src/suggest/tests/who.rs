//! Who speaks: a name behind a description, two people, bodies, pronouns.

use super::*;

/// Shows only who says the statements of a text.
#[track_caller]
fn speakers(text: &str, want: &[&str]) {
    let got: Vec<String> = suggest(text, &Options::default())
        .iter()
        .map(|s| {
            let mention = s.mention.and_then(|m| text.get(m.start..m.end));
            s.name
                .clone()
                .or_else(|| mention.map(str::to_owned))
                .unwrap_or_default()
        })
        .collect();
    assert_eq!(got, want, "{text}");
}

#[test]
fn names_behind_a_description() {
    for text in [
        "The harbour minister, Anna Holm, said that it was late.",
        "“It is late,” said her deputy, Anna Holm.",
        "“It is late,” said the town’s clerk, Ms. Anna Holm, on Monday.",
        "“It is late,” a spokeswoman for the port, Anna Holm, told the paper.",
        "The beekeeper, Anna Holm, said: “It is late.”",
        "In a note, the club’s treasurer, Anna Holm, wrote:\n\n“It is late, and nobody comes.”",
        "According to the club’s treasurer, Anna Holm, 30 boats have been sold.",
    ] {
        speakers(text, &["Anna Holm"]);
    }
    check(
        "According to the club’s treasurer, Anna Holm, 30 boats have been sold.",
        &["I Anna Holm | According to | 30 boats have been sold"],
    );
    check(
        "According to the harbour police, Anna Holm, 52, was at home.",
        &["I harbour police | According to | Anna Holm, 52, was at home"],
    );
}

#[test]
fn only_the_verb_is_quoted() {
    check(
        "Mayor Anna Holm said the council “broke its word to the islanders.”",
        &["M Anna Holm | said | the council “broke its word to the islanders.”"],
    );
    check(
        "Anna Holm told the council she “would not for a moment” sell the ferry.",
        &["M Anna Holm | told | she “would not for a moment” sell the ferry"],
    );
    check(
        "Anna Holm warned it “could end badly”, and left the room.",
        &["M Anna Holm | warned | it “could end badly”"],
    );
    check(
        "Anna Holm wrote the sale “endangers the poor.” Jon Lund left.",
        &["M Anna Holm | wrote | the sale “endangers the poor.”"],
    );
    check("The so-called “broken ferry” sailed.", &[]);
}

#[test]
fn two_people_are_none_of_the_two() {
    speakers(
        "Anna Holm and Jon Lund said that it was late.",
        &["Anna Holm and Jon Lund"],
    );
    speakers(
        "The port councils of Vikmark and Nessland said that it was late.",
        &["port councils of Vikmark and Nessland"],
    );
}

#[test]
fn pronouns_between_two() {
    let met = "Runa Lindvik, the landlady, met Paul Oss, the smith, on Monday. ";
    speakers(
        &format!("{met}“It is late,” she said.\n\n“It is early,” he said."),
        &["Runa Lindvik", "Paul Oss"],
    );
    speakers(
        "The Vik Sisters met Anna Holm on Monday. “We will not sail again,” they told her.",
        &["Vik Sisters"],
    );
    speakers(
        "The Ferry Board met Anna Holm on Monday. “We were late,” she said.\n\nIn a letter, it said that the boats were sold.",
        &["Anna Holm", "Ferry Board"],
    );
}

/// Shows who says the first statement of a text, and through whom.
#[track_caller]
fn through(text: &str, want: &str, via: &[&str]) {
    let all = suggest(text, &Options::default());
    let first = all.first();
    let name = first.and_then(|s| s.name.as_deref()).unwrap_or_default();
    let got: Vec<&str> = first
        .iter()
        .flat_map(|s| &s.via)
        .map(|v| v.1.as_str())
        .collect();
    assert_eq!((name, got.as_slice()), (want, via), "{text}");
    assert_eq!(all.len(), 1, "{text}");
}

#[test]
fn through_a_medium() {
    through(
        "“It is late,” the Vik Gazette quoted Anna Holm as saying.",
        "Anna Holm",
        &["the Vik Gazette"],
    );
    through(
        "Anna Holm was quoted by the Vik Gazette as saying that it was late.",
        "Anna Holm",
        &["the Vik Gazette"],
    );
    through(
        "The port will be sold in May, the Vik Gazette reported on Friday, citing two officials.",
        "two officials",
        &["the Vik Gazette"],
    );
    through(
        "“It is late,” Anna Holm told the newspaper.",
        "Anna Holm",
        &["the newspaper"],
    );
    through(
        "“It is late,” Anna Holm told the council.",
        "Anna Holm",
        &[],
    );
}

#[test]
fn people_without_a_name() {
    speakers(
        "Two brokers briefed on the sale said the ferry was old.",
        &["Two brokers"],
    );
    check(
        "Anna Holm said in a short statement that the ferry was old.",
        &["I Anna Holm | said | that the ferry was old"],
    );
}
