//! The beta function and binomial coefficients.

use super::libm::{exp, log};
use super::ln_gamma;
use autodiff_macros::differentiable;

/// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), for positive a and b.
///
/// Where one argument is much greater than the other, digits cancel: the error is that of ln Γ(a + b).
#[differentiable]
pub fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// Euler's beta function B(a, b), for positive a and b.
#[differentiable]
pub fn beta(a: f64, b: f64) -> f64 {
    exp(ln_beta(a, b))
}

/// The logarithm of the binomial coefficient n over k, for real n ≥ k ≥ 0.
#[differentiable]
pub fn ln_choose(n: f64, k: f64) -> f64 {
    -log(n + 1.0) - ln_beta(n - k + 1.0, k + 1.0)
}
