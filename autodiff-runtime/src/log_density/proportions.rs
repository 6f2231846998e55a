//! Proportions.

use super::with_partials::with_partials;
use super::{LARGE, positive, unknown};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::stirling::{HALF_LN_TAU, stirling_remainder};
use crate::special::{deviance, digamma_of_positive, ln_gamma};
use autodiff_macros::differentiable;

with_partials! {
    /// Beta of shapes `alpha` > 0 and `beta` > 0, with the mean alpha/(alpha + beta), on (0, 1):
    /// (alpha − 1) ln x + (beta − 1) ln(1 − x) − ln B(alpha, beta).
    ///
    /// Stan's `beta_lpdf`.
    beta, beta_vjp, beta_jvp: beta_partials(
        x x_dot by_x,
        alpha alpha_dot by_alpha + by_constant(x, alpha, beta),
        beta beta_dot by_beta + by_constant(x, beta, alpha)
    );
}

/// The derivative of −ln B by one of its arguments, where the density is not zero.
#[differentiable]
#[inline]
fn by_constant(x: f64, shape: f64, other: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        0.0
    } else {
        digamma_of_positive(shape + other) - digamma_of_positive(shape)
    }
}

#[differentiable]
#[inline]
fn beta_partials(x: f64, alpha: f64, beta: f64) -> (f64, (f64, f64, f64)) {
    if !positive(alpha) || !positive(beta) || unknown(x) {
        return (f64::NAN, (f64::NAN, f64::NAN, f64::NAN));
    }
    if x <= 0.0 || x >= 1.0 {
        return (f64::NEG_INFINITY, (0.0, 0.0, 0.0));
    }
    let (log, log_rest, both) = (x.ln(), (-x).ln_1p(), alpha + beta);
    let value = if both < LARGE {
        (alpha - 1.0) * log + (beta - 1.0) * log_rest + ln_gamma(both) - ln_gamma(alpha) - ln_gamma(beta)
    } else {
        // As a binomial probability (Loader 2000), so that nothing large cancels.
        let remainders = stirling_remainder(both) - stirling_remainder(alpha) - stirling_remainder(beta);
        remainders + 0.5 * (alpha / both * beta).ln()
            - HALF_LN_TAU
            - log
            - log_rest
            - deviance(alpha, both * x)
            - deviance(beta, both * (1.0 - x))
    };
    let by_x = (alpha - 1.0) / x - (beta - 1.0) / (1.0 - x);
    (value, (by_x, log, log_rest))
}

/// [`beta`](fn@beta) of mean `mu` in (0, 1) and concentration `kappa` > 0: the shapes are mu kappa and (1 − mu) kappa.
///
/// Stan's `beta_proportion_lpdf`.
#[differentiable]
#[inline]
pub fn beta_proportion(x: f64, mu: f64, kappa: f64) -> f64 {
    beta(x, mu * kappa, (1.0 - mu) * kappa)
}
