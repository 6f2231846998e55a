//! Logarithms of distribution functions, ln P(X ≤ x), to be called in differentiable code: `log_cdf::normal(x, mean, sd)`.
//!
//! For observations of which only an upper limit is known, and for truncated distributions; accurate in both tails. Arguments
//! are those of the functions of the same names in [`log_density`](crate::log_density), and Stan's `normal_lcdf` is `log_cdf::normal`. What is
//! above is in [`log_survival`](crate::log_survival).
//!
//! 0 above the support, −∞ below it; NaN where an argument is NaN or out of its range.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::log_density::{is_interval, positive, unknown};
use crate::special::{log_one_minus_exp, normal_ln_cdf, softplus};
use autodiff_macros::differentiable;
use core::f64::consts::{LN_2, PI};

/// ln P(X ≤ x) for the variable of [`log_density::normal`](fn@crate::log_density::normal). Stan's `normal_lcdf`.
#[differentiable]
#[inline]
pub fn normal(x: f64, mean: f64, sd: f64) -> f64 {
    if !positive(sd) || unknown(x) {
        return f64::NAN;
    }
    let z = (x - mean) / sd;
    normal_ln_cdf(z)
}

/// ln P(X ≤ x) for the variable of [`log_density::log_normal`](fn@crate::log_density::log_normal). Stan's `lognormal_lcdf`.
#[differentiable]
#[inline]
pub fn log_normal(x: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let z = (x.ln() - mu) / sigma;
    normal_ln_cdf(z)
}

/// ln P(X ≤ x) for the variable of [`log_density::cauchy`](fn@crate::log_density::cauchy). Stan's `cauchy_lcdf`.
#[differentiable]
#[inline]
pub fn cauchy(x: f64, location: f64, scale: f64) -> f64 {
    if !positive(scale) || unknown(x) {
        return f64::NAN;
    }
    let z = (x - location) / scale;
    (1.0_f64.atan2(-z) / PI).ln()
}

/// ln P(X ≤ x) for the variable of [`log_density::laplace`](fn@crate::log_density::laplace). Stan's `double_exponential_lcdf`.
#[differentiable]
#[inline]
pub fn laplace(x: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    let z = (x - mu) / sigma;
    if z < 0.0 { z - LN_2 } else { (-0.5 * (-z).exp()).ln_1p() }
}

/// ln P(X ≤ x) for the variable of [`log_density::logistic`](fn@crate::log_density::logistic). Stan's `logistic_lcdf`.
#[differentiable]
#[inline]
pub fn logistic(x: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    let z = (x - mu) / sigma;
    -softplus(-z)
}

/// ln P(X ≤ x) for the variable of [`log_density::gumbel`](fn@crate::log_density::gumbel). Stan's `gumbel_lcdf`.
#[differentiable]
#[inline]
pub fn gumbel(x: f64, mu: f64, beta: f64) -> f64 {
    if !positive(beta) || unknown(x) {
        return f64::NAN;
    }
    let z = (x - mu) / beta;
    -(-z).exp()
}

/// ln P(X ≤ x) for the variable of [`log_density::exponential`](fn@crate::log_density::exponential). Stan's `exponential_lcdf`.
#[differentiable]
#[inline]
pub fn exponential(x: f64, rate: f64) -> f64 {
    if !positive(rate) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    log_one_minus_exp(-rate * x)
}

/// ln P(X ≤ x) for the variable of [`log_density::weibull`](fn@crate::log_density::weibull). Stan's `weibull_lcdf`.
#[differentiable]
#[inline]
pub fn weibull(x: f64, alpha: f64, sigma: f64) -> f64 {
    if !positive(alpha) || !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let power = (alpha * (x / sigma).ln()).exp();
    log_one_minus_exp(-power)
}

/// ln P(X ≤ x) for the variable of [`log_density::frechet`](fn@crate::log_density::frechet). Stan's `frechet_lcdf`.
#[differentiable]
#[inline]
pub fn frechet(x: f64, alpha: f64, sigma: f64) -> f64 {
    if !positive(alpha) || !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let power = (-alpha * (x / sigma).ln()).exp();
    -power
}

/// ln P(X ≤ x) for the variable of [`log_density::rayleigh`](fn@crate::log_density::rayleigh). Stan's `rayleigh_lcdf`.
#[differentiable]
#[inline]
pub fn rayleigh(x: f64, sigma: f64) -> f64 {
    if !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let z = x / sigma;
    log_one_minus_exp(-0.5 * z * z)
}

/// ln P(X ≤ x) for the variable of [`log_density::pareto`](fn@crate::log_density::pareto). Stan's `pareto_lcdf`.
#[differentiable]
#[inline]
pub fn pareto(x: f64, lower: f64, alpha: f64) -> f64 {
    if !positive(lower) || !positive(alpha) || unknown(x) {
        return f64::NAN;
    }
    if x <= lower {
        return f64::NEG_INFINITY;
    }
    let log = alpha * (lower / x).ln();
    log_one_minus_exp(log)
}

/// ln P(X ≤ x) for the variable of [`log_density::uniform`](fn@crate::log_density::uniform). Stan's `uniform_lcdf`.
#[differentiable]
#[inline]
pub fn uniform(x: f64, lower: f64, upper: f64) -> f64 {
    if !is_interval(lower, upper) || unknown(x) {
        return f64::NAN;
    }
    if x <= lower {
        return f64::NEG_INFINITY;
    }
    if x >= upper {
        return 0.0;
    }
    ((x - lower) / (upper - lower)).ln()
}
