//! What one says through another: `the Gazette quoted Holm as saying`, `the Gazette reported, citing two envoys`, `Holm told
//! the newspaper`.

use super::cue::{Cue, Mood};
use super::rules::{Finder, Pattern};
use super::speaker;
use crate::text::lexicon as lex;
use crate::text::token::{Range, Shape, TokenKind};

/// So far `as saying` may stand from `quoted`, in units.
const REACH: usize = 16;

/// `quoted … as saying`, in units.
struct Quoted {
    /// `as saying`.
    cue: Cue,
    speaker: Range,
    medium: Option<Range>,
    /// Where both begin.
    start: usize,
    /// Where both end.
    end: usize,
}

impl Finder<'_, '_> {
    /// `“…,” the Gazette quoted Holm as saying`, `Holm was quoted by the Gazette as saying that …`.
    pub(super) fn relayed(&mut self, floor: usize, at: usize, end: usize) -> Option<usize> {
        let quoted = self.quoted(floor, at, end)?;
        let view = &self.view;
        let from = self.said_from(floor);
        let mut to = quoted.start;
        let separated =
            to > from && matches!(view.kind(to - 1), TokenKind::Comma | TokenKind::Dash);
        to -= usize::from(separated);
        let marked = to > from && view.kind(to - 1) == TokenKind::Mark;
        let before = to > from && (marked || separated && self.says(from, to));
        let (content, pattern, next) = if before {
            let pattern = if marked {
                Pattern::QuotedBefore
            } else {
                Pattern::PlainBefore
            };
            ((from, to), pattern, self.rest(quoted.end, end))
        } else {
            let mut begin = quoted.end;
            while begin < end && matches!(view.kind(begin), TokenKind::Comma | TokenKind::Colon) {
                begin += 1;
            }
            if begin >= end {
                return None;
            }
            if view.kind(begin) == TokenKind::Mark {
                let upto = self.quotation_end(begin, end, &quoted.cue);
                ((begin, upto), Pattern::QuotedAfter, upto)
            } else {
                let upto = self.clause_end(begin, end, &quoted.cue);
                ((begin, upto), Pattern::That, upto)
            }
        };
        let medium = quoted.medium.and_then(|medium| self.tokens_of(medium));
        let said = self.push(
            pattern,
            Some((quoted.cue.start, quoted.cue.end)),
            Some(quoted.speaker),
            &[content],
            (quoted.cue.frames, Mood::Finite),
        );
        if !said {
            return None;
        }
        let index = self.found.len() - 1;
        self.found[index].via.extend(medium);
        self.opened = self.found[index].quoted.then_some(index);
        Some(next)
    }

    /// Reads `the Gazette quoted Holm as saying` and `Holm was quoted as saying by the Gazette`, whose verb stands at `at`.
    fn quoted(&self, floor: usize, at: usize, end: usize) -> Option<Quoted> {
        let view = &self.view;
        if !matches!(view.word(at), "quoted" | "quotes" | "cited" | "cites") {
            return None;
        }
        let far = end.min(at + REACH);
        let as_at = (at + 1..far)
            .take_while(|u| {
                !matches!(
                    view.kind(*u),
                    TokenKind::Stop | TokenKind::Mark | TokenKind::Colon
                )
            })
            .find(|u| view.reads(*u, "as"))
            .filter(|u| view.entry(u + 1).form(lex::ING) && view.entry(u + 1).verb_is(lex::SAY))?;
        let cue = Cue {
            start: as_at,
            verb: as_at + 1,
            end: as_at + 2,
            frames: view.entry(as_at + 1).verb,
            mood: Mood::Finite,
        };
        let subject = speaker::before(view, at, floor)?;
        let passive = (at.saturating_sub(3).max(floor)..at).any(|u| view.is(u, lex::BE));
        if !passive {
            let speaker = (at + 1, as_at);
            return (speaker.0 < speaker.1 && speaker::speaks(view, speaker)).then_some(Quoted {
                cue,
                speaker,
                medium: Some(subject),
                start: subject.0,
                end: cue.end,
            });
        }
        let by = |u: usize| {
            let medium = speaker::after(view, u + 1, end)?;
            Some(medium).filter(|_| view.reads(u, "by"))
        };
        let inner = by(at + 1).map(|medium| (medium.0, medium.1.min(as_at)));
        let outer = by(cue.end);
        Some(Quoted {
            cue,
            speaker: subject,
            medium: inner.or(outer),
            start: subject.0,
            end: outer.map_or(cue.end, |medium| medium.1),
        })
    }

    /// `…, the Gazette reported, citing two envoys`: they say it, through the Gazette. What `citing` names is no quote.
    pub(super) fn cited(&mut self, first: usize, end: usize) {
        for at in 1..end {
            let view = &self.view;
            let citing = matches!(view.word(at), "citing" | "quoting")
                && view.kind(at - 1) == TokenKind::Comma;
            if !citing {
                continue;
            }
            let Some(source) = speaker::after(view, at + 1, end) else {
                continue;
            };
            if !speaker::speaks(view, source) {
                continue;
            }
            let (Some(comma), Some(source)) =
                (self.tokens_of((at - 1, at)), self.tokens_of(source))
            else {
                continue;
            };
            self.found_through(first, comma.0, source);
        }
    }

    /// Makes a source whom a medium cites the speaker of what the medium said before the comma at a token.
    fn found_through(&mut self, first: usize, comma: usize, source: Range) {
        let is_noun = |cue: Option<Range>| cue.is_some_and(|cue| cue.0 == comma + 1);
        let mut at = first;
        while at < self.found.len() {
            if is_noun(self.found[at].cue) {
                self.found.remove(at);
            } else {
                at += 1;
            }
        }
        self.opened = self.opened.filter(|opened| *opened < self.found.len());
        let before = |cue: Option<Range>| cue.is_some_and(|cue| cue.0 < comma);
        let Some(last) = (first..self.found.len())
            .rev()
            .find(|index| before(self.found[*index].cue))
        else {
            return;
        };
        let tokens = self.view.tokens;
        let found = &mut self.found[last];
        for content in &mut found.content {
            if content.0 < comma && content.1 > comma {
                content.1 = comma;
            }
        }
        let reports = found
            .cue
            .is_some_and(|(from, to)| (from..to).any(|t| tokens.str(t).starts_with("report")));
        let medium = found.source.filter(|(from, to)| {
            let body = (*from..*to).any(|t| tokens.entry(t).is(lex::BODY | lex::SOURCE));
            let named = tokens.entry(*from).is(lex::DET)
                && tokens
                    .list
                    .get(to - 1)
                    .is_some_and(|t| t.shape != Shape::Lower);
            reports || body || named
        });
        if let Some(medium) = medium {
            found.via.push(medium);
            found.source = Some(source);
        }
    }

    /// Notes the medium that somebody tells what was found last.
    pub(super) fn hear_through(&mut self, cue: &Cue, to: usize) {
        let medium = self.told(cue, to).and_then(|medium| self.tokens_of(medium));
        if let Some(last) = self.found.last_mut() {
            last.via.extend(medium);
        }
    }

    /// Finds the medium that somebody tells what they say: `told the newspaper`, `told state TV`.
    fn told(&self, cue: &Cue, to: usize) -> Option<Range> {
        let view = &self.view;
        if !view.entry(cue.verb).verb_is(lex::TELL) {
            return None;
        }
        let medium = speaker::after(view, cue.end, to.min(cue.end + 8))?;
        let is_medium = |u: usize| {
            matches!(
                view.word(u).to_lowercase().as_str(),
                "newspaper"
                    | "paper"
                    | "magazine"
                    | "website"
                    | "outlet"
                    | "broadcaster"
                    | "radio"
                    | "television"
                    | "tv"
                    | "podcast"
                    | "gazette"
                    | "times"
                    | "post"
                    | "herald"
                    | "tribune"
                    | "journal"
                    | "reuters"
                    | "afp"
                    | "ap"
                    | "bloomberg"
                    | "politico"
            )
        };
        let agency = view.reads(medium.1 - 1, "agency")
            && (medium.0..medium.1).any(|u| view.name(u) || view.reads(u, "news"));
        (agency || is_medium(medium.1 - 1)).then_some(medium)
    }
}
