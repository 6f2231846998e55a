//! Logarithms of survival functions, ln P(X > x), to be called in differentiable code: `log_survival::normal(x, mean, sd)`.
//!
//! For observations of which only a lower limit is known (censored ones), and for truncated distributions; accurate in both
//! tails. Arguments are those of the functions of the same names in [`log_density`](crate::log_density), and Stan's `normal_lccdf` is
//! `log_survival::normal`. What is below is in [`log_cdf`](crate::log_cdf).
//!
//! 0 below the support, −∞ above it; NaN where an argument is NaN or out of its range.
//!
//! ```
//! use autodiff_runtime::{log_density, log_survival};
//!
//! // Two events were seen, and a third had not happened when the observation ended.
//! let log_likelihood = |rate| log_density::exponential(0.7, rate) + log_density::exponential(1.3, rate) + log_survival::exponential(4.0, rate);
//! assert!(log_likelihood(2.0 / 6.0) > log_likelihood(0.5));
//! ```

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::log_density::{is_interval, positive, unknown};
use crate::special::{log_one_minus_exp, normal_ln_cdf, softplus};
use autodiff_macros::differentiable;
use core::f64::consts::{LN_2, PI};

/// ln P(X > x) for the variable of [`log_density::normal`](fn@crate::log_density::normal). Stan's `normal_lccdf`.
#[differentiable]
#[inline]
pub fn normal(x: f64, mean: f64, sd: f64) -> f64 {
    if !positive(sd) || unknown(x) {
        return f64::NAN;
    }
    let z = (x - mean) / sd;
    normal_ln_cdf(-z)
}

/// ln P(X > x) for the variable of [`log_density::log_normal`](fn@crate::log_density::log_normal). Stan's `lognormal_lccdf`.
#[differentiable]
#[inline]
pub fn log_normal(x: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    let z = (x.ln() - mu) / sigma;
    normal_ln_cdf(-z)
}

/// ln P(X > x) for the variable of [`log_density::cauchy`](fn@crate::log_density::cauchy). Stan's `cauchy_lccdf`.
#[differentiable]
#[inline]
pub fn cauchy(x: f64, location: f64, scale: f64) -> f64 {
    if !positive(scale) || unknown(x) {
        return f64::NAN;
    }
    let z = (x - location) / scale;
    (1.0_f64.atan2(z) / PI).ln()
}

/// ln P(X > x) for the variable of [`log_density::laplace`](fn@crate::log_density::laplace). Stan's `double_exponential_lccdf`.
#[differentiable]
#[inline]
pub fn laplace(x: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    let z = (x - mu) / sigma;
    if z > 0.0 { -z - LN_2 } else { (-0.5 * z.exp()).ln_1p() }
}

/// ln P(X > x) for the variable of [`log_density::logistic`](fn@crate::log_density::logistic). Stan's `logistic_lccdf`.
#[differentiable]
#[inline]
pub fn logistic(x: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    let z = (x - mu) / sigma;
    -softplus(z)
}

/// ln P(X > x) for the variable of [`log_density::gumbel`](fn@crate::log_density::gumbel). Stan's `gumbel_lccdf`.
#[differentiable]
#[inline]
pub fn gumbel(x: f64, mu: f64, beta: f64) -> f64 {
    if !positive(beta) || unknown(x) {
        return f64::NAN;
    }
    let z = (x - mu) / beta;
    log_one_minus_exp(-(-z).exp())
}

/// ln P(X > x) for the variable of [`log_density::exponential`](fn@crate::log_density::exponential). Stan's `exponential_lccdf`.
#[differentiable]
#[inline]
pub fn exponential(x: f64, rate: f64) -> f64 {
    if !positive(rate) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    -rate * x
}

/// ln P(X > x) for the variable of [`log_density::weibull`](fn@crate::log_density::weibull). Stan's `weibull_lccdf`.
#[differentiable]
#[inline]
pub fn weibull(x: f64, alpha: f64, sigma: f64) -> f64 {
    if !positive(alpha) || !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    let power = (alpha * (x / sigma).ln()).exp();
    -power
}

/// ln P(X > x) for the variable of [`log_density::frechet`](fn@crate::log_density::frechet). Stan's `frechet_lccdf`.
#[differentiable]
#[inline]
pub fn frechet(x: f64, alpha: f64, sigma: f64) -> f64 {
    if !positive(alpha) || !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    let power = (-alpha * (x / sigma).ln()).exp();
    log_one_minus_exp(-power)
}

/// ln P(X > x) for the variable of [`log_density::rayleigh`](fn@crate::log_density::rayleigh). Stan's `rayleigh_lccdf`.
#[differentiable]
#[inline]
pub fn rayleigh(x: f64, sigma: f64) -> f64 {
    if !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    let z = x / sigma;
    -0.5 * z * z
}

/// ln P(X > x) for the variable of [`log_density::pareto`](fn@crate::log_density::pareto). Stan's `pareto_lccdf`.
#[differentiable]
#[inline]
pub fn pareto(x: f64, lower: f64, alpha: f64) -> f64 {
    if !positive(lower) || !positive(alpha) || unknown(x) {
        return f64::NAN;
    }
    if x <= lower {
        return 0.0;
    }
    let log = alpha * (lower / x).ln();
    log
}

/// ln P(X > x) for the variable of [`log_density::uniform`](fn@crate::log_density::uniform). Stan's `uniform_lccdf`.
#[differentiable]
#[inline]
pub fn uniform(x: f64, lower: f64, upper: f64) -> f64 {
    if !is_interval(lower, upper) || unknown(x) {
        return f64::NAN;
    }
    if x <= lower {
        return 0.0;
    }
    if x >= upper {
        return f64::NEG_INFINITY;
    }
    ((upper - x) / (upper - lower)).ln()
}
