//! Proportions.

use super::{positive, unknown};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::ln_beta;
use autodiff_macros::differentiable;

/// Beta of shapes `alpha` > 0 and `beta` > 0, with the mean alpha/(alpha + beta), on (0, 1):
/// (alpha − 1) ln x + (beta − 1) ln(1 − x) − ln B(alpha, beta).
///
/// Stan's `beta_lpdf`.
#[differentiable]
#[inline]
pub fn beta(x: f64, alpha: f64, beta: f64) -> f64 {
    if !positive(alpha) || !positive(beta) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 || x >= 1.0 {
        return f64::NEG_INFINITY;
    }
    (alpha - 1.0) * x.ln() + (beta - 1.0) * (-x).ln_1p() - ln_beta(alpha, beta)
}

/// [`beta`](fn@beta) of mean `mu` in (0, 1) and concentration `kappa` > 0: the shapes are mu kappa and (1 − mu) kappa.
///
/// Stan's `beta_proportion_lpdf`.
#[differentiable]
#[inline]
pub fn beta_proportion(x: f64, mu: f64, kappa: f64) -> f64 {
    beta(x, mu * kappa, (1.0 - mu) * kappa)
}
