//! Attributions that stand after or inside what is said: `“…,” Holm said`, `It is, said Holm, late`.

use super::cue::{self, Cue, Mood};
use super::incise;
use super::rules::{Finder, Pattern};
use super::speaker;
use crate::text::lexicon::{self as lex, Language};
use crate::text::token::{Range, Shape, TokenKind};

/// What stands around a verb of saying that follows what is said.
struct Site {
    subject: Range,
    /// What is said before the attribution.
    left: Range,
    /// Whether that ends with a quotation.
    quoted: bool,
    /// Whether that can be something said at all.
    said: bool,
    /// Whether the verb stands before its subject.
    inverted: bool,
    /// Where the attribution ends.
    after: usize,
}

impl Finder<'_, '_> {
    /// Finds attributions that stand after or inside what is said; gives the ranges of units that are still free.
    pub(super) fn closing(&mut self, end: usize) -> Vec<Range> {
        let mut free = Vec::new();
        let mut floor = 0;
        let mut at = 0;
        while at < end {
            if let Some(next) = self.according(floor, at, end) {
                at = next.max(at + 1);
                floor = at;
                continue;
            }
            if let Some(next) = self.relayed(floor, at, end) {
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
    pub(super) fn parenthesis(&mut self, cue: &Cue, floor: usize, end: usize) -> Option<usize> {
        let site = self.site(cue, floor, end)?;
        let next = self.view.kind(site.after);
        if let Some(region) = self.resumed(site.after, end) {
            return self.split_quotation(cue, &site, region, end);
        }
        // `When Holm came, Lund said`: the subordinate clause alone is not what Lund said.
        let half = !site.quoted && self.half(site.left.0, site.left.1);
        let whole = site.said && !half;
        if site.after >= end {
            return whole.then(|| self.finish(cue, &site, end));
        }
        if matches!(next, TokenKind::Comma | TokenKind::Dash) {
            if !site.quoted && self.resumes(&site, half, end) {
                let begin = site.after + 1;
                let right = (begin, self.clause_end(begin, end, cue));
                let content = [site.left, right];
                let how = (cue.frames, Mood::Finite);
                let words = Some((cue.start, cue.end));
                self.push(
                    Pattern::PlainSplit,
                    words,
                    Some(site.subject),
                    &content,
                    how,
                );
                return Some(right.1);
            }
            if whole {
                return Some(self.finish(cue, &site, site.after));
            }
        }
        (site.quoted && next != TokenKind::Colon).then(|| self.finish(cue, &site, site.after))
    }

    /// Looks at what stands around a verb of saying: its subject, what is said before it, where the attribution ends.
    fn site(&self, cue: &Cue, floor: usize, end: usize) -> Option<Site> {
        let view = &self.view;
        let (subject, gap, after) = self.parties(cue, floor, end)?;
        let from = self.said_from(floor);
        let (subject, gap) = self.widened(subject, gap, from);
        if gap <= from {
            return None;
        }
        let separated = matches!(view.kind(gap - 1), TokenKind::Comma | TokenKind::Dash);
        let mut to = if separated { gap - 1 } else { gap };
        // `«…», — сказал Холм`
        if to > from + 1
            && view.kind(to) == TokenKind::Dash
            && view.kind(to - 1) == TokenKind::Comma
        {
            to -= 1;
        }
        let quoted = to > from && view.kind(to - 1) == TokenKind::Mark && gap - to <= 2;
        if to <= from || !separated && !quoted || quoted && !self.ends_open(to - 1, separated) {
            return None;
        }
        let said = quoted || self.says(from, to);
        let after = if quoted {
            self.rest(after, end)
        } else {
            self.tail(cue, after, end)?
        };
        let left = (self.lead(from, to, quoted), to);
        Some(Site {
            subject,
            left,
            quoted,
            said,
            inverted: subject.0 >= cue.end,
            after,
        })
    }

    /// Widens a subject over a conjunction to the quotation before it: `“…,” senator and former judge Anna Holm said`.
    fn widened(&self, subject: Range, gap: usize, from: usize) -> (Range, usize) {
        let view = &self.view;
        if gap == subject.0 && gap > from && view.is(gap - 1, lex::COORD) {
            let plain = |u: &usize| view.kind(*u) == TokenKind::Word && !view.finite(*u);
            let left = (from..gap).rev().take(7).take_while(plain).last();
            if let Some(left) = left.filter(|l| *l > from && view.kind(*l - 1) == TokenKind::Mark) {
                return ((left, subject.1), left);
            }
        }
        (subject, gap)
    }

    /// Finds the quotation that goes on right after an attribution.
    fn resumed(&self, after: usize, end: usize) -> Option<usize> {
        let view = &self.view;
        let mark = |u: usize| u < end && view.kind(u) == TokenKind::Mark;
        match view.kind(after) {
            TokenKind::Mark if mark(after) => Some(after),
            TokenKind::Comma | TokenKind::Colon | TokenKind::Dash if mark(after + 1) => {
                Some(after + 1)
            }
            _ => None,
        }
    }

    /// `“…,” Holm said, “…”`
    fn split_quotation(
        &mut self,
        cue: &Cue,
        site: &Site,
        region: usize,
        end: usize,
    ) -> Option<usize> {
        let interjection = site.inverted && site.left.1 <= site.left.0 + 3;
        let goes_on = site.said && self.is_continued(region);
        if !(site.quoted || interjection || goes_on) {
            return None;
        }
        let right = (region, self.stretch(region, end));
        let how = (cue.frames, Mood::Finite);
        let words = Some((cue.start, cue.end));
        self.push(
            Pattern::QuotedSplit,
            words,
            Some(site.subject),
            &[site.left, right],
            how,
        );
        self.opened = Some(self.found.len() - 1);
        Some(right.1)
    }

    /// Says whether a clause that an attribution broke off goes on after its comma: `It was, Holm said, late`.
    fn resumes(&self, site: &Site, half: bool, end: usize) -> bool {
        let view = &self.view;
        let next = site.after + 1;
        let participle = view.entry(next).form(lex::ING) || view.word(next).ends_with("ing");
        let subordinate = view.is(next, lex::SUBORD | lex::RELATIVE | lex::COORD);
        let clause = view.has_finite(next, end) && !participle && !subordinate;
        let broken = self.broken_off(site.left.1 - 1) && !participle;
        broken || clause && (!site.said || half || view.finite(next))
    }

    /// Adds the attribution of what stands before it; gives where to read on.
    fn finish(&mut self, cue: &Cue, site: &Site, next: usize) -> usize {
        let pattern = if site.quoted {
            Pattern::QuotedBefore
        } else {
            Pattern::PlainBefore
        };
        let how = (cue.frames, Mood::Finite);
        self.push(
            pattern,
            Some((cue.start, cue.end)),
            Some(site.subject),
            &[site.left],
            how,
        );
        self.hear_through(cue, next);
        self.opened = site.quoted.then(|| self.found.len() - 1);
        next
    }

    /// Leaves out a few words before a long quotation that are only its subject: `The plan “…,” Holm said`.
    pub(super) fn lead(&self, from: usize, to: usize, quoted: bool) -> usize {
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
    pub(super) fn says(&self, from: usize, to: usize) -> bool {
        self.view.has_finite(from, to)
            || (from..to).any(|u| self.view.region(u).is_some_and(|r| r.words >= 4))
    }

    /// Says whether a stretch is a subordinate clause and nothing more.
    pub(super) fn half(&self, from: usize, to: usize) -> bool {
        let view = &self.view;
        let opens = view.is(from, lex::SUBORD)
            && !view.is(from, lex::DET | lex::RELATIVE)
            && !view.reads(from, "so");
        opens
            && !(from..to).any(|u| view.kind(u) == TokenKind::Comma && self.main_clause(u + 1, to))
    }

    /// Says whether a clause cannot end with a unit: it is an auxiliary, a preposition, an article.
    pub(super) fn broken_off(&self, at: usize) -> bool {
        let lower = self
            .view
            .units
            .get(at)
            .is_some_and(|u| u.shape == Shape::Lower);
        lower
            && self.view.is(
                at,
                lex::BE | lex::HAVE | lex::MODAL | lex::COORD | lex::RELATIVE,
            )
            || self.view.reads(at, "that")
    }

    /// Steps over the rest of an attribution after a quotation: to a comma that is followed by something new, to another
    /// quotation, or to the end.
    pub(super) fn rest(&self, from: usize, end: usize) -> usize {
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
                TokenKind::Comma
                    if matches!(
                        view.word(at + 1),
                        "before" | "after" | "while" | "and" | "but" | "though" | "although"
                    ) =>
                {
                    return at;
                }
                _ => at += 1,
            }
        }
        end
    }

    /// Where what is said starts after `floor`: past commas and stops.
    pub(super) fn said_from(&self, floor: usize) -> usize {
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
    pub(super) fn parties(
        &self,
        cue: &Cue,
        floor: usize,
        end: usize,
    ) -> Option<(Range, usize, usize)> {
        let view = &self.view;
        let before = cue.start.checked_sub(1)?;
        let foreign = view.tokens.lexicon.language != Language::English;
        let open = match view.kind(before) {
            TokenKind::Mark | TokenKind::Comma => cue.start == cue.verb || foreign,
            TokenKind::Dash => foreign,
            _ => false,
        };
        let french = view.tokens.lexicon.language == Language::French;
        if french && let Some(leaning) = (cue.start..cue.end).find(|u| incise::leans(view.word(*u)))
        {
            return Some(((leaning, leaning + 1), cue.start, cue.end));
        }
        let inverted = open && before >= floor;
        if inverted {
            let quoted = (before.saturating_sub(2).max(floor)..=before)
                .rev()
                .take_while(|u| view.kind(*u) != TokenKind::Word)
                .any(|u| view.kind(u) == TokenKind::Mark);
            // Behind a quotation and a verb of saying anybody speaks, whatever they are: `said the beekeeper`.
            let described = |(from, to): Range| {
                quoted
                    && cue.frames & lex::SAY != 0
                    && from + 1 < to
                    && view.is(from, lex::DET | lex::POSSESSIVE)
            };
            if let Some(subject) = speaker::after(view, cue.end, end)
                .filter(|s| speaker::speaks(view, *s) || described(*s))
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
    pub(super) fn phrase_end(&self, from: usize, end: usize) -> usize {
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
    pub(super) fn ends_open(&self, unit: usize, comma: bool) -> bool {
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
    pub(super) fn tail(&self, cue: &Cue, from: usize, end: usize) -> Option<usize> {
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
    pub(super) fn is_continued(&self, unit: usize) -> bool {
        self.view.region(unit).is_some_and(|r| {
            let first = self.view.tokens.list.get(r.open + 1);
            first.is_some_and(|t| t.shape == Shape::Lower)
        })
    }

    /// Goes on from a quotation over what belongs to the same thing said: more words and quotations to the clause's end.
    pub(super) fn stretch(&self, region: usize, end: usize) -> usize {
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
}
