//! Gamma variables, their inverses, and sums of squares.

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
    /// Gamma of `shape` > 0 and `rate` > 0, with the mean shape/rate, on (0, ∞): shape ln rate − ln Γ(shape) + (shape − 1) ln x − rate x.
    ///
    /// Stan's `gamma_lpdf`.
    gamma, gamma_vjp, gamma_jvp: gamma_partials(x x_dot by_x, shape shape_dot by_shape + minus_digamma(x, shape), rate rate_dot by_rate);
    /// The inverse of a gamma variable of `shape` > 0 and rate `scale` > 0, on (0, ∞):
    /// shape ln scale − ln Γ(shape) − (shape + 1) ln x − scale/x.
    ///
    /// Stan's `inv_gamma_lpdf`.
    inverse_gamma, inverse_gamma_vjp, inverse_gamma_jvp:
        inverse_gamma_partials(x x_dot by_x, shape shape_dot by_shape + minus_digamma(x, shape), scale scale_dot by_scale);
}

/// −ψ(shape), where the density is not zero.
#[differentiable]
#[inline]
fn minus_digamma(x: f64, shape: f64) -> f64 {
    if x <= 0.0 || x == f64::INFINITY {
        0.0
    } else {
        -digamma_of_positive(shape)
    }
}

#[differentiable]
#[inline]
fn gamma_partials(x: f64, shape: f64, rate: f64) -> (f64, (f64, f64, f64)) {
    // What does not change in a loop comes before the first condition, so that it can be taken out of the loop.
    let log_rate = rate.ln();
    if !positive(shape) || !positive(rate) || unknown(x) {
        return (f64::NAN, (f64::NAN, f64::NAN, f64::NAN));
    }
    if x <= 0.0 || x == f64::INFINITY {
        return (f64::NEG_INFINITY, (0.0, 0.0, 0.0));
    }
    let log = x.ln();
    let value = if shape < LARGE {
        shape * log_rate - ln_gamma(shape) + (shape - 1.0) * log - rate * x
    } else {
        scale_free(rate * x, shape) - log
    };
    (value, ((shape - 1.0) / x - rate, log_rate + log, shape / rate - x))
}

#[differentiable]
#[inline]
fn inverse_gamma_partials(x: f64, shape: f64, scale: f64) -> (f64, (f64, f64, f64)) {
    let log_scale = scale.ln();
    if !positive(shape) || !positive(scale) || unknown(x) {
        return (f64::NAN, (f64::NAN, f64::NAN, f64::NAN));
    }
    if x <= 0.0 || x == f64::INFINITY {
        return (f64::NEG_INFINITY, (0.0, 0.0, 0.0));
    }
    let log = x.ln();
    let value = if shape < LARGE {
        shape * log_scale - ln_gamma(shape) - (shape + 1.0) * log - scale / x
    } else {
        scale_free(scale / x, shape) - log
    };
    (
        value,
        (
            (scale / x - (shape + 1.0)) / x,
            log_scale - log,
            shape / scale - 1.0 / x,
        ),
    )
}

/// shape ln y − y − ln Γ(shape), in a form in which nothing large cancels (Loader 2000): the logarithm of x times a gamma density,
/// for y = rate × x.
#[differentiable]
#[inline]
fn scale_free(y: f64, shape: f64) -> f64 {
    0.5 * shape.ln() - HALF_LN_TAU - deviance(shape, y) - stirling_remainder(shape)
}

/// The sum of the squares of `nu` > 0 standard normal variables, on (0, ∞): gamma of shape nu/2 and rate ½.
///
/// Stan's `chi_square_lpdf`.
#[differentiable]
#[inline]
pub fn chi_square(x: f64, nu: f64) -> f64 {
    gamma(x, 0.5 * nu, 0.5)
}

/// The inverse of a [`chi_square`](fn@chi_square) variable, on (0, ∞).
///
/// Stan's `inv_chi_square_lpdf`.
#[differentiable]
#[inline]
pub fn inverse_chi_square(x: f64, nu: f64) -> f64 {
    inverse_gamma(x, 0.5 * nu, 0.5)
}

/// nu sigma² times an [`inverse_chi_square`](fn@inverse_chi_square) variable of `nu` > 0 degrees of freedom, with `sigma` > 0, on (0, ∞).
///
/// Stan's `scaled_inv_chi_square_lpdf`.
#[differentiable]
#[inline]
pub fn scaled_inverse_chi_square(x: f64, nu: f64, sigma: f64) -> f64 {
    if !positive(sigma) {
        return f64::NAN;
    }
    inverse_gamma(x, 0.5 * nu, 0.5 * nu * sigma * sigma)
}
