//! What can go wrong with a store.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a store cannot be used. What is in the folder is left as it was, and can be used when the cause is gone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The system refused: the disk is full, a folder cannot be written to, ….
    #[error("cannot {action} {}: {problem}", path.display())]
    Io {
        /// What was tried: `write to`, `read`, ….
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        problem: String,
    },
    /// Another survey writes to the folder, or another task to the same slice of it.
    #[error("another survey is writing to {}", path.display())]
    Busy {
        /// The folder, or the part of it that the other one writes.
        path: PathBuf,
    },
    /// The folder holds another survey.
    #[error("the survey in {} has {what} = {saved}, but this one has {what} = {given}", path.display())]
    OtherSurvey {
        /// The part of the store that says so.
        path: PathBuf,
        /// The setting that differs, as the builder method is called.
        what: &'static str,
        /// Its value in the store.
        saved: String,
        /// Its value now.
        given: String,
    },
    /// A file in the folder is none that a survey has written.
    #[error("{} holds nothing that a survey has written: move it away, or choose another folder", path.display())]
    NotAPart {
        /// The file.
        path: PathBuf,
    },
    /// A file was written by a version of this library with another format.
    #[error("{} has version {found} of the format of stores, this library reads version {known}", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version of the file.
        found: u8,
        /// The version that this library knows.
        known: u8,
    },
    /// A stored result is whole, but of another type.
    #[error(
        "the result of `{target}` in {} is of another type: {problem} (of another version of the program? give the survey another \
         `label`, and another folder)",
        path.display()
    )]
    OtherResult {
        /// The part of the store.
        path: PathBuf,
        /// The target.
        target: String,
        /// What does not fit.
        problem: String,
    },
}

impl StoreError {
    /// From an error of the system.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io {
            action,
            path: path.to_owned(),
            problem: error.to_string(),
        }
    }
}

/// Bytes of a store that are not what was written: a disk's error, or the record that a killed process was writing. Whatever target
/// the bytes belonged to counts as not fitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The part of the store.
    pub path: PathBuf,
    /// Where the damage begins, in bytes from the start of the file.
    pub offset: u64,
    /// How many bytes cannot be read.
    pub bytes: u64,
    /// What is wrong with them.
    pub problem: &'static str,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} bytes from byte {} on are damaged ({}); the targets whose results they held are fitted again",
            self.path.display(),
            self.bytes,
            self.offset,
            self.problem
        )
    }
}
