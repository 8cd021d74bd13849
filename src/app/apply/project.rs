//! Opening projects, and taking in what the background threads found.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::corpus::recoding::Resumed;
use crate::exchange::ExportOptions;
use crate::model::article::Article;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::sidecar::{Sidecar, Status};
use crate::session::{Doc, Mark, Reading};
use crate::store::{Index, OpenOptions, Opened, Saver, Store, Watcher, browse};

use super::super::codebook::Desk;
use super::super::command::project::Command;
use super::super::learner::Learner;
use super::super::likely::Likely;
use super::super::load::{LoadedArticle, LoadedProject, Reply, Request};
use super::super::overlay::Overlay;
use super::super::people::People;
use super::super::sample;
use super::super::settings::default_annotator;
use super::super::state::{Find, Mate, OpenArticle, OpenProject, Parked, State};
use super::super::suggester::Suggester;
use super::super::tasks::{Asked, Exported, Purpose};
use super::super::twins::TwinFinder;
use super::command::open_path;
use super::news::{list_articles, take_changes, take_infos};
use super::step::{refresh_codebook, refresh_marks, undo_or_redo};
use super::{ahead, article, codebook, files, place, saving, suggestion, twins};

/// How long opening another project waits for a save that is under way.
const LEAVING: Duration = Duration::from_millis(200);

/// Opens what the program was started with: a path, else the last project, else the bundled sample.
pub(crate) fn open_first(state: &mut State, path: Option<&Path>) {
    if let Some(path) = path {
        return open(state, path);
    }
    let last = state
        .settings
        .recent
        .first()
        .filter(|path| browse::is_there(path))
        .cloned();
    match last {
        Some(path) => open(state, &path),
        None => open_sample(state),
    }
}

/// Opens a project, a folder of articles or one article.
pub(super) fn open(state: &mut State, path: &Path) {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if sample::is_sample(&path) {
        return open_sample(state);
    }
    let options = OpenOptions {
        annotator: Some(annotator(state)),
        cache: state.cache.clone(),
        fs: Arc::clone(&state.disk),
        ..OpenOptions::default()
    };
    ask(state, path, options, false);
}

/// Opens the bundled sample: as it lies in the repository, else a copy in the user's data folder.
pub(super) fn open_sample(state: &mut State) {
    match sample::locate() {
        Ok(place) => {
            let me = annotator(state);
            let options = OpenOptions {
                annotator: Some(me.clone()),
                own_annotations: place
                    .own_annotations
                    .filter(|_| !browse::is_folder(&place.root.join("annotations").join(&me))),
                cache: state.cache.clone(),
                fs: Arc::clone(&state.disk),
                ..OpenOptions::default()
            };
            ask(state, place.root, options, true);
        }
        Err(problem) => {
            let keys = state.keymap.shown(Command::OpenFolder);
            let text = format!(
                "Open a folder of your own articles with {keys}. The sample and your settings cannot be kept: {problem}"
            );
            state.notify(text, false);
            // There is nothing else to see, and once is enough.
            state.keep_last_notice();
            state.told_of_settings = true;
        }
    }
}

fn ask(state: &mut State, path: PathBuf, options: OpenOptions, is_sample: bool) {
    if !may_leave(state) {
        return;
    }
    state.opening = Some(path.clone());
    state.overlay = None;
    let options = Box::new(options);
    state.loader.ask(Request::Project {
        path,
        options,
        is_sample,
    });
}

/// Tells whether all that was edited in the open project is on disk, so that another may take its place; says so if not.
fn may_leave(state: &mut State) -> bool {
    // Long enough for a save that is under way, too short to be felt.
    if saving::finish(state, LEAVING) {
        return true;
    }
    let text = "Some edits of the open project are not saved yet; it stays open until they are";
    state.notify(text, true);
    false
}

fn annotator(state: &State) -> String {
    state
        .settings
        .annotator
        .clone()
        .unwrap_or_else(default_annotator)
}

/// Begins to write a dataset.
pub(super) fn export(state: &mut State, options: ExportOptions, path: PathBuf) {
    let Some(project) = &state.project else {
        return;
    };
    state.overlay = None;
    if let Some(why) = project.store.read_only().map(str::to_owned) {
        state.notify(format!("Nothing can be exported: {why}"), true);
        return;
    }
    let is_of_project = |problem: &&Problem| {
        matches!(
            problem.kind,
            ProblemKind::UnreadableProject | ProblemKind::UnreadableFolder
        )
    };
    let known = project
        .problems
        .iter()
        .filter(is_of_project)
        .cloned()
        .collect();
    let store = project.store.clone();
    if !state.tasks.export(store, options, path, known) {
        state.notify("Another export is running", false);
    }
}

/// Answers an export from which something is missing.
pub(super) fn answer_export(state: &mut State, is_written: bool) {
    state.tasks.answer(is_written);
}

/// Tries again to write what could not be saved.
pub(super) fn retry(state: &mut State) {
    if let Some(project) = &mut state.project {
        saving::retry(project);
    }
}

/// Takes in what the background threads found; `patience` is how long it may wait for an article just asked for.
pub(crate) fn drain(state: &mut State, patience: Duration) {
    while let Some(reply) = state.loader.reply(patience) {
        match reply {
            Ok(Reply::Project(loaded)) => take_project(state, *loaded),
            Ok(Reply::NoProject(problem)) => {
                state.opening = None;
                state.notify(problem.to_string(), true);
            }
            Ok(Reply::Article(loaded)) => take_article(state, *loaded),
            Ok(Reply::NoArticle { path, problem }) => take_no_article(state, &path, &problem),
            Ok(Reply::NoFolder(problem)) => take_no_folder(state, &problem),
            Err(broken) => take_nothing(state, &broken),
        }
    }
    match state.tasks.asked() {
        Some(Ok((Purpose::Open, Asked::Chosen(path)))) => open(state, &path),
        Some(Ok((Purpose::Open, Asked::Unavailable))) => open_path(state),
        Some(Ok((purpose, Asked::Chosen(path)))) => fill_in(state, purpose, &path),
        Some(Ok((_, Asked::Unavailable))) => {
            let text = "This desktop has no file dialog; the path can be typed";
            state.notify(text, false);
        }
        Some(Err(broken)) => state.notify(broken.to_string(), true),
        Some(Ok((_, Asked::Cancelled))) | None => {}
    }
    files::drain(state);
    match state.tasks.exported() {
        Some(Exported::Written { text, path }) => {
            state.notify(text, false);
            state.show_with_last_notice(path);
        }
        Some(Exported::Failed(text)) => state.notify(text, true),
        Some(Exported::Cancelled) => {
            state.notify("The export was cancelled; nothing was written", false);
        }
        Some(Exported::Asks(losses)) => state.overlay = Some(Overlay::Losses(losses)),
        None => {}
    }
    saving::take(state);
    take_infos(state);
    take_changes(state);
    suggestion::drain(state);
    twins::drain(state);
    ahead::refresh(state);
    codebook::drain(state);
}

/// Puts a path that was chosen into the dialog for which it was asked.
fn fill_in(state: &mut State, purpose: Purpose, path: &Path) {
    let path = path.display().to_string();
    match (purpose, &mut state.overlay) {
        (Purpose::Export, Some(Overlay::Export(form))) => form.path = path,
        (Purpose::Import, Some(Overlay::Import(form))) => form.path = path,
        (Purpose::Codebook, Some(Overlay::CodebookFile(form))) => form.path = path,
        _ => {}
    }
}

/// Starts to learn from a project's labels, if suggestions are on.
fn learner(state: &State, store: &Store, annotator: &str) -> Learner {
    let learns = state.settings.suggestions;
    Learner::start(
        &state.jobs,
        store.clone(),
        annotator.to_owned(),
        store.codebook(),
        learns,
        state.pace,
    )
}

fn take_project(state: &mut State, loaded: LoadedProject) {
    state.opening = None;
    if !may_leave(state) {
        return;
    }
    let store = loaded.store;
    let wake = |state: &State| {
        let wake = Arc::clone(&state.wake);
        move || wake()
    };
    let mut project = OpenProject {
        annotator: loaded.annotator.clone(),
        annotators: loaded.annotators,
        is_sample: loaded.is_sample,
        added: Doc::new(loaded.added, loaded.added_base, None),
        added_read_only: loaded.added_read_only,
        lead: Doc::new(loaded.lead, loaded.lead_base, None),
        lead_read_only: loaded.lead_read_only,
        not_lead: loaded.not_lead,
        policy: Doc::new(store.project().policy, store.project().policy, None),
        desk: Desk::new(&state.jobs),
        codebook: store.codebook(),
        codebook_before: Arc::default(),
        codebook_key: 0,
        articles: store.articles(),
        infos: std::collections::HashMap::new(),
        infos_key: 0,
        index: Index::start(store.clone(), wake(state)),
        saver: Saver::start(store.clone(), wake(state)),
        watcher: Watcher::start(store.clone(), wake(state)),
        learner: learner(state, &store, &loaded.annotator),
        twins: TwinFinder::start(&state.jobs, store.clone(), state.pace),
        suggester: Suggester::new(&state.jobs, state.settings.suggestions),
        history: crate::model::history::History::default(),
        typing: false,
        after_loading: None,
        go_to: None,
        recent_targets: Vec::new(),
        set_last: None,
        // Keys tell texts apart across projects too: the reader keeps what it computed for a key.
        next_key: state.project.as_ref().map_or(0, |old| old.next_key),
        places: std::collections::BTreeMap::new(),
        parked: std::collections::BTreeMap::new(),
        open: None,
        loading: None,
        mates: Vec::new(),
        absence: None,
        problems: loaded.problems,
        unreadable: std::collections::BTreeSet::new(),
        saved_at: None,
        store,
    };
    refresh_codebook(&mut project);
    let root = project.store.root().to_owned();
    let recent = state.settings.recent_targets.get(&root);
    project.recent_targets = recent.cloned().unwrap_or_default();
    if state.project.is_some() {
        state.notices.clear();
    }
    if !project.is_sample {
        let remembered = match project.store.focus() {
            Some(focus) => root.join(crate::read::article_id(focus).file),
            None => root.clone(),
        };
        state.settings.remember(&remembered);
    }
    let first = first_article(state, &project);
    let (is_sample, problems) = (project.is_sample, project.problems.len());
    state.project = Some(project);
    greet(state, is_sample, problems, loaded.resumed.as_ref());
    codebook::recount(state);
    if let Some(first) = first {
        article::open(state, &first);
    }
}

/// Says what there is to say of a project that was opened.
fn greet(state: &mut State, is_sample: bool, problems: usize, resumed: Option<&Resumed>) {
    if is_sample {
        let keys = state.keymap.shown(Command::OpenFolder);
        let text = format!(
            "This is the bundled sample, yours to try. Open a folder of your own articles with {keys}"
        );
        state.notify(text, false);
    }
    if problems > 0 {
        let files = if problems == 1 {
            "One file has a problem".to_owned()
        } else {
            format!("{problems} files have problems")
        };
        state.notify(format!("{files}: see File, Problems with files"), true);
    }
    if let Some(resumed) = resumed {
        state.notify(resumed.sentence(), resumed.is_trouble());
        state.keep_last_notice();
    }
}

fn take_article(state: &mut State, loaded: LoadedArticle) {
    let Some(project) = &mut state.project else {
        return;
    };
    let mut article = loaded.article;
    if project.loading.as_deref() != Some(article.path.as_str()) {
        return;
    }
    project.loading = None;
    let mut opened = loaded.opened;
    let mut notes = notes_on(&mut opened);
    let mut same = park(project, &article.path);
    let known = match &same {
        Some(open) => Some((open.sidecar.clone(), open.article.clone())),
        None => unpark(project, &article.path),
    };
    let read = article.blake3.clone();
    let (sidecar, reads_again) = take_sidecar(known, &mut article, &mut opened, loaded.mark);
    if reads_again {
        // What is said of the text that was read is said when it is shown.
        notes.clear();
    }
    project.next_key += 1;
    let key = match &same {
        Some(open) if open.article.blake3 == article.blake3 => open.key,
        _ => project.next_key,
    };
    let mates = if read == article.blake3 {
        shown_mates(project, loaded.mates, sidecar.status)
    } else {
        // Theirs was read for the text that waits: it comes with that.
        let former = same.as_mut().map(|open| &mut open.mates);
        former.map(std::mem::take).unwrap_or_default()
    };
    let suggestions = suggestion::kept(same.as_mut(), key);
    let keep = same.as_ref().filter(|open| open.key == key);
    // A text that another program changed leaves the eye where it is.
    let is_kept = keep.is_some();
    let place = project.places.remove(&article.path);
    let place = place::returned(place, same.as_ref(), is_kept, &article, &sidecar);
    project.open = Some(OpenArticle {
        key,
        marks_key: same.as_ref().map_or(0, |open| open.marks_key),
        suggestions,
        people: People::default(),
        likely: Likely::default(),
        selected: place.selected,
        selection: place.selection,
        caret: place.caret,
        current_target: place.current_target,
        find: keep.map_or_else(Find::default, |open| open.find.clone()),
        mates,
        sidecar,
        reads_again,
        read_only: opened.read_only,
        is_gone: false,
        article,
    });
    refresh_marks(project);
    let path = note_problems(project, opened.problems);
    list_articles(project);
    state
        .notices
        .retain(|notice| notice.article.is_none() || notice.article == path);
    let Some(project) = &mut state.project else {
        return;
    };
    let path = path.unwrap_or_default();
    let after = project.after_loading.take();
    state.find_open &= is_kept;
    // What was to be brought into view in another text is not in this one.
    state.scroll_to = state.scroll_to.filter(|_| is_kept);
    for note in notes {
        state.notify_about(&path, note, true);
    }
    if let Some(undo) = after {
        undo_or_redo(state, undo);
    }
    codebook::arrive(state);
}

/// Returns teammates' work as it is shown: none where one's own was done when it was asked for, and is no more.
fn shown_mates(project: &OpenProject, mates: Vec<(String, Opened)>, status: Status) -> Vec<Mate> {
    if !project.store.project().reveals(&project.annotator, status) {
        return Vec::new();
    }
    let mate = |(annotator, opened): (String, Opened)| Mate {
        name: project.name_of(&annotator).to_owned(),
        annotator,
        sidecar: opened.sidecar,
        pairs: Vec::new(),
    };
    mates.into_iter().map(mate).collect()
}

/// Takes the article out of the reader; one that is not `path` and not on disk yet is kept until it is. Returns the other.
fn park(project: &mut OpenProject, path: &str) -> Option<OpenArticle> {
    let open = project.open.take()?;
    if open.article.path == path {
        return Some(open);
    }
    let (path, place) = (open.article.path.clone(), place::of(&open));
    project.places.insert(path, place);
    if !open.sidecar.is_saved() {
        let (sidecar, article) = (open.sidecar, open.article);
        let path = article.path.clone();
        project.parked.insert(path, Parked { sidecar, article });
    }
    None
}

/// Takes out work that is not on disk yet, with the text that it was made on.
fn unpark(project: &mut OpenProject, path: &str) -> Option<(Doc<Sidecar>, Article)> {
    let parked = project.parked.remove(path)?;
    Some((parked.sidecar, parked.article))
}

/// Brings together what is known of an annotator's work and what was read of it. Edits that are not on disk stay with the
/// text that they were made on, which takes the place of `article` then. Tells whether it must be read again.
fn take_sidecar(
    known: Option<(Doc<Sidecar>, Article)>,
    article: &mut Article,
    opened: &mut Opened,
    mark: Mark,
) -> (Doc<Sidecar>, bool) {
    let (sidecar, base) = (
        std::mem::take(&mut opened.sidecar),
        std::mem::take(&mut opened.base),
    );
    let Some((mut doc, of)) = known else {
        return (Doc::new(sidecar, base, None), false);
    };
    let reading = doc.read(mark, sidecar, base, opened.read_only.clone());
    if reading == Reading::Again {
        *article = of;
        opened.read_only = None;
    }
    (doc, reading == Reading::Again)
}

/// Returns what is said when an article opens. Why it is read-only is said with file, line and column, as `check` does.
fn notes_on(opened: &mut Opened) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    if let Some(why) = &mut opened.read_only {
        let mut problems = opened.problems.iter();
        if let Some(problem) = problems.find(|known| known.what == *why) {
            *why = problem.to_string();
        } else if let Some(problem) = opened.problems.first() {
            *why = format!("{why} ({problem})");
        }
        notes.push(format!("This article is read-only: {why}"));
    }
    if opened.moved.len() + opened.detached > 0 {
        let count = opened.sidecar.statements().len();
        let kept = count.saturating_sub(opened.moved.len());
        notes.push(format!(
            "The article changed since it was labelled: {kept} kept, {} moved, {} detached. Nothing is written until you edit",
            opened.moved.len(), opened.detached
        ));
    }
    notes
}

/// Lists what an article's files have wrong, in place of what was known of the same files; returns the article's path.
fn note_problems(project: &mut OpenProject, problems: Vec<Problem>) -> Option<String> {
    let said = |path: &String| problems.iter().any(|problem| &problem.path == path);
    let own = own_paths(project);
    project
        .problems
        .retain(|known| !said(&known.path) && !own.contains(&known.path));
    project.add_problems(problems);
    let path = project.open.as_ref().map(|open| open.article.path.clone());
    if let Some(path) = &path {
        project.unreadable.remove(path);
    }
    path
}

/// Returns the article to begin with: the one asked for, the one open last, the first.
fn first_article(state: &State, project: &OpenProject) -> Option<String> {
    let focus = project.store.focus().map(str::to_owned);
    let last = state.settings.last_article.get(project.store.root());
    let last = last.filter(|path| project.articles.iter().any(|file| &file.path == *path));
    let first = || project.articles.first().map(|file| file.path.clone());
    focus.or_else(|| last.cloned()).or_else(first)
}

/// Takes in that the program broke down while it read a project or an article: whatever is open stays.
fn take_nothing(state: &mut State, broken: &Problem) {
    let is_opening = state.opening.take().is_some();
    let project = state.project.as_ref();
    let path = project.and_then(|project| project.loading.clone());
    match path.filter(|_| !is_opening) {
        Some(path) => take_no_article(state, &path, broken),
        None => state.notify(broken.to_string(), true),
    }
}

/// Takes in that an article was not read since the project's folder is not there: what is open stays.
fn take_no_folder(state: &mut State, problem: &Problem) {
    if let Some(project) = &mut state.project {
        project.loading = None;
        (project.after_loading, project.go_to) = (None, None);
    }
    state.notify(problem.to_string(), true);
}

fn take_no_article(state: &mut State, path: &str, problem: &Problem) {
    let Some(project) = &mut state.project else {
        return;
    };
    if project.loading.as_deref() == Some(path) {
        project.loading = None;
        (project.after_loading, project.go_to) = (None, None);
    }
    let is_news = project.unreadable.insert(path.to_owned());
    project.add_problems([problem.clone()]);
    let next = (project.open.is_none() && is_news)
        .then(|| next_readable(project, path))
        .flatten();
    state.notify(problem.to_string(), true);
    if let Some(next) = next {
        article::open(state, &next);
    }
}

/// Returns the next article that may be readable, round the end of the list.
fn next_readable(project: &OpenProject, path: &str) -> Option<String> {
    let at = project.articles.iter().position(|file| file.path == path)?;
    let (before, after) = project.articles.split_at(at);
    let is_known = |path: &str| {
        let info = project.infos.get(path);
        let kind = info
            .and_then(|info| info.problem.as_ref())
            .map(|problem| problem.kind);
        project.unreadable.contains(path) || kind == Some(ProblemKind::UnreadableArticle)
    };
    let mut all = after.iter().chain(before).map(|file| &file.path);
    all.find(|path| !is_known(path)).cloned()
}

/// Returns the paths, as problems name them, of the open article and of the annotator's file for it.
fn own_paths(project: &OpenProject) -> Vec<String> {
    let Some(open) = &project.open else {
        return Vec::new();
    };
    let path = &open.article.path;
    let sidecar = project.store.shown_sidecar(&project.annotator, path);
    vec![path.clone(), sidecar]
}
