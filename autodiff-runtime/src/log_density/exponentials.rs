//! Exponential variables, and two of them back to back.

use super::{positive, unknown};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;
use core::f64::consts::LN_2;

/// Exponential of `rate` > 0, the inverse of the mean, on [0, ∞): ln rate − rate x.
///
/// Stan's `exponential_lpdf`.
#[differentiable]
#[inline]
pub fn exponential(x: f64, rate: f64) -> f64 {
    if !positive(rate) || unknown(x) {
        return f64::NAN;
    }
    if x < 0.0 {
        return f64::NEG_INFINITY;
    }
    rate.ln() - rate * x
}

/// Laplace (double exponential) of mean `mu` and scale `sigma` > 0: −|x − mu|/sigma − ln sigma − ln 2.
///
/// Stan's `double_exponential_lpdf`. At x = mu there is a kink, where the derivative of |x − mu| counts as 0.
#[differentiable]
#[inline]
pub fn laplace(x: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(sigma) {
        return f64::NAN;
    }
    -(x - mu).abs() / sigma - sigma.ln() - LN_2
}
