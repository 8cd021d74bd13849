//! A disk in memory that forgets, when the power is cut, whatever was not flushed; that fails when it is told to; and in
//! the middle of whose operations others may get in between.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use onrecord::env::{Env, Source};
use onrecord::store::fs::{Entry, Fs, FsFile, Kind, Lock, Metadata};

use crate::random::Random;

/// A file's content: as programs see it, and as it lies on the platter.
#[derive(Clone, Debug, Default)]
struct Content {
    seen: Vec<u8>,
    flushed: Vec<u8>,
    written: u64,
}

type Names = BTreeMap<PathBuf, usize>;

#[derive(Default)]
struct State {
    /// Which names there are, as programs see it; folders have no content.
    names: Names,
    folders: Vec<PathBuf>,
    /// What each folder held when it was last flushed, and what was done in it since.
    flushed: Names,
    since: Vec<(PathBuf, Option<usize>)>,
    contents: Vec<Content>,
    /// Seconds since the simulation began: one passes with every operation.
    clock: u64,
    /// How often chance was asked.
    chance: u128,
    /// In how many operations one fails, and whether it is done all the same.
    fault: Option<(usize, bool)>,
    /// Whether a window holds a folder; others wait.
    is_held: bool,
    /// In how many operations somebody gets in between, and what they do.
    between: Option<(usize, Box<dyn FnOnce() + Send>)>,
}

/// The disk. Clones are the same one.
#[derive(Clone, Default)]
pub(crate) struct SimFs(Arc<Mutex<State>>);

impl SimFs {
    pub(crate) fn put(&self, path: &str, bytes: &[u8]) {
        let mut state = self.0.lock().unwrap();
        let path = PathBuf::from(path);
        for folder in path.ancestors().skip(1) {
            if !state.folders.iter().any(|known| known == folder) {
                state.folders.push(folder.to_owned());
            }
        }
        let number = state.make(bytes);
        state.contents[number].flushed = bytes.to_vec();
        state.names.insert(path.clone(), number);
        state.flushed.insert(path, number);
    }

    pub(crate) fn get(&self, path: &Path) -> Option<Vec<u8>> {
        let state = self.0.lock().unwrap();
        let number = *state.names.get(path)?;
        Some(state.contents[number].seen.clone())
    }

    /// Returns all files with their content.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let state = self.0.lock().unwrap();
        let files = state.names.iter();
        files
            .map(|(path, number)| (path.clone(), state.contents[*number].seen.clone()))
            .collect()
    }

    /// Lets a second pass.
    pub(crate) fn tick(&self) {
        self.0.lock().unwrap().clock += 1;
    }

    /// Has an operation fail, so many from now.
    pub(crate) fn fail(&self, after: usize, is_done_all_the_same: bool) {
        self.0.lock().unwrap().fault = Some((after, is_done_all_the_same));
    }

    pub(crate) fn heal(&self) {
        self.0.lock().unwrap().fault = None;
    }

    /// Has somebody get in between, so many operations from now.
    pub(crate) fn interrupt(&self, after: usize, by: Box<dyn FnOnce() + Send>) {
        self.0.lock().unwrap().between = Some((after, by));
    }

    /// Takes back an interruption that did not come about.
    pub(crate) fn uninterrupted(&self) -> Option<Box<dyn FnOnce() + Send>> {
        self.0.lock().unwrap().between.take().map(|(_, by)| by)
    }

    /// Cuts the power: of what was done to names since the last flush a beginning is there, of what was written and not
    /// flushed anything from nothing to all.
    pub(crate) fn cut(&self, random: &mut Random) {
        let mut state = self.0.lock().unwrap();
        let kept = random.below(state.since.len() + 1);
        let done: Vec<_> = state.since.drain(..).take(kept).collect();
        for (path, number) in done {
            match number {
                Some(number) => state.flushed.insert(path, number),
                None => state.flushed.remove(&path),
            };
        }
        state.names = state.flushed.clone();
        for content in &mut state.contents {
            if content.seen != content.flushed {
                let length = random.below(content.seen.len() + 1);
                content.seen.truncate(length);
                content.flushed = content.seen.clone();
            }
        }
        (state.fault, state.between) = (None, None);
    }

    /// Counts an operation. An error if it is to fail, with whether it is done all the same.
    fn step(&self) -> Result<(), bool> {
        let mut state = self.0.lock().unwrap();
        state.clock += 1;
        let is_held = state.is_held;
        let by = match &mut state.between {
            // Whoever holds the folder is waited for.
            Some((0, _)) if is_held => None,
            Some((0, _)) => state.between.take().map(|(_, by)| by),
            Some((after, _)) => {
                *after -= 1;
                None
            }
            None => None,
        };
        let fails = match &mut state.fault {
            Some((0, done)) => Some(*done),
            Some((after, _)) => {
                *after -= 1;
                None
            }
            None => None,
        };
        if fails.is_some() {
            state.fault = None;
        }
        drop(state);
        if let Some(by) = by {
            by();
        }
        fails.map_or(Ok(()), Err)
    }

    fn check(&self) -> io::Result<()> {
        self.step().map_err(|_done| full())
    }
}

fn full() -> io::Error {
    io::ErrorKind::StorageFull.into()
}

fn missing() -> io::Error {
    io::ErrorKind::NotFound.into()
}

impl State {
    fn make(&mut self, bytes: &[u8]) -> usize {
        self.contents.push(Content {
            seen: bytes.to_vec(),
            flushed: Vec::new(),
            written: self.clock,
        });
        self.contents.len() - 1
    }

    fn set_name(&mut self, path: &Path, number: Option<usize>) {
        match number {
            Some(number) => self.names.insert(path.to_owned(), number),
            None => self.names.remove(path),
        };
        self.since.push((path.to_owned(), number));
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let number = *self.names.get(from).ok_or_else(missing)?;
        // Both names change at once, as far as one folder goes.
        self.names.remove(from);
        self.since.push((from.to_owned(), None));
        self.set_name(to, Some(number));
        Ok(())
    }
}

/// The time at which a simulation begins, in seconds since 1970: 2025-02-24, midnight.
const BEGINNING: u64 = 1_740_355_200;

fn time(clock: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(BEGINNING + clock)
}

impl Source for SimFs {
    fn now(&self) -> SystemTime {
        time(self.0.lock().unwrap().clock)
    }

    fn random(&self) -> u128 {
        let mut state = self.0.lock().unwrap();
        state.chance += 1;
        state.chance
    }
}

impl Fs for SimFs {
    fn env(&self) -> Env {
        Env::new(self.clone())
    }

    fn read(&self, path: &Path, _max: u64) -> io::Result<Vec<u8>> {
        self.check()?;
        self.get(path).ok_or_else(missing)
    }

    fn read_start(&self, path: &Path, max: u64) -> io::Result<Vec<u8>> {
        let mut bytes = self.read(path, max)?;
        bytes.truncate(usize::try_from(max).unwrap());
        Ok(bytes)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let state = self.0.lock().unwrap();
        let metadata = |kind, bytes: usize, written: u64, identity| Metadata {
            kind,
            bytes: bytes as u64,
            modified: Some(time(written)),
            changed: None,
            mode: 0o644,
            identity: (1, identity),
        };
        if let Some(number) = state.names.get(path) {
            let content = &state.contents[*number];
            let identity = 1000 + *number as u64;
            return Ok(metadata(
                Kind::File,
                content.seen.len(),
                content.written,
                identity,
            ));
        }
        let place = state.folders.iter().position(|known| known == path);
        let place = place.ok_or_else(missing)?;
        Ok(metadata(Kind::Folder, 0, 0, place as u64))
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.metadata(path).map(|_| path.to_owned())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let state = self.0.lock().unwrap();
        let is_in = |path: &&PathBuf| path.parent() == Some(folder);
        let entry = |path: &PathBuf, kind| Entry {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            kind,
        };
        let files = state.names.keys().filter(is_in);
        let files = files.map(|path| entry(path, Kind::File));
        let folders = state.folders.iter().filter(is_in);
        Ok(files
            .chain(folders.map(|path| entry(path, Kind::Folder)))
            .collect())
    }

    fn create_dir(&self, folder: &Path) -> io::Result<()> {
        self.check()?;
        let mut state = self.0.lock().unwrap();
        if state.folders.iter().any(|known| known == folder) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        // What a power cut does to folders is the real disk's test.
        state.folders.push(folder.to_owned());
        Ok(())
    }

    fn create_temp(&self, path: &Path, _mode: Option<u32>) -> io::Result<Box<dyn FsFile>> {
        self.check()?;
        let mut state = self.0.lock().unwrap();
        let number = state.make(b"");
        state.set_name(path, Some(number));
        Ok(Box::new(SimFile {
            fs: self.clone(),
            number,
        }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let done = self.step();
        if done != Err(false) {
            self.0.lock().unwrap().rename(from, to)?;
        }
        done.map_err(|_done| full())
    }

    fn rename_noreplace(&self, from: &Path, to: &Path) -> io::Result<()> {
        let done = self.step();
        let mut state = self.0.lock().unwrap();
        if state.names.contains_key(to) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if done != Err(false) {
            state.rename(from, to)?;
        }
        done.map_err(|_done| full())
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        self.check()?;
        let mut state = self.0.lock().unwrap();
        let number = *state.names.get(path).ok_or_else(missing)?;
        let content = &mut state.contents[number];
        content.flushed = content.seen.clone();
        Ok(())
    }

    fn sync_dir(&self, folder: &Path) -> io::Result<()> {
        self.check()?;
        let mut state = self.0.lock().unwrap();
        let since = std::mem::take(&mut state.since);
        for (path, number) in since {
            if path.parent() != Some(folder) {
                state.since.push((path, number));
                continue;
            }
            match number {
                Some(number) => state.flushed.insert(path, number),
                None => state.flushed.remove(&path),
            };
        }
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.check()?;
        let mut state = self.0.lock().unwrap();
        if !state.names.contains_key(path) {
            return Err(missing());
        }
        state.set_name(path, None);
        Ok(())
    }

    fn lock(&self, _folder: &Path) -> Option<Box<dyn Lock>> {
        self.0.lock().unwrap().is_held = true;
        Some(Box::new(Held(self.clone())))
    }
}

struct Held(SimFs);

impl Lock for Held {}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().is_held = false;
    }
}

struct SimFile {
    fs: SimFs,
    number: usize,
}

impl FsFile for SimFile {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let done = self.fs.step();
        let length = if done.is_err() {
            bytes.len() / 2
        } else {
            bytes.len()
        };
        let mut state = self.fs.0.lock().unwrap();
        state.contents[self.number]
            .seen
            .extend_from_slice(&bytes[..length]);
        done.map_err(|_done| full())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.fs.check()?;
        let mut state = self.fs.0.lock().unwrap();
        let content = &mut state.contents[self.number];
        content.flushed = content.seen.clone();
        Ok(())
    }

    fn close(self: Box<Self>) -> io::Result<()> {
        self.fs.check()
    }
}
