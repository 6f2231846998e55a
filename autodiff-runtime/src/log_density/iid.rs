//! Sums over observations that are independent and have the same arguments: `iid::normal(&y, mean, sd)`.
//!
//! What all observations share is evaluated once, and what the sum needs of them is a total or two, where there are such: a
//! gradient costs a fraction of that of a loop over single observations, with which the values agree to rounding. The observations
//! are arguments like others, so that these serve as the prior of a vector of parameters, too.
//!
//! ```
//! use autodiff_runtime::log_density::{self, iid};
//!
//! let y = [1.0, 2.5, 0.5];
//! let sum: f64 = y.iter().map(|y| log_density::normal(*y, 1.0, 2.0)).sum();
//! assert!((iid::normal(&y, 1.0, 2.0) - sum).abs() < 1e-14);
//! let (by_y, by_mean, by_sd) = iid::normal::grad(&y, 1.0, 2.0);
//! assert_eq!((by_y.len(), by_mean), (3, 0.25));
//! assert!(by_sd < 0.0);
//! ```
//!
//! Of no observations the sum is 0. One observation outside the support makes it −∞, one that is NaN makes it NaN.

use super::factorials::ln_factorial;
use super::positive;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::stirling::{HALF_LN_TAU, ln_student_constant};
use crate::special::{ln_beta, ln_gamma};
use autodiff_macros::differentiable;
use core::f64::consts::LN_2;

/// Σ ln [`normal`](fn@super::normal) of the same `mean` and `sd`.
#[differentiable]
pub fn normal(x: &[f64], mean: f64, sd: f64) -> f64 {
    if !positive(sd) {
        return f64::NAN;
    }
    let mut squares = 0.0;
    for i in 0..x.len() {
        squares += (x[i] - mean) * (x[i] - mean);
    }
    -0.5 * squares / (sd * sd) - x.len() as f64 * (sd.ln() + HALF_LN_TAU)
}

/// Σ ln [`half_normal`](fn@super::half_normal) of the same `sd`.
#[differentiable]
pub fn half_normal(x: &[f64], sd: f64) -> f64 {
    if x.iter().any(|x| *x < 0.0) && positive(sd) {
        return f64::NEG_INFINITY;
    }
    normal(x, 0.0, sd) + LN_2 * x.len() as f64
}

/// Σ ln [`log_normal`](fn@super::log_normal) of the same `mu` and `sigma`.
#[differentiable]
pub fn log_normal(x: &[f64], mu: f64, sigma: f64) -> f64 {
    if !positive(sigma) {
        return f64::NAN;
    }
    if x.iter().any(|x| *x <= 0.0) {
        return f64::NEG_INFINITY;
    }
    let mut squares = 0.0;
    let mut logs = 0.0;
    for i in 0..x.len() {
        let log = x[i].ln();
        logs += log;
        squares += (log - mu) * (log - mu);
    }
    -0.5 * squares / (sigma * sigma) - logs - x.len() as f64 * (sigma.ln() + HALF_LN_TAU)
}

/// Σ ln [`student_t`](fn@super::student_t) of the same `nu`, `mu` and `sigma`.
#[differentiable]
pub fn student_t(x: &[f64], nu: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(nu) || !positive(sigma) {
        return f64::NAN;
    }
    let factor = 1.0 / (nu * sigma * sigma);
    let mut tails = 0.0;
    for i in 0..x.len() {
        tails += ((x[i] - mu) * (x[i] - mu) * factor).ln_1p();
    }
    x.len() as f64 * (ln_student_constant(nu) - sigma.ln()) - 0.5 * (nu + 1.0) * tails
}

/// Σ ln [`cauchy`](fn@super::cauchy) of the same `location` and `scale`.
#[differentiable]
pub fn cauchy(x: &[f64], location: f64, scale: f64) -> f64 {
    student_t(x, 1.0, location, scale)
}

/// Σ ln [`laplace`](fn@super::laplace) of the same `mu` and `sigma`.
#[differentiable]
pub fn laplace(x: &[f64], mu: f64, sigma: f64) -> f64 {
    if !positive(sigma) {
        return f64::NAN;
    }
    let mut distances = 0.0;
    for i in 0..x.len() {
        distances += (x[i] - mu).abs();
    }
    -distances / sigma - x.len() as f64 * (sigma.ln() + LN_2)
}

/// Σ ln [`exponential`](fn@super::exponential) of the same `rate`.
#[differentiable]
pub fn exponential(x: &[f64], rate: f64) -> f64 {
    if !positive(rate) {
        return f64::NAN;
    }
    if x.iter().any(|x| *x < 0.0) {
        return f64::NEG_INFINITY;
    }
    let mut total = 0.0;
    for i in 0..x.len() {
        total += x[i];
    }
    x.len() as f64 * rate.ln() - rate * total
}

/// Σ ln [`gamma`](fn@super::gamma) of the same `shape` and `rate`.
#[differentiable]
pub fn gamma(x: &[f64], shape: f64, rate: f64) -> f64 {
    if !positive(shape) || !positive(rate) {
        return f64::NAN;
    }
    if x.iter().any(|x| *x <= 0.0) {
        return f64::NEG_INFINITY;
    }
    let mut total = 0.0;
    let mut logs = 0.0;
    for i in 0..x.len() {
        total += x[i];
        logs += x[i].ln();
    }
    x.len() as f64 * (shape * rate.ln() - ln_gamma(shape)) + (shape - 1.0) * logs - rate * total
}

/// Σ ln [`beta`](fn@super::beta) of the same `alpha` and `beta`.
#[differentiable]
pub fn beta(x: &[f64], alpha: f64, beta: f64) -> f64 {
    if !positive(alpha) || !positive(beta) {
        return f64::NAN;
    }
    if x.iter().any(|x| *x <= 0.0 || *x >= 1.0) {
        return f64::NEG_INFINITY;
    }
    let mut logs = 0.0;
    let mut logs_of_rest = 0.0;
    for i in 0..x.len() {
        logs += x[i].ln();
        logs_of_rest += (-x[i]).ln_1p();
    }
    (alpha - 1.0) * logs + (beta - 1.0) * logs_of_rest - x.len() as f64 * ln_beta(alpha, beta)
}

/// Σ ln [`bernoulli`](fn@super::bernoulli) of the same `p`.
#[differentiable]
pub fn bernoulli(successes: &[bool], p: f64) -> f64 {
    let count = successes.iter().filter(|success| **success).count();
    let failures = successes.len() - count;
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let mut sum = 0.0;
    if count > 0 {
        sum += count as f64 * p.ln();
    }
    if failures > 0 {
        sum += failures as f64 * (-p).ln_1p();
    }
    sum
}

/// Σ ln [`poisson`](fn@super::poisson) of the same `rate`.
#[differentiable]
pub fn poisson(k: &[u64], rate: f64) -> f64 {
    if !(rate >= 0.0 && rate < f64::INFINITY) {
        return f64::NAN;
    }
    let total: f64 = k.iter().map(|k| *k as f64).sum();
    let factorials: f64 = k.iter().map(|k| ln_factorial(*k)).sum();
    if total == 0.0 {
        return -rate * k.len() as f64;
    }
    total * rate.ln() - rate * k.len() as f64 - factorials
}
