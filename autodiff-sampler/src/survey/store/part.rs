//! One file of a store, to which one process appends.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::folder::{lock, sync_name};
use super::frame::{CUT_OFF, MARK, frame};
use super::record::{Entry, Identity, Record};
use super::scan::{Piece, Scanner};
use super::{Damage, StoreError};

/// Records are pushed to the disk at least so often.
const SYNC_INTERVAL: Duration = Duration::from_secs(5);

/// What stands in a part.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub damages: Vec<Damage>,
    /// Whether it says which survey it is of.
    has_identity: bool,
    /// Where the record begins that the last writer did not complete.
    cut_off: Option<u64>,
}

/// Reads the part at `path`, and gives its records to `visit`.
///
/// # Errors
///
/// If it cannot be read, or belongs to another survey.
pub(super) fn read(
    path: &Path,
    identity: &Identity,
    visit: &mut dyn FnMut(&Path, Record) -> Result<(), StoreError>,
) -> Result<Found, StoreError> {
    let failed = |error| StoreError::io("read", path)(error);
    let mut scanner = Scanner::new(File::open(path).map_err(failed)?);
    let mut found = Found::default();
    let mut wholes = 0_usize;
    while let Some(piece) = scanner.next().map_err(failed)? {
        found.cut_off = None;
        match piece {
            Piece::Contents(contents) => {
                wholes += 1;
                found.entry(path, identity, &contents, visit)?;
            }
            Piece::Version(version) => {
                return Err(StoreError::Version {
                    path: path.to_owned(),
                    found: version,
                    known: super::frame::VERSION,
                });
            }
            Piece::Damage { offset, bytes, problem } => {
                if problem == CUT_OFF {
                    found.cut_off = Some(offset);
                }
                found.damages.push(Damage {
                    path: path.to_owned(),
                    offset,
                    bytes,
                    problem,
                });
            }
        }
    }
    if wholes == 0 && !found.damages.is_empty() && !begins_with_mark(path).map_err(failed)? {
        return Err(StoreError::NotAPart { path: path.to_owned() });
    }
    Ok(found)
}

/// Whether the file begins as one does that was written by a survey, however short it is.
fn begins_with_mark(path: &Path) -> std::io::Result<bool> {
    let mut begin = Vec::new();
    File::open(path)?.take(MARK.len() as u64).read_to_end(&mut begin)?;
    Ok(MARK.starts_with(&begin))
}

impl Found {
    fn entry(
        &mut self,
        path: &Path,
        identity: &Identity,
        contents: &[u8],
        visit: &mut dyn FnMut(&Path, Record) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        // What is whole but not understood was written by a program that should have changed the version.
        let unknown = |error: postcard::Error| StoreError::Io {
            action: "understand a record in",
            path: path.to_owned(),
            problem: error.to_string(),
        };
        match postcard::from_bytes(contents).map_err(unknown)? {
            Entry::Survey(saved) => {
                saved.require_same(identity, path)?;
                self.has_identity = true;
                Ok(())
            }
            Entry::Record(number, record) if number == identity.number() => visit(path, record),
            Entry::Record(number, _) => Err(StoreError::OtherSurvey {
                path: path.to_owned(),
                what: "number made of seed and label",
                saved: number.to_string(),
                given: identity.number().to_string(),
            }),
        }
    }

    /// All damages but a record at the end that is not complete, or not yet.
    pub fn without_cut_off(self) -> impl Iterator<Item = Damage> {
        let cut_off = self.cut_off;
        let damages = self.damages.into_iter();
        damages.filter(move |damage| Some(damage.offset) != cut_off)
    }

    /// Removes what the last writer of the part did not complete. Whoever calls this holds the part's lock.
    pub fn remove_cut_off(&self, path: &Path) -> Result<(), StoreError> {
        let Some(end) = self.cut_off else {
            return Ok(());
        };
        let shortened = File::options()
            .write(true)
            .open(path)
            .and_then(|file| file.set_len(end));
        shortened.map_err(StoreError::io("shorten", path))
    }
}

/// A part that this process appends to, alone.
#[derive(Debug)]
pub(super) struct Part {
    path: PathBuf,
    /// Locked as long as it is open.
    file: File,
    /// Where the last whole frame ends.
    end: u64,
    identity: u64,
    last_sync: Instant,
    is_synced: bool,
}

impl Part {
    /// Opens the part for appending, makes it if need be, and reads what is in it.
    ///
    /// # Errors
    ///
    /// If that is not possible, another process writes to it, or it belongs to another survey.
    pub fn open(
        path: &Path,
        identity: &Identity,
        visit: &mut dyn FnMut(&Path, Record) -> Result<(), StoreError>,
    ) -> Result<(Self, Found), StoreError> {
        let is_new = !path.exists();
        let opened = File::options().read(true).append(true).create(true).open(path);
        let file = lock(opened.map_err(StoreError::io("write to", path))?, path, path)?;
        let found = read(path, identity, visit)?;
        found.remove_cut_off(path)?;
        let end = file.metadata().map_err(StoreError::io("read", path))?.len();
        let mut part = Self {
            path: path.to_owned(),
            file,
            end,
            identity: identity.number(),
            last_sync: Instant::now(),
            is_synced: true,
        };
        if !found.has_identity {
            part.write(&Entry::Survey(identity.clone()))?;
            part.sync()?;
        }
        if is_new {
            sync_name(path)?;
        }
        Ok((part, found))
    }

    /// Appends a record.
    ///
    /// # Errors
    ///
    /// If it cannot be written whole; the part is then as it was before.
    pub fn append(&mut self, record: Record) -> Result<(), StoreError> {
        self.write(&Entry::Record(self.identity, record))?;
        self.sync_if_due()
    }

    fn write(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let failed = |problem: String| StoreError::Io {
            action: "write to",
            path: self.path.clone(),
            problem,
        };
        let contents = postcard::to_stdvec(entry).map_err(|error| failed(error.to_string()))?;
        let bytes = frame(&contents).ok_or_else(|| failed("a record is longer than 4 GiB".to_owned()))?;
        if let Err(error) = self.file.write_all(&bytes) {
            // If that fails, too, the next reader finds a record that is cut off.
            let _ = self.file.set_len(self.end);
            return Err(failed(error.to_string()));
        }
        self.end += bytes.len() as u64;
        self.is_synced = false;
        Ok(())
    }

    /// Pushes what has been written to the disk, if it has waited long enough.
    pub fn sync_if_due(&mut self) -> Result<(), StoreError> {
        if self.is_synced || self.last_sync.elapsed() < SYNC_INTERVAL {
            return Ok(());
        }
        self.sync()
    }

    /// Pushes what has been written to the disk.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        if !self.is_synced {
            self.file.sync_data().map_err(StoreError::io("write to", &self.path))?;
            self.is_synced = true;
        }
        self.last_sync = Instant::now();
        Ok(())
    }
}
