//! The project's rules for quotes in a person's words: what can be said of each, and what that means.

use crate::model::project::{Marks, Policy, Split};

/// Represents one of the things that the rules say.
pub(crate) struct Question {
    /// What it is about.
    pub(crate) about: &'static str,
    /// What can be said.
    pub(crate) answers: [Answer; 2],
}

/// Represents what the rules say of one thing.
pub(crate) struct Answer {
    /// The rule.
    pub(crate) rule: &'static str,
    /// What it means, by an example.
    pub(crate) means: &'static str,
    /// Returns rules that say so, and else what they said.
    pub(crate) put: fn(Policy) -> Policy,
}

impl Answer {
    /// Tells whether rules say so.
    pub(crate) fn is_in(&self, policy: Policy) -> bool {
        (self.put)(policy) == policy
    }
}

/// What the rules are about, in the order in which they are shown.
pub(crate) static QUESTIONS: [Question; 4] = [
    Question {
        about: "Quotation marks",
        answers: [
            Answer {
                rule: "Quotation marks belong to the quote",
                means: "\u{201c}We keep our word\u{201d} is marked with the marks around it, as in PARC3 and PolNeAR",
                put: |policy| Policy {
                    marks: Marks::Inside,
                    ..policy
                },
            },
            Answer {
                rule: "Quotation marks stay outside of the quote",
                means: "We keep our word is marked, without the marks around it",
                put: |policy| Policy {
                    marks: Marks::Outside,
                    ..policy
                },
            },
        ],
    },
    Question {
        about: "Split quotes",
        answers: [
            Answer {
                rule: "A split quote is one statement",
                means: "\u{201c}We never,\u{201d} said Berg, \u{201c}will.\u{201d} is one statement whose quote has two parts",
                put: |policy| Policy {
                    split: Split::One,
                    ..policy
                },
            },
            Answer {
                rule: "Each part of a split quote is a statement",
                means: "\u{201c}We never,\u{201d} said Berg, \u{201c}will.\u{201d} is two statements by Berg",
                put: |policy| Policy {
                    split: Split::Several,
                    ..policy
                },
            },
        ],
    },
    Question {
        about: "Indirect speech",
        answers: [
            Answer {
                rule: "Indirect speech is labelled",
                means: "Berg ruled out any concessions is a statement, though nothing stands in quotation marks",
                put: |policy| Policy {
                    indirect: true,
                    ..policy
                },
            },
            Answer {
                rule: "Indirect speech is not labelled",
                means: "only what stands in quotation marks, at least in part, is a statement",
                put: |policy| Policy {
                    indirect: false,
                    ..policy
                },
            },
        ],
    },
    Question {
        about: "Nesting",
        answers: [
            Answer {
                rule: "A statement may lie within another",
                means: "what Galuzin said, within what The Times reports, is a statement of its own",
                put: |policy| Policy {
                    nesting: true,
                    ..policy
                },
            },
            Answer {
                rule: "No statement lies within another",
                means: "no words of an article belong to two statements",
                put: |policy| Policy {
                    nesting: false,
                    ..policy
                },
            },
        ],
    },
];

/// Returns what rules say, a sentence for each thing.
pub(crate) fn sentences(policy: Policy) -> Vec<&'static str> {
    let answers = QUESTIONS.iter().flat_map(|question| &question.answers);
    let said = answers.filter(|answer| answer.is_in(policy));
    said.map(|answer| answer.rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::project::POLICIES;

    #[test]
    fn every_policy_answers_every_question_once() {
        let presets = POLICIES.iter().map(|preset| preset.policy);
        for policy in presets.chain([Policy::default()]) {
            for question in &QUESTIONS {
                let said = question.answers.iter();
                let said = said.filter(|answer| answer.is_in(policy)).count();
                assert_eq!(said, 1, "{} of {policy:?}", question.about);
            }
            assert_eq!(sentences(policy).len(), QUESTIONS.len());
        }
        assert_eq!(
            sentences(POLICIES[1].policy)[2],
            "Indirect speech is not labelled"
        );
    }
}
