//! Why something is proposed, in a few words: what spoke for it most.

use super::StatementView;
use super::Topics;
use super::blend::{Blend, Row};
use super::counts::What;
use super::reading::{Reading, Said};
use super::sources::{STANCE_SOURCES, TARGET_SOURCES};
use super::words::{self, Place};
use crate::text::lexicon::Language;

/// So many words are named.
const MOST_WORDS: usize = 3;

/// So many labels on a target, or before in the article, are more than chance.
const LEAST_LABELS: f64 = 3.0;

/// So often somebody took a stance where it is their habit.
const LEAST_TIMES: f64 = 2.0;

impl Topics {
    /// Says why a target is proposed.
    pub(super) fn why_target(
        &self,
        view: &StatementView,
        reading: &Reading,
        earlier: &[Said],
        target: usize,
        rows: &[Row<TARGET_SOURCES>],
    ) -> String {
        let said = contributions(&self.target_blend, rows, target);
        let sum = |sources: &[usize]| sources.iter().map(|at| said[*at]).sum::<f64>();
        let by_words = sum(&[0, 1, 2, 3]);
        let by_labels = sum(&[4, 5, 11]);
        let by_article = sum(&[6, 7, 8]);
        let by_speaker = sum(&[9, 10]);
        let best = by_words.max(by_labels).max(by_article).max(by_speaker);
        if by_article >= best
            && let Some(why) = why_article(earlier, target)
        {
            return why;
        }
        if by_speaker >= best
            && let Some(why) = self.why_speaker(view, reading, target)
        {
            return why;
        }
        if by_labels >= best && by_labels > 0.0 {
            return self.why_learned(&self.learned_words(view, target));
        }
        let named = self.named_words(view, target);
        if named.is_empty() {
            "in the codebook".to_owned()
        } else {
            format!("words: {}", named.join(", "))
        }
    }

    fn why_speaker(
        &self,
        view: &StatementView,
        reading: &Reading,
        target: usize,
    ) -> Option<String> {
        let id = view.speaker.as_deref()?;
        let count = |what| self.counts.without(reading.article, what);
        let candidates = [
            (reading.speaker, self.catalogue.speaker_name(id)),
            (reading.side, self.catalogue.side(id).unwrap_or_default()),
        ];
        candidates.into_iter().find_map(|(who, name)| {
            let who = who?;
            let (on, of) = (count(What::ByOn(who, target)), count(What::By(who)));
            (on > 0.0).then(|| format!("{name} spoke of it in {on} of {of}"))
        })
    }

    /// Says why a stance is proposed; `target` and the place of the stance on its scale are by number.
    pub(super) fn why_stance(
        &self,
        view: &StatementView,
        reading: &Reading,
        earlier: &[Said],
        (target, at): (usize, usize),
        rows: &[Row<STANCE_SOURCES>],
    ) -> String {
        let said = contributions(&self.stance_blend, rows, at);
        let choice = self.catalogue.targets[target].choices.start + at;
        let by_speaker = said[7] + said[9] + said[10];
        let by_words = said[0] + said[1] + said[2];
        let by_labels = said[4] + said[5] + said[6];
        let best = by_speaker.max(said[8]).max(by_words).max(by_labels);
        let known = self.known();
        let id = view.speaker.as_deref().unwrap_or_default();
        let took = |who, name: &str| {
            let (took, of) = known.took(reading, earlier, who, target, choice);
            (took > 0.0).then(|| format!("{name} took this {took} of {of} times"))
        };
        if by_speaker >= best
            && let Some(why) = took(reading.speaker, self.catalogue.speaker_name(id))
        {
            return why;
        }
        if said[8] >= best
            && let Some(side) = self.catalogue.side(id)
            && let Some(why) = took(reading.side, side)
        {
            return why;
        }
        if by_words >= best && by_words > 0.0 && !view.cue.trim().is_empty() {
            return format!("cue: {}", short(&view.cue));
        }
        if self.labels > 0 {
            let on = self.counts.without(reading.article, What::On(target));
            let times = self
                .counts
                .without(reading.article, What::ChoiceOn(target, choice));
            if said[6] > said[4] && times > 0.0 {
                return format!("taken {times} of {on} times");
            }
            let learned = self.learned_stance_words(view, choice);
            return self.why_learned(&learned);
        }
        "on the scale".to_owned()
    }

    /// Tells whether enough speaks for a target: some labels, or words of the statement and its paragraph that the codebook
    /// has.
    pub(super) fn is_target_grounded(
        &self,
        view: &StatementView,
        reading: &Reading,
        earlier: &[Said],
        target: usize,
    ) -> bool {
        let labels = self.counts.without(reading.article, What::Target(target));
        let before = times_before(earlier, target);
        let texts = [&view.quote, &view.cue, &view.context];
        labels + before as f64 >= LEAST_LABELS
            || texts
                .into_iter()
                .any(|text| !self.defined_words(view, text, target).is_empty())
    }

    /// Tells whether enough speaks for a stance: the words that attribute, how words lean, some labels on the target, or
    /// what the speaker took before.
    pub(super) fn is_stance_grounded(
        &self,
        reading: &Reading,
        earlier: &[Said],
        (target, at): (usize, usize),
        rows: &[Row<STANCE_SOURCES>],
    ) -> bool {
        let choice = self.catalogue.targets[target].choices.start + at;
        let on = self.counts.without(reading.article, What::On(target));
        let known = self.known();
        let (took, _) = known.took(reading, earlier, reading.speaker, target, choice);
        let [in_cue, _, leaning, ..] = rows[at];
        in_cue > 0.0 || leaning > 0.0 || on >= LEAST_LABELS || took >= LEAST_TIMES
    }

    fn why_learned(&self, words: &[String]) -> String {
        let labels = if self.labels == 1 { "label" } else { "labels" };
        let mut why = format!("learned from {} {labels}", self.labels);
        if !words.is_empty() {
            why.push_str(": ");
            why.push_str(&words.join(", "));
        }
        why
    }

    /// Names the words of a statement that a target's definition has: those said, else those around.
    fn named_words(&self, view: &StatementView, target: usize) -> Vec<String> {
        [&view.quote, &view.cue, &view.context, &view.headline]
            .into_iter()
            .map(|text| self.defined_words(view, text, target))
            .find(|words| !words.is_empty())
            .unwrap_or_default()
    }

    /// Names the words of one text of a statement that a target's definition has; none of grammar.
    fn defined_words(&self, view: &StatementView, text: &str, target: usize) -> Vec<String> {
        let language = language(view);
        heaviest(text, |word| {
            if !words::is_topical(language, word) {
                return 0.0;
            }
            let keys = words::keys(Place::Body, word);
            let of = |key: &u32| self.definitions.weight(*key, target) * self.rarity.of(*key);
            keys.iter().map(of).sum()
        })
    }

    fn learned_words(&self, view: &StatementView, target: usize) -> Vec<String> {
        let language = language(view);
        heaviest(&view.quote, |word| {
            if !words::is_topical(language, word) {
                return 0.0;
            }
            let keys = words::keys(Place::Body, word);
            let of = |key: &u32| self.models.targets.weight(*key, target) * self.rarity.of(*key);
            keys.iter().map(of).sum()
        })
    }

    fn learned_stance_words(&self, view: &StatementView, choice: usize) -> Vec<String> {
        let weight = |place, word: &str| {
            let keys = words::keys(place, word);
            let of = |key: &u32| self.models.stances.weight(*key, choice) * self.rarity.of(*key);
            keys.iter().map(of).sum()
        };
        let mut words = heaviest(&view.cue, |word| weight(Place::Cue, word));
        words.extend(heaviest(&view.quote, |word| weight(Place::Body, word)));
        words.truncate(MOST_WORDS);
        words
    }
}

/// Returns the language in which a statement is most likely written.
fn language(view: &StatementView) -> Language {
    Language::guess(&format!("{} {}", view.quote, view.context))
}

/// Returns how many statements before it in the article are on a target.
fn times_before(earlier: &[Said], target: usize) -> usize {
    let mut statements: Vec<usize> = earlier
        .iter()
        .filter(|said| said.target == target)
        .map(|said| said.statement)
        .collect();
    statements.dedup();
    statements.len()
}

fn why_article(earlier: &[Said], target: usize) -> Option<String> {
    match times_before(earlier, target) {
        0 => None,
        1 => Some("1 statement before it in the article".to_owned()),
        count => Some(format!("{count} statements before it in the article")),
    }
}

/// Says how much each source speaks for a choice: the likeliest is set against its rivals, as likely as they are, any
/// other against all choices alike.
fn contributions<const D: usize>(blend: &Blend<D>, rows: &[Row<D>], choice: usize) -> Row<D> {
    let mut chances = blend.probabilities(rows);
    let is_best = chances.iter().all(|chance| *chance <= chances[choice]);
    if is_best {
        chances[choice] = 0.0;
    } else {
        chances.fill(1.0);
    }
    let sum: f64 = chances.iter().sum();
    let mut said = [0.0; D];
    for (at, said) in said.iter_mut().enumerate() {
        let others: f64 = rows.iter().zip(&chances).map(|(row, p)| row[at] * p).sum();
        *said = blend.0[at] * (rows[choice][at] - others / sum.max(f64::MIN_POSITIVE));
    }
    said
}

/// Lists the few words of a text with the greatest weight above zero, each once.
fn heaviest(text: &str, weight: impl Fn(&str) -> f32) -> Vec<String> {
    let mut found: Vec<(f32, String)> = Vec::new();
    for word in words::words(text) {
        let weight = weight(&word);
        if weight > LEAST_WEIGHT && !found.iter().any(|(_, known)| *known == word) {
            found.push((weight, word));
            found.sort_by(|a, b| b.0.total_cmp(&a.0));
            found.truncate(MOST_WORDS);
        }
    }
    found.into_iter().map(|(_, word)| word).collect()
}

/// Words that weigh less explain nothing.
const LEAST_WEIGHT: f32 = 0.1;

/// Cuts words to what fits beside a proposal.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    let text = text.trim();
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
