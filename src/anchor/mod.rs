//! Carries spans between a file, which counts code points and repeats the words, and a text, which counts bytes.
//!
//! [`describe`] goes from text to file, [`carry`] back; [`carry_changes`] does both for a step of the history. If the text is another than the one that was annotated but has
//! all of its letters and digits, every span is carried over and nobody is asked: letter by letter (`letters`) if the
//! annotated text is known (`former`), else by how many letters stood before it (`counted`). If it has others, a span
//! is carried over only where nothing else can be meant: the same words at the same place, or words that stand once
//! with the same surroundings. A wrong anchor is worse than none: a statement of which one span is not found again is
//! set aside whole, in [`Sidecar::detached`].

mod counted;
mod former;
mod letters;
mod steps;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::format::sidecar::ParsedSidecar;
use crate::model::article::{Article, Reader};
use crate::model::described::CONTEXT;
use crate::model::id::StatementId;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::sidecar::{ArticleRef, Sidecar};
use crate::model::span::{Anchored, CharSpan, Span};
use crate::model::statement::Statement;
use crate::model::text::Text;

pub use crate::model::described::describe;
use counted::Counted;
pub use counted::letter_counts;
pub use former::Kept;
use former::Letters;
use letters::{Place, Side, places_in, skeleton};
pub use steps::carry_changes;

/// Bytes that may be searched for the spans of one file whose text changed: a second of work, not a minute.
const SEARCH_BUDGET: usize = 1 << 30;

/// Where spans of one text are in another that has the same letters and digits. All offsets are bytes.
#[derive(Debug)]
pub struct Placed {
    /// Sorted.
    spans: Vec<Span>,
    /// For each the span in the other text; none where nothing of it is left.
    there: Vec<Option<Span>>,
}

impl Placed {
    /// Looks up spans of `old` in `new`, all in one walk; none if the two have other letters or digits.
    pub fn find(old: &str, new: &str, mut spans: Vec<Span>) -> Option<Self> {
        spans.sort_unstable();
        spans.dedup();
        let ends = |span: &Span| [(span.start, Side::Start), (span.end, Side::End)];
        let mut places: Vec<Place> = spans.iter().flat_map(ends).collect();
        places.sort_unstable();
        places.dedup();
        let found = places_in(old, new, &places)?;
        let at = |place: Place| {
            let index = places.binary_search(&place).ok()?;
            found.get(index).copied()
        };
        let span = |span: &Span| {
            let [start, end] = ends(span);
            let (start, end) = (at(start)?, at(end)?);
            (start < end).then(|| Span::new(start, end))
        };
        let there = spans.iter().map(span).collect();
        Some(Self { spans, there })
    }

    /// Returns where one of the spans is; none for one of which nothing is left, or that was not looked up.
    pub fn get(&self, span: Span) -> Option<Span> {
        let index = self.spans.binary_search(&span).ok()?;
        self.there.get(index).copied().flatten()
    }
}

/// Tells whether two texts have the same letters and digits, so that every span of one has a place in the other.
pub fn has_same_letters(a: &str, b: &str) -> bool {
    places_in(a, b, &[]).is_some()
}

/// Tells whether two stretches of a text mean the same words, whatever marks either takes in at its ends.
pub fn is_same_words(text: &str, a: Span, b: Span) -> bool {
    letters::bare(text, a) == letters::bare(text, b)
}

/// Returns the hash of a text's letters and digits: what programs change in a text without anybody asking leaves it alone.
/// None of a text that has none.
pub fn letters_hash(text: &str) -> Option<blake3::Hash> {
    let (bare, _) = skeleton(text);
    (!bare.is_empty()).then(|| blake3::hash(bare.as_bytes()))
}

/// Makes of today's text the one that has this hash, if it is what programs may have made it from; none if not.
pub fn former(today: &Text, blake3: &str) -> Option<Text> {
    former::rewritten(today, blake3, None).map(Text::new)
}

/// What became of a sidecar's statements in today's text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Carried {
    /// The annotations, their spans in bytes of today's text.
    pub sidecar: Sidecar,
    /// Ids of statements of which a span stands elsewhere now, in a text that has other letters: somebody should look.
    pub moved: BTreeSet<StatementId>,
    /// Statements that were set aside because their text is gone.
    pub detached: usize,
    /// Whether some statement means nothing and was left out, so that the file must not be written.
    pub left_out: bool,
    /// What a person should know.
    pub problems: Vec<Problem>,
}

/// Looks up the spans of a sidecar in an article. `path` is the sidecar's, for messages; `kept` finds the text that was
/// annotated, and is asked only if the article has another.
pub fn carry(parsed: ParsedSidecar, article: &Article, path: &str, kept: Kept<'_>) -> Carried {
    let same = parsed.article.blake3 == article.blake3;
    let mut finder = Finder::new(&parsed, &article.text);
    let has_other_letters = !same && !finder.look_up(&parsed, kept);
    let mut sidecar = without_spans(&parsed, article);
    let mut carried = Carried::default();
    let mut live = Vec::with_capacity(parsed.statements.len());
    let mut set_aside = Vec::new();
    let mut kept = 0usize;
    for entry in parsed.statements {
        let found = match contradiction(&entry.said) {
            Some(what) => Err(what),
            None if same => exact(&entry.said, &article.text).map(|found| (found, false)),
            None => {
                let Some(found) = finder.find(&entry.said) else {
                    carried.detached += 1;
                    set_aside.push(entry.said);
                    continue;
                };
                Ok(found)
            }
        };
        match found {
            Ok((statement, moved)) => {
                kept += usize::from(!moved);
                if moved {
                    carried.moved.insert(statement.id.clone());
                }
                live.push(Arc::new(statement));
            }
            Err(what) => {
                carried
                    .problems
                    .push(invalid(path, Some(entry.place), what));
                carried.left_out = true;
            }
        }
    }
    let mut detached = Vec::new();
    for said in parsed.detached {
        // The text may have come back, as after a checkout of an older version.
        match if same { None } else { finder.find(&said) } {
            Some((statement, _)) => {
                carried.moved.insert(statement.id.clone());
                live.push(Arc::new(statement));
            }
            None => detached.push(said),
        }
    }
    detached.extend(set_aside);
    let rejected = finder.rejected(parsed.rejected, same, path, &mut carried);
    if has_other_letters || carried.detached > 0 || !carried.moved.is_empty() {
        let became = [kept, carried.moved.len(), carried.detached];
        let cause = cause(&parsed.article.reader, &article.reader);
        carried.problems.push(changed(path, cause, became));
    }
    sidecar.detached = detached;
    sidecar.rejected = rejected;
    // A statement that stands there was not removed, whatever a tombstone says.
    sidecar
        .removed
        .retain(|tombstone| !live.iter().any(|statement| statement.id == tombstone.id));
    sidecar.extend(live);
    carried.sidecar = sidecar;
    carried
}

/// Returns what of a sidecar does not depend on where anything stands.
fn without_spans(parsed: &ParsedSidecar, article: &Article) -> Sidecar {
    let reference = ArticleRef {
        path: article.path.clone(),
        blake3: article.blake3.clone(),
        chars: article.text.chars_len(),
        reader: article.reader.clone(),
    };
    let mut sidecar = Sidecar::new(reference, &parsed.annotator);
    sidecar.status = parsed.status;
    sidecar.reason.clone_from(&parsed.reason);
    sidecar.labels.clone_from(&parsed.labels);
    sidecar.note.clone_from(&parsed.note);
    sidecar.revealed.clone_from(&parsed.revealed);
    sidecar.comments.clone_from(&parsed.comments);
    sidecar.decisions.clone_from(&parsed.decisions);
    sidecar.removed.clone_from(&parsed.removed);
    sidecar.rev = parsed.rev;
    sidecar
}

/// Says why a statement means nothing in any text: its spans contradict themselves or each other.
fn contradiction(said: &Statement<Anchored>) -> Option<String> {
    let id = &said.id;
    if let Some(span) = said.spans().find(|span| span.at.start >= span.at.end) {
        let CharSpan { start, end } = span.at;
        return Some(format!(
            "a span of statement {id} is empty or turned round ({start} to {end})"
        ));
    }
    let mut pairs = said.quote.windows(2);
    pairs
        .any(|pair| pair[1].at.start < pair[0].at.end)
        .then(|| format!("the spans of the quote of statement {id} overlap or are not in order"))
}

/// Returns the statement in bytes of the text it was made in.
///
/// # Errors
/// A clause that says which span does not fit.
fn exact(said: &Statement<Anchored>, text: &Text) -> Result<Statement, String> {
    let mut wrong = None;
    let found = said.try_map_spans(&mut |span| {
        let found = place(span, text);
        if found.is_none() {
            wrong = Some(span.at);
        }
        found
    });
    let Some(CharSpan { start, end }) = wrong else {
        return found.ok_or_else(|| format!("statement {} fits nowhere", said.id));
    };
    let id = &said.id;
    Err(if text.bytes(CharSpan { start, end }).is_none() {
        let length = text.chars_len();
        format!(
            "a span of statement {id} ({start} to {end}) lies outside of the text, which has {length} characters"
        )
    } else {
        format!("the words of statement {id} are not what stands at {start} to {end}")
    })
}

/// Returns a stretch in bytes, if it lies in the text and its words stand there.
fn place(span: &Anchored, text: &Text) -> Option<Span> {
    let words = span.text.as_str();
    if words.is_empty() {
        // A file written by hand may leave the words out.
        return text.bytes(span.at);
    }
    // The end follows from the words: it need not be looked up.
    let from = text.byte_of_char(span.at.start)?;
    let found = Span::new(from, from + words.len());
    let is_it = text.get(found) == Some(words)
        && Some(words.chars().count()) == span.at.end.checked_sub(span.at.start);
    is_it.then_some(found)
}

fn invalid(path: &str, place: Option<(usize, usize)>, what: String) -> Problem {
    let problem = Problem::new(ProblemKind::InvalidSpan, path, what)
        .leaving_out(1)
        .hinted("The statement is left out and the file is read-only; correct the file by hand");
    match place {
        Some((line, column)) => problem.at(line, column),
        None => problem,
    }
}

/// Says why a text is another than the one that was annotated by `then`.
fn cause(then: &Reader, now: &Reader) -> &'static str {
    // Of a file that names no reader it was one of those that make the same text to this day.
    if then.name.is_empty() || then == now {
        "the article changed since it was annotated"
    } else {
        "this version of On Record makes another text of the file than the one that was annotated, or the file changed"
    }
}

/// `became` is how many statements were kept, moved and detached.
fn changed(path: &str, cause: &str, became: [usize; 3]) -> Problem {
    let [kept, moved, detached] = became;
    let what = format!("{cause}: {kept} kept, {moved} moved, {detached} detached");
    Problem::new(ProblemKind::ChangedArticle, path, what)
        .hinted("Look through the statements; nothing is written before the next change")
}

/// Finds spans again by their words.
struct Finder<'a> {
    text: &'a Text,
    /// Length of the text that was annotated, in code points.
    annotated: usize,
    /// Bytes that may still be searched.
    budget: usize,
    /// Where everything is, if the text has the letters of the one that was annotated.
    letters: Option<Letters>,
    /// Where everything is, if the annotated text is not known but its letters were counted.
    counted: Option<Counted>,
    /// The text's letters and digits, and where they come from; made when first needed.
    bare: OnceCell<(String, Vec<(usize, usize)>)>,
}

impl<'a> Finder<'a> {
    fn new(parsed: &ParsedSidecar, text: &'a Text) -> Self {
        Self {
            text,
            annotated: parsed.article.chars,
            budget: SEARCH_BUDGET,
            letters: None,
            counted: None,
            bare: OnceCell::new(),
        }
    }

    /// Looks up where everything is in a text that has the letters of the one that was annotated; tells whether it has.
    fn look_up(&mut self, parsed: &ParsedSidecar, kept: Kept<'_>) -> bool {
        self.letters = Letters::of(parsed, self.text, kept);
        if self.letters.is_none() && parsed.letters.is_some() {
            let counted = Counted::of(parsed, &self.bare().0);
            self.counted = counted;
        }
        self.letters.is_some() || self.counted.is_some()
    }

    fn bare(&self) -> &(String, Vec<(usize, usize)>) {
        self.bare.get_or_init(|| skeleton(self.text))
    }

    /// Returns the statement in bytes of the text, and whether a span stands elsewhere than it did, in a text that has
    /// other letters.
    fn find(&mut self, said: &Statement<Anchored>) -> Option<(Statement, bool)> {
        if let Some(found) = self.by_letters(said).or_else(|| self.by_counts(said)) {
            return Some((found, false));
        }
        let mut moved = false;
        let annotated = self.annotated.max(1) as f64;
        let part = |start: usize| start as f64 / annotated;
        let found = said.try_map_spans(&mut |span| {
            let there = self.text.bytes(span.at);
            let found = there
                .filter(|&there| self.is_same(there, span))
                .or_else(|| self.search(span))
                .or_else(|| self.search_bare(span, part(span.at.start)))?;
            moved |= there != Some(found);
            Some(found)
        })?;
        is_in_order(&found).then_some((found, moved))
    }

    /// Looks up the suggestions that were rejected; `same` says that the text is the one in which they were made.
    fn rejected(
        &mut self,
        all: Vec<Statement<Anchored>>,
        same: bool,
        path: &str,
        carried: &mut Carried,
    ) -> Vec<Arc<Statement>> {
        let mut rejected = Vec::with_capacity(all.len());
        for said in all {
            if !same {
                // A rejected suggestion whose words are gone cannot come back: nothing is kept of it.
                rejected.extend(self.find(&said).map(|(found, _)| Arc::new(found)));
                continue;
            }
            match exact(&said, self.text) {
                Ok(found) => rejected.push(Arc::new(found)),
                Err(what) => {
                    carried.problems.push(invalid(path, None, what));
                    carried.left_out = true;
                }
            }
        }
        rejected.sort_by(|a, b| a.order().cmp(&b.order()));
        rejected
    }

    fn by_letters(&self, said: &Statement<Anchored>) -> Option<Statement> {
        let letters = self.letters.as_ref()?;
        apart(said.try_map_spans(&mut |span| letters.find(span))?)
    }

    fn by_counts(&self, said: &Statement<Anchored>) -> Option<Statement> {
        let counted = self.counted.as_ref()?;
        let found = said.try_map_spans(&mut |span| {
            if !is_told_apart(span) {
                return None;
            }
            let around = Around::new(span);
            let at = counted.place(span.at.start)?.checked_sub(around.ahead)?;
            let is_there = self.bare().0.get(at..)?.starts_with(&around.letters);
            is_there.then(|| self.place_bare(at, &around)).flatten()
        })?;
        apart(found)
    }

    /// Returns the only place where the letters of these words stand with those around them, whatever marks and blanks
    /// stand between.
    ///
    /// Where they stand several times, as in a text that repeats a paragraph, the one that is about as far into the letters
    /// as the span was into the text (`part`, from 0 to 1), if all others are much farther.
    fn search_bare(&mut self, span: &Anchored, part: f64) -> Option<Span> {
        if span.text.is_empty() || self.budget < self.text.len() {
            return None;
        }
        self.budget -= self.text.len();
        let (bare, _) = self.bare();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of a length"
        )]
        let expected = (part.clamp(0.0, 1.0) * bare.len() as f64) as usize;
        let around = Around::new(span);
        let at = nearest(bare, &around.letters, expected)?;
        self.place_bare(at, &around)
    }

    /// Returns where words are that stand with what is around them from a place on (byte offset) in the text's letters.
    fn place_bare(&self, at: usize, around: &Around) -> Option<Span> {
        let (_, origins) = self.bare();
        let last = (at + around.letters.len()).checked_sub(1)?;
        let (start, end) = (origins.get(at)?.0, origins.get(last)?.1);
        // Marks at either end of the context stand in the gaps beside its letters.
        let gap = |at: Option<&(usize, usize)>, usual: usize, end: bool| {
            at.map_or(usual, |at| if end { at.1 } else { at.0 })
        };
        let from = gap(at.checked_sub(1).and_then(|at| origins.get(at)), 0, true);
        let to = gap(origins.get(last + 1), self.text.len(), false);
        let there = Span::new(from.min(start), to.max(end));
        let [first, behind] = around.words;
        let places = [(first, Side::Start), (behind, Side::End)];
        let found = places_in(&around.whole, self.text.get(there)?, &places)?;
        let span = Span::new(there.start + found[0], there.start + found[1]);
        (span.start < span.end).then_some(span)
    }

    /// Tells whether a stretch has these words, and these surroundings on at least one side.
    fn is_same(&self, there: Span, span: &Anchored) -> bool {
        self.text.get(there) == Some(span.text.as_str()) && self.agreeing(there, span) > 0
    }

    /// Counts the sides on which a stretch has these surroundings; two if one side is all that there was.
    fn agreeing(&self, there: Span, Anchored { before, after, .. }: &Anchored) -> usize {
        let ahead = self.text[..there.start].ends_with(before.as_str());
        let behind = self.text[there.end..].starts_with(after.as_str());
        match (before.is_empty(), after.is_empty()) {
            (false, false) => usize::from(ahead) + usize::from(behind),
            (true, false) => 2 * usize::from(behind),
            (false, true) => 2 * usize::from(ahead),
            // The whole text was the span.
            (true, true) => 1,
        }
    }

    /// Returns the only place where these words stand with their surroundings.
    ///
    /// Both sides must agree; of words as long as their context, one side is enough.
    fn search(&mut self, span: &Anchored) -> Option<Span> {
        let words = span.text.as_str();
        if words.is_empty() || self.budget < self.text.len() {
            return None;
        }
        self.budget -= self.text.len();
        let (mut whole, mut half) = (Vec::new(), Vec::new());
        for (at, _) in self.text.match_indices(words) {
            let there = Span::new(at, at + words.len());
            match self.agreeing(there, span) {
                0 => {}
                1 => half.push(there),
                _ => whole.push(there),
            }
        }
        let long = words.chars().count() >= CONTEXT;
        match (whole.as_slice(), half.as_slice()) {
            (&[only], _) => Some(only),
            (&[], &[only]) if long => Some(only),
            _ => None,
        }
    }
}

/// Tells whether words can be placed by the letters beside them: they have letters, or what stands around them reaches to some
/// on either side. One of the stars of `* * * * * * * * * * * *` cannot.
fn is_told_apart(span: &Anchored) -> bool {
    let has_letter = |text: &str| text.contains(char::is_alphanumeric);
    let reaches = |side: &str| has_letter(side) || side.chars().count() < CONTEXT;
    has_letter(&span.text) || (reaches(&span.before) && reaches(&span.after))
}

/// Words with what stands around them.
struct Around {
    whole: String,
    /// Where the words begin and end in it (bytes).
    words: [usize; 2],
    /// The letters and digits of all of it, decomposed.
    letters: String,
    /// How many bytes of them stand before the words.
    ahead: usize,
}

impl Around {
    fn new(span: &Anchored) -> Self {
        let Anchored {
            text: words,
            before,
            after,
            ..
        } = span;
        let whole = format!("{before}{words}{after}");
        Self {
            words: [before.len(), before.len() + words.len()],
            letters: skeleton(&whole).0,
            ahead: skeleton(before).0.len(),
            whole,
        }
    }
}

/// Returns where something stands (byte offset): the only place, or the one near `expected` that has no rival.
fn nearest(text: &str, looked_for: &str, expected: usize) -> Option<usize> {
    // Enough of them say nothing any more.
    const MOST: usize = 64;
    let mut found: Vec<(usize, usize)> = text
        .match_indices(looked_for)
        .map(|(at, _)| (at.abs_diff(expected), at))
        .take(MOST)
        .collect();
    found.sort_unstable();
    let (distance, at) = *found.first()?;
    match found.get(1) {
        Some((next, _)) if found.len() == MOST || distance.saturating_mul(4) > *next => None,
        _ => Some(at),
    }
}

/// Gives a mark that two parts of a quote took in to the first of them; none if they still overlap.
fn apart(mut found: Statement) -> Option<Statement> {
    let mut end = 0;
    for part in &mut found.quote {
        if part.start < end && end < part.end {
            part.start = end;
        }
        end = part.end;
    }
    is_in_order(&found).then_some(found)
}

fn is_in_order(found: &Statement) -> bool {
    let mut pairs = found.quote.windows(2);
    pairs.all(|pair| pair[0].end <= pair[1].start)
}
