//! The folder of a store: who may write in it, and where the files of targets are.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::StoreError;
use crate::files::{lock_patiently, sync_folder};
use crate::survey::seeds::Fnv;

/// Locks an open file; `what` is said to be in use if another process holds it. The system unlocks it with the end of the process,
/// however that comes.
pub(super) fn lock(file: File, path: &Path, what: &Path) -> Result<File, StoreError> {
    let locked = lock_patiently(|| file.try_lock());
    taken(file, locked, path, what)
}

/// The same, beside others that lock it so.
pub(super) fn lock_shared(file: File, path: &Path, what: &Path) -> Result<File, StoreError> {
    let locked = lock_patiently(|| file.try_lock_shared());
    taken(file, locked, path, what)
}

fn taken(file: File, locked: Result<(), TryLockError>, path: &Path, what: &Path) -> Result<File, StoreError> {
    match locked {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy { path: what.to_owned() }),
        Err(TryLockError::Error(error)) => Err(StoreError::io("lock", path)(error)),
    }
}

/// The parts in a folder, in the order of their names.
pub(super) fn parts(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let failed = |error| StoreError::io("read", folder)(error);
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "part") {
            parts.push(path);
        }
    }
    parts.sort();
    Ok(parts)
}

/// Puts the name of a new file on the disk.
pub(super) fn sync_name(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(path);
    sync_folder(folder).map_err(StoreError::io("write to", folder))
}

/// Names that are no longer are kept as they are.
const LONGEST: usize = 100;

/// Where the files of a target are, below the store: `targets/3f/tic-1234`.
///
/// A name that not every file system takes is changed, and its hash appended. The folder between is of the hash's first digits, since
/// folders with a million entries are slow everywhere.
pub(in crate::survey) fn folder_of(store: &Path, target: &str) -> PathBuf {
    let hash = Fnv::new().with(target.as_bytes()).finish();
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
    let name = if target.len() <= LONGEST && target.chars().all(is_plain) {
        target.to_owned()
    } else {
        let accepted = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        let readable: String = target.chars().take(LONGEST).map(accepted).collect();
        format!("{readable}-{hash:016x}")
    };
    store.join("targets").join(format!("{:02x}", hash >> 56)).join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_a_folder_of_its_own_below_the_store() {
        let store = Path::new("store");
        let names = [
            "tic-1",
            "TIC-1",
            "tic/1",
            "tic_1",
            "../tic-1",
            ".",
            "τ Ceti",
            "con\0",
            &"x".repeat(5000),
            &"x".repeat(5001),
        ];
        let folders: Vec<PathBuf> = names.iter().map(|name| folder_of(store, name)).collect();
        for (i, folder) in folders.iter().enumerate() {
            // Not even where capitals are not told from small letters.
            let same = |other: &&PathBuf| other.to_string_lossy().eq_ignore_ascii_case(&folder.to_string_lossy());
            assert_eq!(folders.iter().filter(same).count(), 1, "{}", names[i]);
            assert_eq!(folder.components().count(), 4, "{}", folder.display());
            assert!(folder.starts_with("store/targets"), "{}", folder.display());
        }
        assert!(folders[0].ends_with("tic-1"));
    }
}
