//! Who fits which target when: one at a time is handed to whoever is free, so that slow targets hold up nobody.
//!
//! A [`Crew`] fits, and hands its reports to the one who keeps them: the threads of this process (`threads`), or the ranks of a
//! communicator (`ranks`). Nothing here knows what a target is: targets are numbers, and reports are bytes as soon as they travel.

mod queue;
mod ranks;
mod threads;

use serde::{Deserialize, Serialize};

use super::error::SurveyError;
use super::outcome::Encoded;

pub(super) use ranks::{Ranks, work};
pub(super) use threads::Threads;

/// What came of a target, as it travels to the one who keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Report {
    /// The target's number.
    pub number: usize,
    pub nanoseconds: u64,
    pub outcome: Encoded,
}

/// Fits one target; called by several threads at once.
pub(super) type Fit<'a> = &'a (dyn Fn(usize) -> Report + Sync);

/// Keeps a report, or, with `None`, sees to what must be seen to about once a second. After an error nothing more is handed out.
pub(super) type Keep<'a> = &'a mut dyn FnMut(Option<Report>) -> Result<(), SurveyError>;

/// Those who fit.
pub(super) trait Crew {
    /// Fits the targets with the numbers `to_do`, in this order as far as possible, each once, and returns when all reports are kept.
    ///
    /// # Errors
    ///
    /// The first error of `keep`, once all fits that were under way have ended; or if there is nobody to fit.
    fn fit_all(&self, to_do: &[usize], fit: Fit<'_>, keep: Keep<'_>) -> Result<(), SurveyError>;
}
