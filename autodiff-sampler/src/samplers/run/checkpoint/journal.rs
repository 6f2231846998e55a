//! One chain's files: its draws, appended to, and its state, replaced.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::folder::{replace, sync_name};
use super::{CheckpointError, Interval, RunFolder, frame};
use crate::log_density::LogDensityError;
use crate::trace::{ChainColumns, ChainRecord, Divergence, SampleStats};

/// Some draws after each other.
#[derive(Debug, Serialize, Deserialize)]
struct Block {
    first_draw: usize,
    /// The draws of every stored value.
    values: Vec<Vec<f64>>,
    stats: SampleStats,
    divergences: Vec<Divergence>,
}

/// What is in the file of the state.
#[derive(Debug, Serialize, Deserialize)]
struct StateFile<C> {
    /// Bytes of the file of the draws that belong to this state.
    draws_bytes: u64,
    progressed: Progressed,
    chain: C,
}

/// How far a chain has got, beside its draws.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::samplers::run) struct Progressed {
    /// Draws made, tuning included, and those stored.
    pub done: usize,
    pub drawn: usize,
    pub start_evaluations: u64,
    pub tuning_divergences: u64,
    pub cpu_time: Duration,
    /// Wall time of the run.
    pub elapsed: Duration,
}

/// Writes and reads one chain's files.
#[derive(Debug)]
pub(in crate::samplers::run) struct Journal {
    folder: PathBuf,
    chain: usize,
    /// Walkers of the chain, whose statistics take turns.
    walkers: usize,
    draws_path: PathBuf,
    state_path: PathBuf,
    interval: Interval,
    /// What the last checkpoint had: bytes of draws, draws made and stored, divergences; and when it was.
    draws_bytes: u64,
    done: usize,
    drawn: usize,
    divergences: usize,
    time: Instant,
}

impl Journal {
    /// The files of chain `chain`, of which nothing is assumed to exist.
    pub fn new(folder: &RunFolder, chain: usize, walkers: usize, interval: Interval) -> Self {
        let file = |kind: &str| folder.path().join(format!("chain-{chain}.{kind}"));
        Self {
            folder: folder.path().to_owned(),
            chain,
            walkers,
            draws_path: file("draws"),
            state_path: file("state"),
            interval,
            draws_bytes: 0,
            done: 0,
            drawn: 0,
            divergences: 0,
            time: Instant::now(),
        }
    }

    /// Whether a chain that has made `done` draws has more than the last checkpoint.
    pub fn is_behind(&self, done: usize) -> bool {
        done > self.done
    }

    /// The number of draws (tuning included) at which the next checkpoint is due, if that does not depend on time.
    pub fn next(&self) -> Option<usize> {
        match self.interval {
            Interval::Draws(draws) => Some(self.done.saturating_add(draws)),
            Interval::Time(_) => None,
        }
    }

    /// Whether a checkpoint is due for a chain that has made `done` draws.
    pub fn is_due(&self, done: usize, now: Instant) -> bool {
        match self.interval {
            Interval::Draws(draws) => done - self.done >= draws,
            Interval::Time(time) => now.duration_since(self.time) >= time,
        }
    }

    /// Writes a checkpoint.
    ///
    /// # Errors
    ///
    /// If it cannot be written; the last one is untouched then.
    pub fn save<C: Serialize>(
        &mut self,
        chain: C,
        progressed: Progressed,
        columns: &ChainColumns<'_>,
        record: &ChainRecord,
    ) -> Result<(), CheckpointError> {
        let (done, drawn) = (progressed.done, progressed.drawn);
        if drawn > self.drawn {
            let block = Block {
                first_draw: self.drawn,
                values: columns
                    .iter()
                    .map(|column| column[self.drawn..drawn].to_vec())
                    .collect(),
                stats: record.stats.since(self.walkers * self.drawn),
                divergences: record.divergences[self.divergences..].to_vec(),
            };
            self.draws_bytes += self.append(&encoded(&block, &self.draws_path)?)?;
            self.drawn = drawn;
            self.divergences = record.divergences.len();
        }
        let state = StateFile {
            draws_bytes: self.draws_bytes,
            progressed,
            chain,
        };
        replace(&self.state_path, &encoded(&state, &self.state_path)?)?;
        (self.done, self.time) = (done, Instant::now());
        Ok(())
    }

    /// Appends to the draws; returns how many bytes that was.
    fn append(&self, bytes: &[u8]) -> Result<u64, CheckpointError> {
        let path = &self.draws_path;
        let is_new = !path.exists();
        let write = || {
            let mut file = File::options().create(true).truncate(false).write(true).open(path)?;
            // What follows the last checkpoint's draws is of one that failed.
            file.set_len(self.draws_bytes)?;
            file.seek(SeekFrom::End(0))?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(CheckpointError::io("write", path))?;
        if is_new {
            sync_name(path)?;
        }
        Ok(bytes.len() as u64)
    }

    /// What to say if the log density at the position that was saved is not what it was.
    pub fn other_density(&self, saved: f64, found: &Result<f64, LogDensityError>) -> Option<CheckpointError> {
        let [saved, found] = other_density(saved, found)?;
        Some(CheckpointError::OtherDensity {
            folder: self.folder.clone(),
            chain: self.chain,
            saved,
            found,
        })
    }

    /// Reads the last checkpoint into `columns` and `record`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, is not what was written, or has more draws than fit.
    pub fn load<C: DeserializeOwned>(
        &mut self,
        columns: &mut ChainColumns<'_>,
        record: &mut ChainRecord,
    ) -> Result<Option<(C, Progressed)>, CheckpointError> {
        let Some(bytes) = read(&self.state_path)? else {
            return Ok(None);
        };
        let state: StateFile<C> = frame::decode(&mut bytes.as_slice(), &self.state_path)?;
        let draws = columns.draws();
        if state.progressed.drawn > draws {
            return Err(CheckpointError::Longer {
                folder: self.folder.clone(),
                chain: self.chain,
                saved: state.progressed.drawn,
                draws,
            });
        }
        self.load_draws(state.draws_bytes, state.progressed.drawn, columns, record)?;
        self.draws_bytes = state.draws_bytes;
        (self.done, self.drawn) = (state.progressed.done, state.progressed.drawn);
        self.divergences = record.divergences.len();
        Ok(Some((state.chain, state.progressed)))
    }

    /// Reads the first so many bytes of the draws, which are so many draws.
    fn load_draws(
        &self,
        length: u64,
        draws: usize,
        columns: &mut ChainColumns<'_>,
        record: &mut ChainRecord,
    ) -> Result<(), CheckpointError> {
        let damaged = |problem: String| CheckpointError::damaged(&self.draws_path, problem);
        let bytes = read(&self.draws_path)?.unwrap_or_default();
        let belonging = usize::try_from(length).ok().and_then(|length| bytes.get(..length));
        let mut rest = belonging.ok_or_else(|| damaged(format!("it has {} bytes instead of {length}", bytes.len())))?;
        let mut loaded = 0;
        while !rest.is_empty() {
            let block: Block = frame::decode(&mut rest, &self.draws_path)?;
            let count = block.stats.energy.len() / self.walkers;
            let fits = block.first_draw == loaded
                && loaded + count <= draws
                && block.values.len() == columns.iter().len()
                && block.values.iter().all(|values| values.len() == count);
            if !fits {
                return Err(damaged(format!("draw {loaded} is not where it should be")));
            }
            for (column, values) in columns.iter_mut().zip(&block.values) {
                column[loaded..loaded + count].copy_from_slice(values);
            }
            record.stats.append(block.stats);
            record.divergences.extend(block.divergences);
            loaded += count;
        }
        if loaded == draws {
            Ok(())
        } else {
            Err(damaged(format!("it has {loaded} draws instead of {draws}")))
        }
    }
}

/// The log density as it was saved and as it was found, if they differ; rounding is forgiven, as a program may have been compiled anew.
pub(in crate::samplers::run) fn other_density(saved: f64, found: &Result<f64, LogDensityError>) -> Option<[String; 2]> {
    const TOLERANCE: f64 = 1e-9;
    let found = match found {
        Ok(found) if (found - saved).abs() <= TOLERANCE * saved.abs().max(1.0) => return None,
        Ok(found) => found.to_string(),
        Err(error) => error.to_string(),
    };
    Some([saved.to_string(), found])
}

fn encoded(contents: &impl Serialize, path: &Path) -> Result<Vec<u8>, CheckpointError> {
    frame::encode(contents).map_err(|error| CheckpointError::Io {
        action: "write",
        path: path.to_owned(),
        problem: error.to_string(),
    })
}

/// The contents of a file, if it exists.
fn read(path: &Path) -> Result<Option<Vec<u8>>, CheckpointError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CheckpointError::io("read", path)(error)),
    }
}
