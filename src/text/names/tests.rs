//! Tests of [`super`].

use super::*;
use crate::text::lexicon::{Language, Lexicon};

#[track_caller]
fn same(a: &str, b: &str, want: bool) {
    assert_eq!(fold(a) == fold(b), want, "{a} {b}");
}

/// Shows whom the text names, in order, and whom each mention means.
#[track_caller]
fn check_in(language: Language, text: &str, people: &[&str], mentions: &[&str]) {
    let tokens = Tokens::new(text, Span::new(0, text.len()), Lexicon::of(language));
    let found = People::read(&tokens);
    let names: Vec<&str> = found.list.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, people, "{text}");
    let meant: Vec<&str> = found
        .mentions
        .iter()
        .map(|(_, person)| found.list[*person].name.as_str())
        .collect();
    assert_eq!(meant, mentions, "{text}");
}

#[track_caller]
fn check(text: &str, people: &[&str], mentions: &[&str]) {
    check_in(Language::English, text, people, mentions);
}

#[test]
fn particles() {
    let ida = "Ida de la Cruz";
    check(
        "Ida de la Cruz met the mayor. Ms. de la Cruz left.",
        &[ida],
        &[ida, ida],
    );
    let two = ["Juan de la Serna", "Juan de la Riva"];
    check("Juan de la Serna met Juan de la Riva.", &two, &two);
    let omar = "Omar bin Hadi al-Sabti";
    check(
        "They met Omar bin Hadi al-Sabti. But al-Sabti left.",
        &[omar],
        &[omar, omar],
    );
    let jan = "Jan van der Meulen";
    check(
        "They met Jan van der Meulen. Van der Meulen left.",
        &[jan],
        &[jan, jan],
    );
    check(
        "Van der Meulen left. They met Jan van der Meulen.",
        &[jan],
        &[jan, jan],
    );
    let paul = "Paul d’Estrel";
    check(
        "They met Paul d’Estrel. But d’Estrel left.",
        &[paul],
        &[paul, paul],
    );
    let ana = "Ana Ruiz y Soler";
    check(
        "They met Ana Ruiz y Soler. But Ruiz left.",
        &[ana],
        &[ana, ana],
    );
    check_in(
        Language::German,
        "Wir trafen Ida von der Heyden. Frau von der Heyden ging.",
        &["Ida von der Heyden"],
        &["Ida von der Heyden", "Ida von der Heyden"],
    );
    check_in(
        Language::German,
        "Wir trafen Ida Holm von der Bahn.",
        &["Ida Holm", "Bahn"],
        &["Ida Holm", "Bahn"],
    );
}

#[test]
fn parents_and_children() {
    let two = ["Leif Moe Jr.", "Leif Moe Sr."];
    check("They met Leif Moe Jr. and Leif Moe Sr.", &two, &two);
    let two = ["Leif Moe", "Leif Moe Jr."];
    check(
        "They met Leif Moe and Leif Moe Jr. But Moe left.",
        &two,
        &[two[0], two[1], two[0]],
    );
    let leif = "Leif Moe, Jr.";
    check(
        "They met Leif Moe, Jr., and left. But Leif Moe stayed.",
        &[leif],
        &[leif, leif],
    );
    let third = "Leif Moe III";
    check(
        "They met Leif Moe III today. But Moe left.",
        &[third],
        &[third, third],
    );
}

#[test]
fn nicknames_initials_and_line_ends() {
    check(
        "They met Leif “Lucky” Moe.",
        &["Leif “Lucky” Moe"],
        &["Leif “Lucky” Moe"],
    );
    check(
        "He called the “Lucky” Moe.",
        &["Lucky", "Moe"],
        &["Lucky", "Moe"],
    );
    let moe = "A. B. Moe";
    check(
        "They met A.\u{a0}B.\u{a0}Moe. But Moe left.",
        &[moe],
        &[moe, moe],
    );
    let leif = "Leif Moe";
    check(
        "They met the mayor, Leif\nMoe, who left with the others\nsoon.",
        &[leif],
        &[leif],
    );
}

#[test]
fn titles() {
    let moe = "Leif Moe";
    for title in [
        "Mr", "Mr.", "Sir", "Gen", "Dr", "Prof", "Herr", "Lord", "Señor",
    ] {
        check(
            &format!("They met Leif Moe. But {title} Moe left."),
            &[moe],
            &[moe, moe],
        );
    }
    let two = ["Anna Moe", "Leif Moe"];
    check(
        "They met Anna Moe and Leif Moe. But Mrs Moe left. Then Mr Moe left.",
        &two,
        &[two[0], two[1], two[0], two[1]],
    );
    check(
        "They met the Earl of Vik and the Duchess of Moe.",
        &["Vik", "Moe"],
        &["Vik", "Moe"],
    );
    check("They met Larry King.", &["Larry King"], &["Larry King"]);
}

#[track_caller]
fn role(text: &str, name: &str, want: Option<&str>) {
    let tokens = Tokens::new(
        text,
        Span::new(0, text.len()),
        Lexicon::of(Language::English),
    );
    assert_eq!(People::read(&tokens).role(&tokens, name), want, "{text}");
}

#[test]
fn roles() {
    role("They met mayor Leif Moe.", "Leif Moe", Some("mayor"));
    role("They met Mr Leif Moe.", "Leif Moe", None);
    role("They met Dr. Leif Moe.", "Leif Moe", None);
    role(
        "They met his running mate senator Leif Moe.",
        "Leif Moe",
        None,
    );
    role("They met rival Leif Moe.", "Leif Moe", None);
    role(
        "They met Leif Moe, a rival from the north.",
        "Leif Moe",
        None,
    );
    role(
        "They met Leif Moe, the mayor of Vik.",
        "Leif Moe",
        Some("mayor of Vik"),
    );
}

#[test]
fn folds() {
    same("Zelensky", "Zelenskyy", true);
    same("Zelenskiy", "Zelensky", true);
    same("Sergei Lavrov", "Sergey Lavrov", true);
    same("Müller", "Muller", true);
    same("Holm", "Holt", false);
}
