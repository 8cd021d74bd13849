//! Attributions that stand before what is said: a verb, an adjective or a noun with its speaker, and quotations that
//! no cue claims.

use super::cue::{self, Cue, Mood, Opening};
use super::rules::{Finder, Pattern};
use super::speaker;
use crate::text::lexicon::{self as lex};
use crate::text::token::{Range, Shape, TokenKind};

impl Finder<'_, '_> {
    /// Says whether a quotation reads like a work's title or a name: a few words, all with capitals, no stop.
    pub(super) fn titled(&self, unit: usize) -> bool {
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

    /// Reads a stretch of a sentence from left to right: attributions that stand before what is said.
    pub(super) fn opening(&mut self, from: usize, to: usize, shared: Option<Range>) {
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
    pub(super) fn attribution(
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
            Opening::Noun => self.noun_end(begin, to, cue.frames & lex::AS != 0),
            Opening::Colon => to,
            Opening::To | Opening::Gerund => self.verb_phrase_end(begin, to, &cue),
            Opening::Bare => self.predicate_end(begin, to, &cue),
            Opening::That | Opening::Ask => self.clause_end(begin, to, &cue),
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
            Some(subject),
            &[(begin, end)],
            (cue.frames, cue.mood),
        ) {
            *shared = Some(subject);
            self.hear_through(&cue, begin);
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

    /// Finds who the subject of a verb is; nothing means that there is no attribution either.
    pub(super) fn subject(&self, cue: &Cue, floor: usize, shared: Option<Range>) -> Option<Range> {
        let view = &self.view;
        let before = cue.start.checked_sub(1);
        match cue.mood {
            Mood::Finite => {
                if before.is_some_and(|b| view.is(b, lex::COORD)) {
                    let sentence = shared.or_else(|| self.first_subject(cue.start, floor));
                    return sentence;
                }
                let found = speaker::before(view, cue.start, floor)
                    .filter(|s| speaker::speaks(view, *s) || cue.frames & lex::SAY != 0);
                found.or_else(|| {
                    shared.filter(|_| before.is_some_and(|b| view.kind(b) == TokenKind::Comma))
                })
            }
            Mood::Participle => {
                let before = before?;
                if view.kind(before) == TokenKind::Comma
                    || view.is(before, lex::COORD | lex::SUBORD)
                    || view.kind(before) == TokenKind::Mark
                {
                    return shared.or_else(|| self.first_subject(before, floor));
                }
                if view.is(before, lex::PREP) {
                    return shared.or_else(|| self.first_subject(before, floor));
                }
                speaker::before(view, cue.start, floor).filter(|s| speaker::speaks(view, *s))
            }
            Mood::Infinitive => shared.or_else(|| self.first_subject(cue.start, floor)),
            Mood::Passive => None,
        }
    }

    /// Finds the subject of the first verb of the stretch, which a later verb without one shares.
    pub(super) fn first_subject(&self, before: usize, floor: usize) -> Option<Range> {
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
    pub(super) fn fits(
        &self,
        cue: &Cue,
        opening: Opening,
        (from, to): Range,
        begin: usize,
    ) -> bool {
        let view = &self.view;
        let text_only =
            cue.frames & lex::SHOWS != 0 && cue.frames & (lex::SAY | lex::THAT | lex::NOUN) == 0;
        if text_only {
            return (from..to).any(|u| view.is(u, lex::SOURCE));
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
                let named = (from..to).any(|u| view.name(u)) || view.is(from, lex::SUBJECT);
                cue.frames & lex::PLAIN == 0
                    && named
                    && (opening != Opening::Bare || cue.frames & lex::SAY != 0)
                    && opening != Opening::Gerund
            }
            _ => true,
        }
    }

    /// `Holm is expected to go`, `Holm seems tired`: nobody is said to say it.
    pub(super) fn nobody(&mut self, cue: &Cue, floor: usize, to: usize) -> Option<usize> {
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
    pub(super) fn adjective(&mut self, floor: usize, at: usize, to: usize) -> Option<usize> {
        let view = &self.view;
        let frames = view.entry(at).adjective;
        if frames == 0 || view.units[at].shape != Shape::Lower {
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
        let clause =
            view.reads(at + 1, "that") || view.is(at + 1, lex::SUBJECT) && view.finite(at + 2);
        let (begin, cue_end) = if clause && frames & lex::THAT != 0
            || view.reads(at + 1, "to") && frames & lex::TO != 0
        {
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
            self.noun_end(begin, to, false)
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
    pub(super) fn possessive(&mut self, floor: usize, at: usize, to: usize) -> Option<usize> {
        let view = &self.view;
        let frames = view.entry(at).noun;
        if frames == 0 || view.units[at].shape != Shape::Lower || at <= floor {
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
            self.noun_end(begin, to, false)
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

    /// Looks for a cue and a speaker beside a quotation that no rule took: any verb after it, a name and a colon before it,
    /// else the sentence's subject.
    pub(super) fn beside(
        &self,
        unit: usize,
        end: usize,
        colon: bool,
    ) -> (Option<Range>, Option<Range>) {
        let view = &self.view;
        let past = |u: usize| {
            view.entry(u).form(lex::PAST | lex::PRESENT)
                || view.word(u).ends_with("ed") && view.units[u].shape == Shape::Lower
        };
        if self.ends_with_comma(unit) && unit + 2 < end {
            if past(unit + 1) && !view.is(unit + 1, lex::BE | lex::HAVE) {
                let source =
                    speaker::after(view, unit + 2, end).filter(|s| speaker::speaks(view, *s));
                return (source.map(|_| (unit + 1, unit + 2)), source);
            }
            let verb = (unit + 2..end.min(unit + 9))
                .find(|u| past(*u) && view.kind(*u) == TokenKind::Word && !view.name(*u));
            if let Some(verb) = verb
                && let Some(source) = speaker::before(view, verb, unit + 1)
                    .filter(|s| s.0 == unit + 1 && speaker::speaks(view, *s))
            {
                return (Some((verb, verb + 1)), Some(source));
            }
        }
        if colon && unit >= 2 && view.name(unit - 2) {
            let from = (0..unit - 1)
                .rev()
                .take_while(|u| view.name(*u))
                .last()
                .unwrap_or(unit - 2);
            return (Some((unit - 1, unit)), Some((from, unit - 1)));
        }
        let source = self.first_subject(unit, 0);
        let cue = (0..unit)
            .find(|u| view.finite(*u))
            .map(|u| (u, u + 1))
            .filter(|_| source.is_some());
        (cue, source)
    }

    /// Quotations of the sentence that no attribution took: long ones are quotations all the same.
    pub(super) fn leftover(&mut self, first: usize, end: usize, before: Option<usize>) {
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
            let (cue, source) = self.beside(unit, end, colon);
            let inherited = before
                .filter(|_| source.is_none() && unit <= 3)
                .and_then(|b| self.found[b].source);
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
            if let (Some(source), Some(last)) = (inherited, self.found.last_mut()) {
                last.source = Some(source);
            }
            self.opened = Some(self.found.len() - 1);
        }
    }
}
