//! Sums over data, many points at once: the loops around the kernels that the macro writes.

use super::{Vector, Width, dispatch};
use crate::adjoint::{Adjoint, Mode};
use crate::support::Tape;
use core::marker::PhantomData;

/// The body of a loop: a term of each of `R` sums, from `S` numbers that do not vary and one number of each of `D` slices.
/// `position` counts the iterations from zero.
pub trait Kernel<const S: usize, const D: usize, const R: usize>: Copy {
    /// The terms.
    fn terms<W: Width>(lanes: W, scalars: [W::Vector; S], data: [W::Vector; D], position: W::Vector) -> [W::Vector; R];

    /// The terms, and the derivatives of their sum, each times its seed, by the numbers.
    fn gradient<W: Width>(
        lanes: W,
        scalars: [W::Vector; S],
        data: [W::Vector; D],
        position: W::Vector,
        seeds: [W::Vector; R],
    ) -> ([W::Vector; R], [W::Vector; S], [W::Vector; D]);

    /// The terms, and their derivatives along the tangents of the numbers.
    fn tangent<W: Width>(
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

impl<'d, const S: usize, const D: usize> Over<'d, S, D> {
    /// The numbers, the slices, and how many elements of them.
    #[inline(always)]
    pub fn new(count: usize, scalars: [f64; S], data: [&'d [f64]; D]) -> Self {
        let data = data.map(|slice| &slice[..count]);
        Self { scalars, data, count }
    }

    /// Calls `visit` for each vector of elements: with their position, how many there are, and the elements.
    #[inline(always)]
    fn each<W: Width>(&self, lanes: W, mut visit: impl FnMut(usize, usize, W::Vector, [W::Vector; D])) {
        let whole = self.count / W::LANES * W::LANES;
        let positions = lanes.each(|lane| lane as f64);
        let mut start = 0;
        while start < whole {
            let data = self.data.map(|slice| lanes.load(&slice[start..start + W::LANES]));
            visit(start, W::LANES, positions + lanes.splat(start as f64), data);
            start += W::LANES;
        }
        if whole < self.count {
            let data = self.data.map(|slice| lanes.load(&slice[whole..]));
            visit(whole, self.count - whole, positions + lanes.splat(whole as f64), data);
        }
    }
}

/// Adds a vector to a sum, of which the first lanes count.
#[inline(always)]
fn add<V: Vector>(sum: &mut V, terms: V, (count, lanes): (usize, usize)) {
    *sum += if count < lanes { terms.keep(count) } else { terms };
}

/// The sums.
#[inline]
pub fn sums<K: Kernel<S, D, R>, const S: usize, const D: usize, const R: usize>(
    _: K,
    over: Over<'_, S, D>,
) -> [f64; R] {
    dispatch(Sums {
        kernel: PhantomData::<K>,
        over,
    })
}

struct Sums<'d, K, const S: usize, const D: usize, const R: usize> {
    kernel: PhantomData<K>,
    over: Over<'d, S, D>,
}

impl<K: Kernel<S, D, R>, const S: usize, const D: usize, const R: usize> Task for Sums<'_, K, S, D, R> {
    type Output = [f64; R];
    #[inline(always)]
    fn run<W: Width>(self, lanes: W) -> [f64; R] {
        let scalars = self.over.scalars.map(|number| lanes.splat(number));
        let mut sums = [lanes.splat(0.0); R];
        self.over.each(lanes, |_, count, position, data| {
            let terms = K::terms(lanes, scalars, data, position);
            for (sum, term) in sums.iter_mut().zip(terms) {
                add(sum, term, (count, W::LANES));
            }
        });
        sums.map(Vector::total)
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
    let mut position = 0;
    let by_data = over.data.map(|_| {
        let length = if is_among(B::BITS, position) { over.count } else { 0 };
        position += 1;
        let (own, others) = core::mem::take(&mut left).split_at_mut(length);
        left = others;
        own
    });
    dispatch(Gradient {
        kernel: PhantomData::<K>,
        over,
        seeds,
        by_data,
        modes: PhantomData::<(A, B)>,
    })
}

struct Gradient<'d, K, M, const S: usize, const D: usize, const R: usize> {
    kernel: PhantomData<K>,
    over: Over<'d, S, D>,
    seeds: [f64; R],
    by_data: [&'d mut [f64]; D],
    modes: PhantomData<M>,
}

impl<K: Kernel<S, D, R>, A: Modes, B: Modes, const S: usize, const D: usize, const R: usize> Task
    for Gradient<'_, K, (A, B), S, D, R>
{
    type Output = ([f64; R], [f64; S]);
    #[inline(always)]
    fn run<W: Width>(self, lanes: W) -> Self::Output {
        let Self {
            over,
            seeds,
            mut by_data,
            ..
        } = self;
        let scalars = over.scalars.map(|number| lanes.splat(number));
        let seeds = seeds.map(|seed| lanes.splat(seed));
        let mut sums = [lanes.splat(0.0); R];
        let mut by_scalars = [lanes.splat(0.0); S];
        over.each(lanes, |start, count, position, data| {
            let (terms, partials, by_elements) = K::gradient(lanes, scalars, data, position, seeds);
            for (sum, term) in sums.iter_mut().zip(terms) {
                add(sum, term, (count, W::LANES));
            }
            for at in 0..S {
                if is_among(A::BITS, at) {
                    add(&mut by_scalars[at], partials[at], (count, W::LANES));
                }
            }
            for at in 0..D {
                if is_among(B::BITS, at) {
                    by_elements[at].store(&mut by_data[at][start..start + count]);
                }
            }
        });
        (sums.map(Vector::total), by_scalars.map(Vector::total))
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
pub fn directions<M: Mode>(shadow: &[Adjoint<f64, M>]) -> alloc::vec::Vec<f64> {
    if collects::<M>() {
        shadow.iter().map(Adjoint::get).collect()
    } else {
        alloc::vec::Vec::new()
    }
}

struct Tangent<'d, K, const S: usize, const D: usize, const R: usize> {
    kernel: PhantomData<K>,
    over: Over<'d, S, D>,
    scalars: [f64; S],
    data: [&'d [f64]; D],
}

impl<K: Kernel<S, D, R>, const S: usize, const D: usize, const R: usize> Task for Tangent<'_, K, S, D, R> {
    type Output = ([f64; R], [f64; R]);
    #[inline(always)]
    fn run<W: Width>(self, lanes: W) -> Self::Output {
        let scalars = self.over.scalars.map(|number| lanes.splat(number));
        let of_scalars = self.scalars.map(|number| lanes.splat(number));
        let (mut sums, mut along) = ([lanes.splat(0.0); R], [lanes.splat(0.0); R]);
        self.over.each(lanes, |start, count, position, data| {
            let of_data = self.data.map(|slice| {
                let end = slice.len().min(start + count);
                lanes.load(slice.get(start..end).unwrap_or(&[]))
            });
            let (terms, tangents) = K::tangent(lanes, (scalars, data), position, (of_scalars, of_data));
            for (sum, term) in sums.iter_mut().zip(terms) {
                add(sum, term, (count, W::LANES));
            }
            for (sum, tangent) in along.iter_mut().zip(tangents) {
                add(sum, tangent, (count, W::LANES));
            }
        });
        (sums.map(Vector::total), along.map(Vector::total))
    }
}
