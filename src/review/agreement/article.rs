//! What one article says about agreement: which statements are the same utterance, and what each annotator says of it.

use std::sync::Arc;

use super::Layer;
use super::continuum::Continuum;
use super::gamma;
use crate::model::codebook::Codebook;
use crate::model::id::StatementId;
use crate::model::span::Span;
use crate::model::statement::Statement;
use crate::model::text::Text;
use crate::review::align::{Match, is_same_person, matches};
use crate::review::group::grouped;

/// Represents one article and what annotators made of it.
#[derive(Clone, Debug)]
pub struct Coded<'a> {
    /// Its path.
    pub path: &'a str,
    /// Its date, `YYYY-MM-DD`, if it is known.
    pub date: Option<&'a str>,
    /// Its text.
    pub text: &'a Text,
    /// What is no part of its body.
    pub dimmed: &'a [Span],
    /// What each annotator has, in text order; none for who did not work on it.
    pub work: Vec<Option<&'a [Arc<Statement>]>>,
}

/// Says who is compared with whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// The places of the annotators whose agreement as a whole is computed.
    pub(super) overall: Vec<usize>,
    /// Every two annotators, by their places.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Gamma is computed if this is there, with chance that begins here.
    pub(super) gamma: Option<u64>,
}

/// What one article says about agreement.
#[derive(Clone, Debug)]
pub struct ArticleSums {
    pub(super) path: String,
    /// `YYYY-MM`.
    pub(super) month: Option<String>,
    pub(super) whole: Compared,
    /// The same of the statements on one target alone, by its id, sorted.
    pub(super) targets: Vec<(String, Compared)>,
}

/// Everybody and every two annotators, compared in one article; none where fewer than two of them worked on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Compared {
    pub(super) overall: Option<Measured>,
    pub(super) pairs: Vec<Option<Measured>>,
}

/// What was found in one article about some annotators.
#[derive(Clone, Debug, Default)]
pub(super) struct Measured {
    pub(super) detection: Detection,
    /// See [`Continuum::sums`].
    pub(super) marks: Vec<f64>,
    /// Of each layer, in the order of [`Layer::ALL`], units with what each annotator says.
    pub(super) rows: [Vec<Row>; Layer::ALL.len()],
    /// Gamma and how much there is of it: units of an annotator.
    pub(super) gamma: Option<(f64, f64)>,
}

/// Counts of statements; of more than two annotators, summed over every two.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Detection {
    /// What there is.
    pub(super) statements: f64,
    /// Those among them whose quote the other has with the same bounds.
    pub(super) exact: f64,
    /// Those that the other has.
    pub(super) matched: f64,
    /// Those that the other has with the same speaker, targets and stances.
    pub(super) frames: f64,
    /// The shares of text in common, over pairs of statements.
    pub(super) share: f64,
    /// Different utterances.
    pub(super) utterances: f64,
}

/// One unit of a layer: what each annotator says; none for who says nothing.
pub(super) type Row = Vec<Option<Rating>>;

/// What one annotator says of one unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rating {
    /// Names it.
    pub(super) key: String,
    /// It as a number, if it is one.
    pub(super) number: Option<f64>,
}

/// What two annotators say of one unit of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The first one's statement and the second one's.
    pub statements: [StatementId; 2],
    /// What each says: a kind, an id of the codebook or several, `scale/stance`; empty for nothing.
    pub said: [String; 2],
}

/// A statement, with what is compared of it.
struct Said<'a> {
    statement: &'a Statement,
    /// Its id or, where the registry is not used, the words that name it; empty where nobody is named.
    speaker: String,
    targets: String,
    labels: String,
    /// By target, sorted: the stance, if it is chosen.
    stances: Vec<(&'a str, Option<Rating>)>,
}

impl Panel {
    /// Compares so many annotators, every two and all together. The one at `gold` is compared with each other, and is not
    /// one of all.
    pub fn new(annotators: usize, gold: Option<usize>) -> Self {
        let overall = (0..annotators).filter(|place| Some(*place) != gold);
        let pairs = (0..annotators).flat_map(|a| (a + 1..annotators).map(move |b| (a, b)));
        Self {
            overall: overall.collect(),
            pairs: pairs.collect(),
            gamma: None,
        }
    }

    /// Computes gamma too, with chance that begins at a seed.
    #[must_use]
    pub fn with_gamma(self, seed: u64) -> Self {
        Self {
            gamma: Some(seed),
            ..self
        }
    }

    /// Tells whether two annotators are among those whose agreement as a whole is computed.
    pub(super) fn is_overall(&self, (a, b): (usize, usize)) -> bool {
        self.overall.contains(&a) && self.overall.contains(&b)
    }
}

impl ArticleSums {
    /// Compares what annotators made of one article; none if fewer than two worked on it.
    pub fn of(coded: &Coded<'_>, panel: &Panel, codebook: &Codebook) -> Option<Self> {
        if coded.work.iter().flatten().count() < 2 {
            return None;
        }
        let all = coded.work.iter().flatten().flat_map(|work| work.iter());
        let mut targets: Vec<&str> = all
            .flat_map(|statement| statement.stances.iter().map(|taken| &*taken.target))
            .collect();
        targets.sort_unstable();
        targets.dedup();
        let read = |only: Option<&str>| said(coded, codebook, only);
        let whole = compare(coded, &read(None), panel, panel.gamma);
        let on_target = |target: &str| {
            let said = read(Some(target));
            (target.to_owned(), compare(coded, &said, panel, None))
        };
        Some(Self {
            path: coded.path.to_owned(),
            month: coded.date.and_then(|date| date.get(..7)).map(str::to_owned),
            whole,
            targets: targets.into_iter().map(on_target).collect(),
        })
    }
}

/// Reads of each annotator's statements what is compared; of all, or of those on one target alone.
fn said<'a>(
    coded: &Coded<'a>,
    codebook: &Codebook,
    only: Option<&str>,
) -> Vec<Option<Vec<Said<'a>>>> {
    let is_meant = |statement: &Statement| {
        only.is_none_or(|target| {
            statement
                .stances
                .iter()
                .any(|taken| taken.target == *target)
        })
    };
    let mut all = Vec::with_capacity(coded.work.len());
    for work in &coded.work {
        all.push(work.map(|work| {
            let meant = work.iter().filter(|statement| is_meant(statement));
            meant
                .map(|one| Said::new(one, coded.text, codebook, only))
                .collect()
        }));
    }
    all
}

impl<'a> Said<'a> {
    fn new(statement: &'a Statement, text: &Text, codebook: &Codebook, only: Option<&str>) -> Self {
        let words = || {
            let mention = statement.speaker.as_ref()?.mention?;
            Some(format!("“{}”", text.slice(mention).to_lowercase()))
        };
        let id = statement.speaker_id().map(str::to_owned);
        let mut stances: Vec<(&str, Option<Rating>)> = statement
            .stances
            .iter()
            .filter(|taken| only.is_none_or(|target| taken.target == *target))
            .map(|taken| {
                let stance = taken.stance.as_deref();
                let rating = stance.map(|stance| rating(codebook, &taken.target, stance));
                (&*taken.target, rating)
            })
            .collect();
        stances.sort_by_key(|(target, _)| *target);
        let targets: Vec<&str> = stances.iter().map(|(target, _)| *target).collect();
        let mut labels: Vec<&str> = statement.labels.iter().map(|label| &**label).collect();
        labels.sort_unstable();
        labels.dedup();
        Self {
            statement,
            speaker: id.or_else(words).unwrap_or_default(),
            targets: targets.join(", "),
            labels: labels.join(", "),
            stances,
        }
    }
}

/// Returns a stance as it is compared: with its scale, since the same id on another is another; its polarity as a number.
fn rating(codebook: &Codebook, target: &str, stance: &str) -> Rating {
    let scale = codebook.scale_of(target);
    let entry = scale.and_then(|scale| scale.stances.iter().find(|entry| entry.id == *stance));
    let scale = scale.filter(|_| entry.is_some()).map(|scale| &*scale.id);
    Rating {
        key: format!("{}/{stance}", scale.unwrap_or_default()),
        number: entry.and_then(|entry| entry.polarity),
    }
}

/// Returns what two annotators, by their places, say on a layer of one article: a unit after the other, those on which they
/// agree too. Counted over articles by what they say, it is the confusion matrix; each leads to its statements.
pub fn choices(
    coded: &Coded<'_>,
    (a, b): (usize, usize),
    layer: Layer,
    codebook: &Codebook,
) -> Vec<Choice> {
    let said = said(coded, codebook, None);
    let owned = statements(&said);
    let (Some(ours), Some(theirs)) = (&owned[a], &owned[b]) else {
        return Vec::new();
    };
    let mut choices = Vec::new();
    for found in matches(ours, theirs) {
        let group = vec![at(&said, a, found.ours), at(&said, b, found.theirs)];
        let rows = &rows(&[group])[layer as usize];
        choices.extend(rows.iter().filter_map(|row| match &row[..] {
            [Some(one), Some(other)] => Some(Choice {
                statements: [ours[found.ours].id.clone(), theirs[found.theirs].id.clone()],
                said: [one.key.clone(), other.key.clone()],
            }),
            _ => None,
        }));
    }
    choices
}

fn statements<'a>(said: &[Option<Vec<Said<'a>>>]) -> Vec<Option<Vec<&'a Statement>>> {
    let mut all = Vec::with_capacity(said.len());
    for said in said {
        let said = said.as_ref();
        all.push(said.map(|said| said.iter().map(|said| said.statement).collect()));
    }
    all
}

/// Compares every two annotators, and all together.
fn compare(
    coded: &Coded<'_>,
    said: &[Option<Vec<Said<'_>>>],
    panel: &Panel,
    gamma: Option<u64>,
) -> Compared {
    let owned = statements(said);
    let work: Vec<Option<&[&Statement]>> = owned.iter().map(Option::as_deref).collect();
    let continuum = Continuum::new(coded.text, coded.dimmed, &work);
    let gamma_of = |members: &[usize]| {
        let lanes = members.iter().filter_map(|member| work[*member]);
        let lanes: Vec<&[&Statement]> = lanes.collect();
        gamma.and_then(|seed| gamma::of_statements(&lanes, coded.text, seed))
    };
    let mut found: Vec<((usize, usize), Vec<Match>)> = Vec::new();
    let pair = |&(a, b): &(usize, usize)| {
        let (ours, theirs) = (work[a]?, work[b]?);
        let matched = matches(ours, theirs);
        let members = [a, b];
        let groups: Vec<Vec<Option<&Said<'_>>>> = matched
            .iter()
            .map(|found| vec![at(said, a, found.ours), at(said, b, found.theirs)])
            .collect();
        let measured = Measured {
            detection: detection((ours, theirs), &matched, &groups),
            marks: continuum.sums(&members)?,
            rows: rows(&groups),
            gamma: gamma_of(&members),
        };
        found.push(((a, b), matched));
        Some(measured)
    };
    let pairs: Vec<Option<Measured>> = panel.pairs.iter().map(pair).collect();
    Compared {
        overall: overall(panel, said, &work, &pairs, found).and_then(|measured| {
            Some(Measured {
                marks: continuum.sums(&panel.overall)?,
                gamma: gamma_of(&panel.overall),
                ..measured
            })
        }),
        pairs,
    }
}

/// Compares all annotators, of whom every two are compared already.
fn overall(
    panel: &Panel,
    said: &[Option<Vec<Said<'_>>>],
    work: &[Option<&[&Statement]>],
    pairs: &[Option<Measured>],
    found: Vec<((usize, usize), Vec<Match>)>,
) -> Option<Measured> {
    let are_meant = panel.pairs.iter().zip(pairs);
    let counted = are_meant.filter(|(places, _)| panel.is_overall(**places));
    let mut detection: Option<Detection> = None;
    for (_, measured) in counted {
        let Some(measured) = measured else { continue };
        let sum = detection.get_or_insert_default();
        sum.statements += measured.detection.statements;
        sum.exact += measured.detection.exact;
        sum.matched += measured.detection.matched;
        sum.frames += measured.detection.frames;
        sum.share += measured.detection.share;
    }
    let mut detection = detection?;
    let found: Vec<((usize, usize), Vec<Match>)> = found
        .into_iter()
        .filter(|(places, _)| panel.is_overall(*places))
        .collect();
    // Who is not one of all has no statement in a group of all.
    let work: Vec<Option<&[&Statement]>> = work
        .iter()
        .enumerate()
        .map(|(place, work)| work.filter(|_| panel.overall.contains(&place)))
        .collect();
    let groups = grouped(&work, &found);
    detection.utterances = groups.len() as f64;
    let groups: Vec<Vec<Option<&Said<'_>>>> = groups
        .iter()
        .map(|group| {
            let place = |place: &usize| at(said, *place, group.members[*place]?);
            panel.overall.iter().map(place).collect()
        })
        .collect();
    Some(Measured {
        detection,
        rows: rows(&groups),
        ..Measured::default()
    })
}

fn at<'s, 'a>(
    said: &'s [Option<Vec<Said<'a>>>],
    annotator: usize,
    index: usize,
) -> Option<&'s Said<'a>> {
    said[annotator].as_ref()?.get(index)
}

/// Counts what two annotators have, and have in common.
fn detection(
    (ours, theirs): (&[&Statement], &[&Statement]),
    matched: &[Match],
    groups: &[Vec<Option<&Said<'_>>>],
) -> Detection {
    let both = matched.len() as f64;
    let statements = (ours.len() + theirs.len()) as f64;
    let is_frame = |group: &&Vec<Option<&Said<'_>>>| match &group[..] {
        [Some(our), Some(their)] => is_same_frame(our, their),
        _ => false,
    };
    Detection {
        statements,
        exact: 2.0 * same_quotes(ours, theirs) as f64,
        matched: 2.0 * both,
        frames: 2.0 * groups.iter().filter(is_frame).count() as f64,
        share: matched.iter().map(|found| found.share).sum(),
        utterances: statements - both,
    }
}

/// Counts the quotes that both have with the same bounds.
fn same_quotes(ours: &[&Statement], theirs: &[&Statement]) -> usize {
    let sorted = |work: &[&Statement]| -> Vec<Vec<Span>> {
        let mut quotes: Vec<Vec<Span>> = work.iter().map(|one| one.quote.clone()).collect();
        quotes.sort_unstable();
        quotes
    };
    let (ours, theirs) = (sorted(ours), sorted(theirs));
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(our), Some(their)) = (ours.get(i), theirs.get(j)) {
        match our.cmp(their) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, count) = (i + 1, j + 1, count + 1),
        }
    }
    count
}

fn is_same_frame(our: &Said<'_>, their: &Said<'_>) -> bool {
    let (a, b) = (our.statement, their.statement);
    is_same_person(a.speaker.as_ref(), b.speaker.as_ref())
        && our.targets == their.targets
        && our.stances == their.stances
}

/// Returns the units of each layer, of statements that are the same utterance: what fewer than two say something of, or
/// nobody filled in, is none.
fn rows(groups: &[Vec<Option<&Said<'_>>>]) -> [Vec<Row>; Layer::ALL.len()] {
    let mut layers: [Vec<Row>; Layer::ALL.len()] = Default::default();
    let named = |key: &str| Rating {
        key: key.to_owned(),
        number: None,
    };
    for group in groups {
        let said = group.iter().flatten();
        if said.clone().count() < 2 {
            continue;
        }
        let [kinds, speakers, targets, stances, labels] = &mut layers;
        let row = |of: &dyn Fn(&Said<'_>) -> Rating| -> Row {
            group.iter().map(|said| said.map(of)).collect()
        };
        kinds.push(row(&|said| named(said.statement.kind.name())));
        if said.clone().any(|said| said.statement.speaker.is_some()) {
            speakers.push(speaker_row(group));
        }
        if said.clone().any(|said| !said.targets.is_empty()) {
            targets.push(row(&|said| named(&said.targets)));
        }
        if said.clone().any(|said| !said.labels.is_empty()) {
            labels.push(row(&|said| named(&said.labels)));
        }
        stances.extend(stance_rows(group));
    }
    layers
}

/// Returns who each annotator says speaks. Where the registry is not used, words of the article that overlap are the same
/// speaker, by the words of the first who marked them.
fn speaker_row(group: &[Option<&Said<'_>>]) -> Row {
    let is_marked_only = |said: &Said<'_>| {
        let who = said.statement.speaker.as_ref();
        who.is_some_and(|who| who.name.is_none())
    };
    let mut row: Row = Vec::with_capacity(group.len());
    for (place, said) in group.iter().enumerate() {
        let Some(said) = *said else {
            row.push(None);
            continue;
        };
        let who = said.statement.speaker.as_ref();
        let mut earlier = group[..place].iter().flatten();
        let same = earlier.position(|earlier| {
            is_marked_only(said)
                && is_marked_only(earlier)
                && is_same_person(earlier.statement.speaker.as_ref(), who)
        });
        let known = same.and_then(|at| row.iter().flatten().nth(at));
        let key = known.map_or(&said.speaker, |known| &known.key).clone();
        row.push(Some(Rating { key, number: None }));
    }
    row
}

/// Returns the stances of one utterance: a unit for each target on which two have one.
fn stance_rows(group: &[Option<&Said<'_>>]) -> Vec<Row> {
    let all = group.iter().flatten().flat_map(|said| &said.stances);
    let mut targets: Vec<&str> = all.map(|(target, _)| *target).collect();
    targets.sort_unstable();
    targets.dedup();
    let row = |target: &&str| -> Row {
        let stance = |said: &Said<'_>| {
            let found = said.stances.iter().find(|(known, _)| known == target);
            found.and_then(|(_, rating)| rating.clone())
        };
        group.iter().map(|said| said.and_then(stance)).collect()
    };
    let rows = targets.iter().map(row);
    rows.filter(|row| row.iter().flatten().count() > 1)
        .collect()
}
