//! Successes and failures.

use super::positive;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::stirling::{HALF_LN_TAU, stirling_remainder};
use crate::special::{deviance, expit, ln_beta, softplus};
use autodiff_macros::differentiable;

/// One trial of probability `p`: ln p for a success, ln(1 − p) for a failure. NaN unless 0 ≤ p ≤ 1.
///
/// Stan's `bernoulli_lpmf`.
#[differentiable]
#[inline]
pub fn bernoulli(success: bool, p: f64) -> f64 {
    if !is_probability(p) {
        return f64::NAN;
    }
    if success { p.ln() } else { (-p).ln_1p() }
}

/// One trial whose log-odds, ln(p/(1 − p)), are given: −ln(1 + e^∓log_odds).
///
/// Stan's `bernoulli_logit_lpmf`.
#[differentiable]
#[inline]
pub fn bernoulli_logit(success: bool, log_odds: f64) -> f64 {
    if success {
        -softplus(-log_odds)
    } else {
        -softplus(log_odds)
    }
}

/// `k` successes in `n` trials of probability `p`: ln C(n, k) + k ln p + (n − k) ln(1 − p). NaN unless 0 ≤ p ≤ 1; −∞ for k > n.
///
/// Stan's `binomial_lpmf`; by Loader 2000, *Fast and Accurate Computation of Binomial Probabilities*, so that millions of
/// trials lose no digits.
#[differentiable]
#[inline]
pub fn binomial(k: u64, n: u64, p: f64) -> f64 {
    if !is_probability(p) {
        return f64::NAN;
    }
    of_both(k, n, p, 1.0 - p)
}

/// [`binomial`](fn@binomial) of given log-odds, ln(p/(1 − p)).
///
/// Stan's `binomial_logit_lpmf`.
#[differentiable]
#[inline]
pub fn binomial_logit(k: u64, n: u64, log_odds: f64) -> f64 {
    if k > n {
        return f64::NEG_INFINITY;
    }
    if log_odds.abs() > 30.0 {
        // There the probabilities that follow could underflow.
        return ln_choose_counts(k, n) - k as f64 * softplus(-log_odds) - (n - k) as f64 * softplus(log_odds);
    }
    of_both(k, n, expit(log_odds), expit(-log_odds))
}

/// The binomial probability, from the probabilities of success and of failure.
#[differentiable]
#[inline]
fn of_both(k: u64, n: u64, p: f64, q: f64) -> f64 {
    if k > n {
        return f64::NEG_INFINITY;
    }
    let (successes, failures, trials) = (k as f64, (n - k) as f64, n as f64);
    if n == 0 {
        return 0.0;
    }
    if k == 0 {
        return trials * ln_of(q, p);
    }
    if k == n {
        return trials * ln_of(p, q);
    }
    ln_choose_constant(k, n) - deviance(successes, trials * p) - deviance(failures, trials * q)
}

/// ln p, from whichever of p and q = 1 − p has the digits.
#[differentiable]
#[inline]
fn ln_of(p: f64, q: f64) -> f64 {
    if p < 0.5 { p.ln() } else { (-q).ln_1p() }
}

/// What of ln C(n, k) is left when Stirling's formula has been taken off, for 0 < k < n.
fn ln_choose_constant(k: u64, n: u64) -> f64 {
    let (successes, failures, trials) = (k as f64, (n - k) as f64, n as f64);
    let remainders = stirling_remainder(trials) - stirling_remainder(successes) - stirling_remainder(failures);
    remainders - HALF_LN_TAU - 0.5 * (successes / trials * failures).ln()
}

/// ln C(n, k) for k ≤ n.
fn ln_choose_counts(k: u64, n: u64) -> f64 {
    -((n + 1) as f64).ln() - ln_beta((n - k + 1) as f64, (k + 1) as f64)
}

/// `k` successes in `n` trials, whose probability is a beta variable of shapes `alpha` > 0 and `beta` > 0:
/// ln C(n, k) + ln B(k + alpha, n − k + beta) − ln B(alpha, beta). −∞ for k > n.
///
/// Stan's `beta_binomial_lpmf`.
#[differentiable]
#[inline]
pub fn beta_binomial(k: u64, n: u64, alpha: f64, beta: f64) -> f64 {
    if !positive(alpha) || !positive(beta) {
        return f64::NAN;
    }
    if k > n {
        return f64::NEG_INFINITY;
    }
    ln_choose_counts(k, n) + ln_beta(k as f64 + alpha, (n - k) as f64 + beta) - ln_beta(alpha, beta)
}

fn is_probability(p: f64) -> bool {
    (0.0..=1.0).contains(&p)
}
