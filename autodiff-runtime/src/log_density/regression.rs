//! Sums over observations each of which has a mean, or linear predictor, of its own: `regression::normal(&y, &mean, sd)`.
//!
//! As in [`iid`](super::iid), what the observations share is evaluated once. All lists have one element for each observation; if
//! their lengths differ, the sum is NaN.
//!
//! ```
//! use autodiff_runtime::log_density::{self, regression};
//!
//! let (y, eta) = ([true, false, true], [0.5, -1.0, 2.0]);
//! let sum: f64 = (0..3).map(|i| log_density::bernoulli_logit(y[i], eta[i])).sum();
//! assert!((regression::bernoulli_logit(&y, &eta) - sum).abs() < 1e-14);
//! assert_eq!(regression::bernoulli_logit::grad(&y, &eta).len(), 3);
//! ```

use super::factorials::ln_factorial;
use super::positive;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::softplus;
use crate::special::stirling::{HALF_LN_TAU, ln_student_constant};
use autodiff_macros::differentiable;

/// Σ ln [`normal`](fn@super::normal) of the same `sd`.
#[differentiable]
pub fn normal(y: &[f64], mean: &[f64], sd: f64) -> f64 {
    if !positive(sd) || mean.len() != y.len() {
        return f64::NAN;
    }
    let mut squares = 0.0;
    for i in 0..y.len() {
        squares += (y[i] - mean[i]) * (y[i] - mean[i]);
    }
    -0.5 * squares / (sd * sd) - y.len() as f64 * (sd.ln() + HALF_LN_TAU)
}

/// Σ ln [`normal`](fn@super::normal) of standard deviations that differ.
#[differentiable]
pub fn normal_errors(y: &[f64], mean: &[f64], sd: &[f64]) -> f64 {
    if mean.len() != y.len() || sd.len() != y.len() || !sd.iter().all(|sd| positive(*sd)) {
        return f64::NAN;
    }
    let mut sum = 0.0;
    for i in 0..y.len() {
        let z = (y[i] - mean[i]) / sd[i];
        sum -= 0.5 * z * z + sd[i].ln();
    }
    sum - HALF_LN_TAU * y.len() as f64
}

/// Σ ln [`log_normal`](fn@super::log_normal) of the same `sigma`.
#[differentiable]
pub fn log_normal(y: &[f64], mu: &[f64], sigma: f64) -> f64 {
    if !positive(sigma) || mu.len() != y.len() {
        return f64::NAN;
    }
    if y.iter().any(|y| *y <= 0.0) {
        return f64::NEG_INFINITY;
    }
    let mut squares = 0.0;
    let mut logs = 0.0;
    for i in 0..y.len() {
        let log = y[i].ln();
        logs += log;
        squares += (log - mu[i]) * (log - mu[i]);
    }
    -0.5 * squares / (sigma * sigma) - logs - y.len() as f64 * (sigma.ln() + HALF_LN_TAU)
}

/// Σ ln [`student_t`](fn@super::student_t) of the same `nu` and `sigma`: a regression that outliers do not carry away.
#[differentiable]
pub fn student_t(y: &[f64], nu: f64, mu: &[f64], sigma: f64) -> f64 {
    if !positive(nu) || !positive(sigma) || mu.len() != y.len() {
        return f64::NAN;
    }
    let factor = 1.0 / (nu * sigma * sigma);
    let mut tails = 0.0;
    for i in 0..y.len() {
        tails += ((y[i] - mu[i]) * (y[i] - mu[i]) * factor).ln_1p();
    }
    y.len() as f64 * (ln_student_constant(nu) - sigma.ln()) - 0.5 * (nu + 1.0) * tails
}

/// Σ ln [`bernoulli_logit`](fn@super::bernoulli_logit).
#[differentiable]
pub fn bernoulli_logit(successes: &[bool], log_odds: &[f64]) -> f64 {
    if log_odds.len() != successes.len() {
        return f64::NAN;
    }
    let mut sum = 0.0;
    for i in 0..successes.len() {
        let sign = if successes[i] { -1.0 } else { 1.0 };
        sum -= softplus(sign * log_odds[i]);
    }
    sum
}

/// Σ ln [`binomial_logit`](fn@super::binomial_logit).
#[differentiable]
pub fn binomial_logit(k: &[u64], n: &[u64], log_odds: &[f64]) -> f64 {
    if n.len() != k.len() || log_odds.len() != k.len() {
        return f64::NAN;
    }
    let mut sum = 0.0;
    for i in 0..k.len() {
        sum += super::binomial_logit(k[i], n[i], log_odds[i]);
    }
    sum
}

/// Σ ln [`poisson_log`](fn@super::poisson_log).
#[differentiable]
pub fn poisson_log(k: &[u64], log_rate: &[f64]) -> f64 {
    if log_rate.len() != k.len() {
        return f64::NAN;
    }
    let factorials: f64 = k.iter().map(|k| ln_factorial(*k)).sum();
    let mut sum = 0.0;
    for i in 0..k.len() {
        sum += k[i] as f64 * log_rate[i] - log_rate[i].exp();
    }
    sum - factorials
}

/// Σ ln [`neg_binomial_2_log`](fn@super::neg_binomial_2_log) of the same `phi`.
#[differentiable]
pub fn neg_binomial_2_log(k: &[u64], log_mean: &[f64], phi: f64) -> f64 {
    if log_mean.len() != k.len() {
        return f64::NAN;
    }
    let mut sum = 0.0;
    for i in 0..k.len() {
        sum += super::neg_binomial_2_log(k[i], log_mean[i], phi);
    }
    sum
}
