//! Everything the window knows: read by views, changed by `app::apply` alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::jobs::{Jobs, Wake};
use crate::model::article::Article;
use crate::model::codebook::{Codebook, Source};
use crate::model::history::History;
use crate::model::id::{StanceId, StatementId, TargetId};
use crate::model::problem::Problem;
use crate::model::project::{Annotator, Policy};
use crate::model::sidecar::{Sidecar, Status};
use crate::model::span::Span;
use crate::model::statement::Statement;
use crate::review::align::Pair;
use crate::session::{self, Doc};
use crate::store::fs::Fs;
use crate::store::{ArticleFile, ArticleInfo, Index, Saver, Store, Watcher};

use super::action::Panel;
use super::codebook::Desk;
use super::command::{Command, When};
use super::keymap::Keymap;
use super::learner::Learner;
use super::likely::Likely;
use super::load::Loader;
use super::overlay::Overlay;
use super::pace::Pace;
use super::people::People;
use super::screen::Screen;
use super::settings::Settings;
use super::suggester::Suggester;
use super::tasks::Tasks;
use super::twins::TwinFinder;

mod chosen;
mod listed;
mod panels;

pub use listed::{Listed, set_work, status_of};

pub use crate::suggest::proposal::Proposal;

/// Most messages that are kept; the oldest go.
const MOST_NOTICES: usize = 50;

/// Represents the whole state of the window.
pub struct State {
    /// Preferences.
    pub settings: Settings,
    /// Where the preferences are written; none keeps them in memory.
    pub settings_path: Option<PathBuf>,
    /// Where what was made of projects' files is kept; none keeps nothing.
    pub cache: Option<PathBuf>,
    /// The keys.
    pub keymap: Keymap,
    /// The open project.
    pub project: Option<OpenProject>,
    /// The project that is being opened.
    pub opening: Option<PathBuf>,
    /// The screen that is shown.
    pub screen: Screen,
    /// What lies over the window: the palette, a dialog.
    pub overlay: Option<Overlay>,
    /// Messages not yet taken away, oldest first.
    pub notices: Vec<Notice>,
    /// Messages about what went wrong that were taken away, oldest first; they stay listed.
    pub past_errors: Vec<String>,
    /// The panel that lies over the page, in a window that has no room for it beside.
    pub over_page: Option<Panel>,
    /// Text that is to be put on the clipboard.
    pub copied: Option<String>,
    /// The field that a command wants to have the focus.
    pub focus: Option<Field>,
    /// Whether the find bar is open.
    pub find_open: bool,
    /// Which statements the table lists.
    pub listed: Listed,
    /// The disk that projects are opened on, with the clock and the chance that belong to it.
    pub disk: Arc<dyn Fs>,
    /// Runs what takes time off the window's thread.
    pub jobs: Jobs,
    /// Reads projects and articles off the window's thread.
    pub loader: Loader,
    /// File dialogs and exports.
    pub tasks: Tasks,
    /// Asks for another frame, from any thread.
    pub wake: Wake,
    /// Whether the window is to close once everything is saved.
    pub quitting: bool,
    /// A span that the reader is to bring into view.
    pub scroll_to: Option<Span>,
    /// Whether the person was told that the settings cannot be kept; once is enough.
    pub told_of_settings: bool,
    /// How it keeps time with the person, and with what else the machine does.
    pub pace: Pace,
}

/// Names a text field that a command can give the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Who said it.
    Speaker,
    /// What the stance is about.
    Target,
    /// What the current stance is about instead.
    OtherTarget,
    /// The stance.
    Stance,
    /// The note.
    Note,
    /// The labels.
    Labels,
    /// A source in between.
    Via,
    /// An addressee.
    Addressee,
    /// Find in the article.
    Find,
    /// The filter of the codebook's entries.
    EntryFilter,
    /// The name of an entry that is to be added.
    NewEntry,
    /// The name of the chosen entry.
    EntryName,
    /// The entry that the chosen one is to be merged into.
    MergeInto,
    /// The parts that the chosen entry is to be split into.
    SplitInto,
}

/// Represents a message to the person at the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The message.
    pub text: String,
    /// Whether something went wrong.
    pub is_error: bool,
    /// The article that it is about; with another article in the reader it is out of date.
    pub article: Option<String>,
    /// The file that it is about, which can be shown in its folder.
    pub file: Option<PathBuf>,
    /// When it goes away by itself; messages about what went wrong stay until they are taken away.
    pub until: Option<Instant>,
}

/// Represents the open project.
pub struct OpenProject {
    /// The disk.
    pub store: Store,
    /// Who labels.
    pub annotator: String,
    /// Everybody who labels in the project, as far as is known.
    pub annotators: Vec<Annotator>,
    /// Whether this is the bundled sample.
    pub is_sample: bool,
    /// What the annotator added to the codebook.
    pub added: Doc<Codebook>,
    /// Why what the annotator added must not be written; none where it may.
    pub added_read_only: Option<String>,
    /// The lead's codebook.
    pub lead: Doc<Codebook>,
    /// Why the lead's codebook cannot be changed, whoever asks; none where it can.
    pub lead_read_only: Option<String>,
    /// Why the annotator does not write the lead's codebook, as a clause; none for the lead.
    pub not_lead: Option<String>,
    /// The rules for quotes that are in force.
    pub policy: Doc<Policy>,
    /// What the Codebook screen knows beside the codebook.
    pub desk: Desk,
    /// The lead's codebook with what was added: what views show.
    pub codebook: Arc<Codebook>,
    /// What that was before its last change: brought up to date for the next.
    pub codebook_before: Arc<Codebook>,
    /// Grows when the codebook changes.
    pub codebook_key: u64,
    /// The articles, by path.
    pub articles: Arc<Vec<ArticleFile>>,
    /// What is known of them so far.
    pub infos: HashMap<String, ArticleInfo>,
    /// Grows when `articles` or `infos` change.
    pub infos_key: u64,
    /// Finds out about the articles in the background.
    pub index: Index,
    /// Writes in the background.
    pub saver: Saver,
    /// Notices what others write.
    pub watcher: Watcher,
    /// Finds suggestions in the background.
    pub suggester: Suggester,
    /// Learns from the project's labels in the background.
    pub learner: Learner,
    /// Knows which articles share copy.
    pub twins: TwinFinder,
    /// What can be undone and redone.
    pub history: History,
    /// Whether the last step is a note that is still being typed.
    pub typing: bool,
    /// Whether a step is to be undone (or done again) once the article it was done in is open.
    pub after_loading: Option<bool>,
    /// The statement that is to be selected once its article is open.
    pub go_to: Option<Source>,
    /// Targets set last, the last one first.
    pub recent_targets: Vec<String>,
    /// The target that was set last since the project was opened, with the stance that was set on it.
    pub set_last: Option<(TargetId, Option<StanceId>)>,
    /// Grows with every article that is shown.
    pub next_key: u64,
    /// Where one was in articles that are not in the reader any more, by path.
    pub places: BTreeMap<String, Place>,
    /// Work on articles that are not in the reader any more and not on disk yet, by path.
    pub parked: BTreeMap<String, Parked>,
    /// The article in the reader.
    pub open: Option<OpenArticle>,
    /// Path of the article that is being read.
    pub loading: Option<String>,
    /// Teammates whose statements are shown, by id, in order of showing.
    pub mates: Vec<String>,
    /// Why the project's folder is not there; none while it is.
    pub absence: Option<Problem>,
    /// What is wrong with the project's files.
    pub problems: Vec<Problem>,
    /// Articles that could not be opened, by path.
    pub unreadable: BTreeSet<String>,
    /// When something was last saved, local time as `12:04:31`.
    pub saved_at: Option<String>,
}

/// Represents work that is not on disk yet, with the text that it was made on.
pub struct Parked {
    /// The work.
    pub sidecar: Doc<Sidecar>,
    /// The article.
    pub article: Article,
}

/// Represents where one was in an article.
#[derive(Clone, Debug)]
pub struct Place {
    /// BLAKE3 of the text; in another one the place means nothing.
    pub blake3: String,
    /// Id of the selected statement or suggestion.
    pub selected: Option<StatementId>,
    /// Selected text, in bytes.
    pub selection: Option<Span>,
    /// Byte offset of the caret.
    pub caret: usize,
    /// The target that the stance keys set.
    pub current_target: Option<TargetId>,
}

/// Represents the article in the reader.
pub struct OpenArticle {
    /// The article.
    pub article: Article,
    /// Differs for each text that was ever shown.
    pub key: u64,
    /// The annotator's work.
    pub sidecar: Doc<Sidecar>,
    /// Whether it must be read again once everything is on disk: what was read met edits that were not.
    pub reads_again: bool,
    /// Why it must not be changed; none where it may.
    pub read_only: Option<String>,
    /// Whether the file went away while it was open; what was read of it stays, and so do edits.
    pub is_gone: bool,
    /// Grows with every change of the annotations or the codebook; what views derive of the two is kept under it.
    pub marks_key: u64,
    /// Teammates' work that is shown.
    pub mates: Vec<Mate>,
    /// What the engine suggests.
    pub suggestions: Suggestions,
    /// Who can be picked as the speaker of the selected statement, once somebody picks.
    pub people: People,
    /// What is likely for the selected statement.
    pub likely: Likely,
    /// Id of the selected statement or suggestion.
    pub selected: Option<StatementId>,
    /// Selected text, in bytes.
    pub selection: Option<Span>,
    /// Byte offset of the caret.
    pub caret: usize,
    /// The target that the stance keys set, where the statement has several.
    pub current_target: Option<TargetId>,
    /// Find in the article.
    pub find: Find,
}

/// Represents a teammate's work on the open article.
pub struct Mate {
    /// Who, by id.
    pub annotator: String,
    /// Their name.
    pub name: String,
    /// Their work.
    pub sidecar: Sidecar,
    /// How it compares with one's own.
    pub pairs: Vec<Pair>,
}

/// Represents what is suggested for the open article.
#[derive(Default)]
pub struct Suggestions {
    /// All that was found, in the order of the text.
    pub all: Vec<Proposal>,
    /// Indices of those that are neither labelled nor rejected.
    pub left: Vec<usize>,
    /// How often something was found.
    pub found: usize,
    /// Identifies what `left` was computed from.
    pub left_of: Option<u64>,
    /// What was asked for last: engine and codebook, by their keys.
    pub asked: Option<(u64, u64)>,
}

/// Represents find in the article.
#[derive(Clone, Debug, Default)]
pub struct Find {
    /// What is looked for.
    pub words: String,
    /// Where it stands, in bytes.
    pub hits: Vec<Span>,
    /// Index of the current hit.
    pub current: Option<usize>,
}

impl State {
    /// Returns the article in the reader.
    pub fn open(&self) -> Option<&OpenArticle> {
        self.project.as_ref()?.open.as_ref()
    }

    /// Returns the article in the reader, to change it.
    pub fn open_mut(&mut self) -> Option<&mut OpenArticle> {
        self.project.as_mut()?.open.as_mut()
    }

    /// Returns the selected statement.
    pub fn selected(&self) -> Option<&Arc<Statement>> {
        self.open()?.selected_statement()
    }

    /// Returns the time now, RFC 3339 in UTC with seconds.
    pub fn now(&self) -> String {
        self.disk.env().stamp()
    }

    /// Returns an id that nothing has yet.
    pub fn new_id(&self) -> String {
        self.disk.env().id()
    }

    /// Takes messages away; those about what went wrong stay listed.
    pub fn take_notices_away(&mut self, which: impl Fn(usize) -> bool) {
        let mut kept = Vec::new();
        for (index, notice) in std::mem::take(&mut self.notices).into_iter().enumerate() {
            if !which(index) {
                kept.push(notice);
            } else if notice.is_error {
                self.past_errors.retain(|known| *known != notice.text);
                self.past_errors.push(notice.text);
            }
        }
        self.notices = kept;
        let surplus = self.past_errors.len().saturating_sub(MOST_NOTICES);
        self.past_errors.drain(..surplus);
    }

    /// Tells whether anything that was asked for is still under way in the background, so that the window may show
    /// something else in the next moment with nobody touching it.
    pub fn is_busy(&self) -> bool {
        let works = |project: &OpenProject| {
            project.index.is_busy()
                || project.saver.is_busy()
                || project.suggester.is_busy()
                || project.learner.is_busy()
                || project.twins.is_busy()
                || project.desk.jobs.is_busy()
        };
        self.loader.is_busy()
            || self.tasks.exporting().is_some()
            || self.tasks.is_working()
            || self.project.as_ref().is_some_and(works)
    }

    /// Tells whether a command would do anything now; menus and the palette show the others weak.
    pub fn can_run(&self, command: impl Into<Command>) -> bool {
        let command = command.into();
        if command.screen().is_some_and(|screen| screen != self.screen) {
            return false;
        }
        let project = self.project.as_ref();
        let open = self.open();
        let may_write = open.is_some_and(|open| open.read_only.is_none());
        let is_selected = open.is_some_and(|open| open.selected_any().is_some());
        match command.row().when {
            When::Always => true,
            When::Project => project.is_some(),
            When::Article => open.is_some(),
            When::Writable => may_write,
            When::Selected => is_selected,
            When::Editable => is_selected && may_write,
            When::Acceptable => {
                open.is_some_and(|open| open.selected_proposal().is_none() || may_write)
            }
            When::Rejectable => open.is_some_and(OpenArticle::can_reject) && may_write,
            When::Undoable => self.next_step(true).is_some(),
            When::Redoable => self.next_step(false).is_some(),
            When::Unsaved => project.is_some_and(|project| project.failures().next().is_some()),
            When::Beginning => project.is_some_and(OpenProject::may_begin),
        }
    }

    /// Returns the name of the step that is taken back next, or done again, on the screen that is shown.
    pub fn next_step(&self, is_undo: bool) -> Option<&str> {
        let project = self.project.as_ref()?;
        if self.screen == Screen::Codebook {
            return project.desk.next_step(is_undo);
        }
        let step = if is_undo {
            project.history.next_undo()
        } else {
            project.history.next_redo()
        };
        step.map(|step| step.name.as_str())
    }

    /// Shows a message.
    pub fn notify(&mut self, text: impl Into<String>, is_error: bool) {
        self.notify_of(None, text.into(), is_error);
    }

    /// Shows a message that goes away with the article it is about.
    pub fn notify_about(&mut self, article: &str, text: impl Into<String>, is_error: bool) {
        self.notify_of(Some(article.to_owned()), text.into(), is_error);
    }

    /// Keeps the last message until it is taken away.
    pub fn keep_last_notice(&mut self) {
        if let Some(notice) = self.notices.last_mut() {
            notice.until = None;
        }
    }

    /// Offers to show a file with the last message.
    pub fn show_with_last_notice(&mut self, file: PathBuf) {
        if let Some(notice) = self.notices.last_mut() {
            notice.file = Some(file);
        }
    }

    fn notify_of(&mut self, article: Option<String>, text: String, is_error: bool) {
        self.notices.retain(|notice| notice.text != text);
        self.notices.push(Notice {
            text,
            is_error,
            article,
            file: None,
            until: (!is_error).then(|| Instant::now() + self.pace.notice),
        });
        let surplus = self.notices.len().saturating_sub(MOST_NOTICES);
        self.notices.drain(..surplus);
    }
}

impl OpenProject {
    /// Returns the line of the status bar about saving: `Saved 12:04:31`, `Saving…`, `Not saved: disk full`.
    pub fn saving_text(&self) -> String {
        if let Some((file, problem)) = self.failures().min_by_key(|(file, _)| *file) {
            let more = match self.failures().count() - 1 {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            return format!("Not saved: {} – {file}{more}", problem.what);
        }
        if !self.is_saved() {
            return "Saving…".to_owned();
        }
        match &self.saved_at {
            Some(at) => format!("Saved {at}"),
            None => "Saved".to_owned(),
        }
    }

    /// Tells whether teammates' work on the open article may be shown: always, or, in a project that labels blind, once
    /// one's own is done.
    pub fn reveals(&self) -> bool {
        let open = self.open.as_ref();
        let status = open.map_or(Status::Untouched, |open| open.sidecar.status);
        self.store.project().reveals(&self.annotator, status)
    }

    /// Returns every document that is open or not on disk yet, by its article (or `codebook`), and how far it is.
    fn documents(&self) -> impl Iterator<Item = (&str, session::State<'_>)> {
        let open = self.open.iter();
        let open = open.map(|open| (open.article.path.as_str(), open.sidecar.state()));
        let parked = self.parked.iter();
        let parked = parked.map(|(path, parked)| (path.as_str(), parked.sidecar.state()));
        let added = ("your part of the codebook", self.added.state());
        let lead = ("codebook", self.lead.state());
        let rules = ("the project\u{2019}s rules", self.policy.state());
        open.chain(parked).chain([added, lead, rules])
    }

    /// Tells whether every edit is on disk.
    pub fn is_saved(&self) -> bool {
        self.documents()
            .all(|(_, state)| state == session::State::Saved)
    }

    /// Returns what could not be written, by article (or `codebook`), and why.
    pub fn failures(&self) -> impl Iterator<Item = (&str, &Problem)> {
        self.documents().filter_map(|(file, state)| match state {
            session::State::Failed(problem) => Some((file, problem)),
            _ => None,
        })
    }

    /// Tells whether the annotator may change the lead's codebook: they are the lead, and it can be written.
    pub fn may_lead(&self) -> bool {
        self.not_lead.is_none() && self.lead_read_only.is_none()
    }

    /// Tells whether the annotator may choose what the project's codebook begins with: there is none yet.
    pub fn may_begin(&self) -> bool {
        self.may_lead() && !self.lead.base().has_file() && self.lead.is_saved()
    }

    /// Notes that something was saved now.
    pub fn note_saved(&mut self) {
        self.saved_at = Some(self.store.env().time_of_day());
    }

    /// Lists problems that are not listed yet.
    pub fn add_problems(&mut self, problems: impl IntoIterator<Item = Problem>) {
        for problem in problems {
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
    }

    /// Returns where an article's file lies.
    pub fn file_of(&self, path: &str) -> PathBuf {
        let id = crate::read::article_id(path);
        self.store.root().join(id.file)
    }

    /// Returns the name shown for an annotator: that of the project file, else the id.
    pub fn name_of<'a>(&'a self, annotator: &'a str) -> &'a str {
        let mut known = self.annotators.iter();
        known
            .find(|known| known.id == annotator)
            .map(|known| known.name.as_str())
            .filter(|name| !name.is_empty())
            .unwrap_or(annotator)
    }

    /// Returns the title shown for an article: its headline, else its file name.
    pub fn title<'a>(&'a self, path: &'a str) -> &'a str {
        let known = self.infos.get(path).and_then(|info| info.title.as_deref());
        known.unwrap_or_else(|| path.rsplit('/').next().unwrap_or(path))
    }
}
