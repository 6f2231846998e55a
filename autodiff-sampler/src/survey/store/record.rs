//! What frames hold: which survey it is, and what came of a target.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::survey::outcome::Encoded;
use crate::survey::seeds::Fnv;

/// What decides which survey it is, except the targets, which may be added to, and the fit itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::survey) struct Identity {
    pub seed: u64,
    pub label: String,
}

impl Identity {
    /// A number that other surveys do not have; every record carries it, so that it is known where it belongs even if the head of its
    /// file is damaged.
    pub fn number(&self) -> u64 {
        let hash = Fnv::new().with(&self.seed.to_le_bytes());
        hash.with(self.label.as_bytes()).finish()
    }

    /// Checks that the survey whose part is at `path` is the one that is `given`.
    ///
    /// # Errors
    ///
    /// Names the first difference.
    pub fn require_same(&self, given: &Self, path: &Path) -> Result<(), StoreError> {
        let other = |what, saved: String, given: String| {
            Err(StoreError::OtherSurvey {
                path: path.to_owned(),
                what,
                saved,
                given,
            })
        };
        if self.seed != given.seed {
            return other("seed", self.seed.to_string(), given.seed.to_string());
        }
        if self.label != given.label {
            return other("label", format!("{:?}", self.label), format!("{:?}", given.label));
        }
        Ok(())
    }
}

/// The contents of a frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Entry {
    /// Whose records these are; stands at the beginning of every part.
    Survey(Identity),
    /// The [`Identity::number`], and what came of a target.
    Record(u64, Record),
}

/// What came of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::survey) struct Record {
    pub target: String,
    /// 1 for the first one.
    pub attempt: u32,
    pub nanoseconds: u64,
    pub outcome: Encoded,
}
