//! Twins: articles that run the same copy, edited.
//!
//! How they are found (the whole of it, with its sources, is in `docs/twins.md`): a text is a sequence of words without case
//! and punctuation (`words`), and a set of runs of four of them, the shingles of Broder (1997). An inverted index of all runs
//! says which texts share any (`index`), and for those it is counted exactly how much of each the other has (`likeness`):
//! containment, not resemblance, since a short item within a longer piece is a twin. Pairs make groups (`groups`). Nothing
//! is estimated as long as a project has fewer than sixteen million runs, and nothing depends on chance or on the order in
//! which articles come.

mod changes;
mod groups;
mod index;
mod likeness;
mod words;

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::thread;

use crate::corpus::Corpus;
use crate::corpus::pool::Pool;
use crate::corpus::walk::{Progress, Visit};
use crate::model::article::Article;
use crate::model::problem::Problem;
use crate::store::Store;
use index::Index;
use likeness::{Pair, Sketch};

pub use changes::{Changes, Replaced, changes};

/// Threads at most.
const MOST_THREADS: usize = 8;

/// Texts that are held against others at a time.
const BATCH: usize = 64;

/// Represents an article as its twins are told by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// Path within the project.
    pub path: String,
    /// The headline.
    pub title: Option<String>,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The paper, agency or site.
    pub publisher: Option<String>,
    /// What stands for each word of its body.
    words: Vec<u32>,
}

/// Represents the twins of a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Twins {
    /// Groups of articles that share copy, in the order of their first articles by path. An article is in one at most.
    pub groups: Vec<Group>,
    /// Pairs that share copy and are in no group together: a digest, and a story in it. In order.
    pub links: Vec<Link>,
    /// How many articles there were to look at.
    pub articles: usize,
    /// For each article that is in a group the place of that group.
    of: BTreeMap<String, usize>,
}

/// Represents articles that share copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The articles, at least two, by date and then by path; those without a date come last.
    pub members: Vec<Member>,
    /// How alike they are: the least of the members' likenesses.
    pub likeness: f32,
}

/// Represents an article of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Path within the project.
    pub path: String,
    /// The headline.
    pub title: Option<String>,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The paper, agency or site.
    pub publisher: Option<String>,
    /// How many words it has.
    pub words: usize,
    /// How much of it and of the most alike other member one has of the other, from 0 to 1: of the two shares the greater.
    pub likeness: f32,
}

/// Represents two articles that share copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Paths of the two, in order.
    pub paths: [String; 2],
    /// What share of one the other has, of the one that is shared more, from 0 to 1.
    pub likeness: f32,
}

impl Piece {
    /// Makes one of an article.
    pub fn new(article: &Article) -> Self {
        // An English word takes about six bytes.
        let mut words = Vec::with_capacity(article.text.len() / 6 + 8);
        words::each(&article.text, &article.dimmed, |word| words.push(word.key));
        words.shrink_to_fit();
        let meta = &article.meta;
        Self {
            path: article.path.clone(),
            title: meta.title.clone(),
            date: meta.date.clone(),
            publisher: meta.publisher.clone(),
            words,
        }
    }
}

impl Twins {
    /// Finds the twins among articles, in whatever order they come.
    pub fn of(mut pieces: Vec<Piece>) -> Self {
        pieces.sort_by(|one, other| one.path.cmp(&other.path));
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let pairs = pairs(&pieces, &Pool::new(threads.min(MOST_THREADS)));
        let grouped = groups::groups(pieces.len(), &pairs);
        let mut places = vec![None; pieces.len()];
        let mut of = BTreeMap::new();
        for (place, group) in grouped.iter().enumerate() {
            for &piece in group {
                places[piece] = Some(place);
                of.insert(pieces[piece].path.clone(), place);
            }
        }
        let mut likenesses = vec![0.0_f32; pieces.len()];
        let mut links = Vec::new();
        for pair in &pairs {
            let [one, other] = pair.texts;
            if places[one].is_some() && places[one] == places[other] {
                for text in pair.texts {
                    likenesses[text] = likenesses[text].max(pair.likeness());
                }
            } else {
                links.push(Link {
                    paths: pair.texts.map(|text| pieces[text].path.clone()),
                    likeness: pair.likeness(),
                });
            }
        }
        links.sort_by(|one, other| one.paths.cmp(&other.paths));
        let member = |&piece: &usize| Member::new(&pieces[piece], likenesses[piece]);
        let group = |group: &Vec<usize>| Group::new(group.iter().map(member).collect());
        Self {
            groups: grouped.iter().map(group).collect(),
            links,
            articles: pieces.len(),
            of,
        }
    }

    /// Returns the group that an article is in.
    pub fn group_of(&self, path: &str) -> Option<&Group> {
        self.of.get(path).and_then(|&place| self.groups.get(place))
    }

    /// Returns how many articles are in groups.
    pub fn grouped(&self) -> usize {
        self.of.len()
    }

    /// Returns the articles that hang together, by groups and links, in order: what is on the two sides of a split shares no
    /// copy if no such family is on both.
    pub fn families(&self) -> Vec<Vec<&str>> {
        let links = self.links.iter().map(|link| link.paths.each_ref());
        let groups = self.groups.iter();
        let members = groups.flat_map(|group| group.members.windows(2));
        let neighbours = members.map(|two| [&two[0].path, &two[1].path]);
        let mut near: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for [one, other] in links.chain(neighbours) {
            near.entry(one).or_default().push(other);
            near.entry(other).or_default().push(one);
        }
        let mut families = Vec::new();
        while let Some((first, mut waiting)) = near.pop_first() {
            let mut family = vec![first];
            while let Some(path) = waiting.pop() {
                if let Some(more) = near.remove(path) {
                    family.push(path);
                    waiting.extend(more);
                }
            }
            family.sort_unstable();
            families.push(family);
        }
        families
    }

    /// Returns what each version says otherwise than the first one of its group, group by group: none for the first one, and
    /// where one cannot be read any more or is too long.
    pub fn changes(&self, store: &Store) -> Vec<Vec<Option<Changes>>> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let pool = Pool::new(threads.min(MOST_THREADS));
        pool.map(0..self.groups.len(), |place| {
            let mut members = self.groups[place].members.iter();
            let read = |member: &Member| store.read_article(&member.path).ok();
            let first = members.next().and_then(read);
            let of_first = std::iter::once(None);
            let changes = |member: &Member| changes(first.as_ref()?, &read(member)?);
            of_first.chain(members.map(changes)).collect()
        })
    }
}

impl Group {
    fn new(mut members: Vec<Member>) -> Self {
        members.sort_by(|one, other| {
            let key = |member: &Member| member.date.is_none();
            let by_date = key(one).cmp(&key(other)).then(one.date.cmp(&other.date));
            by_date.then_with(|| one.path.cmp(&other.path))
        });
        let likeness = members.iter().map(|member| member.likeness);
        Self {
            likeness: likeness.fold(1.0, f32::min),
            members,
        }
    }
}

impl Member {
    fn new(piece: &Piece, likeness: f32) -> Self {
        Self {
            path: piece.path.clone(),
            title: piece.title.clone(),
            date: piece.date.clone(),
            publisher: piece.publisher.clone(),
            words: piece.words.len(),
            likeness,
        }
    }
}

/// Finds the twins of a project, and names the articles that cannot be read. None if `progress` ended it.
pub fn find(corpus: Corpus, progress: Progress<'_>) -> Option<(Twins, Vec<Problem>)> {
    let (mut pieces, mut problems) = (Vec::new(), Vec::new());
    let make = |visit: Visit<'_>| visit.article.map(|article| Piece::new(&article));
    let take = |made: Result<Piece, Problem>| {
        match made {
            Ok(piece) => pieces.push(piece),
            Err(problem) => problems.push(problem),
        }
        ControlFlow::Continue(())
    };
    let walked = corpus.walk(&[], progress, make, take);
    walked.is_continue().then(|| (Twins::of(pieces), problems))
}

/// Returns the pairs of texts of which one has a good part of the other, in order.
fn pairs(pieces: &[Piece], pool: &Pool) -> Vec<Pair> {
    let words: Vec<&[u32]> = pieces.iter().map(|piece| piece.words.as_slice()).collect();
    let index = Index::new(&words, pool);
    // Only of texts that share runs with another.
    let sketches: Vec<OnceLock<Sketch>> = words.iter().map(|_| OnceLock::new()).collect();
    let sketch =
        |text: usize| sketches[text].get_or_init(|| Sketch::new(text, words[text], &index));
    let batches = pool.map(0..words.len().div_ceil(BATCH), |batch| {
        let mut counts = vec![0_u32; words.len()];
        let mut found = Vec::new();
        let from = batch * BATCH;
        for text in from..words.len().min(from + BATCH) {
            for other in index.before(text, &mut counts) {
                found.extend(likeness::pair([other, text], [sketch(other), sketch(text)]));
            }
        }
        found
    });
    batches.concat()
}
