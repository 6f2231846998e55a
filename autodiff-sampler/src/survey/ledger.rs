//! Which targets have been fitted, and what came of each: kept while a survey runs.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::error::SurveyError;
use super::outcome::{Outcome, TargetResult};
use super::results::SurveyResults;
use super::store::{Damage, Record, StoreError};

/// The targets of this process's share, and what is known of each.
#[derive(Debug)]
pub(super) struct Ledger<'a, R> {
    names: &'a [String],
    /// Numbers of the targets that this process answers for.
    share: Vec<usize>,
    by_name: HashMap<&'a str, usize>,
    /// For each target, of whatever share.
    known: Vec<Option<TargetResult<R>>>,
}

impl<'a, R: DeserializeOwned> Ledger<'a, R> {
    pub fn new(names: &'a [String], share: Vec<usize>) -> Self {
        Self {
            names,
            share,
            by_name: names.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect(),
            known: names.iter().map(|_| None).collect(),
        }
    }

    /// Takes note of a record of the store's part at `path`. Of several of one target the last success counts, or else the last failure.
    ///
    /// # Errors
    ///
    /// If the result is of another type.
    pub fn found(&mut self, path: &Path, record: Record) -> Result<(), StoreError> {
        let Some(&number) = self.by_name.get(record.target.as_str()) else {
            return Ok(());
        };
        let (target, path) = (record.target.clone(), path.to_owned());
        let other = |error: rmp_serde::decode::Error| StoreError::OtherResult {
            path,
            target,
            problem: error.to_string(),
        };
        let result = decoded(record).map_err(other)?;
        let rank = |result: &TargetResult<R>| (result.outcome.result().is_some(), result.attempts);
        let known = &mut self.known[number];
        if known.as_ref().is_none_or(|known| rank(&result) > rank(known)) {
            *known = Some(result);
        }
        Ok(())
    }

    /// Takes note of a target that has just been fitted. Returns whether it failed.
    ///
    /// # Errors
    ///
    /// If its result cannot be read back.
    pub fn fitted(&mut self, number: usize, record: Record) -> Result<bool, SurveyError> {
        let target = record.target.clone();
        let result = decoded(record).map_err(|error| SurveyError::Unreadable {
            target,
            problem: error.to_string(),
        })?;
        let failed = result.outcome.failure().is_some();
        self.known[number] = Some(result);
        Ok(failed)
    }

    /// Numbers of the targets that are to be fitted, in their order.
    pub fn to_do(&self, retry_failed: bool) -> Vec<usize> {
        let is_open = |number: &usize| match &self.known[*number] {
            None => true,
            Some(known) => retry_failed && known.outcome.failure().is_some(),
        };
        self.share.iter().copied().filter(is_open).collect()
    }

    /// How often target number `number` has been fitted before.
    pub fn attempts(&self, number: usize) -> u32 {
        self.known[number].as_ref().map_or(0, |known| known.attempts)
    }

    /// Number of targets of the share that have failed.
    pub fn failed(&self) -> usize {
        let known = self.share.iter().filter_map(|number| self.known[*number].as_ref());
        known
            .filter(|known| matches!(known.outcome, Outcome::Failed(_)))
            .count()
    }

    /// What the survey leaves behind.
    pub fn finish(mut self, damages: Vec<Damage>, fitted: usize, wall_time: Duration) -> SurveyResults<R> {
        let (mut results, mut missing) = (Vec::new(), Vec::new());
        let mut positions = HashMap::new();
        for number in self.share {
            match self.known[number].take() {
                Some(result) => {
                    positions.insert(result.target.clone(), results.len());
                    results.push(result);
                }
                None => missing.push(self.names[number].clone()),
            }
        }
        SurveyResults {
            results,
            missing,
            damages,
            fitted,
            wall_time,
            positions,
        }
    }
}

fn decoded<R: DeserializeOwned>(record: Record) -> Result<TargetResult<R>, rmp_serde::decode::Error> {
    Ok(TargetResult {
        outcome: record.outcome.decode()?,
        target: record.target,
        wall_time: Duration::from_nanos(record.nanoseconds),
        attempts: record.attempt,
    })
}
