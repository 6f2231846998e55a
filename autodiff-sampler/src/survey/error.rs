//! Why a survey cannot be run, or had to end.

use super::store::StoreError;
use crate::communicator::CommunicatorError;

/// Why a survey could not be run, or ended before its last target. What is in its store stays there, and the next run goes on with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SurveyError {
    /// There is nothing to fit.
    #[error("a survey needs at least one target")]
    NoTargets,
    /// A target has an empty name.
    #[error("target number {position} (from 0) has an empty name")]
    EmptyName {
        /// Where among the targets it is, from 0.
        position: usize,
    },
    /// Two targets have the same name.
    #[error(
        "targets number {first} and {second} (from 0) are both called `{name}`: results are kept by name, so each needs its own"
    )]
    DuplicateTarget {
        /// The name.
        name: String,
        /// Where the first of them is, from 0.
        first: usize,
        /// Where the next one is.
        second: usize,
    },
    /// A setting makes no sense.
    #[error("{setting} = {value}: {requirement}")]
    Setting {
        /// The setting, as the builder method is called.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What is required of it.
        requirement: &'static str,
    },
    /// The system gives no more threads.
    #[error("cannot start the threads of the survey: {0}")]
    Threads(String),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ranks cannot exchange messages.
    #[error("the ranks of the survey cannot talk to each other: {0}")]
    Communicator(#[from] CommunicatorError),
    /// The ranks were given different surveys.
    #[error(
        "rank {rank} has other targets, another seed or another label than rank 0: all ranks must be given the same survey"
    )]
    RanksDiffer {
        /// The first rank that differs.
        rank: usize,
    },
    /// Rank 0, which keeps the results, has ended the survey.
    #[error("rank 0 has ended the survey: {0}")]
    Ended(String),
    /// A message between ranks is not what it should be: they run different programs.
    #[error("a message between ranks is not understood: {0} (do all ranks run the same program?)")]
    Garbled(String),
    /// A result is not what its type can be read from, although this program has just written it.
    #[error(
        "the result of `{target}` cannot be read back: {problem} (do `Serialize` and `Deserialize` of its type agree?)"
    )]
    Unreadable {
        /// The target.
        target: String,
        /// What does not fit.
        problem: String,
    },
}
