//! What can be wrong with shards before anything is evaluated.

use crate::communicator::CommunicatorError;

/// Why ranks cannot share a density.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShardError {
    /// There are no shards.
    #[error(
        "shards = 0: at least one is needed; as many as the largest number of ranks, or a multiple of it, is a good choice"
    )]
    NoShards,
    /// Ranks give different numbers of shards.
    #[error("shards = {here} at this rank, but {there} at rank {rank}: it must be the same at all of them")]
    Differ {
        /// Another rank.
        rank: usize,
        /// Its number of shards.
        there: u64,
        /// That of this rank.
        here: u64,
    },
    /// A shard is a density of another number of coordinates.
    #[error("the density of shard {shard} has dimension {dimension}, but the prior has dimension {prior}")]
    Dimension {
        /// The shard.
        shard: usize,
        /// Its dimension.
        dimension: usize,
        /// That of the prior.
        prior: usize,
    },
    /// The ranks have lost each other.
    #[error(transparent)]
    Communicator(#[from] CommunicatorError),
}
