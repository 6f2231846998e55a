//! Student's t and Cauchy's distribution.

use super::positive;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::stirling::{HALF_LN_TAU, stirling_remainder};
use autodiff_macros::differentiable;
use core::f64::consts::{LN_2, PI};

/// Student's t of `nu` > 0 degrees of freedom, location `mu` and scale `sigma` > 0:
/// ln Γ((nu + 1)/2) − ln Γ(nu/2) − ½ ln(π nu) − ln sigma − ½ (nu + 1) ln(1 + z²/nu), with z = (x − mu)/sigma.
///
/// Stan's `student_t_lpdf`. Large `nu` lose no digits: the gamma functions are those of [`ln_student_constant`].
#[differentiable]
#[inline]
pub fn student_t(x: f64, nu: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(nu) || !positive(sigma) {
        return f64::NAN;
    }
    let z = (x - mu) / sigma;
    ln_student_constant(nu) - sigma.ln() - 0.5 * (nu + 1.0) * ln_one_plus_square(z, nu)
}

/// ln Γ((nu + 1)/2) − ln Γ(nu/2) − ½ ln(π nu), by Stirling's formula and what it leaves over.
#[differentiable]
#[inline]
pub(super) fn ln_student_constant(nu: f64) -> f64 {
    0.5 * nu * (1.0 / nu).ln_1p() - 0.5 + stirling_remainder(0.5 * (nu + 1.0))
        - stirling_remainder(0.5 * nu)
        - HALF_LN_TAU
}

/// ln(1 + z²/nu), where z² may overflow.
#[differentiable]
#[inline]
fn ln_one_plus_square(z: f64, nu: f64) -> f64 {
    if z.abs() > 1e150 {
        2.0 * z.abs().ln() - nu.ln()
    } else {
        (z * z / nu).ln_1p()
    }
}

/// The absolute value of a Student's t of `nu` > 0 degrees of freedom, location 0 and scale `sigma` > 0, on [0, ∞).
///
/// Stan's `student_t_lpdf` of location 0, truncated at 0.
#[differentiable]
#[inline]
pub fn half_student_t(x: f64, nu: f64, sigma: f64) -> f64 {
    if x < 0.0 && positive(nu) && positive(sigma) {
        return f64::NEG_INFINITY;
    }
    LN_2 + student_t(x, nu, 0.0, sigma)
}

/// Cauchy of median `location` and half width at half maximum `scale` > 0: −ln π − ln scale − ln(1 + z²), with
/// z = (x − location)/scale.
///
/// Stan's `cauchy_lpdf`.
#[differentiable]
#[inline]
pub fn cauchy(x: f64, location: f64, scale: f64) -> f64 {
    if !positive(scale) {
        return f64::NAN;
    }
    -PI.ln() - scale.ln() - ln_one_plus_square((x - location) / scale, 1.0)
}

/// The absolute value of a Cauchy variable of median 0 and half width `scale` > 0, on [0, ∞).
///
/// Stan's `cauchy_lpdf` of location 0, truncated at 0; Gelman 2006, Bayesian Analysis 1, 515.
#[differentiable]
#[inline]
pub fn half_cauchy(x: f64, scale: f64) -> f64 {
    if x < 0.0 && positive(scale) {
        return f64::NEG_INFINITY;
    }
    LN_2 + cauchy(x, 0.0, scale)
}
