//! Texts as agencies send them and archives keep them: wrapped, with names and titles of every sort.

use super::*;

/// Wraps a text at a width in code points. Every blank stays one byte, so that offsets stay the same.
fn wrap(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let mut column = 0;
        for (index, word) in line.split(' ').enumerate() {
            let length = word.chars().count();
            if index > 0 {
                let fits = column + 1 + length <= width;
                out.push(if fits { ' ' } else { '\n' });
                column = if fits { column + 1 } else { 0 };
            }
            out.push_str(word);
            column += length;
        }
    }
    out
}

#[test]
fn wrapped_and_unwrapped_give_the_same() {
    let texts = [
        "The council of Vik wants to keep its ferry. “Nobody will be left on the island,” said Anna Holm, the mayor, who had met Jon Lund on Monday.\n\nMr. Lund told reporters that the county, which owns the ferry, would decide in May. “We need more time,” he said. “It is a large sum.”\n\nAccording to the county’s own figures, 400 people take the ferry every day.",
        "Совет Вика хочет сохранить паром. «Никто не останется на острове», — сказала мэр Анна Хольм. Она встречалась с Йоном Лундом в понедельник.\n\nЛунд заявил, что область примет решение в мае, и попросил дать ему ещё немного времени.",
    ];
    for text in texts {
        let whole = suggest(text, &Options::default());
        assert!(whole.len() > 1);
        for width in [40, 60, 72] {
            let wrapped = wrap(text, width);
            assert_eq!(suggest(&wrapped, &Options::default()), whole, "{wrapped}");
        }
    }
}

#[test]
fn names_over_a_line_end() {
    check(
        "“The old ferry is still needed on the island,” said Anna\nHolm, who runs it with her brother\nand her sons.",
        &["D Anna Holm | said | “The old ferry is still needed on the island,”"],
    );
    check(
        "The mayor told the council of the town that\nVik would keep its ferry.",
        &["I mayor | told | that\nVik would keep its ferry"],
    );
}

#[test]
fn datelines_and_kickers_speak_not() {
    check(
        "VIK: Mayor Anna Holm said that the port was shut.",
        &["I Anna Holm | said | that the port was shut"],
    );
    check(
        "PORT VIK: The ferry left. “Nobody was on it,” said Anna Holm.",
        &["D Anna Holm | said | “Nobody was on it,”"],
    );
    check(
        "BREAKING: The port of Vik was shut, mayor Anna Holm said.",
        &["I Anna Holm | said | The port of Vik was shut"],
    );
    check("Analysis: Why the port may be shut", &[]);
    check("CORRECTION: An earlier version gave the wrong name.", &[]);
}

#[test]
fn transcripts_are_read_whole() {
    check(
        "ANNA HOLM, ISLAND RADIO HOST: Will you resign?\n\nJON LUND (Y), MAYOR OF VIK: No. I stay.\n\nHOLM: Why?\n\nLUND: They said that they need me.",
        &[
            "I Anna Holm | : | Will you resign?",
            "I Jon Lund | : | No. I stay.",
            "I Anna Holm | : | Why?",
            "I Jon Lund | : | They said that they need me.",
        ],
    );
    check(
        "MAYOR JON LUND: The ferry is old.\n\nEverybody knows it.\n\nTHE CHAIR: Thank you.\n\nThe meeting ended at noon.",
        &[
            "I Jon Lund | : | The ferry is old. … Everybody knows it.",
            "I Chair | : | Thank you.",
        ],
    );
    check(
        "Anna Holm runs the ferry. We met her.\n\nQ: Is it old?\n\nA: It is.",
        &["I - | : | Is it old?", "I Anna Holm | : | It is."],
    );
    check(
        "**Island Radio:** Is it old?\n\n**Anna Holm:** It is. It was.\n\n**Island Radio:** Will it sail?\n\n**Holm:** No.",
        &[
            "I Island Radio | : | Is it old?",
            "I Anna Holm | : | It is. It was.",
            "I Island Radio | : | Will it sail?",
            "I Anna Holm | : | No.",
        ],
    );
}

#[test]
fn names_beside_quotations() {
    check(
        "“We came on foot, all of us together.”\n— Anna Holm, 34, baker",
        &["D Anna Holm | - | “We came on foot, all of us together.”"],
    );
    check(
        "- Anna Holm, farmer: “The well is dry.”\n- Jon Lund, baker: “The town is empty.”",
        &[
            "D Anna Holm | : | “The well is dry.”",
            "D Jon Lund | : | “The town is empty.”",
        ],
    );
    check(
        "‘The ferry was never safe’: Holm\n\nAnna Holm left.",
        &["D Anna Holm | : | ‘The ferry was never safe’"],
    );
    check(
        "The mayor did not wait.\n\nIt sails. They know it.\n— Anna Holm (@aholm) June 3, 2031\n\nShe left.",
        &["I Anna Holm | — | It sails. They know it."],
    );
}
