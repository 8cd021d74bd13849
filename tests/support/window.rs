//! The whole window without a display, for tests: driven by keys, pointer and accessible names. What it shows is read by
//! `shown`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, UiBuilder, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use onrecord::app::load::Loader;
use onrecord::app::pace::Pace;
use onrecord::app::tasks::Tasks;
use onrecord::jobs::{Executor, Jobs, Task, Threads};
use onrecord::ui::theme::Theme;
use onrecord::window::{App, Start};

pub(crate) use super::project::{HARBOUR, ISLAND, LIGHTHOUSE, Project};

/// How long a test waits for what happens in the background before it fails.
pub(crate) const DEADLINE: Duration = Duration::from_mins(2);

/// Says how a window is opened.
pub(crate) struct Look {
    start: Start,
    size: Vec2,
    theme: egui::Theme,
    suggestions: bool,
    any_letters: bool,
}

impl Look {
    /// Looks at a project as Anna does.
    pub(crate) fn at(project: PathBuf) -> Self {
        Self {
            start: Start {
                path: Some(project),
                annotator: Some("anna".to_owned()),
                settings: None,
                cache: None,
                pace: Pace::UNHURRIED,
            },
            size: vec2(1440.0, 900.0),
            theme: egui::Theme::Light,
            suggestions: false,
            any_letters: false,
        }
    }

    /// Has suggestions shown, which tests of other things do without.
    pub(crate) fn suggestions(mut self) -> Self {
        self.suggestions = true;
        self
    }

    /// Lets letters be shown that the bundled fonts lack, as they would be in the fonts of the system.
    pub(crate) fn any_letters(mut self) -> Self {
        self.any_letters = true;
        self
    }

    pub(crate) fn annotator(mut self, annotator: &str) -> Self {
        self.start.annotator = Some(annotator.to_owned());
        self
    }

    pub(crate) fn settings(mut self, path: PathBuf) -> Self {
        (self.start.settings, self.start.annotator) = (Some(path), None);
        self
    }

    pub(crate) fn path(mut self, path: PathBuf) -> Self {
        self.start.path = Some(path);
        self
    }

    pub(crate) fn size(mut self, width: f32, height: f32) -> Self {
        self.size = vec2(width, height);
        self
    }

    pub(crate) fn theme(mut self, theme: egui::Theme) -> Self {
        self.theme = theme;
        self
    }

    /// Opens the window and waits until what it was started with is on screen.
    pub(crate) fn open(self) -> Window {
        let stage = Stage {
            start: self.start,
            suggestions: self.suggestions,
            app: None,
            news: News::default(),
            exports: Gate::default(),
            crew: Crew::default(),
        };
        let builder = if self.any_letters {
            Harness::builder().allow_missing_glyphs()
        } else {
            Harness::builder()
        };
        let harness = builder
            .with_size(self.size)
            // Short enough for double clicks; threads that found something ask for frames at any time.
            .with_step_dt(0.1)
            .with_max_steps(40)
            .renderer(super::soft::Soft::default())
            .with_context_setup(Theme::apply)
            .build_ui_state(Stage::frame, stage);
        let mut window = Window { harness };
        // The window follows the system unless a person chose.
        window.harness.input_mut().system_theme = Some(self.theme);
        window.run();
        window
    }
}

/// What the harness keeps: the app, once there is a context to make it with.
pub(crate) struct Stage {
    start: Start,
    suggestions: bool,
    app: Option<App>,
    news: News,
    exports: Gate,
    crew: Crew,
}

/// Runs jobs on threads, and has those break down that do what it was told.
#[derive(Clone, Default)]
struct Crew {
    threads: Threads,
    breaks: Arc<Mutex<Option<&'static str>>>,
}

impl Executor for Crew {
    fn run(&self, task: Task) {
        let breaks = *self.breaks.lock().unwrap() == Some(task.name().doing);
        self.threads.run(if breaks {
            task.after(|| panic!("by design"))
        } else {
            task
        });
    }
}

/// Whether a frame was asked for since it was last looked.
type News = Arc<(Mutex<bool>, Condvar)>;

/// Whether exports are held after their next article.
type Gate = Arc<(Mutex<bool>, Condvar)>;

impl Stage {
    fn frame(ui: &mut egui::Ui, stage: &mut Self) {
        let start = &stage.start;
        let app = stage.app.get_or_insert_with(|| {
            let mut app = App::new(ui.ctx(), start.clone());
            let news = Arc::clone(&stage.news);
            ui.ctx().set_request_repaint_callback(move |_| {
                let (news, came) = &*news;
                *news.lock().unwrap() = true;
                came.notify_all();
            });
            app.state.settings.suggestions = stage.suggestions;
            let (wake, gate) = (Arc::clone(&app.state.wake), Arc::clone(&stage.exports));
            let wake = move || {
                wake();
                if std::thread::current().name() == Some("exporting") {
                    let (held, changed) = &*gate;
                    let waiting = held.lock().unwrap();
                    drop(changed.wait_while(waiting, |held| *held).unwrap());
                }
            };
            let jobs = Jobs::new(Arc::new(stage.crew.clone()), Arc::new(wake));
            app.state.loader = Loader::new(&jobs);
            app.state.tasks = Tasks::new(&jobs);
            app.state.jobs = jobs;
            app
        });
        app.logic(ui.ctx());
        // The harness leaves a margin, which a window does not have.
        let whole = ui.ctx().content_rect();
        let mut window = ui.new_child(UiBuilder::new().max_rect(whole));
        window.set_clip_rect(whole);
        app.ui(&mut window);
    }
}

/// A file that a person drops on the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// The window.
pub(crate) struct Window {
    pub(crate) harness: Harness<'static, Stage>,
}

impl Window {
    /// Draws frames until nothing moves and nothing that was asked for is under way, so that what is seen then does not
    /// depend on who came first.
    #[track_caller]
    pub(crate) fn run(&mut self) {
        let begun = Instant::now();
        loop {
            // A thread that has news again and again may ask for more frames than are drawn in a row.
            let is_still = self.harness.run_ok().is_some();
            if is_still && !self.is_busy() {
                // What was answered between the last frame and the question is shown by one more.
                self.harness.step();
                if !self.is_busy() {
                    break;
                }
            }
            let is_late = begun.elapsed() > DEADLINE;
            assert!(!is_late, "busy for {DEADLINE:?}\n{}", self.tree());
            self.await_news();
        }
        self.harness.run_ok();
    }

    /// Returns the app, which is there once a frame was drawn.
    pub(crate) fn app(&self) -> &App {
        self.harness.state().app.as_ref().unwrap()
    }

    fn is_busy(&self) -> bool {
        let app = self.harness.state().app.as_ref();
        app.is_some_and(|app| app.state.is_busy())
    }

    /// Waits until a thread asks for a frame; looks anyway after a moment.
    fn await_news(&self) {
        let (news, came) = &*self.harness.state().news;
        let waiting = news.lock().unwrap();
        let look_anyway = Duration::from_millis(20);
        let waited = came.wait_timeout_while(waiting, look_anyway, |news| !*news);
        *waited.unwrap().0 = false;
    }

    /// Holds exports after their next article, or lets them go on.
    pub(crate) fn hold_exports(&self, is_held: bool) {
        let (held, changed) = &*self.harness.state().exports;
        *held.lock().unwrap() = is_held;
        changed.notify_all();
    }

    /// Has all jobs break down that do this, or none.
    pub(crate) fn break_down(&self, doing: Option<&'static str>) {
        *self.harness.state().crew.breaks.lock().unwrap() = doing;
    }

    /// Draws frames until a condition holds and nothing is under way; fails after [`DEADLINE`].
    #[track_caller]
    pub(crate) fn wait(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        self.wait_on_the_way(what, holds);
        self.run();
    }

    /// Draws frames until a condition holds, whatever is under way then.
    #[track_caller]
    pub(crate) fn wait_on_the_way(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            let is_late = begun.elapsed() > DEADLINE;
            assert!(!is_late, "not within {DEADLINE:?}: {what}\n{}", self.tree());
            self.await_news();
            self.harness.step();
        }
    }

    /// Waits until everything is on disk.
    #[track_caller]
    pub(crate) fn wait_saved(&mut self) {
        self.wait("everything is saved", |window| {
            window.status().starts_with("Saved")
        });
    }

    /// Presses keys one after the other, each as a keyboard does: a key alone also types its character.
    ///
    /// `"Q S Ctrl+Z Shift+[ Enter"`.
    #[track_caller]
    pub(crate) fn keys(&mut self, chords: &str) {
        for chord in chords.split(' ') {
            self.press(chord);
            self.run();
        }
    }

    /// Presses keys and draws only the frames in which they are pressed and let go.
    #[track_caller]
    pub(crate) fn press(&mut self, chord: &str) {
        let (held, name) = match chord.rsplit_once('+') {
            Some((held, name)) if !name.is_empty() => (held, name),
            _ => ("", chord),
        };
        let mut modifiers = Modifiers::NONE;
        for held in held.split('+').filter(|held| !held.is_empty()) {
            match held {
                "Ctrl" => (modifiers.ctrl, modifiers.command) = (true, true),
                "Shift" => modifiers.shift = true,
                "Alt" => modifiers.alt = true,
                _ => panic!("{held} is no modifier"),
            }
        }
        let key = Key::from_name(name).unwrap_or_else(|| panic!("{name} is no key"));
        let event = |pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        };
        let mut down = vec![Event::ModifiersChanged(modifiers), event(true)];
        if name.chars().count() == 1 && !modifiers.ctrl {
            down.push(Event::Text(name.to_lowercase()));
        }
        self.frame(down);
        self.frame(vec![event(false), Event::ModifiersChanged(Modifiers::NONE)]);
    }

    /// Types text into whatever has the keyboard.
    #[track_caller]
    pub(crate) fn text(&mut self, text: &str) {
        self.frame(vec![Event::Text(text.to_owned())]);
        self.run();
    }

    /// Draws one frame with these events.
    fn frame(&mut self, events: Vec<Event>) {
        self.harness.input_mut().events.extend(events);
        self.harness.step();
    }

    /// Drops files on the window.
    pub(crate) fn drop_files(&mut self, paths: &[PathBuf]) {
        let files = paths
            .iter()
            .map(|path| -> egui::DroppedFileHandle { std::sync::Arc::new(Dropped(path.clone())) });
        self.harness.input_mut().dropped_files = files.collect();
        self.harness.step();
        self.run();
    }

    /// Clicks the one thing with this name.
    #[track_caller]
    pub(crate) fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.run();
    }

    /// Clicks the one thing with this name, whatever is under way.
    #[track_caller]
    pub(crate) fn click_on_the_way(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.harness.step();
    }

    /// Clicks the one thing of a kind with this name.
    #[track_caller]
    pub(crate) fn click_as(&mut self, role: Role, name: &str) {
        self.harness.get_by_role_and_label(role, name).click();
        self.run();
    }

    /// Clicks a place.
    pub(crate) fn click_at(&mut self, at: Pos2) {
        self.frame(vec![Event::PointerMoved(at)]);
        for pressed in [true, false] {
            self.frame(vec![button(at, pressed)]);
        }
        self.run();
    }

    /// Clicks a place with the other button, which opens a menu.
    pub(crate) fn menu_at(&mut self, at: Pos2) {
        self.frame(vec![Event::PointerMoved(at)]);
        for pressed in [true, false] {
            self.frame(vec![Event::PointerButton {
                pos: at,
                button: PointerButton::Secondary,
                pressed,
                modifiers: Modifiers::NONE,
            }]);
        }
        self.run();
    }

    /// Clicks a place twice, quickly.
    pub(crate) fn double_click_at(&mut self, at: Pos2) {
        self.frame(vec![Event::PointerMoved(at)]);
        for pressed in [true, false, true, false] {
            self.frame(vec![button(at, pressed)]);
        }
        self.run();
    }

    /// Selects words of the article by a drag from their first letter to behind their last.
    #[track_caller]
    pub(crate) fn select(&mut self, words: &str) {
        let (from, to) = (
            self.place(words, 0),
            self.place(words, words.chars().count()),
        );
        self.drag(from, to);
    }

    /// Drags from one place to another.
    #[track_caller]
    pub(crate) fn drag(&mut self, from: Pos2, to: Pos2) {
        self.frame(vec![Event::PointerMoved(from)]);
        self.frame(vec![button(from, true)]);
        for share in [0.3, 0.7, 1.0] {
            self.frame(vec![Event::PointerMoved(from.lerp(to, share))]);
        }
        self.frame(vec![button(to, false)]);
        self.run();
    }

    /// Makes a statement of words.
    #[track_caller]
    pub(crate) fn state(&mut self, words: &str) {
        self.select(words);
        self.keys("Q");
    }

    /// Returns the place of the nth letter of words that stand in one paragraph of the article.
    #[track_caller]
    #[expect(clippy::cast_possible_truncation)] // Places on the screen.
    pub(crate) fn place(&self, words: &str, nth: usize) -> Pos2 {
        let article = self.rect("Article text");
        let paragraph = self
            .harness
            .query_all_by_role(Role::Label)
            .filter(|node| article.intersects(node.rect()))
            .find(|node| node.value().is_some_and(|value| value.contains(words)));
        let Some(paragraph) = paragraph else {
            panic!("{words:?} is not in sight\n{}", self.tree());
        };
        let value = paragraph.value().unwrap();
        let at = value.find(words).unwrap();
        let wanted = value[..at].chars().count() + nth;
        let mut passed = 0;
        let mut last = Pos2::ZERO;
        for run in paragraph.children() {
            let run = run.accesskit_node();
            let count = run.data().value().unwrap_or_default().chars().count();
            let bounds = run.bounding_box().expect("runs have a place");
            let middle = (bounds.y0 + bounds.y1) as f32 / 2.0;
            let places = run
                .data()
                .character_positions()
                .expect("letters have places");
            if wanted < passed + count {
                return Pos2::new(bounds.x0 as f32 + places[wanted - passed] + 0.5, middle);
            }
            passed += count;
            last = Pos2::new(bounds.x1 as f32, middle);
        }
        last
    }

    /// Returns where the one thing with this name is.
    #[track_caller]
    pub(crate) fn rect(&self, name: &str) -> Rect {
        self.harness.get_by_label(name).rect()
    }

    /// Returns where all things with this value are.
    pub(crate) fn rects_of_value(&self, value: &str) -> Vec<Rect> {
        let found = self.harness.query_all_by_value(value);
        found.map(|node| node.rect()).collect()
    }

    /// Returns where the panel with this name is.
    #[track_caller]
    pub(crate) fn panel(&self, name: &str) -> Rect {
        self.harness.get_by_role_and_label(Role::Pane, name).rect()
    }

    /// Clicks the text in a panel.
    #[track_caller]
    pub(crate) fn click_in(&mut self, panel: &str, text: &str) {
        let within = self.panel(panel);
        let texts = self.harness.query_all_by_value(text);
        let mut places = texts.map(|node| node.rect().center());
        let Some(at) = places.find(|at| within.contains(*at)) else {
            panic!("no {text:?} in {panel:?}\n{}", self.tree());
        };
        drop(places);
        self.click_at(at);
    }
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}
