//! What a fit is told besides its target.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::seeds::seed_of;
use super::store::folder_of;

/// What a fit is told besides its target: its seed, and where files of its own belong.
#[derive(Clone, Debug)]
pub struct Context {
    target: String,
    seed: u64,
    folder: Option<PathBuf>,
}

impl Context {
    pub(super) fn new(target: &str, survey_seed: u64, store: Option<&PathBuf>) -> Self {
        Self {
            target: target.to_owned(),
            seed: seed_of(survey_seed, target),
            folder: store.map(|store| folder_of(store, target)),
        }
    }

    /// The target's name.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The target's seed: made of the survey's seed and the target's name, and of nothing else. Give it to the sampler, and the result
    /// is the same to the bit wherever and whenever the target is fitted.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// A folder in the survey's store for files of this target: draws, a checkpoint, pictures. It is made if it is not there, and left
    /// as it is when the target is fitted again.
    ///
    /// A survey of a million targets makes a million such folders, which cluster's file systems do not like: write draws if you will
    /// look at them.
    ///
    /// # Errors
    ///
    /// If the survey has no store, or the folder cannot be made.
    pub fn folder(&self) -> io::Result<PathBuf> {
        let none = || {
            io::Error::new(
                io::ErrorKind::NotFound,
                "the survey has no store: give it one with `.store(folder)`",
            )
        };
        let folder = self.folder.clone().ok_or_else(none)?;
        let failed =
            |error: io::Error| io::Error::new(error.kind(), format!("cannot make {}: {error}", folder.display()));
        fs::create_dir_all(&folder).map_err(failed)?;
        Ok(folder)
    }
}
