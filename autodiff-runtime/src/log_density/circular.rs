//! Angles.

use super::unknown;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::ln_bessel_i0_scaled;
use crate::special::stirling::HALF_LN_TAU;
use autodiff_macros::differentiable;

/// Von Mises of mean direction `mu` and concentration `kappa` ≥ 0, for an angle x in radians, of period 2π:
/// kappa cos(x − mu) − ln(2π I₀(kappa)).
///
/// Stan's `von_mises_lpdf`. Written with sin²((x − mu)/2), so that a large concentration loses no digits, and finite
/// for any.
#[differentiable]
#[inline]
pub fn von_mises(x: f64, mu: f64, kappa: f64) -> f64 {
    if !is_concentration(kappa) || unknown(x) {
        return f64::NAN;
    }
    let half_chord = (0.5 * (x - mu)).sin();
    -2.0 * kappa * half_chord * half_chord - 2.0 * HALF_LN_TAU - ln_bessel_i0_scaled(kappa)
}

fn is_concentration(kappa: f64) -> bool {
    kappa >= 0.0 && kappa < f64::INFINITY
}
