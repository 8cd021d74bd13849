//! The languages that the engine has words of, and a guess which one a text is in.

/// A language that the engine has words of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// Russian.
    Russian,
    /// Ukrainian.
    Ukrainian,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 6] = [
        Self::English,
        Self::Russian,
        Self::Ukrainian,
        Self::German,
        Self::French,
        Self::Spanish,
    ];

    /// Reads a language tag such as `en`, `de-AT` or `English`; nothing when the engine has no words of it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_lowercase();
        let head = tag.split(['-', '_']).next().unwrap_or_default();
        Some(match head {
            "en" | "eng" | "english" => Self::English,
            "ru" | "rus" | "russian" => Self::Russian,
            "uk" | "ukr" | "ukrainian" => Self::Ukrainian,
            "de" | "deu" | "ger" | "german" => Self::German,
            "fr" | "fra" | "fre" | "french" => Self::French,
            "es" | "spa" | "spanish" => Self::Spanish,
            _ => return None,
        })
    }

    /// Guesses the language of a text from its letters and commonest words, looking at its first 1,500 bytes or so.
    #[must_use]
    pub fn guess(text: &str) -> Self {
        let mut end = text.len().min(1_500);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let head = text.get(..end).unwrap_or_default();
        if !head.is_ascii() {
            let letters = head.chars().filter(|c| c.is_alphabetic()).count();
            let cyrillic = head
                .chars()
                .filter(|c| matches!(c, 'а'..='я' | 'А'..='Я'))
                .count();
            if cyrillic * 3 > letters {
                let ukrainian = head
                    .chars()
                    .filter(|c| matches!(c, 'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є'))
                    .count();
                let russian = head
                    .chars()
                    .filter(|c| matches!(c, 'ы' | 'э' | 'ё' | 'ъ' | 'Э'))
                    .count();
                return if ukrainian > russian {
                    Self::Ukrainian
                } else {
                    Self::Russian
                };
            }
        }
        let mut counts = [0_usize; 4];
        let mut named = false;
        for word in head.split(|c: char| !c.is_alphabetic()) {
            // `Ida von der Heyden`, `Ana de la Cruz`: what stands inside a name is of no language.
            let particle = named && is_particle(word);
            named = particle || word.starts_with(char::is_uppercase);
            if let (false, Some(language)) = (particle, commonest(word)) {
                counts[language] += 1;
            }
        }
        let best = (0..4)
            .rev()
            .max_by_key(|l| counts[*l])
            .filter(|l| counts[*l] > counts[0])
            .unwrap_or(0);
        [Self::English, Self::German, Self::French, Self::Spanish][best]
    }

    /// Says whether a dash at the start of a paragraph opens speech in this language.
    #[must_use]
    pub const fn has_dialogue_dash(self) -> bool {
        matches!(
            self,
            Self::Russian | Self::Ukrainian | Self::French | Self::Spanish
        )
    }

    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("lexicon/en.txt"),
            Self::Russian => include_str!("lexicon/ru.txt"),
            Self::Ukrainian => include_str!("lexicon/uk.txt"),
            Self::German => include_str!("lexicon/de.txt"),
            Self::French => include_str!("lexicon/fr.txt"),
            Self::Spanish => include_str!("lexicon/es.txt"),
        }
    }
}

/// Says which of English, German, French and Spanish a word is one of the commonest of, and of no other of them.
fn commonest(word: &str) -> Option<usize> {
    Some(match word {
        "the" | "and" | "that" | "of" | "said" | "to" | "was" | "The" | "is" | "he" | "she"
        | "for" | "with" | "who" | "not" | "Not" | "would" | "has" | "had" | "his" | "her"
        | "it" | "by" | "at" | "from" | "are" | "will" | "be" | "been" | "have" | "told"
        | "they" | "we" | "We" | "It" | "He" | "She" | "I" => 0,
        "der" | "die" | "und" | "das" | "nicht" | "ist" | "den" | "mit" | "von" | "Der" | "Die"
        | "Das" | "ein" | "eine" | "im" | "auf" | "für" | "sich" | "auch" | "sie" | "wir"
        | "Wir" | "zu" | "nach" | "wie" | "bei" | "sagte" | "hat" | "aber" | "dem" | "dass" => 1,
        "le" | "les" | "et" | "des" | "est" | "une" | "du" | "dans" | "qui" | "Le" | "Les"
        | "il" | "elle" | "je" | "nous" | "pour" | "sur" | "pas" | "dit" | "au" | "aux" | "ce"
        | "qu" | "Il" | "Elle" | "Je" | "Nous" => 2,
        "el" | "los" | "y" | "las" | "una" | "por" | "con" | "del" | "El" | "Los" | "su" | "lo"
        | "dijo" | "más" | "pero" | "al" | "como" => 3,
        _ => return None,
    })
}

/// Says whether a word in small letters can be a particle of a name.
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "von"
            | "der"
            | "den"
            | "dem"
            | "zu"
            | "de"
            | "del"
            | "la"
            | "las"
            | "los"
            | "le"
            | "du"
            | "des"
            | "y"
            | "el"
            | "al"
            | "d"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn language(text: &str, want: Language) {
        assert_eq!(Language::guess(text), want, "{text}");
    }

    #[test]
    fn guesses() {
        language("The minister said that it was late.", Language::English);
        language(
            "Der Minister sagte, die Lage ist ernst und nicht leicht.",
            Language::German,
        );
        language(
            "Le ministre a dit que les choses et la vie est dans une phase.",
            Language::French,
        );
        language(
            "El ministro dijo que los jefes y las reglas.",
            Language::Spanish,
        );
        language("Министр сказал, что мы готовы.", Language::Russian);
        language("Міністр сказав, що ми готові її чути.", Language::Ukrainian);
        language(
            "Chief Ida von der Heyden said Vik will pay.",
            Language::English,
        );
        language(
            "“Not now,” said Ida von der Heyden.\n\nVon der Heyden left.",
            Language::English,
        );
        language(
            "“No,” said Ana de la Cruz of San Pedro del Sur.",
            Language::English,
        );
        language("„Nein“, sagte Ida von der Heyden.", Language::German);
        language(
            "« Non », a dit le maire, Paul de la Tour.",
            Language::French,
        );
        language("“No”, dijo la alcaldesa Ana de la Cruz.", Language::Spanish);
        language("", Language::English);
        language("1234 !!", Language::English);
    }
}
