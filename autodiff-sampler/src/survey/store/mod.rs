//! Where results go as they arrive, and are found again by the next run.
//!
//! A store is a folder:
//!
//! ```text
//! survey.part           results of a survey that is run as a whole
//! slice-3-of-10.part    results of one slice of it
//! lock                  held by whoever writes
//! targets/…             files that fits write themselves: draws, checkpoints, pictures
//! ```
//!
//! Each part is written by one process at a time, which only ever appends to it: `frame` says how records stand in a file, `record`
//! what is in them, `scan` reads them again, past damage, and `part` appends. All parts together are the survey; of several records
//! of a target the last one counts.
//!
//! **What survives what.** A record is handed to the system in one piece, as soon as it arrives: the end of the process, however it
//! comes, costs no stored record. Records are pushed to the disk (`fdatasync`) at the latest five seconds later, so that a power cut
//! costs what arrived in the last seconds. A record that was being written is cut off; the next run finds that, says so, removes it,
//! and fits the target again. Everything else that is damaged is left where it is, reported, and fitted again.
//!
//! Locks are the system's (`flock` on Linux), which NFS and Lustre pass on to other machines only if they are mounted so.

mod error;
mod folder;
mod frame;
mod part;
mod record;
mod scan;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

pub use error::{Damage, StoreError};
pub(super) use folder::folder_of;
pub(super) use record::{Identity, Record};

use folder::{lock, lock_shared, parts};
use part::Part;

/// What a process wants to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    /// All of the survey: nobody else writes to the folder.
    Whole,
    /// A slice: others may write other slices.
    Slice { index: usize, count: usize },
}

impl Share {
    fn file_name(self) -> String {
        match self {
            Self::Whole => "survey.part".to_owned(),
            Self::Slice { index, count } => format!("slice-{index}-of-{count}.part"),
        }
    }
}

/// A store that this process appends to.
#[derive(Debug)]
pub(super) struct Store {
    part: Part,
    /// Locked as long as it is open.
    _lock: File,
}

/// What to do with each record that is found.
pub(super) type Visit<'a> = &'a mut dyn FnMut(&Path, Record) -> Result<(), StoreError>;

impl Store {
    /// Opens the store, makes the folder if need be, gives all records to `visit`, and returns what is damaged.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    pub fn open(
        folder: &Path,
        identity: &Identity,
        share: Share,
        visit: Visit<'_>,
    ) -> Result<(Self, Vec<Damage>), StoreError> {
        fs::create_dir_all(folder).map_err(StoreError::io("make the folder", folder))?;
        let lock = lock_folder(folder, share)?;
        let own = folder.join(share.file_name());
        let (part, found) = Part::open(&own, identity, visit)?;
        let mut damages = found.damages;
        damages.extend(read_others(folder, Some(&own), identity, share == Share::Whole, visit)?);
        Ok((Self { part, _lock: lock }, damages))
    }

    /// Appends a record.
    ///
    /// # Errors
    ///
    /// If it cannot be written whole; the store is then as it was before.
    pub fn append(&mut self, record: Record) -> Result<(), StoreError> {
        self.part.append(record)
    }

    /// Pushes records to the disk that have waited long enough.
    pub fn sync_if_due(&mut self) -> Result<(), StoreError> {
        self.part.sync_if_due()
    }

    /// Pushes all records to the disk.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.part.sync()
    }
}

/// Gives all records of a store to `visit`, though others may be writing to it, and returns what is damaged.
pub(super) fn read(folder: &Path, identity: &Identity, visit: Visit<'_>) -> Result<Vec<Damage>, StoreError> {
    read_others(folder, None, identity, false, visit)
}

/// Reads all parts but this process's own. If `alone`, no other process writes to any.
fn read_others(
    folder: &Path,
    own: Option<&PathBuf>,
    identity: &Identity,
    alone: bool,
    visit: Visit<'_>,
) -> Result<Vec<Damage>, StoreError> {
    let mut damages = Vec::new();
    for path in parts(folder)?.iter().filter(|path| Some(*path) != own) {
        let found = part::read(path, identity, visit)?;
        if alone {
            found.remove_cut_off(path)?;
            damages.extend(found.damages);
        } else {
            // Another process may be in the middle of its last record.
            damages.extend(found.without_cut_off());
        }
    }
    Ok(damages)
}

fn lock_folder(folder: &Path, share: Share) -> Result<File, StoreError> {
    let path = folder.join("lock");
    let mut options = File::options();
    let opened = options.create(true).truncate(false).write(true).open(&path);
    let file = opened.map_err(StoreError::io("write to", &path))?;
    match share {
        Share::Whole => lock(file, &path, folder),
        Share::Slice { .. } => lock_shared(file, &path, folder),
    }
}
