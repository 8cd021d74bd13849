//! Taking in what becomes known of the project's files while it is open: what the index and the watcher found.

use std::sync::Arc;

use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Annotator;
use crate::session::Reading;
use crate::store::{AddedRead, ArticleFile, Change, News, Read};

use super::super::state::{OpenProject, State, set_work};
use super::article;
use super::codebook;
use super::saving;
use super::step::{refresh_codebook, refresh_marks};

/// Takes the list of articles over from the store. One that is open and gone from the disk stays in it, marked.
pub(super) fn list_articles(project: &mut OpenProject) {
    let mut articles = project.store.articles();
    if let Some(open) = project.open.as_ref().filter(|open| open.is_gone) {
        let path = &open.article.path;
        let known = project.articles.iter().find(|file| &file.path == path);
        if let (Some(known), Err(at)) = (
            known,
            articles.binary_search_by(|file| file.path.as_str().cmp(path)),
        ) {
            Arc::make_mut(&mut articles).insert(at, known.clone());
        }
    }
    // Mostly it is the same list: no need to compare ten thousand paths whenever an article opens.
    if !Arc::ptr_eq(&articles, &project.articles) && *articles != *project.articles {
        project.articles = articles;
        project.infos_key += 1;
    }
}

/// Says that the file of the open article went away, or came back.
fn look_for_open(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let Some(open) = &mut project.open else {
        return list_articles(project);
    };
    let path = open.article.path.clone();
    let listed = project.store.articles();
    let is_gone = listed
        .binary_search_by(|file| file.path.as_str().cmp(&path))
        .is_err();
    let was_gone = std::mem::replace(&mut open.is_gone, is_gone);
    list_articles(project);
    if is_gone && !was_gone {
        let what = "the file is gone";
        let hint = "Its text stays in the window and your edits are saved; put the file back to go on with it later";
        let problem = Problem::new(ProblemKind::MissingArticle, &path, what).hinted(hint);
        if let Some(info) = project.infos.get_mut(&path) {
            info.problem = Some(problem.clone());
        }
        project.add_problems([problem.clone()]);
        state.notify_about(&path, problem.to_string(), true);
    } else if was_gone && !is_gone {
        let is_about =
            |known: &Problem| known.path == path && known.kind == ProblemKind::MissingArticle;
        project.problems.retain(|known| !is_about(known));
        state
            .notices
            .retain(|notice| notice.article.as_ref() != Some(&path));
        article::reopen(state);
    }
}

/// Takes in what the index found out about articles.
pub(super) fn take_infos(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let mut any = false;
    for info in project.index.updates() {
        let before = project
            .infos
            .get(&info.path)
            .and_then(|known| known.problem.clone());
        if before != info.problem {
            project
                .problems
                .retain(|known| Some(known) != before.as_ref());
        }
        // Whoever opened the article said more of its files.
        if let Some(problem) = &info.problem
            && !project
                .problems
                .iter()
                .any(|known| known.path == problem.path)
        {
            project.problems.push(problem.clone());
        }
        for work in &info.work {
            if !project
                .annotators
                .iter()
                .any(|known| known.id == work.annotator)
            {
                let (id, name) = (work.annotator.clone(), work.annotator.clone());
                project.annotators.push(Annotator { id, name });
            }
        }
        project.infos.insert(info.path.clone(), info);
        any = true;
    }
    let broken = project.index.breakdowns();
    if any {
        project.infos_key += 1;
        // What the index read may be older than what the window holds.
        if let Some(open) = &project.open
            && let Some(info) = project.infos.get_mut(&open.article.path)
        {
            set_work(info, &open.sidecar);
        }
    }
    say(state, broken);
}

/// Says what broke down in the background.
fn say(state: &mut State, broken: Vec<Problem>) {
    for problem in broken {
        state.notify(problem.to_string(), true);
    }
}

/// Takes in what others did to the project's files. What the watcher read of them is not read again here.
pub(super) fn take_changes(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let (mut reopen, mut is_listed) = (false, false);
    let (mut absence, broken) = (None, project.watcher.breakdowns());
    for News { change, read } in project.watcher.news() {
        match (change, read) {
            (Change::Sidecar { annotator, article }, _) => {
                project.index.refresh(&article);
                let shown = annotator == project.annotator || project.mates.contains(&annotator);
                let here = project
                    .open
                    .as_ref()
                    .is_some_and(|open| open.article.path == article);
                reopen |= here && shown;
            }
            (Change::Article(path), _) => {
                project.index.refresh(&path);
                project.twins.look();
                reopen |= project
                    .open
                    .as_ref()
                    .is_some_and(|open| open.article.path == path);
            }
            (Change::Listing, Read::Problems(problems)) => {
                // A table that changed may have changed the open article of it.
                let before = file_of_open(project, &project.articles);
                let now = file_of_open(project, &project.store.articles());
                reopen |= before.is_some() && now.is_some() && before != now;
                forget_copies(project, |path| {
                    crate::read::is_article(path) || crate::read::is_table(path)
                });
                project.add_problems(problems);
                project.index.restart();
                project.twins.look();
                is_listed = true;
            }
            (Change::Codebook { annotator: None }, Read::Problems(problems)) => {
                forget_copies(project, |path| {
                    !path.contains('/') && path.starts_with("codebook")
                });
                project.add_problems(problems);
                codebook::read_again(project);
            }
            (Change::Codebook { .. }, Read::Added(read)) => take_added(project, *read),
            (Change::Folder, Read::Absence(found)) => absence = Some(found),
            // Another annotator's additions are not shown.
            (Change::Listing | Change::Codebook { .. } | Change::Folder, _) => {}
        }
    }
    say(state, broken);
    if let Some(absence) = absence {
        reopen |= absence.is_none();
        take_absence(state, absence);
    }
    if is_listed {
        look_for_open(state);
    }
    if reopen {
        article::reopen(state);
    }
}

/// Says that the project's folder is not there, or that it is back; what waited is saved then.
fn take_absence(state: &mut State, absence: Option<Problem>) {
    let Some(project) = &mut state.project else {
        return;
    };
    let before = std::mem::replace(&mut project.absence, absence.clone());
    if absence.is_none() {
        saving::retry(project);
    }
    // One message at a time says where the folder is.
    if let Some(before) = before {
        let text = before.to_string();
        state.notices.retain(|notice| notice.text != text);
        if absence.is_none() {
            state.notify("The project's folder is back", false);
        }
    }
    if let Some(problem) = absence {
        state.notify(problem.to_string(), true);
    }
}

/// Returns what a list of articles has of the open one.
fn file_of_open(project: &OpenProject, articles: &[ArticleFile]) -> Option<ArticleFile> {
    let path = project.open.as_ref()?.article.path.as_str();
    let at = articles.binary_search_by(|file| file.path.as_str().cmp(path));
    at.ok().map(|at| articles[at].clone())
}

/// Forgets what was said of copies that sync tools made of some files, before it is said anew.
fn forget_copies(project: &mut OpenProject, of_these: impl Fn(&str) -> bool) {
    let is_outdated =
        |known: &Problem| known.kind == ProblemKind::ConflictCopy && of_these(&known.path);
    project.problems.retain(|known| !is_outdated(known));
}

/// Takes in what another window of the same annotator added to the codebook.
fn take_added(project: &mut OpenProject, read: AddedRead) {
    // Where one's own additions came to the disk since, the save itself merged.
    if !project.store.is_latest(&read) {
        return;
    }
    let AddedRead { loaded, base, .. } = read;
    let own = format!("/{}/codebook", project.annotator);
    forget_copies(project, |path| path.contains(&own));
    let problems = loaded.problems.into_iter();
    project.add_problems(problems.filter(|found| found.kind == ProblemKind::ConflictCopy));
    if let Some(value) = loaded.value {
        let mark = project.added.mark();
        // What meets edits that are not on disk yet is merged when they are written.
        if project.added.read(mark, value, base, None) == Reading::Again {
            return;
        }
        project.added_read_only = loaded.read_only;
        refresh_codebook(project);
        refresh_marks(project);
    }
}
