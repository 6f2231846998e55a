//! What a user can ask of a survey.

use std::path::PathBuf;

use super::error::SurveyError;
use super::schedule::Threads;
use super::store::{Identity, Share};
use crate::samplers::run::Progress;

#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub seed: u64,
    pub label: String,
    pub store: Option<PathBuf>,
    pub slice: Option<(usize, usize)>,
    pub threads: Option<usize>,
    pub threads_per_target: Option<usize>,
    pub retry_failed: bool,
    pub progress: Progress,
}

impl Settings {
    /// Checks the settings and the targets' names.
    ///
    /// # Errors
    ///
    /// Names what is wrong.
    pub fn validate(&self, names: &[String]) -> Result<(), SurveyError> {
        require(self.threads != Some(0), "threads", 0, "at least one thread is needed")?;
        let per_target = self.threads_per_target != Some(0);
        require(per_target, "threads_per_target", 0, "at least one thread is needed")?;
        if let Some((index, count)) = self.slice {
            let value = format!("{index} of {count}");
            require(
                index < count,
                "slice",
                value,
                "slices are numbered from 0: the number must be less than their count",
            )?;
            require(
                self.store.is_some(),
                "slice",
                format!("{index} of {count}"),
                "a slice needs a store, where the other slices are put, too",
            )?;
        }
        require_names(names)
    }

    pub fn identity(&self) -> Identity {
        Identity {
            seed: self.seed,
            label: self.label.clone(),
        }
    }

    pub fn share(&self) -> Share {
        match self.slice {
            Some((index, count)) => Share::Slice { index, count },
            None => Share::Whole,
        }
    }

    /// Numbers of the targets that this process answers for, of so many.
    pub fn share_of(&self, targets: usize) -> Vec<usize> {
        match self.slice {
            Some((index, count)) => (index..targets).step_by(count).collect(),
            None => (0..targets).collect(),
        }
    }

    /// The threads of a process that is alone on its machine, or, as one of several ranks, fits a target at a time.
    pub fn threads(&self, ranks: usize) -> Threads {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads_per_target = self.threads_per_target.unwrap_or(1);
        let unless_told = || {
            if ranks > 1 {
                1
            } else {
                (processors() / threads_per_target).max(1)
            }
        };
        Threads {
            targets: self.threads.unwrap_or_else(unless_told),
            threads_per_target,
        }
    }
}

/// Every target needs a name of its own.
fn require_names(names: &[String]) -> Result<(), SurveyError> {
    if names.is_empty() {
        return Err(SurveyError::NoTargets);
    }
    let mut positions = std::collections::HashMap::with_capacity(names.len());
    for (position, name) in names.iter().enumerate() {
        if name.is_empty() {
            return Err(SurveyError::EmptyName { position });
        }
        if let Some(first) = positions.insert(name.as_str(), position) {
            return Err(SurveyError::DuplicateTarget {
                name: name.clone(),
                first,
                second: position,
            });
        }
    }
    Ok(())
}

fn require(
    ok: bool,
    setting: &'static str,
    value: impl ToString,
    requirement: &'static str,
) -> Result<(), SurveyError> {
    if ok {
        return Ok(());
    }
    Err(SurveyError::Setting {
        setting,
        value: value.to_string(),
        requirement,
    })
}
