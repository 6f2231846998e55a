//! The derivatives of the density, as generated code calls them: written out, so that what the reverse sweep needs lies in the tape's memory, and
//! no derivative is computed by what is constant.

use super::density::run;
use super::density_tangent::along;
use super::reverse::{Record, reverse};
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
        let mut records: Vec<Record<J, W>> = tape.stack();
        records.reserve(time.len());
        let density = run(value, spectrum, time, residual, variance, |rows, state, innovation| {
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
            let add = |n: usize, by_residual: f64, by_variance: f64| {
                if let Some(bar) = residual_bar.get(n) {
                    bar.add(by_residual);
                }
                if let Some(bar) = variance_bar.get(n) {
                    bar.add(by_variance);
                }
            };
            let (by_value, by_spectrum) = reverse(value, spectrum, time, &records, seed, add);
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
        time_dot: Ignored,
        residual_dot: &[Adjoint<f64, M3>],
        variance_dot: &[Adjoint<f64, M4>],
    ) -> (f64, f64) {
        along::<J, W>::tangent(
            value,
            spectrum,
            time,
            residual,
            variance,
            value_dot,
            spectrum_dot,
            time_dot,
            residual_dot,
            variance_dot,
        )
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
        time_dot: Ignored,
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
        along::<J, W>::forward_tangent(
            value,
            spectrum,
            time,
            residual,
            variance,
            value_dot,
            spectrum_dot,
            time_dot,
            residual_dot,
            variance_dot,
        )
    }
}
