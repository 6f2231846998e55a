//! Processes that work together: who they are, and how they exchange messages.
//!
//! A *rank* is one of `size` processes, numbered from zero, all of which run the same program. [`Communicator`] is what the rest of this
//! crate knows of them; whatever is distributed is written against it once and runs on any of these:
//!
//! | type | ranks are | for |
//! |---|---|---|
//! | [`SingleProcess`] | this process, alone | programs that also run without `mpirun` |
//! | [`ThreadRanks`] | threads of this process | tests; trying out what a program does on several ranks |
//! | `MpiRanks` (feature `mpi`) | processes that `mpirun` or a cluster's scheduler started | machines and clusters |
//!
//! Messages between two ranks with the same [`Tag`] arrive in the order in which they were sent. *Collective* methods
//! ([`all_gather`](Communicator::all_gather), [`broadcast`](Communicator::broadcast) and so on) must be called by every rank, in the same
//! order, and by one thread of each rank at a time; each returns when this rank has what it needs of the others. Nothing here reduces
//! numbers in an order that depends on the machine, so what is computed from the messages is equal to the bit on every rank.
//!
//! ```
//! use autodiff_sampler::communicator::{Communicator, CommunicatorError, ThreadRanks};
//!
//! /// Sum of the squares of 0, 1, …, 9, of which each rank computes some.
//! fn sum_of_squares(ranks: &impl Communicator) -> Result<f64, CommunicatorError> {
//!     let own = (0..10).skip(ranks.rank()).step_by(ranks.size());
//!     let mut sum = [own.map(|x| f64::from(x * x)).sum()];
//!     ranks.sum_in_order(&mut sum)?;
//!     Ok(sum[0])
//! }
//!
//! let sums = ThreadRanks::run(3, |ranks| sum_of_squares(&ranks));
//! assert_eq!(sums, [Ok(285.0), Ok(285.0), Ok(285.0)]);
//! ```

mod error;
mod handle;
#[cfg(feature = "mpi")]
mod mpi_ranks;
mod single;
mod threads;

use std::fmt;

pub use error::CommunicatorError;
#[cfg(feature = "mpi")]
pub use mpi_ranks::MpiRanks;
pub use single::SingleProcess;
pub use threads::ThreadRanks;

pub(crate) use handle::Ranks;

/// Tells messages apart that are on their way between the same two ranks: whoever waits for one tag does not see the others.
///
/// Programs may use any number below [`Tag::FIRST_RESERVED`]; this crate uses those from there on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag(pub u16);

impl Tag {
    /// The first number that this crate keeps for itself. MPI promises tags up to 32767.
    pub const FIRST_RESERVED: u16 = 30_000;
    /// The parts of collective calls.
    pub(crate) const COLLECTIVE: Self = Self(Self::FIRST_RESERVED);
    /// [`Communicator::gather`].
    pub(crate) const GATHER: Self = Self(Self::FIRST_RESERVED + 1);
    /// That a run of chains ends early, or has ended.
    pub(crate) const END_OF_RUN: Self = Self(Self::FIRST_RESERVED + 2);
}

/// What a rank has received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The rank that sent it.
    pub from: usize,
    /// What it sent.
    pub bytes: Vec<u8>,
}

/// One rank among `size`, and its connection to the others; cheap to clone where the type says so.
///
/// All but the first four methods are made of those four; a library of message passing that has better ones replaces them.
pub trait Communicator: Send + Sync + fmt::Debug {
    /// This rank's number, from 0 to `size() - 1`.
    fn rank(&self) -> usize;

    /// How many ranks there are, at least one.
    fn size(&self) -> usize;

    /// Sends a message to another rank, or to this one. It may wait until the other one receives it.
    ///
    /// # Errors
    ///
    /// If there is no such rank, the message is too long, or the other rank has ended.
    fn send(&self, to: usize, tag: Tag, message: &[u8]) -> Result<(), CommunicatorError>;

    /// The next message with this tag `from` a rank, or from any of them (`None`), if it has arrived already.
    ///
    /// # Errors
    ///
    /// If there is no such rank, or it has ended (of any rank: all others have), so that no message can arrive.
    fn try_receive(&self, from: Option<usize>, tag: Tag) -> Result<Option<Message>, CommunicatorError>;

    /// The next message with this tag `from` a rank, or from any of them (`None`); waits until it arrives.
    ///
    /// # Errors
    ///
    /// As those of [`try_receive`](Self::try_receive).
    fn receive(&self, from: Option<usize>, tag: Tag) -> Result<Message, CommunicatorError>;

    /// Collective: what every rank gives, by rank, at every rank.
    ///
    /// # Errors
    ///
    /// If a rank has ended.
    fn all_gather(&self, own: &[u8]) -> Result<Vec<Vec<u8>>, CommunicatorError> {
        for to in (0..self.size()).filter(|to| *to != self.rank()) {
            self.send(to, Tag::COLLECTIVE, own)?;
        }
        let part = |from: usize| {
            if from == self.rank() {
                return Ok(own.to_vec());
            }
            Ok(self.receive(Some(from), Tag::COLLECTIVE)?.bytes)
        };
        (0..self.size()).map(part).collect()
    }

    /// Collective: *sets* `all` to the numbers that every rank gives, one rank after the other; rank r gives `lengths[r]` of them.
    ///
    /// Every rank must give the same `lengths`. This is the call that a sharded density makes for each evaluation, so it allocates
    /// nothing where the library underneath does not.
    ///
    /// # Errors
    ///
    /// If the lengths do not fit together, or a rank has ended.
    fn all_gather_f64(&self, own: &[f64], lengths: &[usize], all: &mut [f64]) -> Result<(), CommunicatorError> {
        check_lengths(self, own, lengths, all)?;
        let bytes: Vec<u8> = own.iter().flat_map(|number| number.to_le_bytes()).collect();
        let mut rest = all;
        for (rank, part) in self.all_gather(&bytes)?.into_iter().enumerate() {
            CommunicatorError::require_length(rank, part.len(), lengths[rank] * size_of::<f64>())?;
            let (numbers, others) = rest.split_at_mut(lengths[rank]);
            for (number, bytes) in numbers.iter_mut().zip(part.as_chunks().0) {
                *number = f64::from_le_bytes(*bytes);
            }
            rest = others;
        }
        Ok(())
    }

    /// Collective: *sets* `message` to that of rank `root`, at every rank.
    ///
    /// # Errors
    ///
    /// If there is no such rank, or a rank has ended.
    fn broadcast(&self, root: usize, message: &mut Vec<u8>) -> Result<(), CommunicatorError> {
        self.require_rank(root)?;
        if self.rank() != root {
            *message = self.receive(Some(root), Tag::COLLECTIVE)?.bytes;
            return Ok(());
        }
        for to in (0..self.size()).filter(|to| *to != root) {
            self.send(to, Tag::COLLECTIVE, message)?;
        }
        Ok(())
    }

    /// Collective: what every rank gives, by rank, at rank `root`, and `None` at the others.
    ///
    /// # Errors
    ///
    /// If there is no such rank, or a rank has ended.
    fn gather(&self, root: usize, own: &[u8]) -> Result<Option<Vec<Vec<u8>>>, CommunicatorError> {
        self.require_rank(root)?;
        if self.rank() != root {
            return self.send(root, Tag::GATHER, own).map(|()| None);
        }
        let part = |from: usize| {
            if from == root {
                return Ok(own.to_vec());
            }
            Ok(self.receive(Some(from), Tag::GATHER)?.bytes)
        };
        (0..self.size()).map(part).collect::<Result<_, _>>().map(Some)
    }

    /// Collective: replaces the numbers by their sums over all ranks, at every rank. They are added in the order of the ranks, so that
    /// every rank has the same sums to the bit; they still depend on how the terms are shared among ranks.
    ///
    /// # Errors
    ///
    /// If ranks give unequal numbers of numbers, or a rank has ended.
    fn sum_in_order(&self, numbers: &mut [f64]) -> Result<(), CommunicatorError> {
        if numbers.is_empty() {
            return self.barrier();
        }
        let mut all = vec![0.0; numbers.len() * self.size()];
        self.all_gather_f64(numbers, &vec![numbers.len(); self.size()], &mut all)?;
        let (first, others) = all.split_at(numbers.len());
        numbers.copy_from_slice(first);
        for part in others.chunks_exact(numbers.len()) {
            for (sum, number) in numbers.iter_mut().zip(part) {
                *sum += number;
            }
        }
        Ok(())
    }

    /// Collective: waits until every rank has come here.
    ///
    /// # Errors
    ///
    /// If a rank has ended.
    fn barrier(&self) -> Result<(), CommunicatorError> {
        self.all_gather(&[]).map(drop)
    }

    /// Passes if there is a rank of this number.
    ///
    /// # Errors
    ///
    /// If there is none.
    fn require_rank(&self, rank: usize) -> Result<(), CommunicatorError> {
        let size = self.size();
        if rank < size {
            Ok(())
        } else {
            Err(CommunicatorError::NoSuchRank { rank, size })
        }
    }
}

/// Checks what a rank gives to [`Communicator::all_gather_f64`].
fn check_lengths(
    ranks: &(impl Communicator + ?Sized),
    own: &[f64],
    lengths: &[usize],
    all: &[f64],
) -> Result<(), CommunicatorError> {
    let (rank, size) = (ranks.rank(), ranks.size());
    CommunicatorError::require_length(rank, lengths.len(), size)?;
    CommunicatorError::require_length(rank, own.len(), lengths[rank])?;
    CommunicatorError::require_length(rank, all.len(), lengths.iter().sum())
}

#[cfg(test)]
mod tests;
