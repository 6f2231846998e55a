//! Numbers of events that vary more than Poisson's.

use super::{positive, unknown};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::deviance;
use crate::special::stirling::{HALF_LN_TAU, stirling_remainder};
use autodiff_macros::differentiable;

/// Negative binomial of `mean` ≥ 0 and `phi` > 0, of the variance mean + mean²/phi:
/// ln C(k + phi − 1, k) + k ln(mean/(mean + phi)) + phi ln(phi/(mean + phi)).
///
/// Stan's `neg_binomial_2_lpmf`. For phi → ∞ it is Poisson's, with no digits lost on the way.
#[differentiable]
#[inline]
pub fn neg_binomial_2(k: u64, mean: f64, phi: f64) -> f64 {
    if !positive(phi) || !is_mean(mean) {
        return f64::NAN;
    }
    if k == 0 {
        return -phi * (mean / phi).ln_1p();
    }
    let count = k as f64;
    let both = count + phi;
    // n mean/(mean + phi) and n phi/(mean + phi), the expected counts of a binomial variable, for n = k + phi.
    let relative = both / (mean + phi);
    let remainders = stirling_remainder(both) - stirling_remainder(phi) - stirling_remainder(count);
    remainders
        - HALF_LN_TAU
        - 0.5 * (count * (both / phi)).ln()
        - deviance(count, mean * relative)
        - deviance(phi, phi * relative)
}

/// [`neg_binomial_2`](fn@neg_binomial_2) of the mean e to the power of `log_mean`.
///
/// Stan's `neg_binomial_2_log_lpmf`.
#[differentiable]
#[inline]
pub fn neg_binomial_2_log(k: u64, log_mean: f64, phi: f64) -> f64 {
    if unknown(log_mean) || !positive(phi) {
        return f64::NAN;
    }
    if log_mean < -700.0 && k > 0 {
        // The mean underflows, and what counts is its power k.
        let count = k as f64;
        return count * (log_mean - phi.ln()) + neg_binomial_2(k, 1.0, phi) + (count + phi) * (1.0 / phi).ln_1p()
            - count * (1.0 / phi).ln();
    }
    neg_binomial_2(k, log_mean.exp(), phi)
}

/// Negative binomial of shape `alpha` > 0 and inverse scale `beta` > 0, a Poisson variable whose mean is a gamma variable of this shape
/// and rate: [`neg_binomial_2`](fn@neg_binomial_2) of the mean alpha/beta and phi = alpha.
///
/// Stan's `neg_binomial_lpmf`.
#[differentiable]
#[inline]
pub fn neg_binomial(k: u64, alpha: f64, beta: f64) -> f64 {
    if !positive(beta) {
        return f64::NAN;
    }
    neg_binomial_2(k, alpha / beta, alpha)
}

fn is_mean(mean: f64) -> bool {
    mean >= 0.0 && mean < f64::INFINITY
}
