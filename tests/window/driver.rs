//! Drives one running window: sends what keyboard and mouse would, and reads the tree that a screen reader reads.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use egui::accesskit::{Node, NodeId, Role, TreeUpdate};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, pos2};
use egui_inspection::{Request, Response, protocol};

use crate::display::Display;

/// How long anything may take before a test fails; a busy machine draws with its processor.
const DEADLINE: Duration = Duration::from_mins(3);

/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(20);

/// In what a program printed: the window's library met the end of its connection to the display.
const DROPPED: &str = "platform_impl/linux/x11";

/// A running window.
pub(crate) struct Window {
    program: Child,
    stream: TcpStream,
    /// What the program prints on standard error.
    printed: File,
}

impl Window {
    /// Starts the program on the folder `project` within `folder` and connects to it.
    #[track_caller]
    pub(crate) fn start(display: &Display, folder: &Path) -> Self {
        Self::start_as(display, |program| {
            program
                .arg(folder.join("project"))
                .args(["--annotator", "anna"])
                .env("ONRECORD_CONFIG", folder.join("settings.ron"))
                .env("ONRECORD_DATA", folder.join("data"))
                .env("ONRECORD_CACHE", folder.join("cache"));
        })
    }

    /// Starts the program as on a machine that never saw it: nothing is known but a home.
    #[track_caller]
    pub(crate) fn start_at_home(display: &Display, home: &Path, arguments: &[&Path]) -> Self {
        Self::start_as(display, |program| {
            for (name, _) in std::env::vars_os() {
                let is_ours = name.to_string_lossy().starts_with("ONRECORD_");
                if is_ours || name.to_string_lossy().starts_with("XDG_") {
                    program.env_remove(name);
                }
            }
            // Elsewhere than in the repository, whose sample would be opened in place.
            let folder = if home.is_dir() { home } else { Path::new("/") };
            program
                .current_dir(folder)
                .env("HOME", home)
                .args(arguments);
        })
    }

    /// Starts the program; once more where its display dropped it before it stood, which says nothing of the program.
    #[track_caller]
    fn start_as(display: &Display, prepare: impl Fn(&mut Command)) -> Self {
        let mut last = String::new();
        for _ in 0..3 {
            match Self::try_start(display, &prepare) {
                Ok(window) => return window,
                Err(said) if said.contains(DROPPED) => {
                    eprintln!("the display {} dropped the program", display.name);
                    last = said;
                }
                Err(said) => panic!("the program did not start: {said}"),
            }
        }
        panic!("the display {} drops the program: {last}", display.name);
    }

    /// Starts the program, or says what it printed before it ended.
    fn try_start(display: &Display, prepare: &impl Fn(&mut Command)) -> Result<Self, String> {
        let address = free_address();
        let mut printed = tempfile::tempfile().unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        prepare(&mut program);
        let mut program = program
            .env("DISPLAY", &display.name)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .env("EGUI_INSPECTION", address.to_string())
            .stdin(Stdio::null())
            .stderr(printed.try_clone().unwrap())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        let mut stream = loop {
            if let Ok(stream) = TcpStream::connect(address) {
                break stream;
            }
            if let Some(status) = program.try_wait().unwrap() {
                return Err(format!("{status}\n{}", read_all(&mut printed)));
            }
            if begun.elapsed() > DEADLINE {
                program.kill().ok();
                panic!("the program listens to nobody at {address}");
            }
            std::thread::sleep(PAUSE);
        };
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        match protocol::read_handshake(&mut stream) {
            Ok(version) => assert_eq!(version, protocol::PROTOCOL_VERSION),
            Err(error) => {
                program.kill().ok();
                program.wait().unwrap();
                return Err(format!("{error}\n{}", read_all(&mut printed)));
            }
        }
        Ok(Self {
            program,
            stream,
            printed,
        })
    }

    /// Ends the program at once, as a power cut would.
    pub(crate) fn kill(mut self) {
        // On Unix this is SIGKILL: nothing of the program runs after it.
        self.program.kill().unwrap();
        self.program.wait().unwrap();
    }

    /// Asks the program to end, as a system that shuts down does, and waits until it has; tells whether it ended well.
    #[track_caller]
    pub(crate) fn terminate(mut self) -> bool {
        let id = rustix::process::Pid::from_child(&self.program);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        let begun = Instant::now();
        loop {
            if let Some(status) = self.program.try_wait().unwrap() {
                return status.success();
            }
            assert!(begun.elapsed() < DEADLINE, "the program does not end");
            std::thread::sleep(PAUSE);
        }
    }

    /// Lets the window draw until nothing moves, so that things are clicked where they stay.
    #[track_caller]
    fn settle(&mut self) {
        let answer = self.ask(&Request::Settle { max_steps: 60 });
        assert!(matches!(answer, Response::Settled { .. }), "{answer:?}");
    }

    /// Returns the tree of the current frame.
    #[track_caller]
    pub(crate) fn tree(&mut self) -> Tree {
        match self.ask(&Request::GetTree) {
            Response::Tree { accesskit, .. } => Tree {
                nodes: accesskit
                    .map(|update: TreeUpdate| update.nodes)
                    .unwrap_or_default(),
            },
            other => panic!("asked for the tree, got {other:?}"),
        }
    }

    /// Looks until a condition holds.
    #[track_caller]
    pub(crate) fn wait(&mut self, what: &str, holds: impl Fn(&Tree) -> bool) {
        let begun = Instant::now();
        loop {
            let tree = self.tree();
            if holds(&tree) {
                return;
            }
            assert!(
                begun.elapsed() < DEADLINE,
                "not within {DEADLINE:?}: {what}\n{}",
                tree.said()
            );
            std::thread::sleep(PAUSE);
        }
    }

    /// Looks until something has this name.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, name: &str) {
        self.wait(name, |tree| tree.named(name).is_some());
    }

    /// Waits for the mark of a statement of these words. Who said it depends on whether suggestions were there when it was made.
    #[track_caller]
    pub(crate) fn wait_for_statement(&mut self, words: &str) {
        let is_it = |name: &str| name.starts_with("Statement: ") && name.ends_with(words);
        self.wait(words, |tree| {
            tree.all().any(|node| node.label().is_some_and(is_it))
        });
    }

    /// Presses a key and lets it go, as a keyboard does: a letter or digit is typed too.
    #[track_caller]
    pub(crate) fn key(&mut self, name: &str) {
        self.key_with(Modifiers::NONE, name);
    }

    /// Presses a key with Ctrl.
    #[track_caller]
    pub(crate) fn control(&mut self, name: &str) {
        self.key_with(Modifiers::CTRL | Modifiers::COMMAND, name);
    }

    #[track_caller]
    fn key_with(&mut self, modifiers: Modifiers, name: &str) {
        let key = Key::from_name(name)
            .or_else(|| Key::from_name(&name.to_uppercase()))
            .unwrap_or_else(|| panic!("{name} is no key"));
        let event = |pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        };
        let mut down = vec![event(true)];
        if name.chars().count() == 1 && modifiers.is_none() {
            down.push(Event::Text(name.to_owned()));
        }
        self.send(down);
        self.send(vec![event(false)]);
    }

    /// Types text into whatever has the keyboard.
    #[track_caller]
    pub(crate) fn text(&mut self, text: &str) {
        self.send(vec![Event::Text(text.to_owned())]);
    }

    /// Clicks the thing with this name.
    #[track_caller]
    pub(crate) fn click(&mut self, name: &str) {
        self.settle();
        let tree = self.tree();
        let node = tree
            .named(name)
            .unwrap_or_else(|| panic!("no {name:?}\n{}", tree.said()));
        let at = middle(node);
        self.send(vec![Event::PointerMoved(at)]);
        self.send(vec![button(at, true)]);
        self.send(vec![button(at, false)]);
    }

    /// Selects words of the article by a drag from their first letter to behind their last.
    #[track_caller]
    pub(crate) fn select(&mut self, words: &str) {
        self.settle();
        let tree = self.tree();
        let (start, end) = (
            tree.place(words, 0),
            tree.place(words, words.chars().count()),
        );
        self.send(vec![Event::PointerMoved(start)]);
        self.send(vec![button(start, true)]);
        for share in [0.2, 0.6, 1.0] {
            self.send(vec![Event::PointerMoved(start.lerp(end, share))]);
        }
        self.send(vec![button(end, false)]);
    }

    #[track_caller]
    fn send(&mut self, events: Vec<Event>) {
        let answer = self.ask(&Request::ApplyEvents { events });
        assert!(matches!(answer, Response::Done), "{answer:?}");
    }

    #[track_caller]
    fn ask(&mut self, request: &Request) -> Response {
        protocol::write_message(&mut self.stream, request).expect("the window listens");
        protocol::read_message(&mut self.stream).expect("the window answers")
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.program.kill().ok();
        self.program.wait().ok();
        if std::thread::panicking() {
            eprintln!("the program printed:\n{}", read_all(&mut self.printed));
        }
    }
}

/// Returns what a program printed so far.
fn read_all(printed: &mut File) -> String {
    let mut said = String::new();
    printed.rewind().unwrap();
    printed.read_to_string(&mut said).unwrap();
    said
}

/// What a screen reader sees of a frame.
pub(crate) struct Tree {
    nodes: Vec<(NodeId, Node)>,
}

impl Tree {
    fn all(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().map(|(_, node)| node)
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, node)| node)
    }

    /// Returns the first thing with this name.
    pub(crate) fn named(&self, name: &str) -> Option<&Node> {
        self.all().find(|node| node.label() == Some(name))
    }

    /// Returns the first text that begins so.
    pub(crate) fn starts(&self, begin: &str) -> Option<&Node> {
        let begins = |text: Option<&str>| text.is_some_and(|text| text.starts_with(begin));
        self.all()
            .find(|node| begins(node.label()) || begins(node.value()))
    }

    /// Returns how many things have this name.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.all().filter(|node| node.label() == Some(name)).count()
    }

    pub(crate) fn is_selected(&self, name: &str) -> bool {
        self.named(name).is_some_and(|node| {
            node.is_selected() == Some(true)
                || node.toggled() == Some(egui::accesskit::Toggled::True)
        })
    }

    /// Tells whether a thing with this name has this value.
    pub(crate) fn has_value(&self, name: &str, value: &str) -> bool {
        self.all()
            .any(|node| node.label() == Some(name) && node.value() == Some(value))
    }

    /// Returns the place of the nth letter of words of the article.
    #[track_caller]
    #[expect(clippy::cast_possible_truncation, reason = "places on the screen")]
    fn place(&self, words: &str, nth: usize) -> Pos2 {
        let paragraphs = self
            .all()
            .filter(|node| node.role() == Role::Label && !node.children().is_empty());
        let mut found =
            paragraphs.filter(|node| node.value().is_some_and(|text| text.contains(words)));
        let Some(paragraph) = found.next() else {
            panic!("{words:?} is not in sight\n{}", self.said());
        };
        let text = paragraph.value().unwrap_or_default();
        let at = text.find(words).unwrap_or_default();
        let (wanted, mut passed) = (text[..at].chars().count() + nth, 0);
        let mut end = Pos2::ZERO;
        for run in paragraph.children().iter().filter_map(|id| self.node(*id)) {
            let count = run.value().unwrap_or_default().chars().count();
            let bounds = run.bounds().expect("runs have a place");
            let y = (bounds.y0 + bounds.y1) as f32 / 2.0;
            let places = run.character_positions().expect("letters have places");
            if wanted < passed + count {
                return pos2(bounds.x0 as f32 + places[wanted - passed] + 0.5, y);
            }
            passed += count;
            end = pos2(bounds.x1 as f32, y);
        }
        end
    }

    /// Returns everything that has a name or a value; for messages of tests that fail.
    pub(crate) fn said(&self) -> String {
        let named = self.all().filter(|node| node.role() != Role::TextRun);
        let lines = named.filter(|node| node.label().is_some() || node.value().is_some());
        let lines =
            lines.map(|node| format!("{:?} {:?} {:?}", node.role(), node.label(), node.value()));
        lines.collect::<Vec<String>>().join("\n")
    }
}

#[expect(clippy::cast_possible_truncation, reason = "places on the screen")]
fn middle(node: &Node) -> Pos2 {
    let bounds = node.bounds().expect("what can be clicked has a place");
    pos2(
        (bounds.x0 + bounds.x1) as f32 / 2.0,
        (bounds.y0 + bounds.y1) as f32 / 2.0,
    )
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

/// Returns an address that nobody listens at.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}
