//! `#[parallel]` loops: how their iterations are cut into blocks, and what runs the blocks.
//!
//! Where the blocks begin follows from the number of iterations alone, and what they sum up is put together in their order, by one
//! thread. So results are equal to the bit for any number of threads, and without threads.
//!
//! A block of the forward sweep has a tape of its own, which goes to the same block of the reverse sweep. There it adds to shadows of
//! its own: cells cannot be shared between threads, and the order of sums would depend on who comes first. That is what bounds
//! the number of blocks: each has a copy of every adjoint that the loop adds to.

use super::counts::Count;
use super::tape::Tape;
use crate::PutBack;
use crate::support::Clear;
use alloc::borrow::ToOwned;
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::fmt::{Debug, Formatter};

/// Enough for the cores of most machines, and few enough that copies of the adjoints of some thousand parameters cost little.
const MOST_BLOCKS: usize = 64;

/// How many blocks the iterations of a loop make, of at least `least` iterations each unless there are fewer.
#[inline]
pub fn blocks<N: Count>(low: N, high: N, least: usize) -> usize {
    let iterations = N::count_between(low, high);
    (iterations / least).clamp(usize::from(iterations > 0), MOST_BLOCKS)
}

/// Where a block begins.
#[inline]
pub fn first_of_block<N: Count>(low: N, high: N, least: usize, block: usize) -> N {
    let (iterations, blocks) = (N::count_between(low, high), blocks(low, high, least));
    if block >= blocks {
        return high;
    }
    // The first of them are longer by one, if they are not all of one length.
    let index = iterations / blocks * block + block.min(iterations % blocks);
    N::nth(low, index)
}

/// Where the next one begins.
#[inline]
pub fn first_of_next<N: Count>(low: N, high: N, least: usize, block: usize) -> N {
    first_of_block(low, high, least, block + 1)
}

/// What a block recorded in the forward sweep.
#[derive(Debug)]
pub struct BlockRecord<R> {
    numbers: Vec<f64>,
    used: usize,
    record: R,
}

/// Runs the blocks of a loop that records nothing; returns what each of them summed up, in their order.
pub fn sum_blocks<P: Send>(blocks: usize, run: impl Fn(usize) -> P + Sync) -> Vec<P> {
    in_order((0..blocks).collect(), run)
}

/// Runs the blocks of a loop of the forward sweep; returns what each of them summed up and recorded, in their order.
pub fn record_blocks<P: Send, R: Send>(
    tape: &mut Tape,
    blocks: usize,
    run: impl Fn(usize, &mut Tape) -> (P, R) + Sync,
) -> Vec<(P, BlockRecord<R>)> {
    let memories = tape.take_idle(blocks).into_iter().enumerate();
    in_order(memories.collect(), |(block, memory)| {
        let mut tape = Tape::in_memory(memory, 0);
        let (part, record) = run(block, &mut tape);
        let (numbers, used) = tape.into_memory();
        let record = BlockRecord { numbers, used, record };
        (part, record)
    })
}

/// Runs the blocks of a loop of the reverse sweep, whose records are the last of `records`, backwards. `shadows` makes what a block
/// adds to. Returns what the blocks collected, in their order.
pub fn reverse_blocks<R: Send, S: Send, P: Send>(
    tape: &mut Tape,
    blocks: usize,
    records: impl Iterator<Item = BlockRecord<R>>,
    mut shadows: impl FnMut(usize) -> S,
    run: impl Fn(usize, R, S, &mut Tape) -> P + Sync,
) -> Vec<P> {
    let mut given: Vec<_> = (0..blocks)
        .rev()
        .zip(records)
        .map(|(block, record)| (block, record, shadows(block)))
        .collect();
    given.reverse();
    let (parts, memories): (Vec<P>, Vec<_>) = in_order(given, |(block, record, shadows)| {
        let BlockRecord { numbers, used, record } = record;
        let mut tape = Tape::in_memory(numbers, used);
        let part = run(block, record, shadows, &mut tape);
        (part, tape.into_memory().0)
    })
    .into_iter()
    .unzip();
    tape.keep_idle(memories.into_iter());
    parts
}

/// What `run` makes of each item, in their order.
#[cfg(feature = "rayon")]
fn in_order<T: Send, U: Send>(items: Vec<T>, run: impl Fn(T) -> U + Sync) -> Vec<U> {
    use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
    if items.len() < 2 || rayon::current_num_threads() < 2 {
        return items.into_iter().map(run).collect();
    }
    items.into_par_iter().with_max_len(1).map(&run).collect()
}

/// What `run` makes of each item, in their order: one after another, as there are no threads.
#[cfg(not(feature = "rayon"))]
fn in_order<T: Send, U: Send>(items: Vec<T>, run: impl Fn(T) -> U + Sync) -> Vec<U> {
    items.into_iter().map(run).collect()
}

/// A zero shadow of the same shape as another one, which it is added to at the end.
pub struct OwnShadow<S: ToOwned + ?Sized>(S::Owned);

impl<S: ToOwned<Owned: Debug> + ?Sized> Debug for OwnShadow<S> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> core::fmt::Result {
        formatter.debug_tuple("OwnShadow").field(&self.0).finish()
    }
}

impl<S: ToOwned<Owned: Clear> + PutBack + ?Sized> OwnShadow<S> {
    /// All zero.
    #[inline]
    pub fn like(shadow: &S) -> Self {
        let own = shadow.to_owned();
        own.clear();
        Self(own)
    }
    /// What the block adds to.
    #[inline(always)]
    pub fn get(&self) -> &S {
        self.0.borrow()
    }
    /// Adds what was collected.
    #[inline]
    pub fn add_to(&self, shadow: &S) {
        shadow.add_all(self.0.borrow());
    }
}

/// Zero shadows for some elements of a sequence.
#[derive(Debug)]
pub struct OwnPart<S> {
    first: usize,
    own: Vec<S>,
}

impl<S: Clone + Clear + PutBack> OwnPart<S> {
    /// All zero, for the elements from `first` on that come before `next`. There may be fewer: not every iteration need look at one.
    #[inline]
    pub fn like(shadow: &[S], first: usize, next: usize) -> Self {
        let first = first.min(shadow.len());
        let own = shadow[first..next.min(shadow.len())].to_vec();
        own.clear();
        Self { first, own }
    }
    /// What the block adds to.
    #[inline(always)]
    pub fn get(&self) -> &[S] {
        &self.own
    }
    /// Adds what was collected to the elements of the whole sequence.
    #[inline]
    pub fn add_to(&self, shadow: &[S]) {
        shadow[self.first..][..self.own.len()].add_all(&self.own);
    }
}

/// A zero shadow of the same shape as one of a local variable.
#[inline]
pub fn own_shadow<S: Clone + Clear>(shadow: &S) -> S {
    let own = shadow.clone();
    own.clear();
    own
}

/// Adds what a block collected to the shadow of a local variable.
#[inline]
pub fn add_shadow<S: PutBack>(shadow: &S, own: &S) {
    shadow.add_all(own);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_cover_every_iteration_once() {
        for count in [0_usize, 1, 15, 16, 17, 255, 256, 257, 1000, 1023, 1024, 1025, 100_000] {
            for least in [1, 16, 256] {
                let (low, high) = (7, 7 + count);
                let blocks = blocks(low, high, least);
                assert!(blocks <= MOST_BLOCKS && (blocks == 0) == (count == 0));
                let mut next = low;
                for block in 0..blocks {
                    assert_eq!(first_of_block(low, high, least, block), next);
                    let end = first_of_next(low, high, least, block);
                    assert!(blocks == 1 || end - next >= least, "{count} {least} {block}");
                    next = end;
                }
                assert_eq!(next, high);
            }
        }
    }

    #[test]
    fn the_last_integer_of_a_type_is_an_end() {
        assert_eq!(blocks(0_u8, 255, 16), 15);
        assert_eq!(first_of_next(0_u8, 255, 16, 14), 255);
        assert_eq!(blocks(5_i32, -5, 16), 0);
        assert_eq!(first_of_next(-20_i32, -4, 16, 0), -4);
    }
}
