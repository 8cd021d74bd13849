//! The features of a unit, each a number: words, forms and parts of speech around it, what the rules say there, and
//! where the strong cues of its sentence stand.

use super::units::{Article, Class, Unit, mix};

/// What is known of the units of one paragraph beside themselves.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// For each unit: distance to and word of the nearest strong cue to the left and right in its sentence.
    near: Vec<[(u32, u32); 2]>,
    /// For each unit: what its sentence holds.
    sentence: Vec<u32>,
}

/// The strength from which a word counts as a strong cue.
const STRONG: u8 = 3;

fn distance(n: usize) -> u32 {
    match n {
        0..=4 => u32::try_from(n).unwrap_or(0),
        5..=7 => 5,
        8..=14 => 6,
        _ => 7,
    }
}

impl Context {
    /// Reads the units `from..to`, a paragraph.
    pub(super) fn read(&mut self, units: &[Unit]) {
        self.near.clear();
        self.near.resize(units.len(), [(9, 0); 2]);
        self.sentence.clear();
        self.sentence.resize(units.len(), 0);
        let mut from = 0;
        while from < units.len() {
            let number = units[from].sentence;
            let to = units[from..]
                .iter()
                .position(|u| u.sentence != number)
                .map_or(units.len(), |n| from + n);
            self.sentence(units, from, to);
            from = to;
        }
    }

    fn sentence(&mut self, units: &[Unit], from: usize, to: usize) {
        let mut last: Option<usize> = None;
        for at in from..to {
            if let Some(l) = last {
                self.near[at][0] = (distance(at - l), units[l].word);
            }
            if units[at].strength >= STRONG {
                last = Some(at);
            }
        }
        let mut next: Option<usize> = None;
        for at in (from..to).rev() {
            if let Some(n) = next {
                self.near[at][1] = (distance(n - at), units[n].word);
            }
            if units[at].strength >= STRONG {
                next = Some(at);
            }
        }
        let inside = &units[from..to];
        let quotes = inside
            .iter()
            .filter(|u| u.class == Class::Quotation)
            .count()
            .min(2);
        let cues = inside
            .iter()
            .filter(|u| u.rule == super::units::label::CUE)
            .count()
            .min(2);
        let best = inside.iter().map(|u| u.strength).max().unwrap_or(0);
        let code = u32::try_from(quotes * 3 + cues).unwrap_or(0) * 8 + u32::from(best.min(7));
        self.sentence[from..to].fill(code);
    }
}

/// Stands for what lies beyond the paragraph.
const EDGE: Unit = Unit {
    from: 0,
    to: 0,
    class: Class::Other,
    word: 1,
    prefix: 1,
    suffix3: 1,
    suffix2: 1,
    shape: 99,
    tag: 999,
    frames: 0,
    rule: 99,
    pattern: 99,
    sentence: 0,
    place: 0,
    known: 0,
    strength: 0,
};

/// Collects numbers under running template numbers.
struct Sink<'a> {
    out: &'a mut Vec<u32>,
    template: u32,
}

impl Sink<'_> {
    fn one(&mut self, a: u32) {
        self.template += 1;
        self.out
            .push(mix(mix(self.template.wrapping_mul(0x85eb_ca6b), a), 0x27d4));
    }

    fn two(&mut self, a: u32, b: u32) {
        self.template += 1;
        self.out.push(mix(
            mix(mix(self.template.wrapping_mul(0x85eb_ca6b), a), b),
            0x27d4,
        ));
    }

    fn three(&mut self, a: u32, b: u32, c: u32) {
        self.template += 1;
        self.out.push(mix(
            mix(mix(mix(self.template.wrapping_mul(0x85eb_ca6b), a), b), c),
            0x27d4,
        ));
    }
}

/// A unit and its neighbours.
struct Window<'a> {
    c: &'a Unit,
    l: [&'a Unit; 3],
    r: [&'a Unit; 3],
}

fn rule(u: &Unit) -> u32 {
    u32::from(u.rule)
}

/// Gives the rules' label together with the pattern that it comes from.
fn pattern(u: &Unit) -> u32 {
    u32::from(u.rule) * 64 + u32::from(u.pattern)
}

/// Appends the features of the unit at `at` of the paragraph `units` to `out`.
pub(super) fn extract(
    article: &Article<'_>,
    units: &[Unit],
    context: &Context,
    at: usize,
    out: &mut Vec<u32>,
) {
    let get = |offset: isize| {
        at.checked_add_signed(offset)
            .and_then(|i| units.get(i))
            .unwrap_or(&EDGE)
    };
    let window = Window {
        c: get(0),
        l: [get(-1), get(-2), get(-3)],
        r: [get(1), get(2), get(3)],
    };
    let mut sink = Sink { out, template: 0 };
    sink.one(0);
    words(&window, &mut sink);
    tags(&window, &mut sink);
    rules(&window, &mut sink);
    cues(&window, context.near[at], &mut sink);
    place(article, window.c, context.sentence[at], &mut sink);
}

fn words(Window { c, l, r }: &Window<'_>, s: &mut Sink<'_>) {
    for u in [c, l[0], l[1], l[2], r[0], r[1], r[2]] {
        s.one(u.word);
    }
    s.two(l[0].word, c.word);
    s.two(c.word, r[0].word);
    s.two(l[1].word, l[0].word);
    s.two(r[0].word, r[1].word);
    s.two(l[0].word, r[0].word);
    for u in [c, l[0], r[0]] {
        s.one(u.suffix3);
        s.one(u.suffix2);
        s.one(u.prefix);
        s.one(u.shape);
    }
    s.three(l[0].shape, c.shape, r[0].shape);
}

fn tags(Window { c, l, r }: &Window<'_>, s: &mut Sink<'_>) {
    for u in [c, l[0], l[1], l[2], r[0], r[1], r[2]] {
        s.one(u.tag);
    }
    s.two(l[0].tag, c.tag);
    s.two(c.tag, r[0].tag);
    s.two(l[1].tag, l[0].tag);
    s.two(r[0].tag, r[1].tag);
    s.three(l[1].tag, l[0].tag, c.tag);
    s.three(l[0].tag, c.tag, r[0].tag);
    s.three(c.tag, r[0].tag, r[1].tag);
    s.two(c.word, r[0].tag);
    s.two(l[0].tag, c.word);
    s.two(l[0].word, c.tag);
    s.two(c.tag, r[0].word);
    s.two(c.frames, r[0].tag);
    s.two(l[0].frames, c.tag);
    s.one(c.frames);
}

fn rules(Window { c, l, r }: &Window<'_>, s: &mut Sink<'_>) {
    for u in [c, l[0], r[0]] {
        s.one(pattern(u));
    }
    s.two(rule(l[1]), rule(r[1]));
    s.three(rule(l[0]), rule(c), rule(r[0]));
    s.two(pattern(c), c.word);
    s.two(rule(c), c.tag);
    s.two(pattern(c), pattern(l[0]));
    s.two(pattern(c), pattern(r[0]));
    s.three(rule(c), l[0].tag, r[0].tag);
    s.three(rule(c), rule(l[0]), l[0].word);
}

fn cues(Window { c, l, r }: &Window<'_>, [left, right]: [(u32, u32); 2], s: &mut Sink<'_>) {
    let strength = |u: &Unit| u32::from(u.strength);
    for u in [c, l[0], l[1], r[0], r[1]] {
        s.one(strength(u));
    }
    s.three(strength(l[0]), strength(c), strength(r[0]));
    s.two(strength(c), c.tag);
    s.two(strength(c), pattern(c));
    s.two(strength(l[0]), c.tag);
    s.two(left.0, right.0);
    s.two(left.0, left.1);
    s.two(right.0, right.1);
    s.one(left.1);
    s.one(right.1);
    s.three(left.0, right.0, rule(c));
    s.three(left.0, right.0, c.tag);
    s.two(left.0, c.word);
    s.two(right.0, c.word);
    s.two(left.1, c.tag);
    s.two(right.1, c.tag);
}

/// Adds what the sentence and the article say of a unit.
fn place(article: &Article<'_>, c: &Unit, sentence: u32, s: &mut Sink<'_>) {
    s.one(sentence);
    s.two(sentence, rule(c));
    s.two(sentence, c.tag);
    s.one(c.place.min(6));
    s.two(c.place.min(3), c.tag);
    s.two(c.place.min(3), c.word);
    s.two(u32::from(c.known), c.tag);
    s.two(u32::from(c.known), rule(c));
    let first = article.units.first().map_or(0, |u| u.sentence);
    s.two(u32::from(c.sentence == first), c.tag);
    s.two(u32::from(c.sentence == first), rule(c));
}
