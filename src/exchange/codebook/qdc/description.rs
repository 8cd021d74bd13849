//! What a target means, as the description of a code: its definition, then what else is known of it, each under a word.

use crate::model::codebook::{Example, Target};

const INCLUDE: &str = "Include: ";
const EXCLUDE: &str = "Exclude: ";
const EXAMPLE: &str = "Example: ";
const COUNTER_EXAMPLE: &str = "No example: ";

/// Words that parts of a description begin with.
const WORDS: [&str; 4] = [INCLUDE, EXCLUDE, EXAMPLE, COUNTER_EXAMPLE];

/// Stands between two parts.
const BETWEEN: &str = "\n\n";

/// Returns the description of a target.
pub(super) fn of(target: &Target) -> String {
    let mut parts: Vec<String> = Vec::new();
    // A line end before what stands between two parts would belong to either.
    let mut add = |word: &str, text: &str| {
        let text = text.trim_end();
        if !text.is_empty() {
            parts.push(format!("{word}{text}"));
        }
    };
    add("", &target.definition);
    add(INCLUDE, &target.include);
    add(EXCLUDE, &target.exclude);
    for example in &target.examples {
        add(EXAMPLE, &example.text);
    }
    for example in &target.counter_examples {
        add(COUNTER_EXAMPLE, &example.text);
    }
    parts.join(BETWEEN)
}

/// Puts what a description says into a target. What is said twice of what there is one of belongs together.
pub(super) fn put(description: &str, target: &mut Target) {
    let mut parts: Vec<(&str, String)> = Vec::new();
    for paragraph in description.split(BETWEEN) {
        let word = WORDS.iter().find(|word| paragraph.starts_with(**word));
        match (word, parts.last_mut()) {
            (Some(word), _) => parts.push((*word, paragraph[word.len()..].to_owned())),
            (None, Some((_, text))) => {
                text.push_str(BETWEEN);
                text.push_str(paragraph);
            }
            (None, None) => parts.push(("", paragraph.to_owned())),
        }
    }
    for (word, text) in parts {
        match word {
            EXAMPLE => target.examples.push(Example::from(text.as_str())),
            COUNTER_EXAMPLE => target.counter_examples.push(Example::from(text.as_str())),
            INCLUDE => append(&mut target.include, &text),
            EXCLUDE => append(&mut target.exclude, &text),
            _ => append(&mut target.definition, &text),
        }
    }
}

fn append(field: &mut String, text: &str) {
    if !field.is_empty() {
        field.push_str(BETWEEN);
    }
    field.push_str(text);
}
