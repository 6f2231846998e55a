//! Runs that outlive their process: draws and states in a folder, from which a run is resumed to the bit.
//!
//! | file | holds | is written |
//! | --- | --- | --- |
//! | `run` | what run this is: sampler, settings, seed, names (`header`) | once, when the run begins |
//! | `lock` | nothing; locked while a process works in the folder | |
//! | `chain-3.draws` | draws, statistics and divergences, in blocks (`journal`) | appended to at every checkpoint |
//! | `chain-3.state` | the chain's whole state, and how many bytes of the draws belong to it | replaced at every checkpoint |
//!
//! Every piece carries its length and a checksum (`frame`). A checkpoint appends the draws, waits until they are on the disk,
//! and then replaces the state by renaming a finished file, so that at every moment the state on the disk has its draws
//! there, too. Whatever comes after them in the file belongs to a checkpoint that was not completed, and is cut off when the
//! run is resumed. Chains know nothing of each other's checkpoints, as they do not depend on each other.

mod error;
mod folder;
mod frame;
mod header;
mod journal;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::samplers::SampleError;
use crate::samplers::guard::require;

pub use error::CheckpointError;

pub(super) use folder::RunFolder;
pub(super) use header::Header;
pub(super) use journal::{Journal, Progressed, other_density};

/// Where a run is written to while it goes on, how often, and whether it begins or is resumed.
///
/// ```
/// # use autodiff_sampler::{FnDensity, Nuts, samplers::run::Checkpoint};
/// # let normal = FnDensity::new(1, |x, grad| { grad[0] = -x[0]; -0.5 * x[0] * x[0] });
/// # let folder = std::env::temp_dir().join(format!("pullback-checkpoint-{}", std::process::id()));
/// let nuts = Nuts::default().chains(2).tune(200).seed(1).progress(false);
/// nuts.clone().draws(100).checkpoint(Checkpoint::new(&folder).every_draws(50)).sample(&normal)?;
/// // Later, perhaps in another process: 400 draws more.
/// let trace = nuts.clone().draws(500).checkpoint(Checkpoint::resume(&folder)).sample(&normal)?;
/// assert_eq!(trace.draws_of("x[0]"), nuts.draws(500).sample(&normal)?.draws_of("x[0]"));
/// # std::fs::remove_dir_all(&folder).expect("it was made");
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
///
/// The resumed run must have the same sampler, settings, seed and density as the one that was interrupted (the number of
/// draws, and what may end a run earlier, can be changed), and the same version of this library. It is then equal to the
/// bit to a run that was never interrupted.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    pub(super) folder: PathBuf,
    pub(super) interval: Interval,
    pub(super) origin: Origin,
}

/// How often chains are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::samplers) enum Interval {
    Draws(usize),
    Time(Duration),
}

/// Whether a run is in the folder already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    New,
    Resumed,
    Either,
}

impl Checkpoint {
    /// Begins a run that is written to `folder`, which is made if it does not exist. If there is a run in it, that is an error.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self::with_origin(folder.into(), Origin::New)
    }

    /// Continues the run in `folder`, wherever it ended; one that is complete only needs more draws to be continued.
    #[must_use]
    pub fn resume(folder: impl Into<PathBuf>) -> Self {
        Self::with_origin(folder.into(), Origin::Resumed)
    }

    /// Continues the run in `folder` if there is one, and begins it otherwise: for jobs that are started again and again until
    /// they succeed.
    #[must_use]
    pub fn resume_or_new(folder: impl Into<PathBuf>) -> Self {
        Self::with_origin(folder.into(), Origin::Either)
    }

    fn with_origin(folder: PathBuf, origin: Origin) -> Self {
        Self {
            folder,
            interval: Interval::Time(Duration::from_secs(10)),
            origin,
        }
    }

    /// Writes each chain so often, and when it ends: what a killed process loses at most. Ten seconds if nobody says
    /// otherwise.
    #[must_use]
    pub fn every(mut self, time: Duration) -> Self {
        self.interval = Interval::Time(time);
        self
    }

    /// Writes each chain after so many draws, tuning included, and when it ends.
    #[must_use]
    pub fn every_draws(mut self, draws: usize) -> Self {
        self.interval = Interval::Draws(draws);
        self
    }

    pub(super) fn validate(&self) -> Result<(), SampleError> {
        require(
            self.interval != Interval::Draws(0),
            "checkpoint's every_draws",
            0,
            "at least one draw lies between two checkpoints",
        )
    }
}

impl From<PathBuf> for Checkpoint {
    fn from(folder: PathBuf) -> Self {
        Self::new(folder)
    }
}

impl From<&Path> for Checkpoint {
    fn from(folder: &Path) -> Self {
        Self::new(folder)
    }
}

impl From<&str> for Checkpoint {
    fn from(folder: &str) -> Self {
        Self::new(folder)
    }
}

impl From<String> for Checkpoint {
    fn from(folder: String) -> Self {
        Self::new(folder)
    }
}
