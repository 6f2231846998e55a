//! Smallest and largest of many: Gumbel, Weibull, Fréchet and Rayleigh variables.

use super::{positive, unknown};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// Gumbel of mode `mu` and scale `beta` > 0: −z − e⁻ᶻ − ln beta, with z = (x − mu)/beta.
///
/// Stan's `gumbel_lpdf`.
#[differentiable]
#[inline]
pub fn gumbel(x: f64, mu: f64, beta: f64) -> f64 {
    if !positive(beta) {
        return f64::NAN;
    }
    let z = (x - mu) / beta;
    if z < -800.0 {
        // The exponential overflows, and with it the difference of two infinities.
        return f64::NEG_INFINITY;
    }
    -z - (-z).exp() - beta.ln()
}

/// Weibull of shape `alpha` > 0 and scale `sigma` > 0, on (0, ∞): (alpha − 1) u − e^(alpha u) + ln alpha − ln sigma,
/// with u = ln(x/sigma).
///
/// Stan's `weibull_lpdf`.
#[differentiable]
#[inline]
pub fn weibull(x: f64, alpha: f64, sigma: f64) -> f64 {
    if !positive(alpha) || !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 || x == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    let u = (x / sigma).ln();
    (alpha - 1.0) * u - (alpha * u).exp() + alpha.ln() - sigma.ln()
}

/// Fréchet of shape `alpha` > 0 and scale `sigma` > 0, the inverse of a Weibull variable, on (0, ∞): −(alpha + 1) u − e^(−alpha u) + ln alpha − ln sigma,
/// with u = ln(x/sigma).
///
/// Stan's `frechet_lpdf`.
#[differentiable]
#[inline]
pub fn frechet(x: f64, alpha: f64, sigma: f64) -> f64 {
    if !positive(alpha) || !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 || x == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    let u = (x / sigma).ln();
    -(alpha + 1.0) * u - (-alpha * u).exp() + alpha.ln() - sigma.ln()
}

/// Rayleigh of mode `sigma` > 0, the length of a pair of normal variables, on (0, ∞): ln x − 2 ln sigma − ½ (x/sigma)².
///
/// Stan's `rayleigh_lpdf`.
#[differentiable]
#[inline]
pub fn rayleigh(x: f64, sigma: f64) -> f64 {
    if !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 || x == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    let z = x / sigma;
    x.ln() - 2.0 * sigma.ln() - 0.5 * z * z
}
