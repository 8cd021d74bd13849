//! The window itself: one value that ties the state to the views, frame by frame.
//!
//! This is the only place that knows both. [`app`](crate::app) knows nothing of [`screens`](crate::screens) and
//! [`ui`](crate::ui), which read the state and return actions.

mod signals;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::app::action::Action;
use crate::app::apply;
use crate::app::keymap::Keymap;
use crate::app::load::Loader;
use crate::app::pace::Pace;
use crate::app::screen::Screen;
use crate::app::settings::{Settings, ThemeChoice};
use crate::app::state::{Listed, State};
use crate::app::tasks::Tasks;
use crate::jobs::{Jobs, Threads, Wake};
use crate::screens::Views;
use crate::store::fs::RealFs;
use crate::store::paths::check_annotator;
use crate::ui::reader::ReaderView;
use crate::ui::theme::Theme;

/// How long the settings wait after a change before they are written: less than it takes to end the program after it.
const SETTLE: Duration = Duration::from_millis(100);

/// How long sizes wait, which change with every frame while a window or a panel is dragged.
const SETTLE_SIZES: Duration = Duration::from_millis(500);

/// Says how the window is started.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// What to open; none means the last project or the sample.
    pub path: Option<PathBuf>,
    /// Who labels, for this window alone.
    pub annotator: Option<String>,
    /// Where the settings lie; none keeps them in memory.
    pub settings: Option<PathBuf>,
    /// Where what was made of projects' files is kept; none keeps nothing.
    pub cache: Option<PathBuf>,
    /// How it keeps time.
    pub pace: Pace,
}

/// Represents the window.
pub struct App {
    /// What it knows.
    pub state: State,
    views: Views,
    kept: Settings,
    changed: Option<Instant>,
    is_started: bool,
    start_path: Option<PathBuf>,
    theme: Option<ThemeChoice>,
    /// The size of the article's text that the interface was made to fit last.
    text_size: Option<f32>,
    /// Who was named for this window alone; settings keep somebody else.
    annotator_for_now: Option<String>,
    /// Whether the person was told that closing loses edits.
    warned: bool,
    /// Whether a signal asks the window to close.
    asked_to_close: Arc<AtomicBool>,
}

impl App {
    /// Makes the window's state and starts its threads.
    pub fn new(ctx: &egui::Context, start: Start) -> Self {
        Theme::apply(ctx);
        let (mut settings, mut messages) = (Settings::default(), Vec::new());
        if let Some(path) = &start.settings {
            let (loaded, message) = Settings::load(path);
            settings = loaded;
            messages.extend(message);
        }
        let kept = settings.clone();
        if let Some(annotator) = &start.annotator {
            settings.annotator = Some(annotator.clone());
        }
        // Where nobody is known yet, whoever is named first is remembered.
        let is_usable = |annotator: &String| check_annotator(annotator).is_ok();
        let annotator_for_now = start
            .annotator
            .filter(|annotator| kept.annotator.is_some() || !is_usable(annotator));
        let (keymap, problems) = Keymap::new(&settings.keys);
        messages.extend(problems);
        let repaint = ctx.clone();
        let wake: Wake = Arc::new(move || repaint.request_repaint());
        let jobs = Jobs::new(Arc::new(Threads::default()), Arc::clone(&wake));
        let mut state = State {
            settings,
            settings_path: start.settings,
            cache: start.cache,
            keymap,
            project: None,
            opening: None,
            screen: Screen::default(),
            overlay: None,
            notices: Vec::new(),
            past_errors: Vec::new(),
            over_page: None,
            copied: None,
            focus: None,
            find_open: false,
            listed: Listed::default(),
            loader: Loader::new(&jobs),
            tasks: Tasks::new(&jobs),
            jobs,
            disk: Arc::new(RealFs),
            wake,
            quitting: false,
            scroll_to: None,
            told_of_settings: false,
            pace: start.pace,
        };
        for message in messages {
            state.notify(message, false);
            state.keep_last_notice();
        }
        Self {
            state,
            views: Views::default(),
            kept,
            changed: None,
            is_started: false,
            start_path: start.path,
            theme: None,
            text_size: None,
            annotator_for_now,
            warned: false,
            asked_to_close: Arc::default(),
        }
    }

    /// Has signals that would end the program close the window instead.
    fn close_on_signals(&self) {
        signals::listen(
            Arc::clone(&self.asked_to_close),
            Arc::clone(&self.state.wake),
        );
    }

    /// Takes in what happened since the last frame, and the keys of this one.
    pub fn logic(&mut self, ctx: &egui::Context) {
        let patience = self.state.pace.patience;
        if !self.is_started {
            self.is_started = true;
            apply::open_first(&mut self.state, self.start_path.take().as_deref());
        }
        apply::drain(&mut self.state, patience);
        self.take_drops(ctx);
        self.take_keys(ctx);
        // What a key or a drop asked for is waited for in the same frame, so that it is on screen in this one.
        apply::drain(&mut self.state, patience);
        self.drop_old_notices(ctx);
        self.keep_settings(ctx);
        self.close(ctx);
    }

    /// Draws the window and applies what its views ask for.
    pub fn ui(&mut self, ui: &mut egui::Ui) {
        if self.theme != Some(self.state.settings.theme) {
            self.theme = Some(self.state.settings.theme);
            ui.ctx().set_theme(match self.state.settings.theme {
                ThemeChoice::System => egui::ThemePreference::System,
                ThemeChoice::Light => egui::ThemePreference::Light,
                ThemeChoice::Dark => egui::ThemePreference::Dark,
            });
        }
        let text_size = self.state.settings.text_size;
        if self.text_size != Some(text_size) {
            self.text_size = Some(text_size);
            Theme::apply_size(ui.ctx(), text_size);
            // This frame was begun in the former size.
            ui.ctx().request_repaint();
        }
        let mut actions = Vec::new();
        let mut overlay = self.state.overlay.take();
        let was_over = overlay.is_some();
        keep_arrows(ui.ctx(), was_over);
        self.views.show(ui, &self.state, &mut overlay, &mut actions);
        self.state.overlay = overlay;
        if was_over && self.state.overlay.is_none() {
            // The field of what was closed has the keyboard no more, although it was drawn once again.
            ui.memory_mut(egui::Memory::stop_text_input);
        }
        self.state.focus = None;
        self.state.scroll_to = None;
        if !actions.is_empty() {
            apply::apply(&mut self.state, actions);
            ui.ctx().request_repaint();
        }
        if let Some(text) = self.state.copied.take() {
            ui.ctx().copy_text(text);
        }
        self.give_keyboard(ui.ctx());
    }

    /// Gives the keyboard to the article while nothing else has it, so that the next key goes where the eye is: from the
    /// start, and whenever a field, a list or a dialog is left.
    fn give_keyboard(&self, ctx: &egui::Context) {
        if !self.views.shows_article(ctx) || self.state.overlay.is_some() {
            return;
        }
        let reader_has_it = self.views.reader_has_focus(ctx);
        if egui::Popup::is_any_open(ctx) {
            // A menu is walked through by arrow keys, which the article would keep.
            if reader_has_it {
                ctx.memory_mut(|memory| memory.surrender_focus(ReaderView::id()));
            }
            return;
        }
        if !ctx.egui_wants_keyboard_input() {
            ctx.memory_mut(|memory| memory.request_focus(ReaderView::id()));
            ctx.request_repaint();
        }
    }

    /// Waits until everything is saved, at most as long as `patience`; for the last moment before the program ends.
    pub fn finish(&mut self, patience: Duration) {
        apply::finish(&mut self.state, patience);
        self.write_settings();
    }

    fn take_keys(&mut self, ctx: &egui::Context) {
        if self.views.waits_for_keys(&self.state) {
            return;
        }
        let escaped = ctx.input(|input| input.key_pressed(egui::Key::Escape));
        if escaped && self.state.overlay.is_none() && !self.state.notices.is_empty() {
            apply::apply(&mut self.state, vec![Action::DismissAll]);
            // In a field Escape still means what it means there; in the article one press does one thing.
            if self.views.reader_has_focus(ctx) {
                ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape));
            }
        }
        let typing = ctx.egui_wants_keyboard_input() && !self.views.reader_has_focus(ctx);
        let over = self.state.overlay.is_some();
        let (keymap, screen) = (&self.state.keymap, self.state.screen);
        let commands = ctx.input_mut(|input| keymap.take(input, screen, typing || over));
        let actions = commands.into_iter().map(Action::Run).collect();
        apply::apply(&mut self.state, actions);
    }

    fn take_drops(&mut self, ctx: &egui::Context) {
        let dropped = ctx.input(|input| {
            input
                .raw
                .dropped_files
                .first()
                .map(|file| file.path().to_owned())
        });
        if let Some(path) = dropped {
            apply::apply(&mut self.state, vec![Action::Open(path)]);
        }
    }

    fn drop_old_notices(&mut self, ctx: &egui::Context) {
        let now = Instant::now();
        self.state
            .notices
            .retain(|notice| notice.until.is_none_or(|until| until > now));
        let next = self
            .state
            .notices
            .iter()
            .filter_map(|notice| notice.until)
            .min();
        if let Some(next) = next {
            ctx.request_repaint_after(next.duration_since(now));
        }
    }

    fn keep_settings(&mut self, ctx: &egui::Context) {
        let size = ctx.content_rect().size();
        if size.x > 1.0 && size.y > 1.0 {
            self.state.settings.window = Some([size.x.round(), size.y.round()]);
        }
        let now = self.to_keep();
        if now == self.kept {
            self.changed = None;
            return;
        }
        let settle = if now.differs_in_size_alone(&self.kept) {
            SETTLE_SIZES
        } else {
            SETTLE
        };
        let since = *self.changed.get_or_insert_with(Instant::now);
        match settle.checked_sub(since.elapsed()) {
            Some(left) if !left.is_zero() => ctx.request_repaint_after(left),
            _ => self.write_settings(),
        }
    }

    /// Returns the settings as they are to be written: an annotator named for this window alone is not kept.
    fn to_keep(&self) -> Settings {
        let mut settings = self.state.settings.clone();
        let is_for_now = self.annotator_for_now == settings.annotator;
        if self.annotator_for_now.is_some() && is_for_now {
            settings.annotator.clone_from(&self.kept.annotator);
        }
        settings
    }

    fn write_settings(&mut self) {
        self.changed = None;
        let now = self.to_keep();
        if now == self.kept {
            return;
        }
        self.kept = now;
        let Some(path) = self.state.settings_path.clone() else {
            return;
        };
        if let Err(message) = self.kept.save(&path)
            && !std::mem::replace(&mut self.state.told_of_settings, true)
        {
            let text = format!("Settings last until this window closes: {message}");
            self.state.notify(text, false);
        }
    }

    /// Closes the window once everything is saved; what cannot be saved keeps it open, with the reason on screen.
    fn close(&mut self, ctx: &egui::Context) {
        let has_failed = |state: &State| {
            let project = state.project.as_ref();
            project.is_some_and(|project| project.failures().next().is_some())
        };
        self.warned &= has_failed(&self.state);
        if self.asked_to_close.swap(false, Ordering::Relaxed) {
            self.state.quitting = true;
        }
        let asked = ctx.input(|input| input.viewport().close_requested());
        if !asked && !self.state.quitting {
            return;
        }
        let is_saved = apply::finish(&mut self.state, Duration::from_millis(300));
        apply::drain(&mut self.state, Duration::ZERO);
        let failed = has_failed(&self.state);
        // Who was told once that edits would be lost may lose them, but only those that still cannot be saved.
        if is_saved || (failed && self.warned) {
            if self.state.quitting {
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            return;
        }
        ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        self.warned = failed;
        self.state.quitting = !failed;
        if failed {
            let text = "Some edits are not saved. Close again to lose them, or save again";
            self.state.notify(text, true);
        } else {
            ctx.request_repaint();
        }
    }
}

/// Keeps arrow keys from going to headers and buttons by themselves: they move carets and rows, and Tab goes from one button
/// to the next. In menus and in what lies over the window they move on as usual.
fn keep_arrows(ctx: &egui::Context, is_over: bool) {
    let is_arrow = |event: &egui::Event| {
        use egui::Key::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp};
        let egui::Event::Key { key, pressed, .. } = event else {
            return false;
        };
        *pressed && matches!(key, ArrowDown | ArrowLeft | ArrowRight | ArrowUp)
    };
    // Whoever took the key already took it out of the events, but not out of what came in.
    let has_arrow = ctx.input(|input| input.raw.events.iter().any(is_arrow));
    if has_arrow && !is_over && !egui::Popup::is_any_open(ctx) {
        ctx.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        Self::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        Self::ui(self, ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.finish(Duration::from_secs(10));
    }
}

/// Opens the window and runs until it is closed.
///
/// # Errors
/// Says why no window could be opened.
pub fn run(start: Start) -> Result<(), String> {
    let size = start
        .settings
        .as_deref()
        .and_then(|path| Settings::load(path).0.window)
        .unwrap_or([1280.0, 820.0]);
    let options = eframe::NativeOptions {
        renderer: eframe::Renderer::Glow,
        viewport: egui::ViewportBuilder::default()
            .with_title("On Record")
            .with_app_id("onrecord")
            .with_inner_size(size)
            .with_min_inner_size([720.0, 480.0])
            .with_drag_and_drop(true),
        ..eframe::NativeOptions::default()
    };
    let make: eframe::AppCreator<'_> = Box::new(move |cc| {
        let app = App::new(&cc.egui_ctx, start);
        app.close_on_signals();
        Ok(Box::new(app))
    });
    eframe::run_native("On Record", options, make).map_err(|error| {
        format!("no window could be opened: {error}. On a machine without a display use a subcommand (onrecord --help)")
    })
}
