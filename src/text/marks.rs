//! Pairs of quotation marks: which mark opens, which closes, which is an apostrophe. The result is a list of regions,
//! each the tokens from an opening mark to its closing mark inside one paragraph. Directed marks pair by direction,
//! straight and doubled ones (`"`, `''`) by turns and by the letters beside them, single ones only where no double
//! pair is open. A quotation that runs over several paragraphs, each reopened, becomes one region per paragraph, the
//! unclosed ones saying that they go on. Every token is looked at a fixed number of times.

mod unclosed;

use super::token::{Paragraph, TokenKind, Tokens};
use crate::model::span::Span;
use unclosed::Unclosed;

/// Says which marks a region stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `“…”`, `"…"`, `„…“`, `”…”`.
    Double,
    /// `''…''` and ` ``…'' `, as some archives export them.
    Doubled,
    /// `‘…’`, `'…'`, `‚…‘`.
    Single,
    /// `«…»`, `»…«`, `‹…›`.
    Guillemet,
    /// `「…」`, `『…』`.
    Corner,
    /// Speech after a dash at the start of a paragraph: `— …`.
    Dash,
}

/// One pair of quotation marks and what stands between them.
#[derive(Clone, Copy, Debug)]
pub struct Region {
    /// The token of the opening mark.
    pub open: usize,
    /// One past the region's last token, which is the closing mark when `closed`.
    pub end: usize,
    /// Which marks they are.
    pub style: Style,
    /// Whether a closing mark was found in the same paragraph.
    pub closed: bool,
    /// Whether it is unclosed and the next paragraph opens again: the quotation goes on there.
    pub continues: bool,
    /// Whether it goes on with a quotation of the paragraph before.
    pub reopened: bool,
    /// The number of words and numbers between the marks.
    pub words: usize,
}

/// All regions of a text.
#[derive(Debug, Default)]
pub struct Marks {
    /// The regions that lie in no other, in order.
    pub regions: Vec<Region>,
    /// The regions inside others, in order of their ends.
    pub nested: Vec<Region>,
    /// For each token the region it lies in, its marks included; [`OUTSIDE`] for the others.
    pub region_of: Vec<u32>,
}

/// Stands in [`Marks::region_of`] for a token that lies in no region.
pub const OUTSIDE: u32 = u32::MAX;

impl Marks {
    /// Pairs the marks of all paragraphs. `dialogue` says whether a dash at the start of a paragraph opens speech, as
    /// it does in Russian, Ukrainian, French and Spanish.
    #[must_use]
    pub fn new(tokens: &Tokens<'_>, dialogue: bool) -> Self {
        let mut marks = Self {
            regions: Vec::new(),
            nested: Vec::new(),
            region_of: vec![OUTSIDE; tokens.list.len()],
        };
        let mut open = Vec::new();
        for (number, paragraph) in tokens.paragraphs.iter().enumerate() {
            let first = marks.regions.len();
            let mut pairing = Pairing {
                tokens,
                paragraph: *paragraph,
                out: &mut marks,
                double: None,
                single: None,
                outer: None,
            };
            let single = if dialogue && pairing.dialogue() {
                None
            } else {
                pairing.run()
            };
            open.extend(single.map(|open| Unclosed {
                paragraph: number,
                open,
            }));
            marks.regions[first..].sort_by_key(|r| r.open);
            marks.drop_nested(first);
            marks.join_paragraphs(tokens, number, first);
            for index in first..marks.regions.len() {
                let region = marks.regions[index];
                let number = u32::try_from(index).unwrap_or(OUTSIDE);
                marks.region_of[region.open..region.end].fill(number);
            }
            let unclosed = marks.regions[first..].last().filter(|last| {
                !last.closed && last.end == paragraph.end && last.style != Style::Dash
            });
            open.extend(unclosed.map(|last| Unclosed {
                paragraph: number,
                open: last.open,
            }));
        }
        marks.close(tokens, &open);
        for region in marks.regions.iter_mut().chain(&mut marks.nested) {
            let inner = region.open..region.end;
            region.words = inner
                .filter(|i| matches!(tokens.kind(*i), TokenKind::Word | TokenKind::Number))
                .count();
        }
        marks
    }

    /// Gives the region a token lies in, marks included.
    #[must_use]
    pub fn at(&self, token: usize) -> Option<&Region> {
        self.region_of
            .get(token)
            .filter(|r| **r != OUTSIDE)
            .and_then(|r| self.regions.get(*r as usize))
    }

    /// Gives a region's bytes, marks included.
    #[must_use]
    pub fn span(&self, tokens: &Tokens<'_>, region: &Region) -> Span {
        tokens.span(region.open, region.end)
    }

    /// Moves the regions of a paragraph that overlap an earlier one to the nested ones.
    fn drop_nested(&mut self, first: usize) {
        let mut kept = first;
        let mut end = 0;
        for index in first..self.regions.len() {
            let region = self.regions[index];
            if region.open < end {
                self.nested.push(region);
            } else {
                end = region.end;
                self.regions[kept] = region;
                kept += 1;
            }
        }
        self.regions.truncate(kept);
    }

    /// Links a region that is unclosed at its paragraph's end to the next paragraph's opening mark.
    fn join_paragraphs(&mut self, tokens: &Tokens<'_>, number: usize, first: usize) {
        let Some(before) = number.checked_sub(1).map(|n| tokens.paragraphs[n]) else {
            return;
        };
        let start = tokens.paragraphs[number].start;
        let Some((head, tail)) = first
            .checked_sub(1)
            .map(|last| self.regions.split_at_mut(last + 1))
        else {
            return;
        };
        if let (Some(last), Some(next)) = (head.last_mut(), tail.first_mut())
            && !last.closed
            && last.end == before.end
            && next.open == start
            && last.style == next.style
        {
            last.continues = true;
            next.reopened = true;
        }
    }
}

/// What a mark can do where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Open,
    Close,
    Either,
}

/// The state while one paragraph's marks are paired.
struct Pairing<'a, 't> {
    tokens: &'a Tokens<'t>,
    paragraph: Paragraph,
    out: &'a mut Marks,
    double: Option<(usize, Style, char)>,
    single: Option<(usize, Style, char)>,
    /// The single mark that stands open around the double pair that is open: `‘He told us “never again”,’ she said`.
    outer: Option<(usize, Style, char)>,
}

impl Pairing<'_, '_> {
    /// Pairs the marks; gives the single mark that is left open although speech starts at it.
    fn run(&mut self) -> Option<usize> {
        let singles = self.singles();
        let mut seen = 0;
        for at in self.paragraph.start..self.paragraph.end {
            if self.tokens.kind(at) != TokenKind::Mark {
                continue;
            }
            let text = self.tokens.str(at);
            let mut chars = text.chars();
            let Some(c) = chars.next() else { continue };
            if chars.next().is_some() {
                let role = if c == '`' || c == '‘' {
                    Role::Open
                } else {
                    Role::Either
                };
                self.double_mark(at, c, Style::Doubled, role);
            } else if matches!(c, '\'' | '‘' | '’' | '`' | '‚' | '‛') {
                seen += 1;
                self.single_mark(
                    at,
                    c,
                    singles.get(seen).is_some_and(|next| self.may_close(*next)),
                );
            } else {
                let (style, role) = directed(c);
                self.double_mark(at, c, style, role);
            }
        }
        if let Some((open, style, _)) = self.double.take() {
            self.put(open, self.paragraph.end, style, false);
            return None;
        }
        let (open, style, c) = self.single.take()?;
        if c != '‘' || !self.starts_speech(open) {
            return None;
        }
        let next = self.paragraph.end;
        let reopens =
            self.tokens.str(next) == "‘" && self.tokens.list[next - 1].kind == TokenKind::Stop;
        if reopens {
            self.put(open, next, style, false);
            return None;
        }
        Some(open)
    }

    /// Lists the single marks of the paragraph.
    fn singles(&self) -> Vec<usize> {
        let single = |at: &usize| {
            self.tokens.kind(*at) == TokenKind::Mark
                && matches!(self.tokens.str(*at), "'" | "‘" | "’" | "`" | "‚" | "‛")
        };
        (self.paragraph.start..self.paragraph.end)
            .filter(single)
            .collect()
    }

    fn letter_after(&self, at: usize) -> bool {
        at + 1 < self.paragraph.end
            && self.tokens.list.get(at + 1).is_some_and(|t| {
                !t.spaced
                    && matches!(
                        t.kind,
                        TokenKind::Word | TokenKind::Number | TokenKind::Open | TokenKind::Ellipsis
                    )
            })
    }

    fn space_before(&self, at: usize) -> bool {
        at == self.paragraph.start
            || self.tokens.list.get(at).is_some_and(|t| t.spaced)
            || at.checked_sub(1).is_some_and(|b| {
                matches!(
                    self.tokens.kind(b),
                    TokenKind::Open | TokenKind::Dash | TokenKind::Mark
                )
            })
    }

    fn space_after(&self, at: usize) -> bool {
        at + 1 >= self.paragraph.end || self.tokens.list.get(at + 1).is_none_or(|t| t.spaced)
    }

    fn double_mark(&mut self, at: usize, c: char, style: Style, role: Role) {
        let opens_here = self.space_before(at) && self.letter_after(at);
        match self.double {
            None => {
                let inch = role == Role::Either && !self.space_before(at) && !self.letter_after(at);
                let right = matches!(c, '”' | '»' | '›' | '«');
                let opens = match role {
                    Role::Open => c != '«' || !self.space_after(at) || self.space_before(at),
                    Role::Either => !inch,
                    Role::Close => right && opens_here,
                };
                if opens {
                    let single = self.single.take();
                    self.outer = single.filter(|single| self.starts_speech(single.0));
                    self.double = Some((at, style, c));
                }
            }
            Some((open, open_style, open_char)) => {
                // Some editors type `“` at both ends.
                let turned = open_char == c && c == '“' && !opens_here && self.space_after(at);
                if (turned || closes(open_char, c))
                    && !(role == Role::Either
                        && opens_here
                        && style == open_style
                        && !self.space_after(at))
                {
                    self.put(open, at + 1, open_style, true);
                    self.double = None;
                    self.single = self.outer.take();
                } else if (style == open_style
                    || style == Style::Double && open_style == Style::Double)
                    && (role != Role::Close)
                    && opens_here
                {
                    // The one before was never closed.
                    self.put(open, at, open_style, false);
                    self.double = Some((at, style, c));
                }
            }
        }
    }

    fn may_close(&self, at: usize) -> bool {
        !self.letter_after(at)
            && !self.tokens.list.get(at).is_some_and(|t| t.spaced)
            && at > self.paragraph.start
    }

    /// Pairs single marks; `closer_next` says that the next single mark could close a pair, so that this one may be the
    /// apostrophe of a plural's genitive.
    fn single_mark(&mut self, at: usize, c: char, closer_next: bool) {
        if let Some((open, style, open_char)) = self.single
            && self.may_close(at)
            && closes(open_char, c)
        {
            let possessive = self.tokens.str(at.saturating_sub(1)).ends_with(['s', 'S'])
                && self
                    .tokens
                    .list
                    .get(at + 1)
                    .is_some_and(|t| t.spaced && t.kind == TokenKind::Word)
                && closer_next;
            if !possessive {
                self.single = None;
                self.put(open, at + 1, style, true);
            }
            return;
        }
        let opens =
            c != '’' && self.space_before(at) && self.letter_after(at) && !self.cut_off_word(at);
        if opens {
            self.single = Some((at, Style::Single, c));
        }
    }

    /// Says whether a mark stands where speech starts: first in its paragraph, behind punctuation or a verb of saying.
    fn starts_speech(&self, at: usize) -> bool {
        at == self.paragraph.start
            || at.checked_sub(1).is_some_and(|before| {
                self.says(before)
                    || !matches!(
                        self.tokens.kind(before),
                        TokenKind::Word | TokenKind::Number | TokenKind::Other | TokenKind::Close
                    )
            })
    }

    /// Knows the words that an apostrophe starts: `'em`, `'90s`, `'16`.
    fn cut_off_word(&self, at: usize) -> bool {
        let word = self.tokens.str(at + 1);
        matches!(word, "em" | "til" | "n" | "tis" | "twas" | "cause" | "bout")
            || matches!(
                word.as_bytes(),
                [b'0'..=b'9', b'0'..=b'9'] | [b'0'..=b'9', b'0'..=b'9', b's']
            )
    }

    fn says(&self, at: usize) -> bool {
        self.tokens
            .list
            .get(at)
            .is_some_and(|t| t.shape == super::token::Shape::Lower)
            && self.tokens.entry(at).verb_is(super::lexicon::SAY)
    }

    /// Says whether the narrator comes in behind a comma or a stop without another dash.
    fn narrates(&self, at: usize) -> bool {
        let helped = self.tokens.entry(at + 1).is(super::lexicon::HAVE) && self.says(at + 2);
        matches!(
            self.tokens.kind(at),
            TokenKind::Comma | TokenKind::Stop | TokenKind::Ellipsis
        ) && (self.says(at + 1) || helped)
    }

    fn put(&mut self, open: usize, end: usize, style: Style, closed: bool) {
        if end > open + 1 + usize::from(closed) {
            let region = Region {
                open,
                end,
                style,
                closed,
                continues: false,
                reopened: false,
                words: 0,
            };
            self.out.regions.push(region);
        }
    }

    /// Reads a paragraph that starts with a dash as speech: up to the dash that lets the narrator in, and on after the
    /// dash that lets the speaker in again. Gives `false`, having done nothing, for any other paragraph.
    fn dialogue(&mut self) -> bool {
        let Paragraph { start, end } = self.paragraph;
        let dash =
            |at: usize| self.tokens.kind(at) == TokenKind::Dash && self.tokens.str(at) != "--";
        if !dash(start) || end < start + 3 || !self.tokens.capital(start + 1) {
            return false;
        }
        let mut open = Some(start);
        for at in start + 2..end {
            if let (Some(from), true) = (open, self.narrates(at)) {
                // French goes on with a comma or a sharp stop alone: `— Oui, dit-elle.`
                self.put(from, at + 1, Style::Dash, false);
                open = None;
            }
            if !dash(at) {
                continue;
            }
            let before = self.tokens.kind(at - 1);
            let stop = matches!(
                before,
                TokenKind::Comma | TokenKind::Stop | TokenKind::Ellipsis | TokenKind::Mark
            );
            let spaced = |t: usize| self.tokens.list.get(t).is_some_and(|t| t.spaced);
            // Spanish sets the narrator's dash without a comma: `—No —dijo Ana—. Vamos.`
            let leans = spaced(at) && !spaced(at + 1);
            match open {
                Some(from) if (stop || leans) && !self.tokens.capital(at + 1) => {
                    self.put(from, at, Style::Dash, false);
                    open = None;
                }
                None if matches!(self.tokens.kind(at + 1), TokenKind::Stop | TokenKind::Comma) => {
                    open = Some(at + 2);
                }
                None if stop || self.tokens.capital(at + 1) => open = Some(at),
                _ => {}
            }
        }
        if let Some(from) = open {
            self.put(from, end, Style::Dash, false);
        }
        true
    }
}

/// Gives the style of a double mark and what it can do by its form alone.
fn directed(c: char) -> (Style, Role) {
    match c {
        '“' | '„' | '‟' => (Style::Double, Role::Open),
        '”' => (Style::Double, Role::Close),
        '«' | '‹' => (Style::Guillemet, Role::Open),
        '»' | '›' => (Style::Guillemet, Role::Close),
        '「' | '『' => (Style::Corner, Role::Open),
        '」' | '』' => (Style::Corner, Role::Close),
        _ => (Style::Double, Role::Either),
    }
}

/// Says whether `close` can close what `open` opened.
fn closes(open: char, close: char) -> bool {
    match open {
        '“' | '‟' => matches!(close, '”' | '"'),
        '„' => matches!(close, '“' | '”' | '"' | '‟'),
        '”' => close == '”',
        '«' => close == '»',
        '»' => close == '«',
        '‹' => close == '›',
        '›' => close == '‹',
        '「' => close == '」',
        '『' => close == '』',
        '"' | '＂' => matches!(close, '"' | '＂' | '”'),
        '‘' | '‛' => close == '’' || close == '\'',
        '‚' => matches!(close, '‘' | '’'),
        '`' | '\'' => close == '\'',
        _ => open == close,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lexicon::{Language, Lexicon};

    #[track_caller]
    fn check_in(language: Language, text: &str, want: &[&str]) {
        let tokens = Tokens::new(text, Span::new(0, text.len()), Lexicon::of(language));
        let marks = Marks::new(&tokens, language.has_dialogue_dash());
        let got: Vec<String> = marks
            .regions
            .iter()
            .map(|r| {
                let note = [("", ""), ("+", "")][usize::from(r.continues)].0;
                format!("{}{note}", tokens.slice(marks.span(&tokens, r)))
            })
            .collect();
        assert_eq!(got, want, "{text}");
    }

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        check_in(Language::English, text, want);
    }

    #[test]
    fn every_style() {
        check("He said “yes” and \"no\".", &["“yes”", "\"no\""]);
        check("He said ''yes, it's so'' twice.", &["''yes, it's so''"]);
        check(
            "Er sagte „ja“ und »nein« und ‚gut‘.",
            &["„ja“", "»nein«", "‚gut‘"],
        );
        check("Il a dit « oui » et ‹non›.", &["« oui »", "‹non›"]);
        check("Hon sade ”ja”.", &["”ja”"]);
        check("彼は「はい」と言った。", &["「はい」"]);
        check("A ‘yes’ and a 'no'.", &["‘yes’", "'no'"]);
    }

    #[test]
    fn apostrophes() {
        check("The voters' list isn't Anna's, it's 'em.", &[]);
        check("The '90s weren't the 'best' of times.", &["'best'"]);
        check(
            "He called it 'the voters' choice', no less.",
            &["'the voters' choice'"],
        );
        check("It’s the voters’ choice.", &[]);
        check("He is 6'2\" tall and \"proud\".", &["\"proud\""]);
    }

    #[test]
    fn nested_and_unbalanced() {
        check(
            "“She said ‘no’ to me,” he said.",
            &["“She said ‘no’ to me,”"],
        );
        check(
            "‘He told us “never again” and left,’ she said.",
            &["‘He told us “never again” and left,’"],
        );
        check(
            "‘I asked them and they said: “It’s the voters’ list.”’ She left.",
            &["‘I asked them and they said: “It’s the voters’ list.”’"],
        );
        check("In the ‘old town, “no” is the voters’ answer.", &["“no”"]);
        check("In ‘16 “no” was the voters’ answer.", &["“no”"]);
        check("\"One, \"two\".", &["\"One, ", "\"two\""].map(str::trim));
        check("“One. “Two.”", &["“One.", "“Two.”"]);
        check("No” way.", &[]);
        check("“One.\n“Two.”", &["“One.+", "“Two.”"]);
        check("\"\"\"\"", &[]);
    }

    #[test]
    fn dialogue() {
        check_in(
            Language::Russian,
            "— Мы готовы, — сказал министр. — Но не завтра.",
            &["— Мы готовы,", "— Но не завтра."],
        );
        check_in(
            Language::Spanish,
            "—No lo sé —dijo Ana—. Ya veremos.",
            &["—No lo sé", "Ya veremos."],
        );
        check_in(
            Language::French,
            "— Je sais, dit-elle. — Moi aussi.",
            &["— Je sais,", "— Moi aussi."],
        );
        check_in(Language::English, "— Hopes rise —", &[]);
    }
}
