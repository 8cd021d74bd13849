//! A disk on which one operation fails, once or from then on.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use onrecord::env::{Env, Source};
use onrecord::store::fs::{Entry, Fs, FsFile, Lock, Metadata, RealFs};

/// When and how an operation fails.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Which operation fails, from 1.
    pub(crate) nth: usize,
    /// Whether all later ones fail too.
    pub(crate) forever: bool,
    /// The system's number of the error.
    pub(crate) errno: i32,
    /// Whether a failing rename happens nevertheless, and a failing write writes half.
    pub(crate) half_done: bool,
}

#[derive(Default)]
struct State {
    plan: Option<Plan>,
    count: usize,
    fired: Option<&'static str>,
    /// The files that were read.
    read: Vec<PathBuf>,
    /// How often the disk was mounted anew.
    mounts: u64,
    /// End of the path of a file that breaks the program down when it is read.
    breaks: Option<&'static str>,
    /// The time that the disk's clock shows; none is the machine's.
    clock: Option<SystemTime>,
}

/// A clock that stands still.
struct Stopped(SystemTime);

impl Source for Stopped {
    fn now(&self) -> SystemTime {
        self.0
    }

    fn random(&self) -> u128 {
        ulid::Ulid::new().random()
    }
}

/// The real disk, but for the failures planned.
#[derive(Clone, Default)]
pub(crate) struct FaultFs(Arc<Mutex<State>>);

impl FaultFs {
    pub(crate) fn arm(&self, plan: Plan) {
        *self.0.lock().unwrap() = State {
            plan: Some(plan),
            ..State::default()
        };
    }

    /// Ends the failures; returns the first operation that failed.
    pub(crate) fn disarm(&self) -> Option<&'static str> {
        std::mem::take(&mut *self.0.lock().unwrap()).fired
    }

    /// Mounts the disk anew: everything lies on another device, and is the same otherwise.
    pub(crate) fn remount(&self) {
        self.0.lock().unwrap().mounts += 1;
    }

    /// Stops the disk's clock.
    pub(crate) fn stop_clock(&self, at: SystemTime) {
        self.0.lock().unwrap().clock = Some(at);
    }

    /// Has the program break down whenever it reads a file whose path ends so, or no more.
    pub(crate) fn break_at(&self, path: Option<&'static str>) {
        self.0.lock().unwrap().breaks = path;
    }

    /// Tells whether a file was read whose path ends so.
    pub(crate) fn has_read(&self, path: &str) -> bool {
        let state = self.0.lock().unwrap();
        state.read.iter().any(|read| read.ends_with(path))
    }

    /// Counts an operation; an error, and whether it is half done, if it is to fail.
    fn step(&self, name: &'static str) -> Result<(), (io::Error, bool)> {
        let mut state = self.0.lock().unwrap();
        state.count += 1;
        let count = state.count;
        match state.plan {
            Some(plan) if count == plan.nth || (plan.forever && count > plan.nth) => {
                state.fired.get_or_insert(name);
                Err((io::Error::from_raw_os_error(plan.errno), plan.half_done))
            }
            _ => Ok(()),
        }
    }

    fn check(&self, name: &'static str) -> io::Result<()> {
        self.step(name).map_err(|(error, _)| error)
    }
}

impl Fs for FaultFs {
    fn env(&self) -> Env {
        let clock = self.0.lock().unwrap().clock;
        clock.map_or_else(Env::real, |at| Env::new(Stopped(at)))
    }

    fn read(&self, path: &Path, max: u64) -> io::Result<Vec<u8>> {
        self.check("read")?;
        let breaks = {
            let mut state = self.0.lock().unwrap();
            state.read.push(path.to_owned());
            state.breaks
        };
        assert!(breaks.is_none_or(|end| !path.ends_with(end)), "by design");
        RealFs.read(path, max)
    }

    fn read_start(&self, path: &Path, max: u64) -> io::Result<Vec<u8>> {
        self.check("read_start")?;
        self.0.lock().unwrap().read.push(path.to_owned());
        RealFs.read_start(path, max)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.check("metadata")?;
        let mut found = RealFs.metadata(path)?;
        found.identity.0 += self.0.lock().unwrap().mounts;
        Ok(found)
    }

    fn is_link(&self, path: &Path) -> bool {
        RealFs.is_link(path)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.check("canonical")?;
        RealFs.canonical(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.check("list")?;
        RealFs.list(folder)
    }

    fn create_dir(&self, folder: &Path) -> io::Result<()> {
        self.check("create_dir")?;
        RealFs.create_dir(folder)
    }

    fn create_temp(&self, path: &Path, mode: Option<u32>) -> io::Result<Box<dyn FsFile>> {
        self.check("create_temp")?;
        let file = RealFs.create_temp(path, mode)?;
        Ok(Box::new(FaultFile {
            fs: self.clone(),
            file,
        }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        if let Err((error, half_done)) = self.step("rename") {
            if half_done {
                RealFs.rename(from, to)?;
            }
            return Err(error);
        }
        RealFs.rename(from, to)
    }

    fn rename_noreplace(&self, from: &Path, to: &Path) -> io::Result<()> {
        if let Err((error, half_done)) = self.step("rename_noreplace") {
            if half_done {
                RealFs.rename_noreplace(from, to)?;
            }
            return Err(error);
        }
        RealFs.rename_noreplace(from, to)
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        self.check("sync_file")?;
        RealFs.sync_file(path)
    }

    fn sync_dir(&self, folder: &Path) -> io::Result<()> {
        self.check("sync_dir")?;
        RealFs.sync_dir(folder)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.check("remove")?;
        RealFs.remove(path)
    }

    fn lock(&self, folder: &Path) -> Option<Box<dyn Lock>> {
        self.check("lock").ok()?;
        RealFs.lock(folder)
    }
}

struct FaultFile {
    fs: FaultFs,
    file: Box<dyn FsFile>,
}

impl FsFile for FaultFile {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err((error, half_done)) = self.fs.step("write_all") {
            if half_done {
                self.file.write_all(&bytes[..bytes.len() / 2])?;
            }
            return Err(error);
        }
        self.file.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.fs.check("sync")?;
        self.file.sync()
    }

    fn close(self: Box<Self>) -> io::Result<()> {
        self.fs.check("close")?;
        self.file.close()
    }
}
