//! The rules put together: sentence by sentence, attributions that stand after or inside what is said, then those that
//! stand before it, then quotations that nobody is named for and that go on with the speaker before.

use super::cue::{self, Cue, Mood, Opening};
use super::lexicon::{self as lex, Language};
use super::marks::{Marks, Style};
use super::speaker::{self, Range};
use super::token::{TokenKind, Tokens};
use super::view::View;

/// Says which rule found an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pattern {
    /// `“…,” said Holm`, `“…,” Holm said`.
    QuotedBefore,
    /// `“…,” Holm said, “…”`.
    QuotedSplit,
    /// `Holm said: “…”`.
    QuotedAfter,
    /// `Holm called it “…”`.
    QuotedWithin,
    /// `It is late, Holm said.`
    PlainBefore,
    /// `It is, Holm said, late.`
    PlainSplit,
    /// `Holm said that it is late`.
    That,
    /// `Holm said it is late`.
    Bare,
    /// `Holm wants to go`.
    To,
    /// `Holm criticised the plan`.
    Noun,
    /// `Holm asked whether it is late`.
    Ask,
    /// `Holm denied going`.
    Gerund,
    /// `…, according to Holm`.
    According,
    /// `Holm is expected to go`.
    Nobody,
    /// `Holm's claim that it is late`.
    Possessive,
    /// `Holm is sure that it is late`.
    Adjective,
    /// `HOLM: It is late.`
    Label,
    /// A quotation that goes on with the speaker before.
    Continued,
    /// A quotation in a sentence with no cue.
    Alone,
}

/// An attribution, in tokens.
#[derive(Clone, Debug)]
pub struct Found {
    /// The rule.
    pub pattern: Pattern,
    /// The cue's tokens, a half-open range.
    pub cue: Option<Range>,
    /// The speaker's tokens.
    pub source: Option<Range>,
    /// What is said, one range or more, in order.
    pub content: Vec<Range>,
    /// The paragraph it starts in.
    pub paragraph: usize,
    /// Whether any of it is a quotation.
    pub quoted: bool,
    /// What the verb takes.
    pub frames: u32,
    /// Whether the verb stands as a participle, an infinitive or the like.
    pub mood: Mood,
}

/// Finds the attributions of a text.
#[must_use]
pub fn find(tokens: &Tokens<'_>, marks: &Marks) -> Vec<Found> {
    let mut finder = Finder {
        view: View::new(tokens, marks),
        found: Vec::new(),
        paragraph: 0,
        opened: None,
        before: None,
        announced: None,
        waiting: Vec::new(),
        headline: false,
    };
    for (number, paragraph) in tokens.paragraphs.iter().enumerate() {
        finder.paragraph = number;
        finder.before = finder.opened.take();
        finder.headline = is_headline(tokens, paragraph.start, paragraph.end);
        let mut at = paragraph.start;
        while at < paragraph.end {
            at = finder.view.fill(at, paragraph.end);
            finder.sentence();
        }
        finder.settle();
    }
    finder.found
}

/// Joins ranges that touch.
fn join(ranges: Vec<Range>) -> Vec<Range> {
    let mut joined: Vec<Range> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if last.1 == range.0 => last.1 = range.1,
            _ => joined.push(range),
        }
    }
    joined
}

/// Says whether a paragraph is a headline: short, no stop at its end, many capitals.
fn is_headline(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    if end - start > 40
        || matches!(
            tokens.kind(end - 1),
            TokenKind::Stop | TokenKind::Ellipsis | TokenKind::Colon
        )
    {
        return false;
    }
    let words = (start..end)
        .filter(|t| tokens.kind(*t) == TokenKind::Word && tokens.str(*t).len() > 3)
        .count();
    let capitals = (start..end)
        .filter(|t| tokens.capital(*t) && tokens.str(*t).len() > 3)
        .count();
    words > 2 && capitals * 10 >= words * 7
}

/// The state while sentences are read.
struct Finder<'a, 't> {
    view: View<'a, 't>,
    found: Vec<Found>,
    paragraph: usize,
    /// The attribution of this paragraph that a bare quotation after it goes on with.
    opened: Option<usize>,
    /// The same of the paragraph before, when that ended with it.
    before: Option<usize>,
    /// The cue and speaker of a sentence that ended with a colon: the next quotation is theirs.
    announced: Option<(Range, Option<Range>)>,
    /// Quotations that stand alone at the start of this paragraph, until it is known whose they are.
    waiting: Vec<Range>,
    headline: bool,
}

impl Finder<'_, '_> {
    fn sentence(&mut self) {
        let end = self.content_end();
        if end == 0 {
            return;
        }
        if self.standalone(end) {
            return;
        }
        let first = self.found.len();
        let before = self.opened;
        self.opened = None;
        if !self.label(end) {
            let free = self.closing(end);
            let shared = self
                .found
                .get(first..)
                .and_then(|f| f.last())
                .and_then(|f| f.source)
                .and_then(|s| self.units_of(s));
            for (from, to) in free {
                self.opening(from, to, shared);
            }
        }
        self.leftover(first, end);
        self.claim(first);
        if self.opened.is_none() && self.found.len() == first && self.view.len() < 12 {
            // A short sentence between, such as `Applause.`, does not end a speech.
            self.opened = before.filter(|_| self.view.kind(0) == TokenKind::Open);
        }
        self.announce(end);
    }

    /// Gives quotations that wait at the paragraph's start to the attribution that follows them.
    fn claim(&mut self, first: usize) {
        if self.waiting.is_empty() {
            return;
        }
        let starts = self.view.units.first().map_or(0, |u| u.from);
        if let Some(found) = self.found.get_mut(first)
            && matches!(found.pattern, Pattern::QuotedBefore | Pattern::QuotedSplit)
            && found.content.first().is_some_and(|c| c.0 == starts)
            && self.view.region(0).is_some()
        {
            let mut content = std::mem::take(&mut self.waiting);
            content.append(&mut found.content);
            found.content = join(content);
        } else {
            let opened = self.opened;
            self.settle();
            self.opened = opened;
        }
    }

    /// Gives quotations that nobody in their paragraph says to the speaker before: one that was announced, or the
    /// statement that the paragraph before ended with.
    fn settle(&mut self) {
        let waiting = join(std::mem::take(&mut self.waiting));
        if waiting.iter().all(|w| self.heads(*w)) {
            return;
        }
        if let Some((cue, source)) = self.announced.take() {
            self.put(Pattern::QuotedAfter, Some(cue), source, waiting);
        } else if let Some(index) = self.before.take().filter(|_| !self.turns(waiting[0])) {
            self.found[index].content.extend(waiting);
            self.opened = Some(index);
            return;
        } else {
            let before = self
                .found
                .last()
                .filter(|f| f.paragraph + 1 == self.paragraph && f.source.is_some());
            let source = before
                .or_else(|| self.found.iter().rev().take(12).find(|f| f.quoted))
                .and_then(|f| f.source);
            self.put(Pattern::Continued, None, source, waiting);
        }
        self.opened = Some(self.found.len() - 1);
    }

    /// Says whether a quotation is a turn in a dialogue, in which every paragraph has another speaker.
    fn turns(&self, (from, _): Range) -> bool {
        self.view
            .marks
            .at(from)
            .is_some_and(|r| r.style == Style::Dash)
    }

    /// Says whether quotations that stand alone are a heading rather than speech: few words and no stop.
    fn heads(&self, (from, to): Range) -> bool {
        let tokens = self.view.tokens;
        let words = (from..to)
            .filter(|t| matches!(tokens.kind(*t), TokenKind::Word | TokenKind::Number))
            .count();
        let stop = (from..to).any(|t| {
            matches!(
                tokens.kind(t),
                TokenKind::Stop | TokenKind::Ellipsis | TokenKind::Comma
            )
        });
        words < 3 || words < 8 && !stop
    }

    /// Remembers who speaks when a sentence ends with a colon.
    fn announce(&mut self, end: usize) {
        let view = &self.view;
        self.announced = None;
        if view.kind(view.len() - 1) != TokenKind::Colon
            || view.units.last().is_none_or(|u| u.kind != TokenKind::Colon)
        {
            return;
        }
        let verbs = (0..end)
            .rev()
            .filter_map(|at| cue::verb(view, at, false))
            .filter(|c| c.frames & lex::PLAIN == 0 && c.mood != Mood::Passive);
        for cue in verbs.take(3) {
            if let Some(source) = self.subject(&cue, 0, None) {
                if let Some(tokens) = self.tokens_of((cue.start, cue.end)) {
                    self.announced = Some((tokens, source.and_then(|s| self.tokens_of(s))));
                }
                return;
            }
        }
    }

    /// Adds an attribution that is given in tokens.
    fn put(
        &mut self,
        pattern: Pattern,
        cue: Option<Range>,
        source: Option<Range>,
        content: Vec<Range>,
    ) {
        let paragraph = self.paragraph;
        self.found.push(Found {
            pattern,
            cue,
            source,
            content,
            paragraph,
            quoted: true,
            frames: 0,
            mood: Mood::Finite,
        });
    }

    /// One past the last unit that can belong to what is said: the final stop outside does not.
    fn content_end(&self) -> usize {
        let mut end = self.view.len();
        while end > 0
            && matches!(
                self.view.kind(end - 1),
                TokenKind::Stop
                    | TokenKind::Comma
                    | TokenKind::Ellipsis
                    | TokenKind::Colon
                    | TokenKind::Semicolon
                    | TokenKind::Dash
            )
        {
            end -= 1;
        }
        end
    }

    fn tokens_of(&self, (from, to): Range) -> Option<Range> {
        let first = self.view.units.get(from)?.from;
        let last = self.view.units.get(to.checked_sub(1)?)?.to;
        (first < last).then_some((first, last))
    }

    /// Gives the units of this sentence that a range of tokens is.
    fn units_of(&self, (from, to): Range) -> Option<Range> {
        let first = self.view.units.iter().position(|u| u.from == from)?;
        let last = self.view.units.iter().position(|u| u.to == to)?;
        Some((first, last + 1))
    }

    fn push(
        &mut self,
        pattern: Pattern,
        cue: Option<Range>,
        source: Option<Range>,
        content: &[Range],
        how: (u32, Mood),
    ) -> bool {
        let content: Vec<Range> = content
            .iter()
            .filter(|r| r.0 < r.1)
            .filter_map(|r| self.tokens_of(*r))
            .collect();
        if content.is_empty() {
            return false;
        }
        let quoted = content
            .iter()
            .any(|r| (r.0..r.1).any(|t| self.view.marks.at(t).is_some()));
        let found = Found {
            pattern,
            cue: cue.and_then(|c| self.tokens_of(c)),
            source: source.and_then(|s| self.tokens_of(s)),
            content,
            paragraph: self.paragraph,
            quoted,
            frames: how.0,
            mood: how.1,
        };
        self.found.push(found);
        true
    }

    /// A sentence of quotations alone goes on with the attribution before it in its paragraph.
    fn standalone(&mut self, end: usize) -> bool {
        let alone = (0..end)
            .all(|u| !matches!(self.view.kind(u), TokenKind::Word | TokenKind::Number))
            && self.view.region(0).is_some();
        if !alone {
            return false;
        }
        let Some(range) = self.tokens_of((0, end)) else {
            return true;
        };
        if let Some(index) = self.opened {
            let found = &mut self.found[index];
            match found.content.last_mut() {
                Some(last) if last.1 == range.0 => last.1 = range.1,
                _ => found.content.push(range),
            }
            return true;
        }
        self.waiting.push(range);
        true
    }

    /// `HOLM: It is late.`, `Holm: “It is late.”` at the start of a paragraph.
    fn label(&mut self, end: usize) -> bool {
        let Some(colon) = (1..end.min(8)).find(|u| self.view.kind(*u) == TokenKind::Colon) else {
            return false;
        };
        let first = self.view.units[0].from;
        let paragraph = self.view.tokens.paragraphs[self.paragraph];
        let named = (0..colon).all(|u| {
            self.view.name(u)
                || matches!(self.view.kind(u), TokenKind::Open | TokenKind::Close)
                || self.view.is(u, lex::PARTICLE)
        });
        if first != paragraph.start || !named || colon + 1 >= end {
            return false;
        }
        let quotation = self.view.kind(colon + 1) == TokenKind::Mark;
        let shouted = (0..colon).all(|u| {
            self.view.units[u].shape == super::token::Shape::Upper
                || self.view.kind(u) != TokenKind::Word
        });
        let known = (0..colon).any(|u| {
            self.view.is(
                u,
                lex::BODY | lex::SOURCE | lex::GROUP | lex::MALE | lex::FEMALE,
            )
        });
        if !(quotation
            || shouted && !self.headline
            || self.headline && known
            || colon <= 3 && !self.headline && known)
        {
            return false;
        }
        // A speech goes on to the paragraph's end.
        let mut content = vec![(colon + 1, end)];
        if self.headline {
            content = vec![(colon + 1, self.view.len())];
        }
        self.push(
            Pattern::Label,
            Some((colon, colon + 1)),
            Some((0, colon)),
            &content,
            (0, Mood::Finite),
        );
        if !self.headline {
            let token = self
                .found
                .last()
                .and_then(|f| f.content.first())
                .map(|c| c.0);
            if let (Some(from), Some(found)) = (token, self.found.last_mut())
                && shouted
            {
                found.content = vec![(from, paragraph.end)];
            }
            self.opened = Some(self.found.len() - 1);
        }
        true
    }

    /// Finds attributions that stand after or inside what is said; gives the ranges of units that are still free.
    fn closing(&mut self, end: usize) -> Vec<Range> {
        let mut free = Vec::new();
        let mut floor = 0;
        let mut at = 0;
        while at < end {
            if let Some(next) = self.according(floor, at, end) {
                at = next.max(at + 1);
                floor = at;
                continue;
            }
            if let Some(cue) = cue::verb(&self.view, at, self.headline)
                && cue.mood == Mood::Finite
                && cue.frames & lex::SAY != 0
                && let Some(next) = self.parenthesis(&cue, floor, end)
            {
                at = next.max(at + 1);
                floor = at;
                continue;
            }
            at += 1;
        }
        if floor < end {
            free.push((floor, end));
        }
        free
    }

    /// `…, Holm said`, `…, said Holm`, and both with more of what is said after it.
    fn parenthesis(&mut self, cue: &Cue, floor: usize, end: usize) -> Option<usize> {
        let view = &self.view;
        let (mut subject, mut gap, mut after) = self.parties(cue, floor, end)?;
        let said_from = self.said_from(floor);
        if gap == subject.0 && gap > said_from && view.is(gap - 1, lex::COORD) {
            // `“…,” senator and former judge Anna Holm said`: the phrase starts at the quotation.
            let plain = |u: &usize| view.kind(*u) == TokenKind::Word && !view.finite(*u);
            let left = (said_from..gap).rev().take(7).take_while(plain).last();
            if let Some(left) =
                left.filter(|l| *l > said_from && view.kind(*l - 1) == TokenKind::Mark)
            {
                subject.0 = left;
                gap = left;
            }
        }
        if gap <= said_from {
            return None;
        }
        let mut left_end =
            if view.kind(gap - 1) == TokenKind::Comma || view.kind(gap - 1) == TokenKind::Dash {
                gap - 1
            } else {
                gap
            };
        // `«…», — сказал Холм`
        if left_end > said_from + 1
            && view.kind(left_end) == TokenKind::Dash
            && view.kind(left_end - 1) == TokenKind::Comma
        {
            left_end -= 1;
        }
        let comma = left_end < gap;
        let quoted_before = left_end > said_from
            && view.kind(left_end - 1) == TokenKind::Mark
            && gap - left_end <= 2;
        if !comma && !quoted_before || left_end <= said_from {
            return None;
        }
        if quoted_before && !self.ends_open(left_end - 1, comma) {
            return None;
        }
        let inverted = subject.0 >= cue.end;
        let clause_before = quoted_before || self.says(said_from, left_end);
        after = if quoted_before {
            self.rest(after, end)
        } else {
            self.tail(cue, after, end)?
        };
        let next = view.kind(after);
        let region_next = after < end && next == TokenKind::Mark
            || matches!(next, TokenKind::Comma | TokenKind::Colon | TokenKind::Dash)
                && view.kind(after + 1) == TokenKind::Mark
                && after + 1 < end;
        let over = after >= end;
        let left = (self.lead(said_from, left_end, quoted_before), left_end);
        let how = (cue.frames, Mood::Finite);
        let cue_range = Some((cue.start, cue.end));
        if region_next {
            let region = if next == TokenKind::Mark {
                after
            } else {
                after + 1
            };
            let interjection = inverted && left_end <= said_from + 3;
            if !quoted_before && !interjection && !(clause_before && self.is_continued(region)) {
                return None;
            }
            let right = (region, self.stretch(region, end));
            self.push(
                Pattern::QuotedSplit,
                cue_range,
                Some(subject),
                &[left, right],
                how,
            );
            self.opened = Some(self.found.len() - 1);
            return Some(right.1);
        }
        // `When Holm came, Lund said`: the subordinate clause alone is not what Lund said.
        let half = !quoted_before && self.half(said_from, left_end);
        if over {
            if !clause_before || half {
                return None;
            }
            let pattern = if quoted_before {
                Pattern::QuotedBefore
            } else {
                Pattern::PlainBefore
            };
            self.push(pattern, cue_range, Some(subject), &[left], how);
            self.opened = if quoted_before {
                Some(self.found.len() - 1)
            } else {
                None
            };
            return Some(end);
        }
        if next == TokenKind::Comma || next == TokenKind::Dash {
            let participle =
                view.entry(after + 1).form(lex::ING) || view.word(after + 1).ends_with("ing");
            let subordinate =
                view.is(after + 1, lex::SUBORD | lex::RELATIVE) || view.is(after + 1, lex::COORD);
            let clause_after = view.has_finite(after + 1, end) && !participle && !subordinate;
            let broken = !quoted_before && self.broken_off(left_end - 1);
            if !quoted_before
                && (clause_after && (!clause_before || half || view.finite(after + 1))
                    || broken && !participle)
            {
                let right = (after + 1, self.clause_end(after + 1, end, cue));
                self.push(
                    Pattern::PlainSplit,
                    cue_range,
                    Some(subject),
                    &[left, right],
                    how,
                );
                return Some(right.1);
            }
            if clause_before && !half {
                let pattern = if quoted_before {
                    Pattern::QuotedBefore
                } else {
                    Pattern::PlainBefore
                };
                self.push(pattern, cue_range, Some(subject), &[left], how);
                self.opened = if quoted_before {
                    Some(self.found.len() - 1)
                } else {
                    None
                };
                return Some(after);
            }
        }
        if quoted_before && !matches!(next, TokenKind::Colon) {
            self.push(
                Pattern::QuotedBefore,
                cue_range,
                Some(subject),
                &[left],
                how,
            );
            self.opened = Some(self.found.len() - 1);
            return Some(after);
        }
        None
    }

    /// Leaves out a few words before a long quotation that are only its subject: `The plan “…,” Holm said`.
    fn lead(&self, from: usize, to: usize, quoted: bool) -> usize {
        let view = &self.view;
        let last = to - 1;
        let long = view
            .region(last)
            .is_some_and(|r| r.words >= 10 && r.words >= 4 * (last - from));
        let lead = quoted
            && long
            && last > from
            && last - from <= 4
            && (from..last).all(|u| view.kind(u) == TokenKind::Word && !view.finite(u));
        if lead { last } else { from }
    }

    /// Says whether a stretch can be something said: it has a verb, or a quotation long enough to have one.
    fn says(&self, from: usize, to: usize) -> bool {
        self.view.has_finite(from, to)
            || (from..to).any(|u| self.view.region(u).is_some_and(|r| r.words >= 4))
    }

    /// Says whether a stretch is a subordinate clause and nothing more.
    fn half(&self, from: usize, to: usize) -> bool {
        let view = &self.view;
        let opens = view.is(from, lex::SUBORD)
            && !view.is(from, lex::DET | lex::RELATIVE)
            && !view.reads(from, "so");
        opens
            && !(from..to).any(|u| view.kind(u) == TokenKind::Comma && self.main_clause(u + 1, to))
    }

    /// Says whether a clause cannot end with a unit: it is an auxiliary, a preposition, an article.
    fn broken_off(&self, at: usize) -> bool {
        let lower = self
            .view
            .units
            .get(at)
            .is_some_and(|u| u.shape == super::token::Shape::Lower);
        lower
            && self.view.is(
                at,
                lex::BE | lex::HAVE | lex::MODAL | lex::COORD | lex::RELATIVE,
            )
            || self.view.reads(at, "that")
    }

    /// Says whether a quotation reads like a work's title or a name: a few words, all with capitals, no stop.
    fn titled(&self, unit: usize) -> bool {
        let Some(region) = self.view.region(unit) else {
            return false;
        };
        let tokens = self.view.tokens;
        let inner = region.open + 1..region.end;
        let long = |t: &usize| tokens.kind(*t) == TokenKind::Word && tokens.str(*t).len() > 3;
        let stop = inner.clone().any(|t| {
            matches!(
                tokens.kind(t),
                TokenKind::Stop | TokenKind::Ellipsis | TokenKind::Comma
            )
        }) && region.words > 3;
        region.words >= 2
            && region.words <= 8
            && !stop
            && inner.clone().filter(long).count() > 0
            && inner.clone().filter(long).all(|t| tokens.capital(t))
            && tokens.capital(region.open + 1)
    }

    /// Steps over the rest of an attribution after a quotation: to a comma that is followed by something new, to another
    /// quotation, or to the end.
    fn rest(&self, from: usize, end: usize) -> usize {
        let view = &self.view;
        let mut at = from;
        while at < end {
            match view.kind(at) {
                TokenKind::Mark if at == from || view.region(at).is_some_and(|r| r.words > 3) => {
                    return at;
                }
                TokenKind::Comma | TokenKind::Dash
                    if view.kind(at + 1) == TokenKind::Mark
                        && view.region(at + 1).is_some_and(|r| r.words > 1) =>
                {
                    return at;
                }
                TokenKind::Colon | TokenKind::Semicolon => return at,
                TokenKind::Comma
                    if view.entry(at + 1).form(lex::ING)
                        && view.entry(at + 1).verb & !lex::PLAIN != 0 =>
                {
                    return at;
                }
                _ => at += 1,
            }
        }
        end
    }

    /// Where what is said starts after `floor`: past commas and stops.
    fn said_from(&self, floor: usize) -> usize {
        let mut from = floor;
        while matches!(
            self.view.kind(from),
            TokenKind::Comma | TokenKind::Semicolon | TokenKind::Dash | TokenKind::Colon
        ) && from < self.view.len()
        {
            from += 1;
        }
        if floor > 0 && self.view.is(from, lex::COORD) {
            from += 1;
        }
        from
    }

    /// Finds the subject of a verb of saying that stands after what is said: the subject, where what is said ends, and
    /// where the attribution ends.
    fn parties(&self, cue: &Cue, floor: usize, end: usize) -> Option<(Range, usize, usize)> {
        let view = &self.view;
        let before = cue.start.checked_sub(1)?;
        let foreign = view.tokens.lexicon.language != Language::English;
        let open = match view.kind(before) {
            TokenKind::Mark | TokenKind::Comma => cue.start == cue.verb || foreign,
            TokenKind::Dash => foreign,
            _ => false,
        };
        let inverted = open && before >= floor;
        if inverted {
            let quoted = (before.saturating_sub(2).max(floor)..=before)
                .rev()
                .take_while(|u| view.kind(*u) != TokenKind::Word)
                .any(|u| view.kind(u) == TokenKind::Mark);
            if let Some(subject) =
                speaker::after(view, cue.end, end).filter(|s| speaker::speaks(view, *s))
                && (quoted
                    || view.has_finite(floor, before)
                        && !view.finite(self.phrase_end(subject.1, end)))
            {
                return Some((subject, cue.start, self.phrase_end(subject.1, end)));
            }
        }
        let subject = speaker::before(view, cue.start, floor)?;
        // `who` is the subject of a relative clause, which stands inside another sentence.
        if view.is(subject.0, lex::RELATIVE) {
            return None;
        }
        Some((subject, subject.0, cue.end))
    }

    /// Steps over an apposition after an inverted subject: `said Anna Holm, the mayor of Vik,`.
    fn phrase_end(&self, from: usize, end: usize) -> usize {
        let view = &self.view;
        let mut at = from;
        if view.kind(at) == TokenKind::Open && at < end {
            while at < end && view.kind(at) != TokenKind::Close {
                at += 1;
            }
            at += 1;
        }
        at.min(end)
    }

    /// Says whether a quotation leaves room for an attribution after it: it ends with a comma, a sharp stop or a dash,
    /// or the comma stands after it.
    fn ends_open(&self, unit: usize, comma: bool) -> bool {
        let Some(region) = self.view.region(unit) else {
            return true;
        };
        let last = region.end.saturating_sub(1 + usize::from(region.closed));
        comma
            || region.words >= 4
            || matches!(
                self.view.tokens.kind(last),
                TokenKind::Comma
                    | TokenKind::Stop
                    | TokenKind::Ellipsis
                    | TokenKind::Dash
                    | TokenKind::Mark
            )
    }

    /// Steps over what may follow a verb of saying that is done: a recipient, a day, a place. Nothing when a clause
    /// follows, because then what is said stands after the verb.
    fn tail(&self, cue: &Cue, from: usize, end: usize) -> Option<usize> {
        let view = &self.view;
        let mut at = from;
        while at < end {
            match view.kind(at) {
                TokenKind::Comma
                    if view.is(at + 1, lex::DET) && at < from + 3 && from > cue.end =>
                {
                    // An apposition to an inverted subject.
                    match (at + 1..end)
                        .take(30)
                        .find(|u| matches!(view.kind(*u), TokenKind::Comma | TokenKind::Mark))
                    {
                        Some(next) if view.kind(next) == TokenKind::Comma => at = next,
                        Some(next) => return Some(next),
                        None => return Some(end),
                    }
                    return Some(at);
                }
                TokenKind::Comma
                | TokenKind::Dash
                | TokenKind::Semicolon
                | TokenKind::Colon
                | TokenKind::Stop => return Some(at),
                TokenKind::Mark if view.region(at).is_some_and(|r| r.words > 4) || at == from => {
                    return Some(at);
                }
                _ => {}
            }
            if view.reads(at, "that") && !view.is(at + 1, lex::TIME) && from == cue.end {
                return None;
            }
            if view.is(at, lex::SUBORD | lex::RELATIVE)
                && (at > from || view.is(at, lex::SUBORD))
                && !view.is(at, lex::DET)
            {
                // `as she left`, `when asked`: the rest says how it was said.
                let rest =
                    (at..end).find(|u| matches!(view.kind(*u), TokenKind::Comma | TokenKind::Mark));
                return Some(rest.unwrap_or(end));
            }
            if view.finite(at) && at > from {
                return if from > cue.end { Some(at) } else { None };
            }
            if view.is(at, lex::SUBJECT) && view.finite(at + 1) && at == from {
                return None;
            }
            at += 1;
        }
        Some(end)
    }

    /// Says whether the quotation at a unit goes on in the middle of a sentence: it starts with a small letter.
    fn is_continued(&self, unit: usize) -> bool {
        self.view.region(unit).is_some_and(|r| {
            let first = self.view.tokens.list.get(r.open + 1);
            first.is_some_and(|t| t.shape == super::token::Shape::Lower)
        })
    }

    /// Goes on from a quotation over what belongs to the same thing said: more words and quotations to the clause's end.
    fn stretch(&self, region: usize, end: usize) -> usize {
        let view = &self.view;
        let (stop, _) = view.ending(&view.units[region]);
        if stop {
            return region + 1;
        }
        let mut at = region + 1;
        while at < end {
            match view.kind(at) {
                TokenKind::Comma | TokenKind::Dash | TokenKind::Semicolon => return at,
                _ => at += 1,
            }
        }
        end
    }

    /// `…, according to Holm`, `According to Holm, …`.
    fn according(&mut self, floor: usize, at: usize, end: usize) -> Option<usize> {
        let view = &self.view;
        let (cue, source) = self.by_words(at, end)?;
        let cue = Some(cue);
        let how = (lex::SAY, Mood::Finite);
        let from = self.said_from(floor);
        let lead =
            at.saturating_sub(from) <= 1 && (at <= from || view.is(from, lex::COORD | lex::ADVERB));
        let comma = (source.1.max(cue.map_or(0, |c: Range| c.1))..end)
            .take(40)
            .find(|u| view.kind(*u) == TokenKind::Comma);
        if lead {
            let comma = comma?;
            let mut begin = comma + 1;
            if let Some(next) = (begin..end)
                .take(25)
                .find(|u| view.kind(*u) == TokenKind::Comma)
                && (!view.has_finite(begin, next) || view.is(begin, lex::RELATIVE))
                && view.is(begin, lex::DET | lex::RELATIVE | lex::ROLE | lex::TITLE)
                && !view.is(next + 1, lex::PREP | lex::ADVERB | lex::COORD)
                && !view.finite(next + 1)
            {
                begin = next + 1;
            }
            let quoted = view.kind(begin) == TokenKind::Mark;
            self.push(Pattern::According, cue, Some(source), &[(begin, end)], how);
            if quoted {
                self.opened = Some(self.found.len() - 1);
            }
            return Some(end);
        }
        let left_end = if at > 0 && matches!(view.kind(at - 1), TokenKind::Comma | TokenKind::Dash)
        {
            at - 1
        } else {
            at
        };
        self.push(
            Pattern::According,
            cue,
            Some(source),
            &[(from, left_end)],
            how,
        );
        self.opened = None;
        Some(comma.unwrap_or(source.1).max(source.1).min(end))
    }

    /// Reads `according to Holm`, `selon Holm`, `по словам Холма`, `по его словам`: the cue and the source.
    fn by_words(&self, at: usize, end: usize) -> Option<(Range, Range)> {
        let view = &self.view;
        let length = match view.word(at) {
            "according" | "According" if view.reads(at + 1, "to") => 2,
            "selon" | "Selon" | "según" | "Según" | "laut" | "Laut" => 1,
            "по" | "По" | "за" | "За" => {
                let words =
                    |u: usize| matches!(view.word(u), "словам" | "словами" | "данным" | "даними");
                if words(at + 2) && view.is(at + 1, lex::POSSESSIVE) {
                    return Some(((at, at + 3), (at + 1, at + 2)));
                }
                if !words(at + 1) {
                    return None;
                }
                2
            }
            _ => return None,
        };
        Some(((at, at + length), speaker::after(view, at + length, end)?))
    }

    /// Reads a stretch of a sentence from left to right: attributions that stand before what is said.
    fn opening(&mut self, from: usize, to: usize, shared: Option<Range>) {
        let mut at = from;
        let mut shared = shared;
        while at < to {
            let next = self
                .attribution(from, at, to, &mut shared)
                .or_else(|| self.adjective(from, at, to))
                .or_else(|| self.possessive(from, at, to));
            at = next.unwrap_or(at + 1).max(at + 1);
        }
    }

    /// A verb with what it attributes after it.
    fn attribution(
        &mut self,
        floor: usize,
        at: usize,
        to: usize,
        shared: &mut Option<Range>,
    ) -> Option<usize> {
        let cue = cue::verb(&self.view, at, self.headline)?;
        if matches!(cue.mood, Mood::Passive)
            || cue.frames & lex::SEEM != 0 && cue.mood == Mood::Finite
        {
            return self.nobody(&cue, floor, to);
        }
        let (opening, begin, cue_end) = cue::complement(&self.view, &cue)?;
        if begin >= to {
            return None;
        }
        let subject = self.subject(&cue, floor, *shared)?;
        if !self.fits(&cue, opening, subject, begin) {
            return None;
        }
        let quoted_start = self.view.kind(begin) == TokenKind::Mark;
        let end = match opening {
            Opening::Quotation => self.quotation_end(begin, to, &cue),
            Opening::Noun => self.noun_end(begin, to),
            Opening::Colon => to,
            Opening::To | Opening::Gerund => self.verb_phrase_end(begin, to, &cue),
            Opening::That | Opening::Bare | Opening::Ask => self.clause_end(begin, to, &cue),
        };
        let pattern = match opening {
            Opening::Quotation
                if quoted_start && (self.view.kind(begin - 1) != TokenKind::Word) =>
            {
                Pattern::QuotedAfter
            }
            Opening::Quotation => Pattern::QuotedWithin,
            Opening::That | Opening::Colon => Pattern::That,
            Opening::Bare => Pattern::Bare,
            Opening::To => Pattern::To,
            Opening::Noun => Pattern::Noun,
            Opening::Ask => Pattern::Ask,
            Opening::Gerund => Pattern::Gerund,
        };
        // `stated that “…”` is a direct quotation when nothing else is said.
        let bare = opening == Opening::That
            && end == begin + 2
            && self.view.kind(begin + 1) == TokenKind::Mark;
        let begin = if bare { begin + 1 } else { begin };
        if self.push(
            pattern,
            Some((cue.start, cue_end)),
            subject,
            &[(begin, end)],
            (cue.frames, cue.mood),
        ) {
            *shared = subject.or(*shared);
            let long = quoted_start && self.view.region(begin).is_some_and(|r| r.words >= 4);
            self.opened = if long || self.found.last().is_some_and(|f| f.quoted) {
                Some(self.found.len() - 1)
            } else {
                self.opened
            };
            return Some(end);
        }
        None
    }

    /// Finds who the subject of a verb is; the outer nothing means that there is none, so no attribution.
    fn subject(&self, cue: &Cue, floor: usize, shared: Option<Range>) -> Option<Option<Range>> {
        let view = &self.view;
        let before = cue.start.checked_sub(1);
        match cue.mood {
            Mood::Finite => {
                if before.is_some_and(|b| view.is(b, lex::COORD)) {
                    let sentence = shared.or_else(|| self.first_subject(cue.start, floor));
                    return sentence.map(Some);
                }
                let found = speaker::before(view, cue.start, floor)
                    .filter(|s| speaker::speaks(view, *s) || cue.frames & lex::SAY != 0);
                found
                    .or_else(|| {
                        shared.filter(|_| before.is_some_and(|b| view.kind(b) == TokenKind::Comma))
                    })
                    .map(Some)
            }
            Mood::Participle => {
                let before = before?;
                if view.kind(before) == TokenKind::Comma
                    || view.is(before, lex::COORD | lex::SUBORD)
                    || view.kind(before) == TokenKind::Mark
                {
                    return shared
                        .or_else(|| self.first_subject(before, floor))
                        .map(Some);
                }
                if view.is(before, lex::PREP) {
                    return shared
                        .or_else(|| self.first_subject(before, floor))
                        .map(Some);
                }
                speaker::before(view, cue.start, floor)
                    .filter(|s| speaker::speaks(view, *s))
                    .map(Some)
            }
            Mood::Infinitive => shared
                .or_else(|| self.first_subject(cue.start, floor))
                .map(Some),
            Mood::Passive => None,
        }
    }

    /// Finds the subject of the first verb of the stretch, which a later verb without one shares.
    fn first_subject(&self, before: usize, floor: usize) -> Option<Range> {
        let view = &self.view;
        let start = before.saturating_sub(60).max(floor);
        let heads = |u: &usize| {
            view.finite(*u)
                && !u.checked_sub(1).is_some_and(|p| {
                    view.finite(p)
                        || view.is(
                            p,
                            lex::RELATIVE | lex::BE | lex::HAVE | lex::MODAL | lex::COORD,
                        )
                })
        };
        let subject = |v: usize| {
            speaker::before(view, v, floor)
                .filter(|s| speaker::speaks(view, *s) && !view.is(s.0, lex::RELATIVE))
        };
        (start..before).filter(heads).take(3).find_map(subject)
    }

    /// Says whether verb, subject and opening go together well enough to be an attribution.
    fn fits(&self, cue: &Cue, opening: Opening, subject: Option<Range>, begin: usize) -> bool {
        let view = &self.view;
        let text_only =
            cue.frames & lex::SHOWS != 0 && cue.frames & (lex::SAY | lex::THAT | lex::NOUN) == 0;
        if text_only {
            return subject.is_some_and(|(a, b)| (a..b).any(|u| view.is(u, lex::SOURCE)));
        }
        if opening == Opening::Quotation {
            let short = view.region(begin).is_some_and(|r| r.words < 2);
            let direct = matches!(
                view.kind(begin.wrapping_sub(1)),
                TokenKind::Colon | TokenKind::Comma
            );
            return !(self.titled(begin) && !direct && !self.headline)
                && cue.frames & !(lex::PLAIN | lex::SEEM) != 0
                && !(short
                    && cue.frames & (lex::SAY | lex::QUOTE | lex::THAT | lex::NOUN | lex::AS)
                        == 0);
        }
        match cue.mood {
            Mood::Infinitive => {
                let named = subject
                    .is_some_and(|(a, b)| (a..b).any(|u| view.name(u)) || view.is(a, lex::SUBJECT));
                cue.frames & lex::PLAIN == 0
                    && named
                    && (opening != Opening::Bare || cue.frames & lex::SAY != 0)
                    && opening != Opening::Gerund
            }
            _ => true,
        }
    }

    /// `Holm is expected to go`, `Holm seems tired`: nobody is said to say it.
    fn nobody(&mut self, cue: &Cue, floor: usize, to: usize) -> Option<usize> {
        let view = &self.view;
        let infinitive = view.reads(cue.end, "to");
        let seems = cue.mood == Mood::Finite;
        if !seems && (cue.frames & lex::PASSIVE == 0 || !infinitive) {
            return None;
        }
        if seems && !(infinitive || view.reads(cue.end, "like") || view.reads(cue.end, "that")) {
            return None;
        }
        let left = speaker::before(view, cue.start, floor)?;
        let right = (cue.end, self.verb_phrase_end(cue.end, to, cue));
        let left = if view.reads(left.0, "it") && view.reads(cue.end, "that") {
            right
        } else {
            left
        };
        let content = if left == right {
            vec![right]
        } else {
            vec![left, right]
        };
        self.push(
            Pattern::Nobody,
            Some((cue.start, cue.end)),
            None,
            &content,
            (cue.frames, cue.mood),
        )
        .then_some(right.1)
    }

    /// `Holm is sure that it is late`, `Holm was critical of the plan`.
    fn adjective(&mut self, floor: usize, at: usize, to: usize) -> Option<usize> {
        let view = &self.view;
        let frames = view.entry(at).adjective;
        if frames == 0 || view.units[at].shape != super::token::Shape::Lower {
            return None;
        }
        let mut start = at;
        while start > floor
            && (view.is(start - 1, lex::ADVERB | lex::NEGATION)
                || view.word(start - 1).ends_with("ly"))
        {
            start -= 1;
        }
        let be = start.checked_sub(1).filter(|b| {
            view.is(*b, lex::BE)
                || matches!(
                    view.word(*b),
                    "feel" | "felt" | "feels" | "remain" | "remained" | "remains"
                )
        })?;
        let (begin, cue_end) = if view.reads(at + 1, "that") && frames & lex::THAT != 0
            || view.reads(at + 1, "to") && frames & lex::TO != 0
        {
            (at + 1, at + 1)
        } else if frames & lex::THAT != 0 && view.is(at + 1, lex::SUBJECT) && view.finite(at + 2) {
            (at + 1, at + 1)
        } else {
            let bit = match view.word(at + 1) {
                "about" => lex::ABOUT,
                "of" => lex::OF,
                "to" => lex::TOWARD,
                "with" => lex::WITH,
                "for" => lex::FOR,
                "on" => lex::ON,
                _ => return None,
            };
            if frames & bit == 0 {
                return None;
            }
            (at + 2, at + 2)
        };
        let mut group = be;
        while group > floor
            && view.is(
                group - 1,
                lex::BE | lex::HAVE | lex::MODAL | lex::NEGATION | lex::ADVERB | lex::DO,
            )
        {
            group -= 1;
        }
        let subject = speaker::before(view, group, floor).filter(|s| speaker::speaks(view, *s))?;
        if view.reads(subject.0, "it") || begin >= to {
            return None;
        }
        let cue = Cue {
            start: group,
            verb: at,
            end: cue_end,
            frames,
            mood: Mood::Finite,
        };
        let end = if view.reads(begin, "that") {
            self.clause_end(begin, to, &cue)
        } else {
            self.noun_end(begin, to)
        };
        self.push(
            Pattern::Adjective,
            Some((group, cue_end)),
            Some(subject),
            &[(begin, end)],
            (frames, Mood::Finite),
        )
        .then_some(end)
    }

    /// `Holm's claim that it is late`, `his criticism of the plan`.
    fn possessive(&mut self, floor: usize, at: usize, to: usize) -> Option<usize> {
        let view = &self.view;
        let frames = view.entry(at).noun;
        if frames == 0 || view.units[at].shape != super::token::Shape::Lower || at <= floor {
            return None;
        }
        let owner = (at.saturating_sub(4).max(floor)..at)
            .rev()
            .find(|u| view.is(*u, lex::POSSESSIVE) || matches!(view.word(*u), "'s" | "’s"))?;
        if (owner + 1..at).any(|u| {
            view.kind(u) != TokenKind::Word
                || view.is(u, lex::PREP | lex::COORD | lex::DET | lex::SUBORD)
        }) {
            return None;
        }
        let begin = match view.word(at + 1) {
            "that" if frames & lex::THAT != 0 => at + 1,
            "to" if frames & lex::TO != 0 && view.entry(at + 2).form(lex::BASE) => at + 1,
            "for" if frames & lex::FOR != 0 => at + 2,
            "of" if frames & lex::OF != 0 => at + 2,
            "on" if frames & lex::ON != 0 => at + 2,
            "about" if frames & lex::ABOUT != 0 => at + 2,
            "to" if frames & lex::TOWARD != 0 => at + 2,
            "against" if frames & lex::AGAINST != 0 => at + 2,
            _ => return None,
        };
        if begin >= to
            || view.reads(owner, "its")
            || view.reads(owner, "our")
            || view.reads(owner, "your")
        {
            return None;
        }
        let source = if view.is(owner, lex::POSSESSIVE) {
            (owner, owner + 1)
        } else {
            speaker::before(view, owner, floor)?
        };
        let cue = Cue {
            start: at,
            verb: at,
            end: at + 1,
            frames,
            mood: Mood::Finite,
        };
        let clause = view.reads(begin, "that");
        let end = if clause {
            self.clause_end(begin, to, &cue)
        } else {
            self.noun_end(begin, to)
        };
        let cue_end = if begin == at + 1 { at + 1 } else { begin };
        self.push(
            Pattern::Possessive,
            Some((at, cue_end)),
            Some(source),
            &[(begin, end)],
            (frames, Mood::Finite),
        )
        .then_some(end)
    }

    /// Where a quotation after its cue ends: at the quotation's end, or with the clause when it is only part of one.
    fn quotation_end(&self, begin: usize, to: usize, cue: &Cue) -> usize {
        let view = &self.view;
        let (stop, _) = view.ending(&view.units[begin]);
        let mut at = begin + 1;
        if stop || at >= to {
            return at.min(to);
        }
        if self.ends_with_comma(begin) {
            // `called it “bad,” and left`
            while view.kind(at) == TokenKind::Mark && at < to {
                at += 1;
            }
            return at;
        }
        self.clause_end(begin, to, cue)
    }

    /// Where a clause that is said ends.
    fn clause_end(&self, begin: usize, to: usize, cue: &Cue) -> usize {
        let view = &self.view;
        let mut at = begin + 1;
        let subordinate = self.subordinate(cue);
        while at < to {
            match view.kind(at) {
                TokenKind::Comma => {
                    if subordinate && self.main_clause(at + 1, to) {
                        return at;
                    }
                    let next = view.entry(at + 1);
                    if next.form(lex::ING) && next.verb & lex::ADDING != 0 {
                        return at;
                    }
                    if self.new_attribution(at + 1, to, cue) {
                        return at;
                    }
                }
                TokenKind::Semicolon if self.new_attribution(at + 1, to, cue) => return at,
                TokenKind::Mark => {
                    // A quotation that ends with a comma inside may end what is said.
                    if self.new_attribution(at + 1, to, cue)
                        || self.ends_with_comma(at) && self.breaks_off(at + 1, to, subordinate)
                    {
                        return at + 1;
                    }
                }
                TokenKind::Word
                    if view.is(at, lex::COORD)
                        && at > begin + 1
                        && self.new_attribution(at, to, cue) =>
                {
                    return at;
                }
                _ => {}
            }
            at += 1;
        }
        to
    }

    /// Says whether the quotation at a unit ends with a comma inside its marks.
    fn ends_with_comma(&self, unit: usize) -> bool {
        self.view.region(unit).is_some_and(|r| {
            r.closed && self.view.tokens.kind(r.end.saturating_sub(2)) == TokenKind::Comma
        })
    }

    /// Says whether what follows a comma leaves what is said: an apposition, a participle, a main clause.
    fn breaks_off(&self, from: usize, to: usize, subordinate: bool) -> bool {
        let view = &self.view;
        let participle =
            view.entry(from).form(lex::ING) || view.word(from).ends_with("ing") && !view.name(from);
        let apposed = view.is(from, lex::DET) && !view.has_finite(from, to);
        participle
            || apposed
            || view.is(from, lex::RELATIVE)
            || subordinate && self.main_clause(from, to)
    }

    /// Says whether a cue stands in a subordinate clause at its sentence's start: `When Holm said that …, Lund left`.
    fn subordinate(&self, cue: &Cue) -> bool {
        let view = &self.view;
        let start = cue.start.min(12);
        let opener = |u: usize| {
            view.is(u, lex::SUBORD) && !view.is(u, lex::DET | lex::RELATIVE) && !view.reads(u, "so")
        };
        (0..3.min(cue.start)).any(opener)
            && (0..start).all(|u| view.kind(u) != TokenKind::Comma || u < 3)
            && cue.start <= 16
    }

    /// Says whether a main clause starts at a unit: a subject and a verb.
    fn main_clause(&self, from: usize, to: usize) -> bool {
        let view = &self.view;
        let subject = view.name(from)
            || view.is(from, lex::SUBJECT | lex::DET | lex::POSSESSIVE)
            || view.kind(from) == TokenKind::Number;
        subject && view.has_finite(from + 1, (from + 14).min(to))
    }

    /// Says whether another attribution starts at a unit: a conjunction, perhaps a subject, and a verb of saying.
    fn new_attribution(&self, from: usize, to: usize, cue: &Cue) -> bool {
        let view = &self.view;
        let mut at = from;
        let joined = view.is(at, lex::COORD) || view.reads(at, "while") || view.reads(at, "though");
        if joined {
            at += 1;
        }
        while view.is(at, lex::ADVERB | lex::HAVE) && at < to {
            at += 1;
        }
        const STRONG: u32 = lex::SAY | lex::TELL;
        if joined
            && view.entry(at).verb
                & (STRONG | lex::THAT | lex::TO | lex::NOUN | lex::QUOTE | lex::FOR)
                != 0
            && view.entry(at).form(lex::PAST | lex::PRESENT)
            && view
                .units
                .get(at)
                .is_some_and(|u| u.shape == super::token::Shape::Lower)
        {
            let same =
                view.entry(at).forms & view.entry(cue.verb).forms & (lex::PAST | lex::PRESENT) != 0;
            return same
                && cue::verb(view, at, false).is_some_and(|c| cue::complement(view, &c).is_some());
        }
        let limit = (at + 7).min(to);
        let start = at;
        while at < limit {
            let entry = view.entry(at);
            if at > start
                && entry.verb & STRONG != 0
                && entry.form(lex::PAST | lex::PRESENT)
                && view.finite(at)
            {
                return joined || view.is(start, lex::SUBJECT) || view.name(start);
            }
            let fits = view.name(at)
                || view.is(
                    at,
                    lex::SUBJECT
                        | lex::DET
                        | lex::ROLE
                        | lex::TITLE
                        | lex::ADVERB
                        | lex::HAVE
                        | lex::GROUP,
                )
                || view.kind(at) == TokenKind::Number;
            if !fits {
                return false;
            }
            at += 1;
        }
        false
    }

    /// Where a noun phrase that is said ends.
    fn noun_end(&self, begin: usize, to: usize) -> usize {
        let view = &self.view;
        let mut at = begin + 1;
        while at < to {
            match view.kind(at) {
                TokenKind::Comma
                | TokenKind::Semicolon
                | TokenKind::Dash
                | TokenKind::Colon
                | TokenKind::Open => return at,
                TokenKind::Word => {
                    let cut = matches!(
                        view.word(at),
                        "during"
                            | "after"
                            | "before"
                            | "since"
                            | "amid"
                            | "following"
                            | "because"
                            | "while"
                            | "when"
                            | "if"
                            | "although"
                            | "though"
                            | "until"
                            | "where"
                            | "saying"
                            | "as"
                            | "but"
                            | "without"
                    ) || matches!(view.word(at), "on" | "in" | "at" | "last" | "this")
                        && (view.is(at + 1, lex::TIME)
                            || view.is(at + 1, lex::DET)
                                && (view.entry(at + 2).flags & (lex::SOURCE | lex::TIME) != 0))
                        || view.is(at, lex::TIME)
                            && view.units[at].shape == super::token::Shape::Title
                            && !view.name(at - 1)
                        || view.is(at, lex::COORD)
                            && (view.finite(at + 1)
                                || view.entry(at + 1).form(lex::PAST) && !view.name(at + 1)
                                || view.is(at + 1, lex::SUBJECT));
                    if cut {
                        return at;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        to
    }

    /// Where a verb phrase that is said ends.
    fn verb_phrase_end(&self, begin: usize, to: usize, cue: &Cue) -> usize {
        let view = &self.view;
        let mut at = begin + 1;
        while at < to {
            match view.kind(at) {
                TokenKind::Comma | TokenKind::Semicolon | TokenKind::Dash => {
                    let list = view.kind(at) == TokenKind::Comma
                        && view.is(at + 1, lex::COORD)
                        && view.entry(at + 2).form(lex::BASE)
                        && !view.entry(at + 2).form(lex::PAST);
                    if !list {
                        return at;
                    }
                }
                TokenKind::Word => {
                    let cut = matches!(
                        view.word(at),
                        "because" | "while" | "although" | "though" | "but" | "as"
                    ) || view.is(at, lex::COORD)
                        && (self.new_attribution(at, to, cue)
                            || view.entry(at + 1).form(lex::PAST)
                                && !view.entry(at + 1).form(lex::BASE)
                                && !view.name(at + 1));
                    if cut {
                        return at;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        to
    }

    /// Quotations of the sentence that no attribution took: long ones are quotations all the same.
    fn leftover(&mut self, first: usize, end: usize) {
        for unit in 0..end {
            let Some(region) = self.view.region(unit) else {
                continue;
            };
            let (open, words) = (region.open, region.words);
            let taken = self.found[first..]
                .iter()
                .any(|f| f.content.iter().any(|c| c.0 <= open && open < c.1));
            let colon = unit > 0 && self.view.kind(unit - 1) == TokenKind::Colon;
            if taken || self.titled(unit) || words < if colon { 3 } else { 6 } {
                continue;
            }
            let source = self.first_subject(unit, 0);
            let cue = (0..unit)
                .find(|u| self.view.finite(*u))
                .map(|u| (u, u + 1))
                .filter(|_| source.is_some());
            let mut to = unit + 1;
            while to < end && self.view.kind(to) == TokenKind::Mark {
                to += 1;
            }
            self.push(
                Pattern::Alone,
                cue,
                source,
                &[(unit, to)],
                (0, Mood::Finite),
            );
            self.opened = Some(self.found.len() - 1);
        }
    }
}
