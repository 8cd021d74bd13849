//! Tests of [`super`].

use super::*;
use crate::text::lexicon::{Language, Lexicon};

#[track_caller]
fn check(text: &str, want: &str) {
    let tokens = Tokens::new(
        text,
        Span::new(0, text.len()),
        Lexicon::of(Language::English),
    );
    let mut got = Vec::new();
    for p in &tokens.paragraphs {
        got.push(
            (p.start..p.end)
                .map(|i| tokens.str(i))
                .collect::<Vec<_>>()
                .join("|"),
        );
    }
    assert_eq!(got.join(" ¶ "), want);
}

#[test]
fn words() {
    check("He said it.", "He|said|it|.");
    check("Anna's dog doesn't bark", "Anna|'s|dog|does|n't|bark");
    check("Anna’s dog doesn’t bark", "Anna|’s|dog|does|n’t|bark");
    check("the voters' list", "the|voters|'|list");
    check(
        "Mr. O'Hara of the U.S. Senate",
        "Mr.|O'Hara|of|the|U.S.|Senate",
    );
    check("Sen. Lund (X-Va.) won", "Sen.|Lund|(|X-Va.|)|won");
    check("J. K. Toll", "J.|K.|Toll");
    check("J.\u{a0}K.\u{202f}Toll", "J.|K.|Toll");
    check("Ana Muñiz Pen\u{303}a", "Ana|Muñiz|Pen\u{303}a");
    check("It ended.The end", "It|ended|.|The|end");
    check("1,200.5 of 3", "1,200.5|of|3");
    check("l’homme d’État qu’il", "l’|homme|d’|État|qu’|il");
    check("well - no -- yes—so", "well|-|no|--|yes|—|so");
    check("wait... what. . . no…", "wait|...|what|. . .|no|…");
    check("What?! No", "What|?!|No");
    check("@lund_x #vote a@b", "@lund_x|#vote|a@b");
    check("''no'' ``yes''", "''|no|''|``|yes|''");
    check("“Yes,” «no» „so“", "“|Yes|,|”|«|no|»|„|so|“");
    check("a\0b", "a|\0|b");
    check("", "");
}

#[test]
fn paragraphs() {
    check("One.\nTwo.\n\nThree.", "One|. ¶ Two|. ¶ Three|.");
    check(
        "The long line breaks off\nand goes on.",
        "The|long|line|breaks|off|and|goes|on|.",
    );
    check("\n\n \n", "");
    check(
        "They met the councillor J.\nK. Toll in the old office\nof Vik, he said.",
        "They|met|the|councillor|J.|K.|Toll|in|the|old|office|of|Vik|,|he|said|.",
    );
}
