//! Functions of this crate that kernels call for all lanes at once.
//!
//! Generated code calls `path::lanes()` where a function has one of their names. A companion that has lanes answers with
//! [`ByLanes`]; for all others, so for a function of the user's with that name, the trait [`NoLanes`] answers with [`OneByOne`].
#![allow(
    clippy::needless_range_loop,
    reason = "several arrays have one index, and what handles vectors must be inlined"
)]

use super::calls::{Pullbacks, call, forward_call};
use super::{Vector, Width};
use core::marker::PhantomData;

/// A function of `A` numbers with `R` results, for vectors.
pub trait LaneFunction<const A: usize, const R: usize> {
    /// The results.
    fn values<W: Width>(lanes: W, arguments: [W::Vector; A]) -> [W::Vector; R];
    /// The results, and the derivatives of each by each argument.
    fn partials<W: Width>(lanes: W, arguments: [W::Vector; A]) -> ([W::Vector; R], [[W::Vector; A]; R]);
}

/// Results and their tangents.
type WithTangents<V, const R: usize> = ([V; R], [V; R]);

/// Calls for all lanes at once.
#[derive(Debug)]
pub struct ByLanes<F>(PhantomData<F>);

impl<F> ByLanes<F> {
    /// Those of a companion.
    #[inline(always)]
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
    /// See [`call`].
    #[inline(always)]
    pub fn call<W: Width, const A: usize, const R: usize>(
        self,
        lanes: W,
        arguments: [W::Vector; A],
        _: impl FnMut([f64; A]) -> [f64; R],
    ) -> [W::Vector; R]
    where
        F: LaneFunction<A, R>,
    {
        F::values(lanes, arguments)
    }
    /// See [`forward_call`].
    #[inline(always)]
    pub fn forward_call<W: Width, P, const A: usize, const R: usize>(
        self,
        lanes: W,
        arguments: [W::Vector; A],
        _: impl FnMut([f64; A]) -> ([f64; R], P),
    ) -> ([W::Vector; R], Partials<W::Vector, P, A, R>)
    where
        F: LaneFunction<A, R>,
    {
        let (values, partials) = F::partials(lanes, arguments);
        let pullback = PhantomData;
        (values, Partials { partials, pullback })
    }
    /// Results and their tangents.
    #[inline(always)]
    pub fn tangent_call<W: Width, const A: usize, const R: usize>(
        self,
        lanes: W,
        arguments: [W::Vector; A],
        tangents: [W::Vector; A],
        _: impl FnMut([f64; A], [f64; A]) -> ([f64; R], [f64; R]),
    ) -> WithTangents<W::Vector, R>
    where
        F: LaneFunction<A, R>,
    {
        let (values, partials) = F::partials(lanes, arguments);
        let mut along = [lanes.splat(0.0); R];
        for at in 0..R {
            for of in 0..A {
                along[at] += partials[at][of] * tangents[of];
            }
        }
        (values, along)
    }
}

impl<F> Default for ByLanes<F> {
    fn default() -> Self {
        Self::new()
    }
}

/// What stands for the pullbacks of a call for all lanes at once: partial derivatives.
#[derive(Debug)]
pub struct Partials<V, P, const A: usize, const R: usize> {
    partials: [[V; A]; R],
    pullback: PhantomData<P>,
}

impl<V: Vector, P, const A: usize, const R: usize> Partials<V, P, A, R> {
    /// See [`Pullbacks::pull_back`].
    #[inline(always)]
    pub fn pull_back<W: Width<Vector = V>>(
        self,
        lanes: W,
        seeds: [V; R],
        _: impl FnMut(P, [f64; R]) -> [f64; A],
    ) -> [V; A] {
        let mut results = [lanes.splat(0.0); A];
        for at in 0..R {
            for of in 0..A {
                results[of] += seeds[at] * self.partials[at][of];
            }
        }
        results
    }
}

/// Calls in one lane after another.
#[derive(Clone, Copy, Debug)]
pub struct OneByOne;

impl OneByOne {
    /// See [`call`].
    #[inline(always)]
    pub fn call<W: Width, const A: usize, const R: usize>(
        self,
        lanes: W,
        arguments: [W::Vector; A],
        function: impl FnMut([f64; A]) -> [f64; R],
    ) -> [W::Vector; R] {
        call(lanes, arguments, function)
    }
    /// See [`forward_call`].
    #[inline(always)]
    pub fn forward_call<W: Width, P, const A: usize, const R: usize>(
        self,
        lanes: W,
        arguments: [W::Vector; A],
        function: impl FnMut([f64; A]) -> ([f64; R], P),
    ) -> ([W::Vector; R], Pullbacks<P>) {
        forward_call(lanes, arguments, function)
    }
    /// Results and their tangents.
    #[inline(always)]
    pub fn tangent_call<W: Width, const A: usize, const R: usize>(
        self,
        lanes: W,
        arguments: [W::Vector; A],
        tangents: [W::Vector; A],
        mut function: impl FnMut([f64; A], [f64; A]) -> ([f64; R], [f64; R]),
    ) -> WithTangents<W::Vector, R> {
        let (arguments, tangents) = (super::calls::apart(&arguments), super::calls::apart(&tangents));
        let mut results = ([[0.0; super::calls::MOST]; R], [[0.0; super::calls::MOST]; R]);
        for lane in 0..W::LANES {
            let arguments = core::array::from_fn(|at| arguments[at][lane]);
            let (values, changes) = function(arguments, core::array::from_fn(|at| tangents[at][lane]));
            for at in 0..R {
                (results.0[at][lane], results.1[at][lane]) = (values[at], changes[at]);
            }
        }
        let together = super::calls::together::<W, R>;
        (together(lanes, &results.0), together(lanes, &results.1))
    }
}

/// A companion that has no lanes of its own.
pub trait NoLanes {
    /// Calls in one lane after another.
    #[inline(always)]
    #[must_use]
    fn lanes() -> OneByOne {
        OneByOne
    }
}
impl<T: ?Sized> NoLanes for T {}
