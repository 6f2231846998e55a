//! The folder of a run: who may work in it, and how its files are replaced.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::frame;
use super::header::Header;
use super::{Checkpoint, CheckpointError, Origin};
use crate::files::{lock_patiently, sync_folder};

/// A folder that this run works in, alone.
#[derive(Debug)]
pub(in crate::samplers::run) struct RunFolder {
    path: PathBuf,
    /// Locked as long as it is open, and no longer: the system unlocks it even if the process is killed.
    _lock: File,
    /// What run was in the folder.
    found: Option<Header>,
}

impl RunFolder {
    /// Makes the folder if need be, and locks it.
    ///
    /// # Errors
    ///
    /// If it cannot be written to, if another run works in it, or if there is (or is not) a run in it against expectation.
    pub fn open(settings: &Checkpoint) -> Result<Self, CheckpointError> {
        let path = settings.folder.clone();
        if settings.origin == Origin::Resumed && !path.join("run").exists() {
            return Err(CheckpointError::Missing { folder: path });
        }
        fs::create_dir_all(&path).map_err(CheckpointError::io("make the folder", &path))?;
        let lock = lock(&path)?;
        let found = match fs::read(path.join("run")) {
            Ok(bytes) => Some(frame::decode(&mut bytes.as_slice(), &path.join("run"))?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(CheckpointError::io("read", &path.join("run"))(error)),
        };
        // A run that ended before its first checkpoint (for want of a usable start, say) is none.
        let has_begun = found.is_some() && holds_states(&path)?;
        if settings.origin == Origin::New && has_begun {
            return Err(CheckpointError::Occupied { folder: path });
        }
        let found = found.filter(|_| has_begun || settings.origin == Origin::Resumed);
        Ok(Self {
            path,
            _lock: lock,
            found,
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The seed of the run that is in the folder, if there is one.
    pub fn seed(&self) -> Option<u64> {
        self.found.as_ref().map(|header| header.seed)
    }

    /// Whether there is a run in the folder; if so, checks that it is the `given` one, otherwise puts it there.
    ///
    /// # Errors
    ///
    /// If there is another run, or writing fails.
    pub fn resumes(&mut self, given: &Header) -> Result<bool, CheckpointError> {
        if let Some(found) = &self.found {
            found.require_same(given, &self.path)?;
            return Ok(true);
        }
        let path = self.path.join("run");
        let bytes = frame::encode(given).map_err(|error| CheckpointError::damaged(&path, error))?;
        replace(&path, &bytes)?;
        self.found = Some(given.clone());
        Ok(false)
    }
}

/// Whether any chain has been saved.
fn holds_states(folder: &Path) -> Result<bool, CheckpointError> {
    let entries = fs::read_dir(folder).map_err(CheckpointError::io("read", folder))?;
    let is_state = |path: PathBuf| path.extension().is_some_and(|extension| extension == "state");
    Ok(entries.flatten().any(|entry| is_state(entry.path())))
}

fn lock(folder: &Path) -> Result<File, CheckpointError> {
    let path = folder.join("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(CheckpointError::io("write", &path))?;
    match lock_patiently(|| file.try_lock()) {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(CheckpointError::Busy {
            folder: folder.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(CheckpointError::io("lock", &path)(error)),
    }
}

/// Replaces the file at `path` by one with these `bytes`: whoever looks sees the old one or the new one, whole.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), CheckpointError> {
    let new = path.with_added_extension("new");
    let failed = |error| {
        // What was written in vain only takes up space.
        let _ = fs::remove_file(&new);
        CheckpointError::io("write", &new)(error)
    };
    let mut file = File::create(&new).map_err(CheckpointError::io("write", &new))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&new, path).map_err(CheckpointError::io("replace", path))?;
    sync_name(path)
}

/// Puts the name of a new file on the disk.
pub(super) fn sync_name(path: &Path) -> Result<(), CheckpointError> {
    let folder = path.parent().unwrap_or(path);
    sync_folder(folder).map_err(CheckpointError::io("write", folder))
}
