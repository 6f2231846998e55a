//! What can go wrong between ranks.

/// Why a message did not arrive, or was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommunicatorError {
    /// Somebody addressed a rank that does not exist.
    #[error("rank = {rank}: there are {size} ranks, numbered from 0")]
    NoSuchRank {
        /// The number.
        rank: usize,
        /// How many ranks there are.
        size: usize,
    },
    /// No rank that could still send the message is there any more.
    #[error("rank {rank} has ended, and its message is still waited for")]
    Ended {
        /// The rank that was waited for; this one, if a message of any other rank was.
        rank: usize,
    },
    /// Parts do not fit together: the ranks disagree about what they do.
    #[error("rank {rank} gave {found} values in a collective call where {expected} were expected")]
    Length {
        /// The rank.
        rank: usize,
        /// What it gave.
        found: usize,
        /// What was expected.
        expected: usize,
    },
    /// A message is not what it should be: the ranks run different programs, or versions of one.
    #[error("a message of rank {rank} is not what was expected: do all ranks run the same program?")]
    Unexpected {
        /// The rank.
        rank: usize,
    },
    /// MPI counts with 32 bits.
    #[error("a message of {length} bytes is too long: MPI takes at most {limit}", limit = i32::MAX)]
    TooLong {
        /// The message's length.
        length: usize,
    },
    /// MPI cannot be used in this process.
    #[error("MPI cannot be used: {problem}")]
    Unusable {
        /// Why not.
        problem: &'static str,
    },
}

impl CommunicatorError {
    /// Passes if rank `rank` gave as much as was expected.
    pub(super) fn require_length(rank: usize, found: usize, expected: usize) -> Result<(), Self> {
        if found == expected {
            Ok(())
        } else {
            Err(Self::Length { rank, found, expected })
        }
    }
}
