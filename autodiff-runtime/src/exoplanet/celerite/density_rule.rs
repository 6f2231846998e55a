//! The derivatives of the density, as generated code calls them: written out, so that what the reverse sweep needs lies
//! in the tape's memory, and no derivative is computed by what is constant.

use super::density::run;
use super::reverse::{Record, reverse};
use crate::Dual;
use crate::adjoint::{Adjoint, Mode};
use crate::support::{Ignored, Tape};
use alloc::vec::Vec;

/// The derivatives of `density`.
#[allow(non_camel_case_types)]
pub(super) struct density<const J: usize, const W: usize> {}

/// A shadow of columns.
type Columns<const J: usize, M> = [Adjoint<f64, M>; J];

#[allow(clippy::type_complexity, clippy::too_many_arguments)] // the types are what generated code calls
impl<const J: usize, const W: usize> density<J, W> {
    /// The value, and a closure that adds the derivatives for a seed into shadows.
    #[inline]
    pub(super) fn forward<M0: Mode, M1: Mode, M3: Mode, M4: Mode>(
        value: &[f64; J],
        spectrum: &[f64; J],
        time: &[f64],
        residual: &[f64],
        variance: &[f64],
        tape: &mut Tape,
    ) -> (
        f64,
        impl FnOnce(
            f64,
            &[f64; J],
            &[f64; J],
            &[f64],
            &[f64],
            &[f64],
            &Columns<J, M0>,
            &Columns<J, M1>,
            Ignored,
            &[Adjoint<f64, M3>],
            &[Adjoint<f64, M4>],
            &mut Tape,
        ) + use<J, W, M0, M1, M3, M4>,
    ) {
        let mut records: Vec<Record<f64, J, W>> = tape.stack();
        records.reserve(time.len());
        let observation = |n: usize| (residual[n], variance[n]);
        let density = run(value, spectrum, time, observation, |rows, state, innovation| {
            records.push(Record::new(rows, state, innovation));
        });
        let pullback = move |seed: f64,
                             value: &[f64; J],
                             spectrum: &[f64; J],
                             time: &[f64],
                             _: &[f64],
                             _: &[f64],
                             value_bar: &Columns<J, M0>,
                             spectrum_bar: &Columns<J, M1>,
                             _: Ignored,
                             residual_bar: &[Adjoint<f64, M3>],
                             variance_bar: &[Adjoint<f64, M4>],
                             tape: &mut Tape| {
            let show = |n: usize, by_residual: f64, by_variance: f64| {
                add(residual_bar, n, by_residual);
                add(variance_bar, n, by_variance);
            };
            let (by_value, by_spectrum) = reverse(value, spectrum, time, &records, seed, show);
            for k in 0..J {
                value_bar[k].add(by_value[k]);
                spectrum_bar[k].add(by_spectrum[k]);
            }
            tape.keep_stack(records);
        };
        (density, pullback)
    }

    /// The value and its tangent, the tangents of the arguments passed as shadows.
    #[inline]
    pub(super) fn tangent<M0: Mode, M1: Mode, M3: Mode, M4: Mode>(
        value: &[f64; J],
        spectrum: &[f64; J],
        time: &[f64],
        residual: &[f64],
        variance: &[f64],
        value_dot: &Columns<J, M0>,
        spectrum_dot: &Columns<J, M1>,
        _: Ignored,
        residual_dot: &[Adjoint<f64, M3>],
        variance_dot: &[Adjoint<f64, M4>],
    ) -> (f64, f64) {
        let (value, spectrum) = (duals(value, value_dot), duals(spectrum, spectrum_dot));
        let observation = |n: usize| (dual(residual, residual_dot, n), dual(variance, variance_dot, n));
        let density = run::<Dual<f64>, J, W>(&value, &spectrum, time, observation, |_, _, _| {});
        (density.value, density.tangent)
    }

    /// The value and its tangent, and a closure that adds the derivatives for a seed, and their tangents, into shadows.
    #[inline]
    pub(super) fn forward_tangent<M0: Mode, M1: Mode, M3: Mode, M4: Mode>(
        value: &[f64; J],
        spectrum: &[f64; J],
        time: &[f64],
        residual: &[f64],
        variance: &[f64],
        value_dot: &Columns<J, M0>,
        spectrum_dot: &Columns<J, M1>,
        _: Ignored,
        residual_dot: &[Adjoint<f64, M3>],
        variance_dot: &[Adjoint<f64, M4>],
    ) -> (
        f64,
        f64,
        impl FnOnce(
            f64,
            f64,
            &[f64; J],
            &[f64; J],
            &[f64],
            &[f64],
            &[f64],
            &Columns<J, M0>,
            &Columns<J, M1>,
            Ignored,
            &[Adjoint<f64, M3>],
            &[Adjoint<f64, M4>],
            &Columns<J, M0>,
            &Columns<J, M1>,
            Ignored,
            &[Adjoint<f64, M3>],
            &[Adjoint<f64, M4>],
            &Columns<J, M0>,
            &Columns<J, M1>,
            Ignored,
            &[Adjoint<f64, M3>],
            &[Adjoint<f64, M4>],
        ) + use<J, W, M0, M1, M3, M4>,
    ) {
        let (value, spectrum) = (duals(value, value_dot), duals(spectrum, spectrum_dot));
        let observation = |n: usize| (dual(residual, residual_dot, n), dual(variance, variance_dot, n));
        let mut records = Vec::with_capacity(time.len());
        let density = run::<Dual<f64>, J, W>(&value, &spectrum, time, observation, |rows, state, innovation| {
            records.push(Record::new(rows, state, innovation));
        });
        let pullback = move |seed: f64,
                             seed_dot: f64,
                             _: &[f64; J],
                             _: &[f64; J],
                             time: &[f64],
                             _: &[f64],
                             _: &[f64],
                             _: &Columns<J, M0>,
                             _: &Columns<J, M1>,
                             _: Ignored,
                             _: &[Adjoint<f64, M3>],
                             _: &[Adjoint<f64, M4>],
                             value_bar: &Columns<J, M0>,
                             spectrum_bar: &Columns<J, M1>,
                             _: Ignored,
                             residual_bar: &[Adjoint<f64, M3>],
                             variance_bar: &[Adjoint<f64, M4>],
                             value_bar_dot: &Columns<J, M0>,
                             spectrum_bar_dot: &Columns<J, M1>,
                             _: Ignored,
                             residual_bar_dot: &[Adjoint<f64, M3>],
                             variance_bar_dot: &[Adjoint<f64, M4>]| {
            let show = |n: usize, by_residual: Dual<f64>, by_variance: Dual<f64>| {
                add(residual_bar, n, by_residual.value);
                add(variance_bar, n, by_variance.value);
                add(residual_bar_dot, n, by_residual.tangent);
                add(variance_bar_dot, n, by_variance.tangent);
            };
            let seed = Dual::new(seed, seed_dot);
            let (by_value, by_spectrum) = reverse(&value, &spectrum, time, &records, seed, show);
            for k in 0..J {
                value_bar[k].add(by_value[k].value);
                spectrum_bar[k].add(by_spectrum[k].value);
                value_bar_dot[k].add(by_value[k].tangent);
                spectrum_bar_dot[k].add(by_spectrum[k].tangent);
            }
        };
        (density.value, density.tangent, pullback)
    }
}

/// Adds to an element of a shadow, which has none if what it belongs to is constant.
#[inline(always)]
fn add<M: Mode>(shadow: &[Adjoint<f64, M>], n: usize, derivative: f64) {
    if let Some(bar) = shadow.get(n) {
        bar.add(derivative);
    }
}

/// A number and its tangent.
#[inline(always)]
fn dual<M: Mode>(values: &[f64], tangents: &[Adjoint<f64, M>], n: usize) -> Dual<f64> {
    Dual::new(values[n], tangents.get(n).map_or(0.0, Adjoint::get))
}

fn duals<M: Mode, const J: usize>(values: &[f64; J], tangents: &Columns<J, M>) -> [Dual<f64>; J] {
    core::array::from_fn(|k| dual(values, tangents, k))
}
