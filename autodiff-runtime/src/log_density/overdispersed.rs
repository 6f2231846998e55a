//! Numbers of events that vary more than Poisson's.

use super::factorials::ln_factorial;
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
    /// Negative binomial of `mean` ≥ 0 and `phi` > 0, of the variance mean + mean²/phi:
    /// ln C(k + phi − 1, k) + k ln(mean/(mean + phi)) + phi ln(phi/(mean + phi)).
    ///
    /// Stan's `neg_binomial_2_lpmf`. For phi → ∞ it is Poisson's, with no digits lost on the way.
    neg_binomial_2, neg_binomial_2_vjp, neg_binomial_2_jvp:
        neg_binomial_2_partials[k: u64](mean mean_dot by_mean, phi phi_dot by_phi + digamma_difference(k, phi));
    /// [`neg_binomial_2`](fn@neg_binomial_2) of the mean e to the power of `log_mean`.
    ///
    /// Stan's `neg_binomial_2_log_lpmf`.
    neg_binomial_2_log, neg_binomial_2_log_vjp, neg_binomial_2_log_jvp:
        neg_binomial_2_log_partials[k: u64](log_mean log_mean_dot by_log_mean, phi phi_dot by_phi + digamma_difference(k, phi));
}

#[differentiable]
#[inline]
fn neg_binomial_2_partials(k: u64, mean: f64, phi: f64) -> (f64, (f64, f64)) {
    if !positive(phi) || !is_mean(mean) {
        return (f64::NAN, (f64::NAN, f64::NAN));
    }
    let (value, by_phi) = value_and_slope(k, mean.ln(), mean, phi);
    let by_mean = if k == 0 {
        -phi / (mean + phi)
    } else {
        (k as f64 - mean) / mean * (phi / (mean + phi))
    };
    (value, (by_mean, by_phi))
}

#[differentiable]
#[inline]
fn neg_binomial_2_log_partials(k: u64, log_mean: f64, phi: f64) -> (f64, (f64, f64)) {
    if !positive(phi) || unknown(log_mean) {
        return (f64::NAN, (f64::NAN, f64::NAN));
    }
    if log_mean > 700.0 {
        // The mean overflows, and phi is nothing beside it.
        let (value, by_phi) = value_and_slope(k, 700.0, 700.0_f64.exp(), phi);
        return (value - phi * (log_mean - 700.0), (-phi, by_phi - (log_mean - 700.0)));
    }
    let mean = log_mean.exp();
    let (value, by_phi) = value_and_slope(k, log_mean, mean, phi);
    (value, ((k as f64 - mean) * (phi / (mean + phi)), by_phi))
}

/// ψ(k + phi) − ψ(phi).
#[differentiable]
#[inline]
fn digamma_difference(k: u64, phi: f64) -> f64 {
    if k == 0 {
        return 0.0;
    }
    digamma_of_positive(k as f64 + phi) - digamma_of_positive(phi)
}

/// The value, and its derivative by phi but for that of the gamma functions.
#[differentiable]
#[inline]
fn value_and_slope(k: u64, log_mean: f64, mean: f64, phi: f64) -> (f64, f64) {
    let (count, sum) = (k as f64, mean + phi);
    // −ln(phi/(mean + phi)).
    let log = (mean / phi).ln_1p();
    let slope = (mean - count) / sum - log;
    if k == 0 {
        return (-phi * log, slope);
    }
    let both = count + phi;
    // A mean that underflows is left to its logarithm.
    if both < LARGE || mean < 1e-290 {
        let choose = ln_gamma(both) - ln_gamma(phi) - ln_factorial(k);
        return (choose + count * (log_mean - sum.ln()) - phi * log, slope);
    }
    // As a binomial probability of `count` of `both` (Loader 2000), so that nothing large cancels.
    let relative = both / sum;
    let remainders = stirling_remainder(both) - stirling_remainder(phi) - stirling_remainder(count);
    let prefactor = remainders - HALF_LN_TAU - 0.5 * (count * (both / phi)).ln();
    (
        prefactor - deviance(count, mean * relative) - deviance(phi, phi * relative),
        slope,
    )
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
