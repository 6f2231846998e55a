//! Sums over data, many points at once: the loops around the kernels that the macro writes.
//!
//! What handles vectors must be inlined into the function that the processor's instructions are switched on for, and only an
//! attribute makes sure of it, which closures cannot have: there are none here, and no `map` of arrays.
#![allow(
    clippy::needless_range_loop,
    reason = "several arrays have one index, and what handles vectors must be inlined"
)]

use super::{Vector, Width, dispatch};
use crate::adjoint::{Adjoint, Mode};
use crate::support::Tape;
use alloc::vec::Vec;
use core::marker::PhantomData;

/// The terms of sums, and their derivatives by scalars and by elements.
pub type Derived<V, const S: usize, const D: usize, const R: usize> = ([V; R], [V; S], [V; D]);

/// The body of a loop: a term of each of `R` sums, from `S` numbers that do not vary and one number of each of `D` slices.
/// `position` counts the iterations from zero.
pub trait Terms<const S: usize, const D: usize, const R: usize>: Copy {
    /// The terms.
    fn terms<W: Width>(lanes: W, scalars: [W::Vector; S], data: [W::Vector; D], position: W::Vector) -> [W::Vector; R];
}

/// The derivatives of such a body.
pub trait Kernel<const S: usize, const D: usize, const R: usize>: Terms<S, D, R> {
    /// The terms, and the derivatives of their sum, each times its seed, by the numbers.
    fn with_gradient<W: Width>(
        lanes: W,
        scalars: [W::Vector; S],
        data: [W::Vector; D],
        position: W::Vector,
        seeds: [W::Vector; R],
    ) -> Derived<W::Vector, S, D, R>;

    /// The terms, and their derivatives along the tangents of the numbers.
    fn with_tangents<W: Width>(
        lanes: W,
        numbers: ([W::Vector; S], [W::Vector; D]),
        position: W::Vector,
        tangents: ([W::Vector; S], [W::Vector; D]),
    ) -> ([W::Vector; R], [W::Vector; R]);
}

/// Something to do at any width.
pub trait Task {
    /// What comes of it.
    type Output;
    /// Does it. Everything in it must be inlined.
    fn run<W: Width>(self, lanes: W) -> Self::Output;
}

/// Which of some shadows collect anything: modes, as in `(Active, (Inert, ()))`.
pub trait Modes {
    /// One bit for each of the modes, the first in the last place.
    const BITS: u128;
}
impl Modes for () {
    const BITS: u128 = 0;
}
impl<M: Mode, Rest: Modes> Modes for (M, Rest) {
    const BITS: u128 = Rest::BITS << 1 | collects::<M>() as u128;
}

/// Whether the leaves of a mode store anything.
const fn collects<M: Mode>() -> bool {
    size_of::<M::Cell<f64>>() > 0
}

#[inline(always)]
const fn is_among(bits: u128, position: usize) -> bool {
    bits >> position & 1 == 1
}

/// What a loop runs over: numbers that do not vary, slices, and how many elements of them.
#[derive(Clone, Copy, Debug)]
pub struct Over<'d, const S: usize, const D: usize> {
    scalars: [f64; S],
    data: [&'d [f64]; D],
    count: usize,
}

/// What is done with the elements.
trait Visit<W: Width, const D: usize> {
    /// Some elements: where they begin, how many there are, their positions, themselves.
    fn visit(&mut self, start: usize, count: usize, position: W::Vector, data: [W::Vector; D]);
}

impl<'d, const S: usize, const D: usize> Over<'d, S, D> {
    /// The numbers, the slices, and how many elements of them.
    #[inline(always)]
    pub fn new(count: usize, scalars: [f64; S], mut data: [&'d [f64]; D]) -> Self {
        for slice in &mut data {
            *slice = &slice[..count];
        }
        Self { scalars, data, count }
    }

    /// Visits the elements, a vector of them at a time.
    #[inline(always)]
    fn each<W: Width>(&self, lanes: W, visitor: &mut impl Visit<W, D>) {
        let whole = self.count / W::LANES * W::LANES;
        let positions = lanes.each(|lane| lane as f64);
        let mut start = 0;
        while start < whole {
            let data = load(lanes, &self.data, start, start + W::LANES);
            visitor.visit(start, W::LANES, positions + lanes.splat(start as f64), data);
            start += W::LANES;
        }
        if whole < self.count {
            let data = load(lanes, &self.data, whole, self.count);
            visitor.visit(whole, self.count - whole, positions + lanes.splat(whole as f64), data);
        }
    }
}

/// Elements of each slice; zeros where it has none.
#[inline(always)]
fn load<W: Width, const D: usize>(lanes: W, data: &[&[f64]; D], start: usize, end: usize) -> [W::Vector; D] {
    let mut vectors = [lanes.splat(0.0); D];
    for at in 0..D {
        vectors[at] = lanes.load(data[at].get(start..end).unwrap_or(&[]));
    }
    vectors
}

#[inline(always)]
fn splat<W: Width, const N: usize>(lanes: W, numbers: &[f64; N]) -> [W::Vector; N] {
    let mut vectors = [lanes.splat(0.0); N];
    for at in 0..N {
        vectors[at] = lanes.splat(numbers[at]);
    }
    vectors
}

#[inline(always)]
fn totals<V: Vector, const N: usize>(vectors: &[V; N]) -> [f64; N] {
    let mut totals = [0.0; N];
    for at in 0..N {
        totals[at] = vectors[at].total();
    }
    totals
}

/// Adds vectors to sums, those with a bit: so many lanes of each.
#[inline(always)]
fn add<W: Width, const N: usize>(sums: &mut [W::Vector; N], terms: [W::Vector; N], bits: u128, count: usize) {
    for at in 0..N {
        if is_among(bits, at) {
            sums[at] += if count < W::LANES {
                terms[at].keep(count)
            } else {
                terms[at]
            };
        }
    }
}

/// The sums.
#[inline]
pub fn sums<K: Terms<S, D, R>, const S: usize, const D: usize, const R: usize>(_: K, over: Over<'_, S, D>) -> [f64; R] {
    dispatch(Sums {
        kernel: PhantomData::<K>,
        over,
    })
}

struct Sums<'d, K, const S: usize, const D: usize, const R: usize> {
    kernel: PhantomData<K>,
    over: Over<'d, S, D>,
}

struct Adding<K, W: Width, const S: usize, const R: usize> {
    kernel: PhantomData<K>,
    lanes: W,
    scalars: [W::Vector; S],
    sums: [W::Vector; R],
}

impl<K: Terms<S, D, R>, W: Width, const S: usize, const D: usize, const R: usize> Visit<W, D> for Adding<K, W, S, R> {
    #[inline(always)]
    fn visit(&mut self, _: usize, count: usize, position: W::Vector, data: [W::Vector; D]) {
        let terms = K::terms(self.lanes, self.scalars, data, position);
        add::<W, R>(&mut self.sums, terms, u128::MAX, count);
    }
}

impl<K: Terms<S, D, R>, const S: usize, const D: usize, const R: usize> Task for Sums<'_, K, S, D, R> {
    type Output = [f64; R];
    #[inline(always)]
    fn run<W: Width>(self, lanes: W) -> [f64; R] {
        let mut adding = Adding {
            kernel: self.kernel,
            lanes,
            scalars: splat(lanes, &self.over.scalars),
            sums: [lanes.splat(0.0); R],
        };
        self.over.each(lanes, &mut adding);
        totals(&adding.sums)
    }
}

/// The sums, and the derivatives of their sum, each times its seed: those by the scalars of which the modes are `A`, and on the
/// tape, one after another, those by the elements of the slices of which the modes are `B`.
#[inline]
pub fn gradient<K: Kernel<S, D, R>, A: Modes, B: Modes, const S: usize, const D: usize, const R: usize>(
    _: K,
    over: Over<'_, S, D>,
    seeds: [f64; R],
    tape: &mut Tape,
) -> ([f64; R], [f64; S]) {
    let mut left = tape.extend(B::BITS.count_ones() as usize * over.count);
    let mut by_data: [&mut [f64]; D] = core::array::from_fn(|_| Default::default());
    for (at, own) in by_data.iter_mut().enumerate() {
        let length = if is_among(B::BITS, at) { over.count } else { 0 };
        (*own, left) = core::mem::take(&mut left).split_at_mut(length);
    }
    dispatch(Gradient {
        kernel: PhantomData::<(K, A, B)>,
        over,
        seeds,
        by_data,
    })
}

struct Gradient<'d, K, const S: usize, const D: usize, const R: usize> {
    kernel: PhantomData<K>,
    over: Over<'d, S, D>,
    seeds: [f64; R],
    by_data: [&'d mut [f64]; D],
}

struct Deriving<'d, K, W: Width, const S: usize, const D: usize, const R: usize> {
    kernel: PhantomData<K>,
    lanes: W,
    scalars: [W::Vector; S],
    seeds: [W::Vector; R],
    sums: [W::Vector; R],
    by_scalars: [W::Vector; S],
    by_data: [&'d mut [f64]; D],
}

impl<K: Kernel<S, D, R>, A: Modes, B: Modes, W: Width, const S: usize, const D: usize, const R: usize> Visit<W, D>
    for Deriving<'_, (K, A, B), W, S, D, R>
{
    #[inline(always)]
    fn visit(&mut self, start: usize, count: usize, position: W::Vector, data: [W::Vector; D]) {
        let (terms, by_scalars, by_elements) = K::with_gradient(self.lanes, self.scalars, data, position, self.seeds);
        add::<W, R>(&mut self.sums, terms, u128::MAX, count);
        add::<W, S>(&mut self.by_scalars, by_scalars, A::BITS, count);
        for at in 0..D {
            if is_among(B::BITS, at) {
                by_elements[at].store(&mut self.by_data[at][start..start + count]);
            }
        }
    }
}

impl<K: Kernel<S, D, R>, A: Modes, B: Modes, const S: usize, const D: usize, const R: usize> Task
    for Gradient<'_, (K, A, B), S, D, R>
{
    type Output = ([f64; R], [f64; S]);
    #[inline(always)]
    fn run<W: Width>(self, lanes: W) -> Self::Output {
        let mut deriving = Deriving {
            kernel: self.kernel,
            lanes,
            scalars: splat(lanes, &self.over.scalars),
            seeds: splat(lanes, &self.seeds),
            sums: [lanes.splat(0.0); R],
            by_scalars: [lanes.splat(0.0); S],
            by_data: self.by_data,
        };
        self.over.each(lanes, &mut deriving);
        (totals(&deriving.sums), totals(&deriving.by_scalars))
    }
}

/// Takes the derivatives by the elements of a slice off the tape, the last slice first, and adds them, times a seed.
#[inline]
pub fn collect<M: Mode>(shadow: &[Adjoint<f64, M>], seed: f64, tape: &mut Tape) {
    if collects::<M>() {
        for (shadow, derivative) in shadow.iter().zip(tape.shorten(shadow.len())) {
            shadow.add(seed * derivative);
        }
    }
}

/// The sums, and their derivatives along the tangents of the scalars and of the elements. A slice that does not vary may have
/// no tangents.
#[inline]
pub fn tangent<K: Kernel<S, D, R>, const S: usize, const D: usize, const R: usize>(
    _: K,
    over: Over<'_, S, D>,
    scalars: [f64; S],
    data: [&[f64]; D],
) -> ([f64; R], [f64; R]) {
    dispatch(Tangent {
        kernel: PhantomData::<K>,
        over,
        scalars,
        data,
    })
}

/// The tangents of a slice, for [`tangent`].
#[inline]
pub fn directions<M: Mode>(shadow: &[Adjoint<f64, M>]) -> Vec<f64> {
    if collects::<M>() {
        shadow.iter().map(Adjoint::get).collect()
    } else {
        Vec::new()
    }
}

struct Tangent<'d, K, const S: usize, const D: usize, const R: usize> {
    kernel: PhantomData<K>,
    over: Over<'d, S, D>,
    scalars: [f64; S],
    data: [&'d [f64]; D],
}

struct Along<'d, K, W: Width, const S: usize, const D: usize, const R: usize> {
    kernel: PhantomData<K>,
    lanes: W,
    scalars: [W::Vector; S],
    of_scalars: [W::Vector; S],
    of_data: [&'d [f64]; D],
    sums: [W::Vector; R],
    along: [W::Vector; R],
}

impl<K: Kernel<S, D, R>, W: Width, const S: usize, const D: usize, const R: usize> Visit<W, D>
    for Along<'_, K, W, S, D, R>
{
    #[inline(always)]
    fn visit(&mut self, start: usize, count: usize, position: W::Vector, data: [W::Vector; D]) {
        let of_data = load(self.lanes, &self.of_data, start, start + count);
        let (terms, tangents) =
            K::with_tangents(self.lanes, (self.scalars, data), position, (self.of_scalars, of_data));
        add::<W, R>(&mut self.sums, terms, u128::MAX, count);
        add::<W, R>(&mut self.along, tangents, u128::MAX, count);
    }
}

impl<K: Kernel<S, D, R>, const S: usize, const D: usize, const R: usize> Task for Tangent<'_, K, S, D, R> {
    type Output = ([f64; R], [f64; R]);
    #[inline(always)]
    fn run<W: Width>(self, lanes: W) -> Self::Output {
        let mut along = Along {
            kernel: self.kernel,
            lanes,
            scalars: splat(lanes, &self.over.scalars),
            of_scalars: splat(lanes, &self.scalars),
            of_data: self.data,
            sums: [lanes.splat(0.0); R],
            along: [lanes.splat(0.0); R],
        };
        self.over.each(lanes, &mut along);
        (totals(&along.sums), totals(&along.along))
    }
}
