//! Letters that mean the same to whoever looks for words or compares names, although they are written otherwise. There is
//! one table for all of the program.

use unicode_normalization::char::decompose_canonical;

/// Returns a letter without case and accent, marks and blanks as a keyboard has them; none for an accent that stands
/// alone, and for what is not seen.
pub fn folded(letter: char) -> Option<char> {
    match letter {
        letter if letter.is_ascii() => Some(letter.to_ascii_lowercase()),
        '\u{AD}' | '\u{200B}'..='\u{200F}' => None,
        letter if is_accent(letter) => None,
        letter => Some(match small(bare(typed(letter))) {
            'ı' => 'i',
            'ø' => 'o',
            'ł' => 'l',
            'đ' | 'ð' => 'd',
            'ħ' => 'h',
            'ŧ' => 't',
            'ґ' => 'г',
            letter => letter,
        }),
    }
}

/// Returns a mark or a blank as a keyboard has it, anything else as it is.
pub fn typed(letter: char) -> char {
    match letter {
        '‘' | '’' | 'ʼ' | '′' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '‐'..='―' | '−' => '-',
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => ' ',
        letter => letter,
    }
}

/// Returns a letter in lower case; as it is where that takes more than one.
pub fn small(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => letter,
    }
}

/// Returns a letter without the accents that are part of it. Parts of other sorts, as in Korean, stay.
fn bare(letter: char) -> char {
    let (mut first, mut has_accents_only) = (None, true);
    decompose_canonical(letter, |part| match first {
        None => first = Some(part),
        Some(_) => has_accents_only &= is_accent(part),
    });
    first.filter(|_| has_accents_only).unwrap_or(letter)
}

/// Says whether a character is an accent that stands on the letter before it.
pub fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let folded: String = text.chars().filter_map(folded).collect();
        assert_eq!(folded, expected);
    }

    #[test]
    fn letters_are_folded() {
        check("Erdoğan’s “ÉTAT”", "erdogan's \"etat\"");
        check("e\u{301}tat", "etat");
        check("ЗЕЛЕНСКИЙ Ёлка Їжак Ґрати", "зеленскии елка іжак грати");
        check("İstanbul, Diyarbakır", "istanbul, diyarbakir");
        check(
            "Støre, Łódź, Đilas, Phạm Văn Đồng",
            "store, lodz, dilas, pham van dong",
        );
        check("Twenty—One\u{A0}two", "twenty-one two");
        check("한국 مرحبا ガギ", "한국 مرحبا ガギ");
    }
}
