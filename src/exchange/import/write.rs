//! What an import writes: the project where there is none, articles, entries of codebooks, and sidecars.
//!
//! Each file goes the way that the window's saves go. A new project's codebook gets the entries that the import needs;
//! in a project that exists the lead's codebook is not touched, and each annotator gets them in the additions of their own.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::known::{Present, Put};
use super::meaning::{Meaning, meaning, new_labels};
use super::own::{fill, with_own};
use super::people::Registry;
use super::report::{Notes, Report, Share, Written};
use super::{Draft, Gathered, Options, Person, Source, Work, each_work, unreadable};
use crate::anchor::has_same_letters;
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::id::{LabelId, ScaleId, SpeakerId, StatementId};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Annotator, Project};
use crate::model::sidecar::{Sidecar, Status};
use crate::model::statement::{Mention, Origin, StanceTaken, Statement};
use crate::model::text::Text;
use crate::read;
use crate::store::{Added, Listings, OpenOptions, Store, default_codebook};
use crate::suggest::passage::Kinds;

/// Folder of the articles in a project that an import makes.
const ARTICLES: &str = "articles";

/// What is said of a statement that the other program gives two stances on one target.
const FURTHER: &str = "further stances on a target (the first is kept)";

/// Where an import goes.
pub(super) enum Target {
    /// A folder that is not there, or empty.
    New(PathBuf),
    /// A project, with its codebook and what each of its annotators added to it.
    Open(Box<Store>, Codebook),
}

impl Target {
    /// Looks at what is there, and writes nothing.
    pub(super) fn look(path: &Path) -> Result<Self, Problem> {
        if Store::may_create(path)? {
            return Ok(Self::New(path.to_owned()));
        }
        let (store, problems) = Store::open(path, OpenOptions::default())?;
        let shown = path.display().to_string();
        let refuse = |what: &str, hint: &str| {
            Err(Problem::new(ProblemKind::NotSaved, shown.clone(), what).hinted(hint))
        };
        if store.focus().is_some() {
            return refuse("this is an article, not a project", "Name a folder");
        }
        if let Some(reason) = store.read_only() {
            let mut causes = problems.into_iter().filter(Problem::leaves_out);
            return match causes.next() {
                Some(cause) => Err(cause),
                None => refuse(reason, "Correct the project file first"),
            };
        }
        // Names for a codebook that cannot be read would be guesses.
        if let Some(problem) = problems
            .into_iter()
            .find(|problem| problem.kind == ProblemKind::UnreadableProject)
        {
            return Err(problem);
        }
        let (codebook, _) = store.whole_codebook(&store.annotators());
        Ok(Self::Open(Box::new(store), codebook))
    }

    /// Returns every entry that somebody's codebook has.
    pub(super) fn codebook(&self) -> Codebook {
        match self {
            Self::New(_) => default_codebook(),
            Self::Open(_, codebook) => codebook.clone(),
        }
    }

    /// Returns an article of the project that is imported into.
    pub(super) fn article(&self, path: &str) -> Result<Article, Problem> {
        let none = || {
            let what = "the text of this article does not come with the annotations, and it is not in the project";
            unreadable(path, what).hinted("Import into the project that has the articles")
        };
        match self {
            Self::New(_) => Err(none()),
            Self::Open(store, _) => {
                let articles = store.project().articles.clone();
                let below = format!("{articles}/{path}");
                let mut all = [path, below.as_str()].into_iter();
                let found = all.find_map(|path| store.read_article(path).ok());
                found.ok_or_else(none)
            }
        }
    }

    /// Makes the project if it is new, and puts the entries that are needed into codebooks. `known` is every entry that
    /// somebody's codebook has or the work brings.
    pub(super) fn prepare(
        self,
        format: &str,
        options: &Options,
        gathered: &[Gathered],
        known: &Codebook,
        registry: Registry,
    ) -> Result<Plan, Problem> {
        let before = self.codebook();
        let codebook = known.with(&Codebook {
            labels: new_labels(known, gathered),
            speakers: registry.new.clone(),
            ..Codebook::default()
        });
        let speakers = codebook
            .speakers
            .len()
            .saturating_sub(before.speakers.len());
        let labels = codebook.labels.len().saturating_sub(before.labels.len());
        let (store, is_new) = match self {
            Self::New(path) => (create(&path, &codebook, gathered)?, true),
            Self::Open(store, _) => (*store, false),
        };
        let ids = codebook.speakers.iter().map(|speaker| speaker.id.clone());
        let mut plan = Plan {
            store,
            listings: Listings::default(),
            ids: ids.collect(),
            codebook,
            registry,
            origin: format.to_owned(),
            now: options.now.clone(),
            codebooks: HashMap::new(),
            speakers,
            labels,
            problems: Vec::new(),
        };
        if !is_new {
            plan.add_entries(gathered);
        }
        Ok(plan)
    }
}

/// Makes a project whose annotators are those of the import.
fn create(path: &Path, codebook: &Codebook, gathered: &[Gathered]) -> Result<Store, Problem> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for work in gathered.iter().flat_map(|one| &one.work) {
        let name = names.entry(&work.annotator).or_default();
        if name.is_empty() {
            *name = &work.name;
        }
    }
    let annotator = |(id, name): (&str, &str)| Annotator {
        id: id.to_owned(),
        name: if name.is_empty() { id } else { name }.to_owned(),
    };
    let project = Project {
        articles: ARTICLES.to_owned(),
        annotators: names.into_iter().map(annotator).collect(),
        ..Project::default()
    };
    Store::create(path, &project, codebook)
}

/// Everything that writing an article's part needs.
pub(super) struct Plan {
    store: Store,
    listings: Listings,
    /// Every entry there is, the new ones included.
    codebook: Codebook,
    /// Ids of its speakers.
    ids: HashSet<SpeakerId>,
    registry: Registry,
    origin: String,
    now: String,
    /// Of a project that was there: the speakers that each annotator's codebook has, or why nothing is written for them.
    codebooks: HashMap<String, Result<HashSet<SpeakerId>, Problem>>,
    speakers: usize,
    labels: usize,
    problems: Vec<Problem>,
}

impl Plan {
    /// Gives each annotator the entries that their codebook lacks.
    fn add_entries(&mut self, gathered: &[Gathered]) {
        let mut all: BTreeMap<&str, Vec<&Draft>> = BTreeMap::new();
        for (annotator, drafts) in each_work(gathered) {
            all.entry(annotator).or_default().extend(drafts);
        }
        for (annotator, drafts) in all {
            let added = self.add_own(annotator, &drafts);
            let added = added.map_err(|problem| problem.leaving_out(drafts.len()));
            self.problems.extend(added.as_ref().err().cloned());
            self.codebooks.insert(annotator.to_owned(), added);
        }
    }

    /// Returns the speakers that an annotator's codebook has then.
    fn add_own(&self, annotator: &str, drafts: &[&Draft]) -> Result<HashSet<SpeakerId>, Problem> {
        let (loaded, base) = self.store.load_added(annotator);
        if let (Some(reason), problem) = (loaded.read_only, loaded.problems.into_iter().next()) {
            return Err(problem.unwrap_or_else(|| {
                Problem::new(ProblemKind::NotSaved, annotator, reason)
                    .hinted("Nothing is imported for this annotator")
            }));
        }
        let own = loaded.value.unwrap_or_default();
        let people = drafts.iter().flat_map(|draft| draft.people());
        let speakers: HashSet<&str> = people
            .filter_map(|person| self.speaker(person, None))
            .map(SpeakerId::as_str)
            .collect();
        let attributes = drafts.iter().flat_map(|draft| &draft.attributes);
        let (mut labels, mut targets) = (HashSet::new(), HashSet::new());
        for (name, value) in attributes {
            match meaning(&self.codebook, name, value.as_deref()) {
                Meaning::Stance(target, _) => targets.insert(target),
                Meaning::Label(id, _) => id.is_some_and(|id| labels.insert(id)),
            };
        }
        for own in drafts.iter().filter_map(|draft| draft.own.as_ref()) {
            labels.extend(own.labels.iter().cloned());
            targets.extend(own.stances.iter().map(|taken| taken.target.clone()));
        }
        let mut needed = self.codebook.clone();
        needed
            .speakers
            .retain(|entry| speakers.contains(entry.id.as_str()));
        needed.labels.retain(|entry| labels.contains(&entry.id));
        needed.targets.retain(|entry| targets.contains(&entry.id));
        let shared = self.store.codebook();
        // A scale comes with a target that is new.
        let new = needed.targets.iter();
        let new = new.filter(|target| shared.target(&target.id).is_none());
        let scales: HashSet<ScaleId> = new.filter_map(|target| target.scale.clone()).collect();
        needed
            .scales
            .retain(|entry| scales.contains(&entry.id) && shared.scale(&entry.id).is_none());
        needed
            .speakers
            .retain(|entry| shared.speaker(&entry.id).is_none());
        needed
            .labels
            .retain(|entry| shared.label(&entry.id).is_none());
        needed
            .targets
            .retain(|entry| shared.target(&entry.id).is_none());
        let next = own.with(&needed);
        if next != own {
            self.store.save_added(annotator, &next, &base)?;
        }
        let has = shared.with(&next);
        Ok(has.speakers.into_iter().map(|speaker| speaker.id).collect())
    }

    /// Puts an article into the project, and everybody's statements on it.
    pub(super) fn article(&self, one: &Gathered, source: &dyn Source, index: usize) -> Written {
        let mut written = Written::default();
        if !one.is_readable {
            written.refused = 1;
            return written;
        }
        match self.put(one, source, index, &mut written) {
            Ok(put) => {
                for work in &one.work {
                    match self.sidecar(&put, work, &mut written.notes) {
                        Ok((share, is_written)) => {
                            if is_written {
                                written.sidecars.insert(work.annotator.clone());
                            }
                            written.share(&work.annotator, share);
                        }
                        Err(problem) => {
                            let problem = problem.leaving_out(work.drafts.len());
                            written.notes.problems.push(problem);
                        }
                    }
                }
            }
            Err(problem) => {
                written.refused = 1;
                let drafts = one.work.iter().map(|work| work.drafts.len()).sum();
                written.notes.problems.push(problem.leaving_out(drafts));
            }
        }
        written
    }

    fn put(
        &self,
        one: &Gathered,
        source: &dyn Source,
        index: usize,
        written: &mut Written,
    ) -> Result<Put, Problem> {
        if let Some(put) = self.there(one, source, index)? {
            written.present = 1;
            return Ok(put);
        }
        let bytes = source.bytes(index)?;
        let path = self.path_of(&one.path, source.original(index));
        match self.store.add_article(&path, &bytes)? {
            Added::New => written.added = 1,
            Added::Present => written.present = 1,
            Added::Different => {
                // Line ends, blanks and the like are changed by programs that nobody asked.
                let theirs = read::read(&path, &bytes)?;
                let ours = self.store.read_article(&path).ok();
                let is_same = |ours: &Article| has_same_letters(&theirs.text, &ours.text);
                if let Some(article) = ours.filter(is_same) {
                    written.present = 1;
                    return Ok(Put {
                        article,
                        source: Some(theirs),
                    });
                }
                let what = "another text of this name is in the project; it stays as it is";
                return Err(Problem::new(ProblemKind::NotSaved, path, what)
                    .hinted("Rename one of the two, with its annotations, and import again"));
            }
        }
        Ok(Put {
            article: read::read(&path, &bytes)?,
            source: None,
        })
    }

    /// Returns the article of the project that something was exported from, if it is this project.
    fn there(
        &self,
        one: &Gathered,
        source: &dyn Source,
        index: usize,
    ) -> Result<Option<Put>, Problem> {
        let original = source.original(index);
        let path = original.unwrap_or(&one.path);
        if !source.has_text(index) {
            let article = self.store.read_article(path);
            let article =
                article.or_else(|_| self.store.read_article(&self.path_of(path, None)))?;
            return Ok(Some(Put {
                article,
                source: None,
            }));
        }
        let Some(Ok(article)) = original.map(|path| self.store.read_article(path)) else {
            return Ok(None);
        };
        let theirs = read::read(&one.path, &source.bytes(index)?)?;
        if theirs.text.as_bytes() == article.text.as_bytes() {
            return Ok(Some(Put {
                article,
                source: None,
            }));
        }
        let is_same = has_same_letters(&theirs.text, &article.text);
        Ok(is_same.then_some(Put {
            article,
            source: Some(theirs),
        }))
    }

    /// Returns where an article is put: in the folder of the articles, which an original path may begin with.
    fn path_of(&self, path: &str, original: Option<&str>) -> String {
        let project = self.store.project();
        let folder = project.articles.as_str();
        let has_folder = |path: &str| {
            let below = path.strip_prefix(folder);
            below.is_some_and(|below| below.starts_with('/'))
        };
        if folder.is_empty() || (original.is_some() && has_folder(path)) {
            return path.to_owned();
        }
        format!("{folder}/{path}")
    }

    /// Adds an annotator's statements to their sidecar; tells whether there was anything to write.
    fn sidecar(&self, put: &Put, work: &Work, notes: &mut Notes) -> Result<(Share, bool), Problem> {
        let article = &put.article;
        let annotator = &work.annotator;
        let mut share = Share {
            articles: 1,
            ..Share::default()
        };
        let speakers = match self.codebooks.get(annotator) {
            // That it cannot be written was said once.
            Some(Err(_)) => return Ok((Share::default(), false)),
            Some(Ok(speakers)) => Some(speakers),
            None => None,
        };
        let opened = self.store.load_listed(annotator, article, &self.listings);
        let shown = self.store.shown_sidecar(annotator, &article.path);
        let refuse = |what: &str, hint: &str| {
            Err(Problem::new(ProblemKind::NotSaved, shown.clone(), what).hinted(hint))
        };
        if let Some(reason) = &opened.read_only {
            let what = format!("nothing is imported into this file: {reason}");
            return refuse(&what, "Correct or move it, and import again");
        }
        if opened.moved.len() + opened.detached > 0 {
            let what =
                "nothing is imported into this file: the article changed since it was annotated";
            return refuse(
                what,
                "Look through the changes in the window, and import again",
            );
        }
        let mut sidecar = opened.sidecar;
        let made = self.statements(put, work, &sidecar, speakers, notes);
        share.statements = made.len();
        share.known = work.drafts.len() - made.len();
        // Whoever found nothing in an article has read it all the same.
        let is_begun = !sidecar.is_empty();
        if made.is_empty() && is_begun {
            return Ok((share, false));
        }
        sidecar.extend(made.into_iter().map(Arc::new));
        match &work.whole {
            Some(whole) if !is_begun => fill(&mut sidecar, whole),
            _ if sidecar.status == Status::Untouched => sidecar.status = Status::Done,
            _ => {}
        }
        let saved = self.store.save(&sidecar, &article.text, &opened.base)?;
        notes.problems.extend(saved.problems);
        Ok((share, true))
    }

    /// Makes the statements that a sidecar does not have.
    fn statements(
        &self,
        put: &Put,
        work: &Work,
        sidecar: &Sidecar,
        speakers: Option<&HashSet<SpeakerId>>,
        notes: &mut Notes,
    ) -> Vec<Statement> {
        let article = &put.article;
        let mut kinds = Kinds::new(&article.text);
        let mut there = Present::new(sidecar);
        let (work, ids) = put.placed(work, &there);
        let work = &*work;
        let mut made = Vec::new();
        for (draft, id) in work.drafts.iter().zip(&ids) {
            if there.has(draft, id) {
                continue;
            }
            let kind = kinds.kind(&draft.quote);
            let Some(empty) = Statement::new(id.clone(), draft.quote.clone(), kind, &self.now)
            else {
                continue;
            };
            let mention = |person: &Person| self.mention(person, &article.text, speakers);
            let (stances, labels) = self.attributes(draft, || {
                notes.leave_out(FURTHER, &article.path, None);
            });
            // Nobody can be neither named nor mentioned.
            let named = |person: &Person| {
                let found = mention(person);
                (found.name.is_some() || found.mention.is_some()).then_some(found)
            };
            let statement = Statement {
                cue: draft.cue,
                speaker: draft.speaker.as_ref().and_then(named),
                via: draft.via.iter().filter_map(named).collect(),
                addressees: draft.addressees.iter().filter_map(named).collect(),
                parent: draft.parent.and_then(|parent| ids.get(parent).cloned()),
                stances,
                labels,
                note: draft.note.clone(),
                flagged: draft.flagged,
                origin: Origin::Imported {
                    from: self.origin.clone(),
                },
                ..empty
            };
            made.push(match &draft.own {
                Some(own) => with_own(statement, own),
                None => statement,
            });
        }
        // A statement that somebody made by hand has an id of its own, or was removed since.
        let there: HashSet<StatementId> =
            made.iter().map(|statement| statement.id.clone()).collect();
        for statement in &mut made {
            statement
                .parent
                .take_if(|id| !there.contains(id) && sidecar.position(id).is_none());
        }
        made
    }

    /// Returns the entry of somebody whose mention reads `words`.
    fn speaker<'p>(&'p self, person: &'p Person, words: Option<&str>) -> Option<&'p SpeakerId> {
        let is_known = |id: &&SpeakerId| self.ids.contains(*id);
        let given = person.id.as_ref().filter(is_known);
        if person.is_settled {
            return given;
        }
        given.or_else(|| self.registry.id(person, words))
    }

    fn mention(
        &self,
        person: &Person,
        text: &Text,
        speakers: Option<&HashSet<SpeakerId>>,
    ) -> Mention {
        let words = person.mention.map(|span| text.slice(span));
        let id = self.speaker(person, words);
        Mention {
            name: id
                .filter(|id| speakers.is_none_or(|known| known.contains(*id)))
                .cloned(),
            mention: person.mention,
        }
    }

    /// Returns what the attributes of a draft are; `further` is called for each that contradicts one before it.
    fn attributes(
        &self,
        draft: &Draft,
        mut further: impl FnMut(),
    ) -> (Vec<StanceTaken>, Vec<LabelId>) {
        let (mut stances, mut labels) = (Vec::<StanceTaken>::new(), Vec::new());
        for (name, value) in &draft.attributes {
            match meaning(&self.codebook, name, value.as_deref()) {
                Meaning::Stance(target, stance) => {
                    let stance = Some(stance);
                    let known = stances.iter().find(|known| known.target == target);
                    match known.map(|known| known.stance == stance) {
                        Some(true) => {}
                        Some(false) => further(),
                        None => stances.push(StanceTaken {
                            target,
                            stance,
                            ..StanceTaken::default()
                        }),
                    }
                }
                Meaning::Label(Some(id), _) if !labels.contains(&id) => labels.push(id),
                Meaning::Label(..) => {}
            }
        }
        (stances, labels)
    }

    /// Says what was added beside articles and statements.
    pub(super) fn finish(self, report: &mut Report) {
        report.speakers = self.speakers;
        report.labels = self.labels;
        report.notes.problems.extend(self.problems);
    }
}
