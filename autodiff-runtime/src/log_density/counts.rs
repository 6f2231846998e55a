//! Numbers of events.

use super::factorials::{ln_factorial, ln_poisson_peak};
use super::unknown;
use super::with_partials::with_partials;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::deviance;
use autodiff_macros::differentiable;

with_partials! {
    /// Poisson of mean `rate` ≥ 0: k ln rate − rate − ln k!.
    ///
    /// Stan's `poisson_lpmf`; by Loader 2000, *Fast and Accurate Computation of Binomial Probabilities*, so that millions of
    /// events lose no digits.
    poisson, poisson_vjp, poisson_jvp: poisson_partials[k: u64](rate rate_dot by_rate);
    /// [`poisson`](fn@poisson) of the mean e to the power of `log_rate`: k log_rate − e^log_rate − ln k!.
    ///
    /// Stan's `poisson_log_lpmf`.
    poisson_log, poisson_log_vjp, poisson_log_jvp: poisson_log_partials[k: u64](log_rate log_rate_dot by_log_rate);
}

#[differentiable]
#[inline]
fn poisson_partials(k: u64, rate: f64) -> (f64, f64) {
    if !is_rate(rate) {
        return (f64::NAN, f64::NAN);
    }
    if k == 0 {
        return (-rate, -1.0);
    }
    let count = k as f64;
    (ln_poisson_peak(k) - deviance(count, rate), (count - rate) / rate)
}

#[differentiable]
#[inline]
fn poisson_log_partials(k: u64, log_rate: f64) -> (f64, f64) {
    if unknown(log_rate) {
        return (f64::NAN, f64::NAN);
    }
    let (count, rate) = (k as f64, log_rate.exp());
    if log_rate == f64::INFINITY {
        return (f64::NEG_INFINITY, f64::NEG_INFINITY);
    }
    if k == 0 {
        return (-rate, -rate);
    }
    if k < 1000 {
        return (count * log_rate - rate - ln_factorial(k), count - rate);
    }
    // k (u − (eᵘ − 1)), for the mean k eᵘ: for so many events the three terms above are large.
    let excess = log_rate - count.ln();
    (ln_poisson_peak(k) + count * (excess - excess.exp_m1()), count - rate)
}

fn is_rate(rate: f64) -> bool {
    rate >= 0.0 && rate < f64::INFINITY
}

/// `k` failures before the first success, in trials of probability `p` in (0, 1]: ln p + k ln(1 − p).
///
/// Some count the trials instead, k + 1.
#[differentiable]
#[inline]
pub fn geometric(k: u64, p: f64) -> f64 {
    if !is_attainable(p) {
        return f64::NAN;
    }
    if k == 0 {
        return p.ln();
    }
    p.ln() + k as f64 * (-p).ln_1p()
}

fn is_attainable(p: f64) -> bool {
    p > 0.0 && p <= 1.0
}
