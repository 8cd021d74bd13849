//! Candidates for statements: what the sequence model reads, at its best and a bit bolder, and what the rules found.
//! Each is described by numbers, from which `rank` says how likely it is right; the likeliest that do not overlap win.

use super::super::score;
use super::decode::LABELS;
use super::link::Statement;
use super::rank::Features;
use super::units::{Article, Class, Counter, Unit, label, mix};

/// A candidate.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidate {
    pub statement: Statement,
    /// Who found it, one bit each.
    pub origin: u8,
    /// The number from 1 of the rules' attribution that is meant, or that overlaps it most.
    pub rule: usize,
    /// The share of units that it has in common with that.
    pub agrees: f32,
    pub features: Features,
    /// The source that the rules give it.
    pub given: Option<(usize, usize)>,
    /// How sure the pick of its source was.
    pub sure_source: f32,
    /// How likely it is right.
    pub p: f32,
}

/// Found by the model at its best.
pub(super) const BY_MODEL: u8 = 1;
/// Found by the model when bold.
pub(super) const BOLDLY: u8 = 2;
/// Found by the rules.
const BY_RULES: u8 = 4;
/// Part of a statement that these found.
const PART: u8 = 8;
/// A statement with the one after it, which has no cue of its own.
const JOINED: u8 = 16;

/// No more of the rules' statements than this are compared with one candidate.
const MOST_RIVALS: usize = 8;

/// Statements of more parts than this are not taken apart.
const MOST_PARTS: usize = 6;

/// The farthest that statements may lie apart to be joined, in units.
const FARTHEST: usize = 30;

impl Candidate {
    /// Copies all but the features, which are many.
    pub(super) fn without_features(&self) -> Self {
        Self {
            statement: self.statement.clone(),
            features: Features::default(),
            ..*self
        }
    }
}

/// The marginals of a whole article, per unit.
pub(super) type Marginals = [[f32; LABELS]];

/// Gives the share of units that two contents, each in order, have in common.
fn jaccard(a: &[(usize, usize)], b: &[(usize, usize)]) -> f32 {
    let size = |r: &[(usize, usize)]| r.iter().map(|r| r.1 - r.0).sum::<usize>();
    let (mut x, mut y, mut common) = (0, 0, 0);
    while let (Some(p), Some(q)) = (a.get(x), b.get(y)) {
        common += p.1.min(q.1).saturating_sub(p.0.max(q.0));
        if p.1 <= q.1 {
            x += 1;
        } else {
            y += 1;
        }
    }
    let all = size(a) + size(b) - common;
    if all == 0 {
        0.0
    } else {
        common as f32 / all as f32
    }
}

/// Collects the candidates of an article: `read` by the model, each with who found it, then the rules' own.
pub(super) fn collect(
    article: &Article<'_>,
    read: Vec<(Statement, u8)>,
    rules: &[Statement],
) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::with_capacity(read.len() + rules.len());
    // Candidates of one paragraph come together, so a map by the first unit finds those alike.
    let mut at: Counter<Vec<usize>> = Counter::default();
    let of_rules = rules.iter().map(|s| (s.clone(), BY_RULES));
    let whole: Vec<(Statement, u8)> = read.into_iter().chain(of_rules).collect();
    // The parts of a statement in several parts may be statements of their own.
    let parts: Vec<(Statement, u8)> = whole
        .iter()
        .filter(|(s, _)| (2..=MOST_PARTS).contains(&s.content.len()))
        .flat_map(|(s, _)| {
            s.content.iter().map(|c| {
                (
                    Statement {
                        content: vec![*c],
                        ..s.clone()
                    },
                    PART,
                )
            })
        })
        .collect();
    let joined = joined(&whole);
    for (statement, origin) in whole.into_iter().chain(parts).chain(joined) {
        if statement.content.is_empty() || statement.content.iter().any(|c| c.0 >= c.1) {
            continue;
        }
        let same = at
            .entry(u32::try_from(statement.content[0].0).unwrap_or(u32::MAX))
            .or_default();
        let alike = |n: &usize| {
            all[*n].statement.content == statement.content && all[*n].statement.cue == statement.cue
        };
        let Some(number) = same.iter().copied().find(alike) else {
            same.push(all.len());
            let given = statement.source;
            all.push(Candidate {
                statement,
                origin,
                given,
                ..Candidate::default()
            });
            continue;
        };
        all[number].origin |= origin;
        all[number].given = all[number].given.or(statement.source);
    }
    relate(article, rules, &mut all);
    all
}

/// Joins statements that one reading found with the next one when that has no cue: `“…,” she said. “…”`.
fn joined(whole: &[(Statement, u8)]) -> Vec<(Statement, u8)> {
    let mut out = Vec::new();
    for pair in whole.windows(2) {
        let [(one, by), (next, by_next)] = pair else {
            continue;
        };
        let after = next
            .content
            .first()
            .zip(one.content.last())
            .is_some_and(|(n, o)| n.0 >= o.1 && n.0 < o.1 + FARTHEST);
        let cue_between = one
            .cue
            .is_some_and(|c| next.content.first().is_some_and(|n| c.1 <= n.0));
        if by == by_next
            && next.cue.is_none()
            && cue_between
            && after
            && one.content.len() + next.content.len() <= MOST_PARTS
        {
            let content = one.content.iter().chain(&next.content).copied().collect();
            out.push((
                Statement {
                    content,
                    ..one.clone()
                },
                JOINED,
            ));
        }
    }
    out
}

/// Finds, for each candidate, the rules' statement that shares the most with it.
fn relate(article: &Article<'_>, rules: &[Statement], all: &mut [Candidate]) {
    let mut rule_of = vec![0_usize; article.units.len()];
    for (number, rule) in (1..).zip(rules) {
        for range in &rule.content {
            rule_of[range.0..range.1].fill(number);
        }
    }
    for candidate in all {
        let mut best = (0.0, 0);
        let (mut last, mut rivals) = (0, 0);
        for unit in candidate.statement.content.iter().flat_map(|c| c.0..c.1) {
            let number = rule_of[unit];
            if number == last || number == 0 {
                continue;
            }
            last = number;
            rivals += 1;
            if rivals > MOST_RIVALS {
                break;
            }
            let share = jaccard(&candidate.statement.content, &rules[number - 1].content);
            if share > best.0 {
                best = (share, number);
            }
        }
        (candidate.agrees, candidate.rule) = best;
    }
}

fn step(p: f32) -> u32 {
    const STEPS: [f32; 9] = [0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97];
    u32::try_from(STEPS.iter().filter(|s| p >= **s).count()).unwrap_or(0)
}

fn length(n: usize) -> u32 {
    match n {
        0..=3 => u32::try_from(n).unwrap_or(0),
        4..=5 => 4,
        6..=8 => 5,
        9..=13 => 6,
        14..=22 => 7,
        _ => 8,
    }
}

/// Gives the probability that a unit carries one of a sort's two labels.
fn of_sort(p: &[f32; LABELS], sort: u8) -> f32 {
    p[usize::from(sort)] + p[usize::from(sort) + 1]
}

/// Describes every candidate.
pub(super) fn describe(article: &Article<'_>, marginals: &Marginals, all: &mut [Candidate]) {
    for candidate in all {
        candidate.features = features(&Facts::new(article, marginals, candidate));
    }
}

/// What the features of a candidate are made of.
struct Facts<'a> {
    units: &'a [Unit],
    statement: &'a Statement,
    origin: u32,
    /// Its first unit and its last.
    first: usize,
    last: usize,
    size: usize,
    /// 0 without quotation, 1 all in quotation marks, 2 partly.
    kind: u32,
    /// The mean and the least probability that its units are content.
    mean: f32,
    lowest: f32,
    /// The probability that it starts where it does, and that it goes on after its end.
    begin: f32,
    goes_on: f32,
    cue: f32,
    source: f32,
    /// The rule that it agrees with, how often that is right, and how much it agrees.
    pattern: u32,
    rule: f32,
    agrees: f32,
}

impl<'a> Facts<'a> {
    fn new(article: &'a Article<'_>, marginals: &Marginals, c: &'a Candidate) -> Self {
        let units = &article.units;
        let content = &c.statement.content;
        let (first, last) = (content[0].0, content[content.len() - 1].1 - 1);
        let (mut sum, mut lowest, mut size, mut quoted, mut plain) =
            (0.0_f32, 1.0_f32, 0, false, false);
        for unit in content.iter().flat_map(|c| c.0..c.1) {
            let p = of_sort(&marginals[unit], label::CONTENT);
            sum += p;
            lowest = lowest.min(p);
            size += 1;
            quoted |= units[unit].class == Class::Quotation;
            plain |= matches!(units[unit].class, Class::Word | Class::Name);
        }
        let found = c.rule.checked_sub(1).and_then(|r| article.found.get(r));
        let mean_of = |range: Option<(usize, usize)>, sort| {
            range.map_or(0.0, |r| mean_of(marginals, r, sort))
        };
        Self {
            units,
            statement: &c.statement,
            origin: u32::from(c.origin),
            first,
            last,
            size,
            kind: if quoted { 1 + u32::from(plain) } else { 0 },
            mean: sum / size.max(1) as f32,
            lowest,
            begin: marginals[first][usize::from(label::CONTENT)],
            goes_on: marginals
                .get(last + 1)
                .map_or(0.0, |p| p[usize::from(label::CONTENT) + 1]),
            cue: mean_of(c.statement.cue, label::CUE),
            source: mean_of(c.statement.source, label::SOURCE),
            pattern: found.map_or(99, |f| f.pattern as u32),
            rule: found.map_or(0.0, |f| score::score(&article.tokens, f)),
            agrees: c.agrees,
        }
    }
}

fn features(facts: &Facts<'_>) -> Features {
    let mut f = Features::default();
    numbers(facts, &mut f);
    let mut flags = Flags {
        features: &mut f,
        template: 20,
    };
    probabilities(facts, &mut flags);
    parts(facts, &mut flags);
    words(facts, &mut flags);
    shape(facts, &mut flags);
    f
}

/// Collects flags under running numbers.
struct Flags<'a> {
    features: &'a mut Features,
    template: u32,
}

impl Flags<'_> {
    fn put(&mut self, a: u32, b: u32) {
        self.template += 1;
        self.features.flag(mix(mix(self.template, a), b));
    }
}

fn numbers(x: &Facts<'_>, f: &mut Features) {
    let rule = logit(x.rule.max(0.02)) * x.agrees;
    f.value(1, 1.0);
    f.value(2, logit(x.mean));
    f.value(3, logit(x.lowest));
    f.value(4, logit(x.begin));
    f.value(5, logit(1.0 - x.goes_on));
    f.value(6, logit(x.cue));
    f.value(7, logit(x.source));
    f.value(8, rule);
    f.value(mix(9, x.kind), logit(x.mean));
    f.value(mix(10, x.origin), logit(x.mean));
    f.value(mix(11, x.kind), logit(x.lowest));
    f.value(mix(12, x.kind), rule);
}

fn probabilities(x: &Facts<'_>, f: &mut Flags<'_>) {
    let agrees = step(x.agrees);
    f.put(x.origin, x.kind);
    f.put(x.pattern, agrees);
    f.put(x.pattern, x.origin);
    f.put(step(x.mean), step(x.lowest));
    f.put(step(x.begin), step(x.goes_on));
    f.put(step(x.cue), step(x.source));
    f.put(step(x.mean), x.kind);
    f.put(step(x.cue), x.kind);
    f.put(step(x.mean), x.origin * 16 + agrees);
    f.put(step(x.lowest), x.origin * 16 + agrees);
    f.put(length(x.size), x.kind);
    f.put(length(x.size), step(x.mean));
    f.put(step(x.statement.sure_cue), x.kind);
}

/// Describes what stands between the last two parts of a statement, and their sizes.
fn parts(x: &Facts<'_>, f: &mut Flags<'_>) {
    let [.., one, last] = x.statement.content.as_slice() else {
        f.template += 5;
        return;
    };
    let class = |at: usize| x.units[at].class as u32;
    let (ends, starts) = (class(last.0 - 1), class(last.0));
    let apart = x.units[last.0]
        .sentence
        .wrapping_sub(x.units[one.1 - 1].sentence)
        .min(3);
    let cue = x.statement.cue.map_or(9, |q| {
        u32::from(q.0 >= one.1) * 2 + u32::from(q.1 <= last.0)
    });
    f.put(ends, starts);
    f.put(apart, x.origin);
    f.put(apart, ends);
    f.put(length(last.1 - last.0), length(one.1 - one.0));
    f.put(length(last.0 - one.1), cue);
}

fn words(x: &Facts<'_>, f: &mut Flags<'_>) {
    let (cue, source) = (x.statement.cue, x.statement.source);
    let (before, after) = (
        x.first.checked_sub(1).map(|u| &x.units[u]),
        x.units.get(x.last + 1),
    );
    f.put(cue.map_or(0, |r| x.units[r.0].word), 0);
    f.put(cue.map_or(0, |r| x.units[r.1 - 1].word), x.kind.min(1));
    f.put(x.units[x.first].word, 0);
    f.put(x.units[x.first].tag, 0);
    f.put(x.units[x.last].tag, 0);
    f.put(after.map_or(0, |u| u.word), 1);
    f.put(after.map_or(0, |u| u.tag), x.units[x.last].tag);
    f.put(before.map_or(0, |u| u.word), 0);
    f.put(before.map_or(0, |u| u.tag), x.units[x.first].tag);
    f.put(
        source.map_or(0, |r| x.units[r.1 - 1].tag),
        u32::from(cue.is_some()),
    );
    f.put(source.map_or(0, |r| x.units[r.0].word), 0);
}

fn shape(x: &Facts<'_>, f: &mut Flags<'_>) {
    let cue = x.statement.cue;
    let strength = cue.map_or(9, |r| {
        u32::from(
            x.units[r.0..r.1]
                .iter()
                .map(|u| u.strength)
                .max()
                .unwrap_or(0),
        )
    });
    let side = cue.map_or(9, |q| {
        u32::from(q.0 > x.first) + 2 * u32::from(q.0 < x.last)
    });
    let apart = cue.map_or(9, |q| {
        length(if q.0 > x.last {
            q.0 - x.last
        } else {
            x.first.saturating_sub(q.1)
        })
    });
    let parts = u32::try_from(x.statement.content.len()).unwrap_or(u32::MAX);
    f.put(strength, x.kind);
    f.put(parts.min(4), x.kind);
    f.put(side, x.kind);
    f.put(side, strength);
    f.put(apart, side);
    f.put(
        x.units[x.last]
            .sentence
            .wrapping_sub(x.units[x.first].sentence)
            .min(3),
        x.kind,
    );
    f.put(cue.map_or(9, |q| length(q.1 - q.0)), x.kind);
    f.put(x.units[x.first].sentence.min(1), x.origin);
}

fn mean_of(marginals: &Marginals, range: (usize, usize), sort: u8) -> f32 {
    let sum: f32 = marginals[range.0..range.1]
        .iter()
        .map(|p| of_sort(p, sort))
        .sum();
    sum / (range.1 - range.0).max(1) as f32
}

fn logit(p: f32) -> f32 {
    let p = p.clamp(0.002, 0.998);
    (p / (1.0 - p)).ln() / 3.0
}

/// Keeps the likeliest candidates that are at least `threshold` likely and overlap none that is likelier.
pub(super) fn choose(units: usize, mut all: Vec<Candidate>, threshold: f32) -> Vec<Candidate> {
    all.retain(|c| c.p >= threshold);
    all.sort_by(|a, b| {
        b.p.total_cmp(&a.p)
            .then_with(|| a.statement.content.cmp(&b.statement.content))
    });
    let mut taken = vec![false; units];
    let mut kept: Vec<Candidate> = Vec::with_capacity(all.len());
    for candidate in all {
        let free = candidate
            .statement
            .content
            .iter()
            .all(|c| taken[c.0..c.1].iter().all(|t| !t));
        if free {
            for range in &candidate.statement.content {
                taken[range.0..range.1].fill(true);
            }
            kept.push(candidate);
        }
    }
    kept.sort_by_key(|c| (c.statement.content[0], c.statement.cue));
    kept
}
