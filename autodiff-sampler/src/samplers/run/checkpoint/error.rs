//! What can go wrong with checkpoints.

use std::io;
use std::path::{Path, PathBuf};

/// Why a checkpoint could not be written, or a run not be resumed. What is in the folder is left as it was.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The system refused.
    #[error("cannot {action} {}: {problem}", path.display())]
    Io {
        /// What was tried: `write`, `read`, ….
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        problem: String,
    },
    /// A new run would overwrite another.
    #[error("{} holds a run already: resume it, or choose another folder", folder.display())]
    Occupied {
        /// The folder.
        folder: PathBuf,
    },
    /// There is nothing to resume.
    #[error("{} holds no run to resume", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// Another run works in the folder.
    #[error("another run is writing to {}", folder.display())]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// A file is not what was written.
    #[error("{} is damaged: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The run in the folder is another one.
    #[error("the run in {} has {what} = {saved}, but this one has {what} = {given}", folder.display())]
    Differs {
        /// The folder.
        folder: PathBuf,
        /// The setting that differs, as the builder method is called.
        what: String,
        /// Its value in the folder.
        saved: String,
        /// Its value now.
        given: String,
    },
    /// The density is not the one that the run was begun with.
    #[error(
        "the log density is not the one that the run in {} was begun with: where chain {chain} is, it was {saved}, and now it \
         is {found}",
        folder.display()
    )]
    OtherDensity {
        /// The folder.
        folder: PathBuf,
        /// The chain.
        chain: usize,
        /// The log density at the chain's position, as it was saved.
        saved: String,
        /// What it is now.
        found: String,
    },
    /// The run in the folder is longer than what is asked for.
    #[error("the run in {} has {saved} draws in chain {chain} already, more than draws = {draws}", folder.display())]
    Longer {
        /// The folder.
        folder: PathBuf,
        /// The chain.
        chain: usize,
        /// Its draws.
        saved: usize,
        /// The draws asked for.
        draws: usize,
    },
}

crate::messages::debug_is_the_message!(CheckpointError);

impl CheckpointError {
    /// From an error of the system.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io {
            action,
            path: path.to_owned(),
            problem: error.to_string(),
        }
    }

    /// From what is wrong with a file.
    pub(super) fn damaged(path: &Path, problem: impl ToString) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            problem: problem.to_string(),
        }
    }
}
