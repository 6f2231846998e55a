//! The beta function and binomial coefficients.

use super::libm::{exp, log, log1p};
use super::stirling::{HALF_LN_TAU, stirling_remainder};
use autodiff_macros::differentiable;

/// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), for positive a and b; NaN for others.
///
/// By Stirling's formula and what it leaves over, so that nothing large cancels, whatever the sizes of the two.
#[differentiable]
pub fn ln_beta(a: f64, b: f64) -> f64 {
    let (greater, lesser) = if a >= b { (a, b) } else { (b, a) };
    let ratio = lesser / greater;
    HALF_LN_TAU - 0.5 * log(lesser) + lesser * (log(ratio) - log1p(ratio)) - (greater - 0.5) * log1p(ratio)
        + stirling_remainder(lesser)
        + (stirling_remainder(greater) - stirling_remainder(greater + lesser))
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
