//! Files that several processes must not write to at the same time, and that are to be there after a power cut.

use std::fs::TryLockError;
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(10);

/// Asks for a lock (`File::try_lock`, say) until it is granted, for a fifth of a second at most.
///
/// The system ends a lock with the last process that has the file open. A process that another thread is just starting has all files open
/// for a moment, so that a lock that was given back may be held a little longer.
pub(crate) fn lock_patiently(mut try_lock: impl FnMut() -> Result<(), TryLockError>) -> Result<(), TryLockError> {
    for _ in 1..ATTEMPTS {
        match try_lock() {
            Err(TryLockError::WouldBlock) => sleep(PAUSE),
            locked => return locked,
        }
    }
    try_lock()
}

/// Puts a new name in a folder on the disk.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

/// Elsewhere folders cannot be synchronised, and need not be.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
