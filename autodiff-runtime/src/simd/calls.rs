//! Calls of functions of numbers in a kernel: one lane after another.
#![allow(
    clippy::needless_range_loop,
    reason = "several arrays have one index, and what handles vectors must be inlined"
)]

use super::{Vector, Width};

/// No vector has more lanes.
pub(super) const MOST: usize = 8;

/// What a function returns, of arguments in each lane.
#[inline(always)]
pub fn call<W: Width, const A: usize, const R: usize>(
    lanes: W,
    arguments: [W::Vector; A],
    mut function: impl FnMut([f64; A]) -> [f64; R],
) -> [W::Vector; R] {
    let arguments = apart(&arguments);
    let mut results = [[0.0; MOST]; R];
    for lane in 0..W::LANES {
        let values = function(core::array::from_fn(|at| arguments[at][lane]));
        for at in 0..R {
            results[at][lane] = values[at];
        }
    }
    together(lanes, &results)
}

/// The same, and the pullback of each call.
#[inline(always)]
pub fn forward_call<W: Width, P, const A: usize, const R: usize>(
    lanes: W,
    arguments: [W::Vector; A],
    mut function: impl FnMut([f64; A]) -> ([f64; R], P),
) -> ([W::Vector; R], Pullbacks<P>) {
    let mut pullbacks = core::array::from_fn(|_| None);
    let mut free = pullbacks.iter_mut();
    let results = call(lanes, arguments, |arguments| {
        let (values, pullback) = function(arguments);
        if let Some(place) = free.next() {
            *place = Some(pullback);
        }
        values
    });
    (results, Pullbacks(pullbacks))
}

/// The pullbacks of a call in each lane.
#[derive(Debug)]
pub struct Pullbacks<P>([Option<P>; MOST]);

impl<P> Pullbacks<P> {
    /// Calls them, with a seed for each result: those of the last lane first, as the tape wants it.
    #[inline(always)]
    pub fn pull_back<W: Width, const A: usize, const R: usize>(
        self,
        lanes: W,
        seeds: [W::Vector; R],
        mut function: impl FnMut(P, [f64; R]) -> [f64; A],
    ) -> [W::Vector; A] {
        let seeds = apart(&seeds);
        let mut results = [[0.0; MOST]; A];
        for (lane, pullback) in self.0.into_iter().enumerate().rev() {
            let Some(pullback) = pullback else { continue };
            let values = function(pullback, core::array::from_fn(|at| seeds[at][lane]));
            for at in 0..A {
                results[at][lane] = values[at];
            }
        }
        together(lanes, &results)
    }
}

/// The numbers of vectors.
#[inline(always)]
pub(super) fn apart<V: Vector, const N: usize>(vectors: &[V; N]) -> [[f64; MOST]; N] {
    let mut numbers = [[0.0; MOST]; N];
    for at in 0..N {
        vectors[at].store(&mut numbers[at]);
    }
    numbers
}

/// Vectors of numbers.
#[inline(always)]
pub(super) fn together<W: Width, const N: usize>(lanes: W, numbers: &[[f64; MOST]; N]) -> [W::Vector; N] {
    let mut vectors = [lanes.splat(0.0); N];
    for at in 0..N {
        vectors[at] = lanes.load(&numbers[at][..W::LANES]);
    }
    vectors
}
