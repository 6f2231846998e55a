//! The rule for the derivatives of the polynomial law, by hand so that it allocates nothing for the usual orders.

use super::polynomial_partials::{Partials, flux_alone, listed};
use crate::Dual;
use crate::adjoint::{Adjoint, Mode};
use crate::support::{ByValue, Tape};

/// The flux of [`limb_dark_flux_poly`](super::limb_dark_flux_poly).
#[inline]
pub(super) fn flux(b: f64, r: f64, u: &[f64]) -> f64 {
    flux_alone(b, r, u)
}

/// The derivatives of [`flux`](fn@flux).
#[allow(non_camel_case_types)]
#[derive(Debug)]
pub(super) struct flux {}

#[allow(clippy::type_complexity)] // the types are what generated code calls
impl flux {
    /// The value, and a closure that adds the derivatives for a seed into shadows.
    #[inline]
    pub fn forward<M0: Mode, M1: Mode, M2: Mode>(
        b: f64,
        r: f64,
        u: &[f64],
        _: &mut Tape,
    ) -> (
        f64,
        impl FnOnce(f64, ByValue, ByValue, &[f64], &Adjoint<f64, M0>, &Adjoint<f64, M1>, &[Adjoint<f64, M2>], &mut Tape)
        + use<M0, M1, M2>,
    ) {
        let partials = Partials::<f64>::at(b, r, u);
        let pullback = move |seed: f64,
                             _: ByValue,
                             _: ByValue,
                             _: &[f64],
                             b_bar: &Adjoint<f64, M0>,
                             r_bar: &Adjoint<f64, M1>,
                             u_bar: &[Adjoint<f64, M2>],
                             _: &mut Tape| {
            b_bar.add(seed * partials.by_b);
            r_bar.add(seed * partials.by_r);
            for (bar, by_u) in u_bar.iter().zip(partials.by_u.iter()) {
                bar.add(seed * by_u);
            }
        };
        (partials.flux, pullback)
    }

    /// The value and its tangent.
    #[inline]
    pub fn tangent<M0: Mode, M1: Mode, M2: Mode>(
        b: f64,
        r: f64,
        u: &[f64],
        b_dot: &Adjoint<f64, M0>,
        r_dot: &Adjoint<f64, M1>,
        u_dot: &[Adjoint<f64, M2>],
    ) -> (f64, f64) {
        let partials = Partials::<f64>::at(b, r, u);
        let mut dot = partials.by_b * b_dot.get() + partials.by_r * r_dot.get();
        for (by_u, u_dot) in partials.by_u.iter().zip(u_dot) {
            dot += by_u * u_dot.get();
        }
        (partials.flux, dot)
    }

    /// The value and its tangent, and a closure that adds the derivatives for a seed, and their tangents, into shadows.
    #[inline]
    pub fn forward_tangent<M0: Mode, M1: Mode, M2: Mode>(
        b: f64,
        r: f64,
        u: &[f64],
        b_dot: &Adjoint<f64, M0>,
        r_dot: &Adjoint<f64, M1>,
        u_dot: &[Adjoint<f64, M2>],
    ) -> (
        f64,
        f64,
        impl FnOnce(
            f64,
            f64,
            ByValue,
            ByValue,
            &[f64],
            ByValue,
            ByValue,
            &[Adjoint<f64, M2>],
            &Adjoint<f64, M0>,
            &Adjoint<f64, M1>,
            &[Adjoint<f64, M2>],
            &Adjoint<f64, M0>,
            &Adjoint<f64, M1>,
            &[Adjoint<f64, M2>],
        ) + use<M0, M1, M2>,
    ) {
        let mut u_dual = listed(u, Dual::constant);
        for (u, u_dot) in u_dual.iter_mut().zip(u_dot) {
            u.tangent = u_dot.get();
        }
        let partials = Partials::along(Dual::new(b, b_dot.get()), Dual::new(r, r_dot.get()), &u_dual);
        let flux = partials.flux;
        let pullback = move |seed: f64,
                             seed_dot: f64,
                             _: ByValue,
                             _: ByValue,
                             _: &[f64],
                             _: ByValue,
                             _: ByValue,
                             _: &[Adjoint<f64, M2>],
                             b_bar: &Adjoint<f64, M0>,
                             r_bar: &Adjoint<f64, M1>,
                             u_bar: &[Adjoint<f64, M2>],
                             b_bar_dot: &Adjoint<f64, M0>,
                             r_bar_dot: &Adjoint<f64, M1>,
                             u_bar_dot: &[Adjoint<f64, M2>]| {
            let tangent = |partial: Dual<f64>| seed_dot * partial.value + seed * partial.tangent;
            b_bar.add(seed * partials.by_b.value);
            r_bar.add(seed * partials.by_r.value);
            b_bar_dot.add(tangent(partials.by_b));
            r_bar_dot.add(tangent(partials.by_r));
            for ((bar, bar_dot), by_u) in u_bar.iter().zip(u_bar_dot).zip(partials.by_u.iter()) {
                bar.add(seed * by_u.value);
                bar_dot.add(tangent(*by_u));
            }
        };
        (flux.value, flux.tangent, pullback)
    }
}
