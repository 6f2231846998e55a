//! Logistic variables.

use super::positive;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// Logistic of mean `mu` and scale `sigma` > 0: −|z| − 2 ln(1 + e^−|z|) − ln sigma, with z = (x − mu)/sigma.
///
/// Stan's `logistic_lpdf`.
#[differentiable]
#[inline]
pub fn logistic(x: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(sigma) {
        return f64::NAN;
    }
    // The density is symmetric; the sign is that for which the exponential does not overflow.
    let z = if x > mu { (x - mu) / sigma } else { (mu - x) / sigma };
    -z - 2.0 * (-z).exp().ln_1p() - sigma.ln()
}
