//! What can go wrong with a table.

use std::path::{Path, PathBuf};

/// Why a table of results could not be written. A file that was there before is left as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The system refused, or the format did.
    #[error("cannot write {}: {problem}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        problem: String,
    },
    /// A result cannot be taken apart.
    #[error("the result of `{target}` cannot be written into a table: {problem}")]
    Result {
        /// The target.
        target: String,
        /// What went wrong.
        problem: String,
    },
}

impl TableError {
    pub(super) fn write(path: &Path, problem: impl ToString) -> Self {
        Self::Write {
            path: path.to_owned(),
            problem: problem.to_string(),
        }
    }
}
