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
