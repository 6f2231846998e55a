//! Kepler's equation for many points of orbits: as many of them at once as the processor's vectors hold.
//!
//! With the feature `simd` the points go through the solver for vectors, without it through the one of [`kepler`](super::kepler);
//! both give the same numbers but for the last digits. The companions are written by hand: they keep the two derivatives of the
//! true anomaly, and what the outputs held before.

use super::kepler_equation::Partials;
use crate::Differentiable;
use crate::adjoint::{Active, Adjoint, Mode};
use crate::simd::{Task, Vector, Width, dispatch};
use crate::support::{self, ByValue, Tape};
use alloc::vec;
use alloc::vec::Vec;

/// Eccentricities of points: one for all, or one for each.
trait Eccentricities: Copy {
    /// What they are, without a reference.
    type Primal: Differentiable + ?Sized;
    /// As what a pullback is given them again.
    type Again;
    /// Themselves.
    fn primal(&self) -> &Self::Primal;
    /// For a pullback.
    fn again(self) -> Self::Again;
    /// Those from `start` to `end`.
    fn vector<W: Width>(self, lanes: W, start: usize, end: usize) -> W::Vector;
    /// That of a point.
    fn at(self, point: usize) -> f64;
    /// Whether there is one for each of so many points.
    fn fits(self, count: usize) -> bool;
}

impl Eccentricities for f64 {
    type Primal = f64;
    type Again = ByValue;
    fn primal(&self) -> &f64 {
        self
    }
    fn again(self) -> ByValue {
        ByValue
    }
    #[inline(always)]
    fn vector<W: Width>(self, lanes: W, _: usize, _: usize) -> W::Vector {
        lanes.splat(self)
    }
    #[inline(always)]
    fn at(self, _: usize) -> f64 {
        self
    }
    fn fits(self, _: usize) -> bool {
        true
    }
}

impl<'e> Eccentricities for &'e [f64] {
    type Primal = [f64];
    type Again = &'e [f64];
    fn primal(&self) -> &[f64] {
        self
    }
    fn again(self) -> &'e [f64] {
        self
    }
    #[inline(always)]
    fn vector<W: Width>(self, lanes: W, start: usize, end: usize) -> W::Vector {
        lanes.load(&self[start..end])
    }
    #[inline(always)]
    fn at(self, point: usize) -> f64 {
        self[point]
    }
    fn fits(self, count: usize) -> bool {
        self.len() == count
    }
}

/// The derivatives by eccentricities, or their tangents.
trait EccentricityShadow: Copy {
    /// The derivative of a point's eccentricity.
    fn tangent_of(self, point: usize) -> f64;
    /// Adds to it, or to a sum that is added at the [`end`](Self::end).
    fn collect(self, point: usize, contribution: f64, sum: &mut f64);
    /// After all points.
    fn end(self, sum: f64);
}

impl<M: Mode> EccentricityShadow for &Adjoint<f64, M> {
    #[inline(always)]
    fn tangent_of(self, _: usize) -> f64 {
        Adjoint::get(self)
    }
    #[inline(always)]
    fn collect(self, _: usize, contribution: f64, sum: &mut f64) {
        *sum += contribution;
    }
    #[inline(always)]
    fn end(self, sum: f64) {
        Adjoint::add(self, sum);
    }
}

impl<M: Mode> EccentricityShadow for &[Adjoint<f64, M>] {
    #[inline(always)]
    fn tangent_of(self, point: usize) -> f64 {
        self[point].get()
    }
    #[inline(always)]
    fn collect(self, point: usize, contribution: f64, _: &mut f64) {
        self[point].add(contribution);
    }
    #[inline(always)]
    fn end(self, _: f64) {}
}

/// sin f and cos f of all points, and if asked for ∂f/∂M and ∂f/∂e.
struct Solve<'d, E> {
    mean_anomaly: &'d [f64],
    ecc: E,
    sin_f: &'d mut [f64],
    cos_f: &'d mut [f64],
    partials: Option<[&'d mut [f64]; 2]>,
}

impl<E: Eccentricities> Task for Solve<'_, E> {
    type Output = ();
    #[inline(always)]
    fn run<W: Width>(mut self, lanes: W) {
        let count = self.mean_anomaly.len();
        let mut start = 0;
        while start < count {
            let end = count.min(start + W::LANES);
            let mean_anomaly = lanes.load(&self.mean_anomaly[start..end]);
            let ecc = self.ecc.vector(lanes, start, end);
            let [sin_f, cos_f, by_mean_anomaly, by_ecc] = Vector::kepler(mean_anomaly, ecc);
            sin_f.store(&mut self.sin_f[start..end]);
            cos_f.store(&mut self.cos_f[start..end]);
            if let Some(partials) = &mut self.partials {
                by_mean_anomaly.store(&mut partials[0][start..end]);
                by_ecc.store(&mut partials[1][start..end]);
            }
            start = end;
        }
    }
}

/// # Panics
///
/// If there are not as many results as there are points.
#[inline]
fn solve<E: Eccentricities>(
    mean_anomaly: &[f64],
    ecc: E,
    sin_f: &mut [f64],
    cos_f: &mut [f64],
    partials: Option<[&mut [f64]; 2]>,
) {
    let count = mean_anomaly.len();
    assert!(
        ecc.fits(count) && sin_f.len() == count && cos_f.len() == count,
        "mean anomalies, eccentricities and results must be as many as each other"
    );
    dispatch(Solve {
        mean_anomaly,
        ecc,
        sin_f,
        cos_f,
        partials,
    });
}

/// What is kept of a call in forward mode over reverse mode, for each point.
type Kept = (Partials, Partials, [f64; 2], [f64; 2]);

macro_rules! for_slices {
    ($(#[$attribute:meta])* $name:ident, $of:literal, $ecc:ty, $long:ty, $again:ty, $shadow:ty, $tangent:ty, $direction:ty) => {
        $(#[$attribute])*
        #[inline]
        pub fn $name(mean_anomaly: &[f64], ecc: $ecc, sin_f: &mut [f64], cos_f: &mut [f64]) {
            solve(mean_anomaly, ecc, sin_f, cos_f, None);
        }

        #[doc = $of]
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #[derive(Debug)]
        pub struct $name {}

        #[allow(clippy::type_complexity, clippy::too_many_arguments)] // the signatures are what generated code calls
        impl $name {
            /// The values, and a closure that adds the derivatives for seeds into shadows.
            #[doc(hidden)]
            #[inline]
            pub fn forward<M0: Mode, M1: Mode, M2: Mode, M3: Mode>(
                mean_anomaly: &[f64],
                ecc: $ecc,
                sin_f: &mut [f64],
                cos_f: &mut [f64],
                tape: &mut Tape,
            ) -> (
                (),
                impl FnOnce(
                    (),
                    &[f64],
                    $again,
                    &mut [f64],
                    &mut [f64],
                    &[Adjoint<f64, M0>],
                    $shadow,
                    &[Adjoint<f64, M2>],
                    &[Adjoint<f64, M3>],
                    &mut Tape,
                ) + use<M0, M1, M2, M3>,
            ) {
                tape.keep(sin_f);
                tape.keep(cos_f);
                let count = mean_anomaly.len();
                let (by_mean_anomaly, by_ecc) = tape.extend(2 * count).split_at_mut(count);
                solve(mean_anomaly, ecc, sin_f, cos_f, Some([by_mean_anomaly, by_ecc]));
                let pullback = move |_: (),
                                     _: &[f64],
                                     _: $again,
                                     sin_f: &mut [f64],
                                     cos_f: &mut [f64],
                                     mean_anomaly_bar: &[Adjoint<f64, M0>],
                                     ecc_bar: $shadow,
                                     sin_bar: &[Adjoint<f64, M2>],
                                     cos_bar: &[Adjoint<f64, M3>],
                                     tape: &mut Tape| {
                    let (by_mean_anomaly, by_ecc) = tape.shorten(2 * count).split_at(count);
                    let mut sum = 0.0;
                    for i in 0..count {
                        let f_bar = cos_f[i] * sin_bar[i].take() - sin_f[i] * cos_bar[i].take();
                        mean_anomaly_bar[i].add(f_bar * by_mean_anomaly[i]);
                        ecc_bar.collect(i, f_bar * by_ecc[i], &mut sum);
                    }
                    ecc_bar.end(sum);
                    tape.put_back(cos_f);
                    tape.put_back(sin_f);
                };
                ((), pullback)
            }

            /// The values and their tangents, the tangents of the arguments passed as shadows.
            #[doc(hidden)]
            #[inline]
            pub fn tangent<M0: Mode, M1: Mode, M2: Mode, M3: Mode>(
                mean_anomaly: &[f64],
                ecc: $ecc,
                sin_f: &mut [f64],
                cos_f: &mut [f64],
                mean_anomaly_dot: &[Adjoint<f64, M0>],
                ecc_dot: $shadow,
                sin_dot: &[Adjoint<f64, M2>],
                cos_dot: &[Adjoint<f64, M3>],
            ) -> ((), ()) {
                let count = mean_anomaly.len();
                let mut partials = vec![0.0; 2 * count];
                let (by_mean_anomaly, by_ecc) = partials.split_at_mut(count);
                solve(mean_anomaly, ecc, sin_f, cos_f, Some([by_mean_anomaly, by_ecc]));
                for i in 0..count {
                    let f_dot = partials[i] * mean_anomaly_dot[i].get() + partials[count + i] * ecc_dot.tangent_of(i);
                    sin_dot[i].set(cos_f[i] * f_dot);
                    cos_dot[i].set(-sin_f[i] * f_dot);
                }
                ((), ())
            }

            /// The values and their tangents, and a closure that adds the derivatives for seeds, and their tangents, into
            /// shadows: point by point.
            #[doc(hidden)]
            #[inline]
            pub fn forward_tangent<M0: Mode, M1: Mode, M2: Mode, M3: Mode>(
                mean_anomaly: &[f64],
                ecc: $ecc,
                sin_f: &mut [f64],
                cos_f: &mut [f64],
                mean_anomaly_dot: &[Adjoint<f64, M0>],
                ecc_dot: $shadow,
                sin_dot: &[Adjoint<f64, M2>],
                cos_dot: &[Adjoint<f64, M3>],
            ) -> (
                (),
                (),
                impl FnOnce(
                    (),
                    (),
                    &[f64],
                    $again,
                    &mut [f64],
                    &mut [f64],
                    &[Adjoint<f64, M0>],
                    $tangent,
                    &[Adjoint<f64, M2>],
                    &[Adjoint<f64, M3>],
                    &[Adjoint<f64, M0>],
                    $shadow,
                    &[Adjoint<f64, M2>],
                    &[Adjoint<f64, M3>],
                    &[Adjoint<f64, M0>],
                    $shadow,
                    &[Adjoint<f64, M2>],
                    &[Adjoint<f64, M3>],
                ) + use<M0, M1, M2, M3>,
            ) {
                let mut kept: Vec<Kept> = Vec::with_capacity(mean_anomaly.len());
                for i in 0..mean_anomaly.len() {
                    let partials = Partials::at(mean_anomaly[i], ecc.at(i));
                    let tangents = partials.tangents(ecc.at(i), mean_anomaly_dot[i].get(), ecc_dot.tangent_of(i));
                    let before = ([sin_f[i], cos_f[i]], [sin_dot[i].get(), cos_dot[i].get()]);
                    kept.push((partials, tangents, before.0, before.1));
                    (sin_f[i], cos_f[i]) = partials.value();
                    let (sin, cos) = tangents.value();
                    sin_dot[i].set(sin);
                    cos_dot[i].set(cos);
                }
                let pullback = move |_: (),
                                     _: (),
                                     _: &[f64],
                                     _: $again,
                                     sin_f: &mut [f64],
                                     cos_f: &mut [f64],
                                     _: &[Adjoint<f64, M0>],
                                     _: $tangent,
                                     sin_dot: &[Adjoint<f64, M2>],
                                     cos_dot: &[Adjoint<f64, M3>],
                                     mean_anomaly_bar: &[Adjoint<f64, M0>],
                                     ecc_bar: $shadow,
                                     sin_bar: &[Adjoint<f64, M2>],
                                     cos_bar: &[Adjoint<f64, M3>],
                                     mean_anomaly_bar_dot: &[Adjoint<f64, M0>],
                                     ecc_bar_dot: $shadow,
                                     sin_bar_dot: &[Adjoint<f64, M2>],
                                     cos_bar_dot: &[Adjoint<f64, M3>]| {
                    let (mut sum, mut sum_dot) = (0.0, 0.0);
                    for (i, (partials, tangents, before, before_dot)) in kept.into_iter().enumerate() {
                        let seed = (sin_bar[i].take(), cos_bar[i].take());
                        let seed_dot = (sin_bar_dot[i].take(), cos_bar_dot[i].take());
                        let (by, by_dot) = partials.pull_back_with_tangents(&tangents, seed, seed_dot);
                        mean_anomaly_bar[i].add(by.0);
                        ecc_bar.collect(i, by.1, &mut sum);
                        mean_anomaly_bar_dot[i].add(by_dot.0);
                        ecc_bar_dot.collect(i, by_dot.1, &mut sum_dot);
                        [sin_f[i], cos_f[i]] = before;
                        sin_dot[i].set(before_dot[0]);
                        cos_dot[i].set(before_dot[1]);
                    }
                    ecc_bar.end(sum);
                    ecc_bar_dot.end(sum_dot);
                };
                ((), (), pullback)
            }

            /// Writes sin f and cos f; returns the pullback from seeds for them to the derivatives by the mean anomalies, by
            /// the eccentricity or eccentricities, and by what the results held before, which are zero.
            #[inline]
            pub fn vjp<'arguments>(
                mean_anomaly: &'arguments [f64],
                ecc: $long,
                sin_f: &'arguments mut [f64],
                cos_f: &'arguments mut [f64],
            ) -> (
                (),
                impl FnOnce((Vec<f64>, Vec<f64>)) -> (Vec<f64>, $direction, Vec<f64>, Vec<f64>) + use<'arguments>,
            ) {
                let mut tape = Tape::new();
                let forward = Self::forward::<Active, Active, Active, Active>;
                let ((), pullback) = forward(mean_anomaly, ecc, sin_f, cos_f, &mut tape);
                let (mut sin_after, mut cos_after) = (sin_f.to_vec(), cos_f.to_vec());
                let pullback = move |(sin_seed, cos_seed): (Vec<f64>, Vec<f64>)| {
                    let mut tape = tape;
                    let mean_anomaly_bar = support::zero_shadow(mean_anomaly);
                    let ecc_bar = support::zero_shadow(ecc.primal());
                    let sin_bar = support::shadow::<[f64]>(sin_seed);
                    let cos_bar = support::shadow::<[f64]>(cos_seed);
                    pullback(
                        (),
                        mean_anomaly,
                        ecc.again(),
                        &mut sin_after,
                        &mut cos_after,
                        &mean_anomaly_bar,
                        &ecc_bar,
                        &sin_bar,
                        &cos_bar,
                        &mut tape,
                    );
                    tape.give_back();
                    (
                        support::tangent::<[f64]>(mean_anomaly_bar),
                        support::tangent::<<$long as Eccentricities>::Primal>(ecc_bar),
                        support::tangent::<[f64]>(sin_bar),
                        support::tangent::<[f64]>(cos_bar),
                    )
                };
                ((), pullback)
            }

            /// Writes sin f and cos f, and their derivatives along the directions of the arguments.
            #[inline]
            pub fn jvp(
                mean_anomaly: &[f64],
                ecc: $ecc,
                sin_f: &mut [f64],
                cos_f: &mut [f64],
                mean_anomaly_dot: &[f64],
                ecc_dot: $ecc,
                sin_dot: &mut [f64],
                cos_dot: &mut [f64],
            ) -> ((), ()) {
                solve(mean_anomaly, ecc, sin_f, cos_f, Some([&mut *sin_dot, &mut *cos_dot]));
                for i in 0..mean_anomaly.len() {
                    let f_dot = sin_dot[i] * mean_anomaly_dot[i] + cos_dot[i] * ecc_dot.at(i);
                    sin_dot[i] = cos_f[i] * f_dot;
                    cos_dot[i] = -sin_f[i] * f_dot;
                }
                ((), ())
            }
        }
    };
}

for_slices! {
    /// Sine and cosine of the true anomaly for points of one orbit: of each mean anomaly (radians), with one eccentricity.
    ///
    /// What [`kepler`](fn@super::kepler) returns for each of them, to the last digits, several at once with the feature `simd`. It can
    /// be called in differentiated code, and its derivatives are computed several at once, too. Bad input: NaN for that point, as
    /// there.
    ///
    /// # Panics
    ///
    /// If `sin_f` and `cos_f` have not as many elements as `mean_anomaly`.
    ///
    /// ```
    /// use autodiff_runtime::exoplanet::{kepler, kepler_slice};
    /// let (mut sin_f, mut cos_f) = ([0.0; 3], [0.0; 3]);
    /// kepler_slice(&[0.5, 1.0, -2.0], 0.3, &mut sin_f, &mut cos_f);
    /// let (sine, cosine) = kepler(1.0, 0.3);
    /// assert!((sin_f[1] - sine).abs() < 1e-15 && (cos_f[1] - cosine).abs() < 1e-15);
    /// ```
    kepler_slice,
    "The derivatives of [`kepler_slice`](fn@kepler_slice).",
    f64, f64, ByValue, &Adjoint<f64, M1>, ByValue, f64
}

for_slices! {
    /// The same for points of any orbits, with an eccentricity for each.
    ///
    /// # Panics
    ///
    /// If `ecc`, `sin_f` and `cos_f` have not as many elements as `mean_anomaly`.
    kepler_slices,
    "The derivatives of [`kepler_slices`](fn@kepler_slices).",
    &[f64], &'arguments [f64], &[f64], &[Adjoint<f64, M1>], &[Adjoint<f64, M1>], Vec<f64>
}
