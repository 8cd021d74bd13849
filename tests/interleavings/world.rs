//! Two windows, one disk, and what happens to them.

mod person;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use onrecord::model::history::Touched;
use onrecord::model::sidecar::Sidecar;
use onrecord::model::statement::Statement;
use onrecord::model::statement::conflict::FieldValue;
use onrecord::model::text::Text;
use onrecord::store::fs::Fs as _;

use crate::disk::SimFs;
use crate::random::Random;
use crate::window::{Open, Window};

const ARTICLES: [&str; 2] = ["a.txt", "b.txt"];

const TEXTS: [&str; 2] = [
    "Talks end\n\n“We never agreed,” Anna Berg said. “It’s over.” The union warned of strikes.\nThe end.\n",
    "Harbour stays open\n\nThe mayor ruled out any closure. “Nobody is left behind,” Oss added.\n",
];

/// Quotes that both windows are offered in each article.
const OFFERED: [[&str; 3]; 2] = [
    ["“We never agreed,”", "“It’s over.”", "of strikes"],
    ["any closure", "“Nobody is left behind,”", "stays open"],
];

/// Events of a seed, before everything is left to come to rest.
const EVENTS: usize = 60;

/// An article, and the words of a quote in it.
type Quoted = (&'static str, String);

/// What somebody did to a statement, and the text of the article as it was then.
struct Step {
    quoted: Quoted,
    text: Text,
    touched: Touched,
}

/// What became of a word that somebody typed.
#[derive(Debug, Default)]
struct Typed {
    /// A window said `Saved` while it showed the word.
    was_saved: bool,
    /// Somebody removed the statement, and saw the word in it.
    was_removed: bool,
    /// A window that had not saved it was killed.
    was_killed: bool,
}

pub(crate) struct World {
    seed: u64,
    random: Random,
    fs: SimFs,
    windows: [Window; 2],
    typed: BTreeMap<String, Typed>,
    /// Articles that each window is to be told of.
    news: [BTreeSet<String>; 2],
    seen: BTreeMap<std::path::PathBuf, Vec<u8>>,
    clock: u32,
    /// Whether an article had other words for a while.
    was_reworded: bool,
    /// Whether no article ever gets other words in this seed.
    is_calm: bool,
    /// Articles and quotes of statements that somebody removed, or took the making of back.
    removed: BTreeSet<Quoted>,
    /// What each window can take back.
    steps: [Vec<Step>; 2],
    /// The note in which each window's keyboard is: of which statement it was when it was gone to.
    fields: [Option<(Quoted, String)>; 2],
    log: Vec<String>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let fs = SimFs::default();
        for (path, text) in ARTICLES.iter().zip(TEXTS) {
            fs.put(&format!("/p/{path}"), text.as_bytes());
        }
        fs.put("/p/onrecord.ron", b"(format: 1, keep_texts: true)");
        let mut windows = [Window::open(&fs, &ARTICLES), Window::open(&fs, &ARTICLES)];
        windows[1].unconfirmed = Arc::clone(&windows[0].unconfirmed);
        Self {
            seed,
            random: Random::new(seed),
            fs,
            windows,
            typed: BTreeMap::new(),
            news: Default::default(),
            seen: BTreeMap::new(),
            clock: 0,
            was_reworded: false,
            is_calm: seed.is_multiple_of(3),
            removed: BTreeSet::new(),
            steps: Default::default(),
            fields: Default::default(),
            log: Vec::new(),
        }
    }

    /// Returns the disk, for after the run.
    pub(crate) fn disk(&self) -> SimFs {
        self.fs.clone()
    }

    pub(crate) fn run(mut self, counts: &mut BTreeMap<&'static str, u64>) {
        let mut happened = 0;
        while happened < EVENTS {
            if let Some(event) = self.event() {
                *counts.entry(event).or_default() += 1;
                happened += 1;
                self.look();
            }
        }
        self.rest();
        self.check_end();
    }

    #[track_caller]
    fn fail(&self, what: &str) -> ! {
        panic!("seed {}: {what}\n{}", self.seed, self.log.join("\n"));
    }

    fn note(&mut self, what: impl FnOnce() -> String) {
        self.log.push(what());
    }

    fn now(&mut self) -> String {
        self.clock += 1;
        self.fs.tick();
        self.fs.env().stamp()
    }

    /// Lets one thing happen; none if there was nothing to happen with.
    fn event(&mut self) -> Option<&'static str> {
        let who = self.random.below(2);
        match self.random.below(23) {
            21 | 22 => self.write_on(who),
            20 => self.undo(who),
            0..=6 => self.edit(who),
            7..=11 => self.job(who),
            12..=14 => self.reply(who),
            15 | 16 => self.tell(who),
            17 => Some(self.rewrite()),
            18 if self.random.once_in(2) => {
                let (after, done) = (self.random.below(12), self.random.once_in(2));
                self.fs.fail(after, done);
                self.note(|| format!("a failure in {after}"));
                Some("an operation of the disk fails")
            }
            18 => self.conflict_copy(),
            _ => Some(self.stop(who)),
        }
    }

    /// Does a job, perhaps with one of the other window's in the middle of it.
    fn job(&mut self, who: usize) -> Option<&'static str> {
        if self.windows[who].jobs.is_empty() {
            return None;
        }
        let index = self.random.below(self.windows[who].jobs.len());
        let work = self.windows[who].start(index);
        let other = 1 - who;
        let is_interrupted = !self.windows[other].jobs.is_empty() && self.random.once_in(2);
        if is_interrupted {
            let between = self.random.below(self.windows[other].jobs.len());
            let by = self.windows[other].start(between);
            let after = self.random.below(25);
            self.fs.interrupt(after, by);
        }
        self.note(|| format!("window {who} does a job, interrupted: {is_interrupted}"));
        work();
        if let Some(by) = self.fs.uninterrupted() {
            by();
        }
        Some(if is_interrupted {
            "a job with another in between"
        } else {
            "a job"
        })
    }

    fn reply(&mut self, who: usize) -> Option<&'static str> {
        let count = self.windows[who].replies.lock().unwrap().len();
        if count == 0 {
            return None;
        }
        let index = self.random.below(count);
        self.note(|| format!("window {who} takes a reply in"));
        self.windows[who].take(index);
        self.windows[who].order();
        Some("a reply")
    }

    /// Tells a window what changed on disk.
    fn tell(&mut self, who: usize) -> Option<&'static str> {
        let news = std::mem::take(&mut self.news[who]);
        if news.is_empty() {
            return None;
        }
        self.note(|| format!("window {who} is told of {news:?}"));
        for path in news {
            self.windows[who].ask(&path);
        }
        self.windows[who].order();
        Some("news of a file")
    }

    /// Another program rewrites an article.
    fn rewrite(&mut self) -> &'static str {
        let nth = self.random.below(ARTICLES.len());
        let path = format!("/p/{}", ARTICLES[nth]);
        let kind = self.random.below(if self.is_calm { 2 } else { 4 });
        self.was_reworded |= kind > 1;
        let text = match kind {
            0 => TEXTS[nth].to_owned(),
            1 => TEXTS[nth].replace('\n', "\r\n"),
            2 => format!("Corrected on Monday. {}", TEXTS[nth]),
            _ => TEXTS[nth]
                .replace("The end.", "The very end.")
                .replace("any closure", "each closure"),
        };
        self.note(|| format!("{path} is rewritten: {text:?}"));
        self.fs.put(&path, text.as_bytes());
        for news in &mut self.news {
            news.insert(ARTICLES[nth].to_owned());
        }
        "an article is rewritten"
    }

    /// A sync tool puts a copy of a sidecar beside it.
    fn conflict_copy(&mut self) -> Option<&'static str> {
        let nth = self.random.below(ARTICLES.len());
        let sidecar = format!("/p/annotations/anna/{}.ron", ARTICLES[nth]);
        let bytes = self.fs.get(std::path::Path::new(&sidecar))?;
        let copy = format!(
            "/p/annotations/anna/{}.sync-conflict-20250224-10111{}-ABCDEFG.ron",
            ARTICLES[nth],
            self.random.below(3)
        );
        self.note(|| format!("{copy} appears"));
        self.fs.put(&copy, &bytes);
        for news in &mut self.news {
            news.insert(ARTICLES[nth].to_owned());
        }
        Some("a conflict copy appears")
    }

    /// A window is killed, or the power is cut; what was not saved is gone, and all is opened again.
    fn stop(&mut self, who: usize) -> &'static str {
        let is_cut = self.random.once_in(3);
        let stopped: &[usize] = if is_cut { &[0, 1] } else { &[who] };
        self.note(|| format!("windows {stopped:?} stop; the power is cut: {is_cut}"));
        for who in stopped {
            for word in self.words_of(*who) {
                self.typed.entry(word).or_default().was_killed = true;
            }
        }
        self.fs.heal();
        if is_cut {
            self.fs.cut(&mut self.random);
        }
        for who in stopped {
            // What was written and not confirmed is seen by whoever opens it again, and may still go.
            let unconfirmed = Arc::clone(&self.windows[*who].unconfirmed);
            self.windows[*who] = Window::open(&self.fs, &ARTICLES);
            self.windows[*who].unconfirmed = unconfirmed;
            self.steps[*who].clear();
            self.fields[*who] = None;
            self.news[*who].clear();
        }
        if is_cut {
            "the power is cut"
        } else {
            "a window is killed"
        }
    }

    fn words_of(&self, who: usize) -> BTreeSet<String> {
        let open = self.windows[who].open.values();
        open.flat_map(|open| words(open.doc.value())).collect()
    }

    /// Looks at the windows: what they call saved is on disk now, and who else must be told of it.
    fn look(&mut self) {
        for who in 0..2 {
            for (path, open) in &self.windows[who].open {
                let unconfirmed = self.windows[who].unconfirmed.lock().unwrap();
                let is_confirmed = !unconfirmed.contains(path);
                if open.doc.is_saved() && is_confirmed {
                    for word in words(open.doc.value()) {
                        self.typed.entry(word).or_default().was_saved = true;
                    }
                }
            }
        }
        let files = self.fs.files();
        for (path, bytes) in files {
            if self.seen.get(&path) != Some(&bytes) {
                let shown = path.to_str().unwrap();
                for article in ARTICLES {
                    if shown.contains(&format!("anna/{article}")) {
                        for news in &mut self.news {
                            news.insert(article.to_owned());
                        }
                    }
                }
                self.seen.insert(path, bytes);
            }
        }
        self.check_saved("as said");
        self.check_places();
    }

    /// Every statement has the words that it was made of, however often the article was rewritten: nothing but what
    /// windows offer is accepted.
    fn check_places(&self) {
        for window in &self.windows {
            for (path, offered) in ARTICLES.into_iter().zip(OFFERED) {
                let open = &window.open[path];
                for statement in open.doc.value().statements() {
                    let words = open.article.text.get(statement.quote[0]);
                    if words.is_none_or(|words| !offered.contains(&words)) {
                        let id = &statement.id;
                        self.fail(&format!("{id} of {path} stands on other words: {words:?}"));
                    }
                }
            }
        }
    }

    /// Every word of which `Saved` was said, and that nobody removed, is on disk.
    fn check_saved(&self, when: &str) {
        let files = self.fs.files();
        let mut on_disk: HashSet<&[u8]> = HashSet::new();
        for (path, bytes) in &files {
            if path.to_str().unwrap().contains("/annotations/anna/") {
                // What was typed begins like this, and is looked for many times in each seed.
                let words = bytes.split(|byte| !byte.is_ascii_alphanumeric());
                on_disk.extend(words.filter(|word| word.first() == Some(&b'w')));
            }
        }
        for (word, typed) in &self.typed {
            if typed.was_saved && !typed.was_removed && !on_disk.contains(word.as_bytes()) {
                self.fail(&format!(
                    "{word} was saved and is not on disk, {when}: {typed:?}"
                ));
            }
        }
    }

    /// Lets everything that is under way come to its end, with nobody touching anything.
    fn rest(&mut self) {
        self.fs.heal();
        self.log.push("all comes to rest".to_owned());
        for _round in 0..200 {
            for who in 0..2 {
                for open in self.windows[who].open.values_mut() {
                    open.doc.retry();
                }
                self.windows[who].order();
                while !self.windows[who].jobs.is_empty() {
                    self.windows[who].start(0)();
                }
                while !self.windows[who].replies.lock().unwrap().is_empty() {
                    self.windows[who].take(0);
                }
            }
            self.look();
            let told = [self.tell(0), self.tell(1)].iter().any(Option::is_some);
            if !told && self.windows.iter().all(Window::is_quiet) {
                return;
            }
        }
        self.fail("it never comes to rest");
    }

    fn check_end(&mut self) {
        self.check_saved("in the end");
        let fresh = Window::open(&self.fs, &ARTICLES);
        for path in ARTICLES {
            let [ours, theirs] = [0, 1].map(|who| self.windows[who].open[path].doc.value().clone());
            let on_disk = fresh.open[path].doc.value();
            if shown(&ours) != shown(&theirs) {
                self.fail(&format!(
                    "{path}: the windows differ:\n{}\n{}",
                    shown(&ours),
                    shown(&theirs)
                ));
            }
            if shown(&ours) != shown(on_disk) {
                self.fail(&format!(
                    "{path}: the disk differs:\n{}\n{}",
                    shown(&ours),
                    shown(on_disk)
                ));
            }
        }
        for path in ARTICLES {
            self.check_twins(path);
        }
        let there: BTreeSet<String> = self.words_of(0);
        for (word, typed) in &self.typed {
            let may_be_gone = typed.was_removed || (typed.was_killed && !typed.was_saved);
            if !may_be_gone && !there.contains(word) {
                self.fail(&format!("{word} is gone: {typed:?}"));
            }
        }
    }
}

impl World {
    /// No suggestion is there twice that was accepted in two windows at once. Who removes one and accepts it again, while
    /// another window goes on with the first, has two; and so has who accepts one whose words were gone for a while.
    fn check_twins(&self, path: &'static str) {
        if self.was_reworded {
            return;
        }
        let open = &self.windows[0].open[path];
        let mut quotes = BTreeSet::new();
        for statement in open.doc.value().statements() {
            let words = (path, quoted(open, statement));
            if !self.removed.contains(&words) && !quotes.insert(words) {
                let shown = shown(open.doc.value());
                self.fail(&format!("a statement is there twice:\n{shown}"));
            }
        }
    }
}

/// Returns the words of a statement's quote.
fn quoted(open: &Open, statement: &Statement) -> String {
    open.article.text.slice(statement.quote[0]).to_owned()
}

/// Returns every word that was typed into statements, set aside or kept beside another by a merge included.
fn words(sidecar: &Sidecar) -> Vec<String> {
    let mut words = Vec::new();
    for statement in sidecar.statements() {
        words.extend(words_of(&statement.note, &statement.conflicts));
    }
    for aside in &sidecar.detached {
        words.extend(words_of(&aside.note, &aside.conflicts));
    }
    words
}

fn words_of<S>(note: &str, conflicts: &[FieldValue<S>]) -> Vec<String> {
    let kept = conflicts.iter().filter_map(|value| match value {
        FieldValue::Note(note) => Some(note.as_str()),
        _ => None,
    });
    let all = kept.chain([note]).flat_map(str::split_whitespace);
    all.map(str::to_owned).collect()
}

/// Returns what a person sees of a sidecar.
fn shown(sidecar: &Sidecar) -> String {
    let mut sidecar = sidecar.clone();
    sidecar.rev = 0;
    format!("{sidecar:?}")
}
