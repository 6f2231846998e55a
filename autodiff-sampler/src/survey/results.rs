//! What a survey leaves behind.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use serde::Serialize;

use super::outcome::{Failure, Outcome, TargetResult, encode};
use super::seeds::Fnv;
use super::store::Damage;

/// The results of a survey, in the order of its targets.
///
/// Prints as a summary: how many targets are done, how long they took, and which have failed.
#[derive(Clone, Debug)]
pub struct SurveyResults<R> {
    pub(super) results: Vec<TargetResult<R>>,
    pub(super) missing: Vec<String>,
    pub(super) damages: Vec<Damage>,
    pub(super) fitted: usize,
    pub(super) wall_time: Duration,
    pub(super) positions: HashMap<String, usize>,
}

impl<R> SurveyResults<R> {
    /// All targets that have been fitted, in the order in which they were given.
    #[must_use]
    pub fn all(&self) -> &[TargetResult<R>] {
        &self.results
    }

    /// Names and results of the targets that have one.
    pub fn done(&self) -> impl Iterator<Item = (&str, &R)> {
        self.results
            .iter()
            .filter_map(|one| Some((one.target.as_str(), one.outcome.result()?)))
    }

    /// Names of the targets that have none, and why.
    pub fn failed(&self) -> impl Iterator<Item = (&str, &Failure)> {
        self.results
            .iter()
            .filter_map(|one| Some((one.target.as_str(), one.outcome.failure()?)))
    }

    /// What came of the target called `name`; `None` if it has not been fitted.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&TargetResult<R>> {
        self.positions.get(name).map(|position| &self.results[*position])
    }

    /// Names of the targets that have not been fitted yet: none after [`Survey::run`](super::Survey::run).
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// What could not be read in the store.
    #[must_use]
    pub fn damages(&self) -> &[Damage] {
        &self.damages
    }

    /// How many targets were fitted in this run; those that the store had already are not among them.
    #[must_use]
    pub fn fitted(&self) -> usize {
        self.fitted
    }

    /// How long this run took.
    #[must_use]
    pub fn wall_time(&self) -> Duration {
        self.wall_time
    }

    /// Targets that were fitted in this run, for each minute of it.
    #[must_use]
    pub fn targets_per_minute(&self) -> f64 {
        60.0 * self.fitted as f64 / self.wall_time.as_secs_f64()
    }
}

impl<R: Serialize> SurveyResults<R> {
    /// A number made of all names and outcomes, and not of times: two runs with the same checksum have the same results, to the bit.
    ///
    /// The 64-bit FNV-1a hash of the outcomes as they are stored.
    #[must_use]
    pub fn checksum(&self) -> u64 {
        let mut hash = Fnv::new();
        for one in &self.results {
            let outcome = match &one.outcome {
                // What could be stored can be stored again.
                Outcome::Done(result) => encode(result).unwrap_or_default(),
                Outcome::Failed(failure) => failure.to_string().into_bytes(),
            };
            // Lengths keep names and outcomes apart.
            for part in [one.target.as_bytes(), &outcome] {
                hash = hash.with(&(part.len() as u64).to_le_bytes()).with(part);
            }
        }
        hash.finish()
    }
}

/// Failures that a summary names.
const NAMED: usize = 20;

impl<R> fmt::Display for SurveyResults<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.failed().count();
        let all = self.results.len() + self.missing.len();
        write!(
            f,
            "{} of {all} targets done, {failed} failed",
            self.results.len() - failed
        )?;
        if !self.missing.is_empty() {
            write!(f, ", {} not fitted yet", self.missing.len())?;
        }
        if self.fitted > 0 {
            let (seconds, rate) = (self.wall_time.as_secs_f64(), self.targets_per_minute());
            write!(
                f,
                "; {} fitted in {seconds:.1} s, {rate:.1} targets per minute",
                self.fitted
            )?;
        }
        for (target, failure) in self.failed().take(NAMED) {
            write!(f, "\n{target}: {failure}")?;
        }
        if failed > NAMED {
            write!(f, "\n… and {} more", failed - NAMED)?;
        }
        for damage in &self.damages {
            write!(f, "\n{damage}")?;
        }
        Ok(())
    }
}
