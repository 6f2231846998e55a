//! Normal variables, and what is made of them.

use super::{positive, unknown};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::normal_ln_cdf;
use crate::special::stirling::HALF_LN_TAU;
use autodiff_macros::differentiable;
use core::f64::consts::LN_2;

/// Normal of mean `mean` and standard deviation `sd` > 0: −½ z² − ln sd − ½ ln 2π, with z = (x − mean)/sd.
///
/// Stan's `normal_lpdf`.
#[differentiable]
#[inline]
pub fn normal(x: f64, mean: f64, sd: f64) -> f64 {
    if !positive(sd) {
        return f64::NAN;
    }
    let z = (x - mean) / sd;
    -0.5 * z * z - sd.ln() - HALF_LN_TAU
}

/// The absolute value of a normal variable of mean 0 and standard deviation `sd` > 0, on [0, ∞): −½ z² − ln sd + ½ ln(2/π), with
/// z = x/sd.
///
/// Stan's `normal_lpdf` of mean 0, truncated at 0.
#[differentiable]
#[inline]
pub fn half_normal(x: f64, sd: f64) -> f64 {
    if !positive(sd) || unknown(x) {
        return f64::NAN;
    }
    if x < 0.0 {
        return f64::NEG_INFINITY;
    }
    let z = x / sd;
    LN_2 - 0.5 * z * z - sd.ln() - HALF_LN_TAU
}

/// e to the power of a normal variable of mean `mu` and standard deviation `sigma` > 0, on (0, ∞): −½ z² − ln sigma − ln x − ½ ln 2π,
/// with z = (ln x − mu)/sigma.
///
/// Stan's `lognormal_lpdf`.
#[differentiable]
#[inline]
pub fn log_normal(x: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(sigma) || unknown(x) || unknown(mu) {
        return f64::NAN;
    }
    if x <= 0.0 || x == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    let log = x.ln();
    let z = (log - mu) / sigma;
    -0.5 * z * z - log - sigma.ln() - HALF_LN_TAU
}

/// Skew normal of location `xi`, scale `omega` > 0 and shape `alpha`: ln 2 − ½ z² + ln Φ(alpha z) − ln omega − ½ ln 2π, with
/// z = (x − xi)/omega.
///
/// Stan's `skew_normal_lpdf`.
#[differentiable]
#[inline]
pub fn skew_normal(x: f64, xi: f64, omega: f64, alpha: f64) -> f64 {
    if !positive(omega) {
        return f64::NAN;
    }
    let z = (x - xi) / omega;
    LN_2 - 0.5 * z * z + normal_ln_cdf(alpha * z) - omega.ln() - HALF_LN_TAU
}
