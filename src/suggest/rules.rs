//! The rules put together: sentence by sentence, attributions that stand after or inside what is said, then those that
//! stand before it, then quotations that nobody is named for and that go on with the speaker before.

use super::cue::{self, Mood};
use super::speaker;
use super::turns::{self, Head};
use crate::text::lexicon::{self as lex};
use crate::text::marks::{Marks, Style};
use crate::text::token::{Range, Shape, TokenKind, Tokens};
use crate::text::view::View;

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
    /// Whom the text has it from, in tokens, outermost first: a medium between it and the speaker.
    pub via: Vec<Range>,
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
    let mut turn = None;
    let heads = turns::heads(tokens, marks);
    for ((number, paragraph), head) in tokens.paragraphs.iter().enumerate().zip(heads) {
        finder.paragraph = number;
        finder.before = finder.opened.take();
        finder.headline = is_headline(tokens, paragraph.start, paragraph.end);
        let mut at = paragraph.start;
        match head {
            Head::Plain => {}
            Head::Kicker(after) => at = after,
            Head::Turn(label) => {
                finder.announced = None;
                turn = Some(finder.found.len());
                finder.found.push(Found {
                    pattern: Pattern::Label,
                    cue: Some((label.colon, label.colon + 1)),
                    source: label.source(),
                    content: vec![(label.said, paragraph.end)],
                    paragraph: number,
                    quoted: false,
                    frames: 0,
                    mood: Mood::Finite,
                    via: Vec::new(),
                });
                continue;
            }
            Head::More => {
                let content = turn.and_then(|turn| finder.found.get_mut(turn));
                if let Some(found) = content {
                    found.content.push((paragraph.start, paragraph.end));
                }
                continue;
            }
        }
        while at < paragraph.end {
            at = finder.view.fill(at, paragraph.end);
            finder.sentence();
        }
        finder.settle();
    }
    finder.found
}

/// The longest signature or label, in units.
const LONGEST_SIGNATURE: usize = 16;

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
pub(super) struct Finder<'a, 't> {
    pub(super) view: View<'a, 't>,
    pub(super) found: Vec<Found>,
    pub(super) paragraph: usize,
    /// The attribution of this paragraph that a bare quotation after it goes on with.
    pub(super) opened: Option<usize>,
    /// The same of the paragraph before, when that ended with it.
    pub(super) before: Option<usize>,
    /// The cue and speaker of a sentence that ended with a colon: the next quotation is theirs.
    pub(super) announced: Option<(Range, Option<Range>)>,
    /// Quotations that stand alone at the start of this paragraph, until it is known whose they are.
    pub(super) waiting: Vec<Range>,
    pub(super) headline: bool,
}

impl Finder<'_, '_> {
    pub(super) fn sentence(&mut self) {
        let end = self.content_end();
        if end == 0 {
            return;
        }
        if self.incise(end) || self.standalone(end) || self.signature(end) {
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
        self.cited(first, end);
        self.leftover(first, end, before);
        self.claim(first);
        if self.opened.is_none() && self.found.len() == first && self.view.len() < 12 {
            // A short sentence between, such as `Applause.`, does not end a speech.
            self.opened = before.filter(|_| self.view.kind(0) == TokenKind::Open);
        }
        self.announce(end);
    }

    /// Gives quotations that wait at the paragraph's start to the attribution that follows them.
    pub(super) fn claim(&mut self, first: usize) {
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
    pub(super) fn settle(&mut self) {
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
    pub(super) fn turns(&self, (from, _): Range) -> bool {
        self.view
            .marks
            .at(from)
            .is_some_and(|r| r.style == Style::Dash)
    }

    /// Says whether quotations that stand alone are a heading rather than speech: few words and no stop.
    pub(super) fn heads(&self, (from, to): Range) -> bool {
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
    pub(super) fn announce(&mut self, end: usize) {
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
                    self.announced = Some((tokens, self.tokens_of(source)));
                }
                return;
            }
        }
        // `This from Anna Holm:`
        let from = (0..end.min(3)).find(|u| view.reads(*u, "from"));
        if let Some(from) = from.filter(|_| !view.has_finite(0, end))
            && let Some(source) =
                speaker::after(view, from + 1, end).filter(|source| speaker::speaks(view, *source))
            && let Some(cue) = self.tokens_of((from, from + 1))
        {
            self.announced = Some((cue, self.tokens_of(source)));
        }
    }

    /// Adds an attribution that is given in tokens.
    pub(super) fn put(
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
            via: Vec::new(),
        });
    }

    /// One past the last unit that can belong to what is said: the final stop outside does not.
    pub(super) fn content_end(&self) -> usize {
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

    pub(super) fn tokens_of(&self, (from, to): Range) -> Option<Range> {
        let first = self.view.units.get(from)?.from;
        let last = self.view.units.get(to.checked_sub(1)?)?.to;
        (first < last).then_some((first, last))
    }

    /// Gives the units of this sentence that a range of tokens is.
    pub(super) fn units_of(&self, (from, to): Range) -> Option<Range> {
        let first = self.view.units.iter().position(|u| u.from == from)?;
        let last = self.view.units.iter().position(|u| u.to == to)?;
        Some((first, last + 1))
    }

    pub(super) fn push(
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
            via: Vec::new(),
        };
        self.found.push(found);
        true
    }

    /// A sentence of quotations alone goes on with the attribution before it in its paragraph.
    pub(super) fn standalone(&mut self, end: usize) -> bool {
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

    /// `— Anna Holm, judge` after a quotation or in a paragraph of its own: who said it.
    pub(super) fn signature(&mut self, end: usize) -> bool {
        let view = &self.view;
        if view.kind(0) != TokenKind::Dash || end > LONGEST_SIGNATURE {
            return false;
        }
        let to = (1..end).find(|u| !view.name(*u)).unwrap_or(end);
        let closed = matches!(view.kind(to), TokenKind::Comma | TokenKind::Open);
        let says = |u: usize| matches!(view.kind(u), TokenKind::Colon | TokenKind::Mark);
        if to < 2 || to < end && !closed || (to..end).any(says) || view.has_finite(to, end) {
            return false;
        }
        let Some(source) = self.tokens_of((1, to)) else {
            return false;
        };
        let cue = self.tokens_of((0, 1));
        if !self.waiting.is_empty() {
            // `“…” — Anna Holm`
            let content = join(std::mem::take(&mut self.waiting));
            self.put(Pattern::Label, cue, Some(source), content);
            self.opened = None;
            return true;
        }
        let posted = view.kind(to) == TokenKind::Open && view.word(to + 1).starts_with('@');
        let before = self.paragraph.checked_sub(1);
        match self.found.last_mut() {
            Some(last) if last.cue.is_none() && last.paragraph + 1 == self.paragraph => {
                last.source = Some(source);
                true
            }
            _ if posted => before.is_some_and(|before| self.posted(before, cue, source)),
            _ => false,
        }
    }

    /// A post that the article shows: the paragraph before `— Anna Holm (@aholm)` is what she wrote.
    fn posted(&mut self, before: usize, cue: Option<Range>, source: Range) -> bool {
        let paragraph = self.view.tokens.paragraphs[before];
        while self.found.last().is_some_and(|f| f.paragraph == before) {
            self.found.pop();
        }
        let content = vec![(paragraph.start, paragraph.end)];
        self.put(Pattern::Label, cue, Some(source), content);
        if let Some(last) = self.found.last_mut() {
            last.quoted = false;
        }
        self.opened = None;
        true
    }

    /// `HOLM: It is late.`, `Holm: “It is late.”`, `- Anna Holm, judge: “It is late.”` at the start of a paragraph.
    pub(super) fn label(&mut self, end: usize) -> bool {
        let paragraph = self.view.tokens.paragraphs[self.paragraph];
        if self.view.units[0].from != paragraph.start {
            return false;
        }
        if self.named_after(end) {
            return true;
        }
        let view = &self.view;
        let bullet = usize::from(
            view.kind(0) == TokenKind::Dash || matches!(view.word(0), "•" | "*" | "·" | "▪"),
        );
        let limit = end.min(bullet + LONGEST_SIGNATURE);
        let Some(colon) = (bullet + 1..limit).find(|u| view.kind(*u) == TokenKind::Colon) else {
            return false;
        };
        let name = |u: usize| view.name(u) || view.is(u, lex::PARTICLE);
        let bracket = |u: usize| matches!(view.kind(u), TokenKind::Open | TokenKind::Close);
        let quotation = view.kind(colon + 1) == TokenKind::Mark;
        let whole = colon < bullet + 8 && (bullet..colon).all(|u| name(u) || bracket(u));
        let to = (bullet..colon).find(|u| !name(*u)).unwrap_or(colon);
        let described = quotation
            && to > bullet
            && matches!(view.kind(to), TokenKind::Comma | TokenKind::Open)
            && !view.has_finite(to, colon);
        if !(whole || described) || colon + 1 >= end {
            return false;
        }
        let shouted = (bullet..colon)
            .all(|u| view.units[u].shape == Shape::Upper || view.kind(u) != TokenKind::Word);
        let known = lex::BODY | lex::SOURCE | lex::GROUP | lex::MALE | lex::FEMALE;
        let known = (bullet..colon).any(|u| view.is(u, known)) && bullet == 0;
        let labels =
            quotation || shouted && !self.headline || known && (self.headline || colon <= 3);
        if !labels {
            return false;
        }
        // A speech goes on to the paragraph's end.
        let upto = if self.headline { view.len() } else { end };
        self.push(
            Pattern::Label,
            Some((colon, colon + 1)),
            Some((bullet, if whole { colon } else { to })),
            &[(colon + 1, upto)],
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

    /// `‘It is late’: Holm` as a whole paragraph.
    fn named_after(&mut self, end: usize) -> bool {
        let view = &self.view;
        let named = view.region(0).is_some_and(|region| region.words > 1)
            && view.kind(1) == TokenKind::Colon
            && (3..7).contains(&end)
            && (2..end).all(|u| view.name(u) || view.is(u, lex::PARTICLE))
            && self.tokens_of((0, view.len())).map(|range| range.1)
                == Some(view.tokens.paragraphs[self.paragraph].end);
        named
            && self.push(
                Pattern::Label,
                Some((1, 2)),
                Some((2, end)),
                &[(0, 1)],
                (0, Mood::Finite),
            )
    }
}
