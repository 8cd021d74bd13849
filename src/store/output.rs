//! What a person has written out: a file or a folder that appears only when it is whole.

use std::fs::{self, File};
use std::io::{self, Cursor, Read as _, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::fs::{Fs as _, Kind, RealFs};
use super::paths;
use super::save::{AtomicFile, folder_of, not_saved};
use crate::env::Env;
use crate::model::problem::{Problem, ProblemKind};

/// Bytes that are read at once when a file is read back.
const CHUNK: usize = 1 << 16;

/// A file or a folder on its way to its place. Dropped without [`Output::commit`], it leaves nothing behind.
pub struct Output {
    place: Place,
    hash: blake3::Hasher,
    /// Bytes of the stream.
    len: u64,
}

enum Place {
    File(AtomicFile),
    Folder(Folder),
    Archive(Box<Archive>),
}

/// A zip archive that is filled in memory.
struct Archive {
    file: AtomicFile,
    zip: ZipWriter<Cursor<Vec<u8>>>,
    /// The file in it that the stream goes to, and its content.
    stream: (String, Vec<u8>),
}

/// A folder that is filled beside its place.
struct Folder {
    path: PathBuf,
    temp: PathBuf,
    /// The file that the stream goes to.
    stream: Option<(PathBuf, io::BufWriter<File>)>,
}

impl Output {
    /// Begins a file that will stand at `path`; it replaces one that stands there.
    ///
    /// # Errors
    /// If nothing can be written in its folder.
    pub fn file(path: &Path) -> Result<Self, Problem> {
        Ok(Self::new(Place::File(AtomicFile::create(path)?)))
    }

    /// Begins a folder that will stand at `path`, where there must be nothing, or an empty folder. `stream` names the file in
    /// it that the stream goes to.
    ///
    /// # Errors
    /// If something stands there, or nothing can be written in the folder that it is to lie in.
    pub fn folder(path: &Path, stream: Option<&str>) -> Result<Self, Problem> {
        let shown = || path.display().to_string();
        let fail = |error: io::Error| not_saved(shown(), &error);
        check_free(path)?;
        let temp = folder_of(path).join(paths::temp_name(&Env::real()));
        fs::create_dir(&temp).map_err(fail)?;
        let mut folder = Folder {
            path: path.to_owned(),
            temp,
            stream: None,
        };
        if let Some(name) = stream {
            let at = folder.temp.join(name);
            let file = File::create_new(&at).map_err(fail)?;
            folder.stream = Some((at, io::BufWriter::new(file)));
        }
        Ok(Self::new(Place::Folder(folder)))
    }

    /// Begins a zip archive that will stand at `path`; it replaces a file that stands there. `stream` names the file in it that
    /// the stream goes to.
    ///
    /// # Errors
    /// If nothing can be written in its folder.
    pub fn archive(path: &Path, stream: &str) -> Result<Self, Problem> {
        Ok(Self::new(Place::Archive(Box::new(Archive {
            file: AtomicFile::create(path)?,
            zip: ZipWriter::new(Cursor::new(Vec::new())),
            stream: (stream.to_owned(), Vec::new()),
        }))))
    }

    fn new(place: Place) -> Self {
        Self {
            place,
            hash: blake3::Hasher::new(),
            len: 0,
        }
    }

    /// Writes a file of a folder, which no other has been given the name of; folders in its name are made.
    ///
    /// # Errors
    /// If it cannot be written, or a single file is.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let folder = match &mut self.place {
            Place::Folder(folder) => folder,
            Place::Archive(archive) => return archive.add(name, bytes),
            Place::File(_) => {
                let what = "a single file is written, and no folder";
                return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
            }
        };
        let path = paths::join(&folder.temp, name);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above)?;
        }
        File::create_new(path)?.write_all(bytes)
    }

    /// Tells whether a file stands in its place that holds more. A folder takes no other's place.
    pub fn is_shorter(&self) -> bool {
        match &self.place {
            Place::File(file) => file.is_shorter(),
            Place::Folder(_) => false,
            Place::Archive(archive) => archive.file.is_shorter(),
        }
    }

    /// Reads back what was written, and puts it in its place.
    ///
    /// # Errors
    /// If it cannot be written to the end, or what is read is not what was written; what stood there is then as it was.
    pub fn commit(mut self) -> Result<(), Problem> {
        match &mut self.place {
            Place::Archive(_) => {}
            Place::File(file) => {
                let shown = file.place().display().to_string();
                let fail = |error: io::Error| not_saved(shown.clone(), &error);
                file.flush().map_err(fail)?;
                check(file.temp(), &self.hash, self.len).map_err(fail)?;
            }
            Place::Folder(folder) => {
                let shown = folder.path.display().to_string();
                let fail = |error: io::Error| not_saved(shown.clone(), &error);
                if let Some((path, mut stream)) = folder.stream.take() {
                    stream.flush().map_err(fail)?;
                    drop(stream);
                    check(&path, &self.hash, self.len).map_err(fail)?;
                }
            }
        }
        match self.place {
            Place::File(file) => file.commit(),
            Place::Folder(folder) => folder.commit(),
            Place::Archive(archive) => archive.commit(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.place {
            Place::File(file) => file.write(bytes)?,
            Place::Folder(folder) => match &mut folder.stream {
                Some((_, stream)) => stream.write(bytes)?,
                // A format without a stream says nothing in it.
                None if bytes.is_empty() => 0,
                None => return Err(io::ErrorKind::InvalidInput.into()),
            },
            Place::Archive(archive) => archive.stream.1.write(bytes)?,
        };
        self.hash.update(&bytes[..written]);
        self.len += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.place {
            Place::File(file) => file.flush(),
            Place::Folder(folder) => match &mut folder.stream {
                Some((_, stream)) => stream.flush(),
                None => Ok(()),
            },
            Place::Archive(_) => Ok(()),
        }
    }
}

impl Archive {
    fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options)?;
        self.zip.write_all(bytes)
    }

    fn commit(mut self) -> Result<(), Problem> {
        let shown = self.file.place().display().to_string();
        let fail = |error: io::Error| not_saved(shown.clone(), &error);
        let (name, stream) = std::mem::take(&mut self.stream);
        self.add(&name, &stream).map_err(fail)?;
        drop(stream);
        let bytes = self.zip.finish().map_err(|error| fail(error.into()))?;
        let bytes = bytes.into_inner();
        let mut hash = blake3::Hasher::new();
        hash.update(&bytes);
        self.file.write_all(&bytes).map_err(fail)?;
        self.file.flush().map_err(fail)?;
        check(self.file.temp(), &hash, bytes.len() as u64).map_err(fail)?;
        self.file.commit()
    }
}

impl Folder {
    fn commit(mut self) -> Result<(), Problem> {
        let shown = self.path.display().to_string();
        check_free(&self.path)?;
        // An empty folder gives way; elsewhere than on Unix it must be taken away first.
        let moved = match fs::remove_dir(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => fs::rename(&self.temp, &self.path),
        };
        moved.map_err(|error| not_saved(shown, &error))?;
        self.temp = PathBuf::new();
        drop(RealFs.sync_dir(folder_of(&self.path)));
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.temp.as_os_str().is_empty() {
            self.stream = None;
            drop(fs::remove_dir_all(&self.temp));
        }
    }
}

/// Says that something stands where a folder is to be.
fn check_free(path: &Path) -> Result<(), Problem> {
    let shown = path.display().to_string();
    let taken = |what: &str| {
        let problem = Problem::new(ProblemKind::NotSaved, shown.clone(), what);
        Err(problem.hinted("Choose another name, or move away what is there"))
    };
    match RealFs.metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(not_saved(shown, &error)),
        Ok(found) if found.kind != Kind::Folder => {
            taken("there is something of that name which is not a folder")
        }
        Ok(_) => match RealFs.list(path) {
            Err(error) => Err(not_saved(shown, &error)),
            Ok(entries) if entries.is_empty() => Ok(()),
            Ok(_) => taken("the folder is not empty, and nothing in it is written over"),
        },
    }
}

/// Reads a file back and compares it with what was written.
fn check(path: &Path, written: &blake3::Hasher, len: u64) -> io::Result<()> {
    let mut file = File::open(path)?;
    let mut hash = blake3::Hasher::new();
    let mut found = 0;
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = match file.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hash.update(&chunk[..count]);
        found += count as u64;
    }
    if found == len && hash.finalize() == written.finalize() {
        return Ok(());
    }
    let what = "what was read back from the disk is not what was written";
    Err(io::Error::new(io::ErrorKind::InvalidData, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_appears_when_it_is_whole() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("out");
        let mut output = Output::folder(&path, Some("all.txt")).unwrap();
        output.write_all(b"all").unwrap();
        output.add("a/b.txt", b"b").unwrap();
        assert!(output.add("a/b.txt", b"c").is_err());
        assert!(!path.exists());
        output.commit().unwrap();
        assert_eq!(fs::read(path.join("all.txt")).unwrap(), b"all");
        assert_eq!(fs::read(path.join("a/b.txt")).unwrap(), b"b");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn nothing_is_written_over_and_nothing_is_left_behind() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("out");
        fs::create_dir(&path).unwrap();
        drop(Output::folder(&path, None).unwrap());
        File::create_new(path.join("mine")).unwrap();
        assert!(Output::folder(&path, None).is_err());
        assert!(Output::folder(&path.join("mine"), None).is_err());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_changes_under_way_is_noticed() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("out");
        let mut output = Output::folder(&path, Some("all.txt")).unwrap();
        output.write_all(b"all").unwrap();
        output.flush().unwrap();
        let Place::Folder(folder) = &output.place else {
            panic!("a folder");
        };
        let mut file = File::create(folder.temp.join("all.txt")).unwrap();
        file.write_all(b"xxx").unwrap();
        let problem = output.commit().unwrap_err();
        assert!(problem.what.contains("read back"), "{problem}");
        assert!(!path.exists());
    }
}
