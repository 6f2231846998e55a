//! Densities whose data lie in shards over several ranks, each of which touches its own shards only.
//!
//! A log-likelihood of independent observations is a sum over them. Cut into *shards*, each rank adds up some; once per evaluation the
//! ranks meet, and each gets the sum of all, and of all gradients. Every rank runs the same program and so makes the same draws: nobody is
//! a master, and what `sample` returns is there at every rank.
//!
//! * [`ShardedLikelihood`] takes a likelihood's place in a [`Posterior`](crate::Posterior): priors, transforms and derived quantities are
//!   as ever, computed at each rank, and the prior counts once.
//! * [`ShardedDensity`] is the same for densities that are written by hand.
//!
//! What is computed does not depend on the number of ranks, to the bit, because the number of shards is fixed by the user: shards are
//! added up along a binary tree over their numbers (`tree`), and a rank adds only what that tree adds. The meeting itself (`meeting`) also
//! sees to it that nobody waits for ever: if user code panics at one shard, that is the same error at all ranks; and ranks that evaluate at
//! different positions, which must not be, notice it at once.
//!
//! # Order
//!
//! All ranks must evaluate such a density in the same order. Chain samplers ([`Nuts`](crate::Nuts), [`Hmc`](crate::Hmc),
//! [`Mams`](crate::Mams)) therefore make one draw of one chain at a time, and end early (time limit, callback, Ctrl-C) at the same draw
//! everywhere. What else works on several positions at once takes them one after the other for these densities, and refuses settings that may
//! end it at one rank alone.
//!
//! # Cost
//!
//! Each evaluation sends a few messages of 8 (D + 1) bytes for D parameters from each rank to all others, once: tens of microseconds
//! on one machine or a fast network. It pays where the gradient of the whole data takes a millisecond or more; `docs/scale.md` has figures.

mod density;
mod error;
mod likelihood;
mod meeting;
mod tree;

pub use density::ShardedDensity;
pub use error::ShardError;
pub use likelihood::ShardedLikelihood;

use std::ops::Range;

use crate::communicator::Communicator;

/// One shard of so many: which part of the data it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Its number, from zero.
    pub number: usize,
    /// How many there are, on all ranks together.
    pub shards: usize,
}

impl Shard {
    /// The shards that fall to this rank: neighbours, and as many at each rank as at every other, or one more.
    ///
    /// ```
    /// use autodiff_sampler::communicator::ThreadRanks;
    /// use autodiff_sampler::sharded::Shard;
    ///
    /// let numbers = |ranks: ThreadRanks| Shard::held_by(&ranks, 5).map(|shard| shard.number).collect::<Vec<_>>();
    /// assert_eq!(ThreadRanks::run(2, numbers), [vec![0, 1], vec![2, 3, 4]]);
    /// ```
    pub fn held_by<C: Communicator + ?Sized>(ranks: &C, shards: usize) -> impl Iterator<Item = Self> + use<C> {
        let held = tree::part(shards, ranks.rank(), ranks.size());
        held.map(move |number| Self { number, shards })
    }

    /// The rows of this shard if there are `length` of them in all: parts of equal length, but for one row, in order.
    ///
    /// ```
    /// use autodiff_sampler::sharded::Shard;
    ///
    /// let rows = |number| Shard { number, shards: 3 }.rows(10);
    /// assert_eq!([rows(0), rows(1), rows(2)], [0..3, 3..6, 6..10]);
    /// ```
    #[must_use]
    pub fn rows(&self, length: usize) -> Range<usize> {
        tree::part(length, self.number, self.shards)
    }
}
