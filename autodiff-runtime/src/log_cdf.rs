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
use crate::special::{
    beta_fraction, ln_beta, ln_beta_i, ln_gamma_p, ln_gamma_q, log_one_minus_exp, normal_ln_cdf, softplus,
};
use autodiff_macros::differentiable;
use core::f64::consts::{FRAC_PI_2, LN_2, PI};

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

/// ln P(X ≤ x) for the variable of [`log_density::gamma`](fn@crate::log_density::gamma). Stan's `gamma_lcdf`.
#[differentiable]
#[inline]
pub fn gamma(x: f64, shape: f64, rate: f64) -> f64 {
    if !positive(shape) || !positive(rate) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    ln_gamma_p(shape, rate * x)
}

/// ln P(X ≤ x) for the variable of [`log_density::inverse_gamma`](fn@crate::log_density::inverse_gamma). Stan's `inv_gamma_lcdf`.
#[differentiable]
#[inline]
pub fn inverse_gamma(x: f64, shape: f64, scale: f64) -> f64 {
    if !positive(shape) || !positive(scale) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    ln_gamma_q(shape, scale / x)
}

/// ln P(X ≤ x) for the variable of [`log_density::chi_square`](fn@crate::log_density::chi_square). Stan's `chi_square_lcdf`.
#[differentiable]
#[inline]
pub fn chi_square(x: f64, nu: f64) -> f64 {
    if !positive(nu) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    ln_gamma_p(0.5 * nu, 0.5 * x)
}

/// ln P(X ≤ x) for the variable of [`log_density::inverse_chi_square`](fn@crate::log_density::inverse_chi_square). Stan's `inv_chi_square_lcdf`.
#[differentiable]
#[inline]
pub fn inverse_chi_square(x: f64, nu: f64) -> f64 {
    if !positive(nu) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    ln_gamma_q(0.5 * nu, 0.5 / x)
}

/// ln P(X ≤ x) for the variable of [`log_density::scaled_inverse_chi_square`](fn@crate::log_density::scaled_inverse_chi_square). Stan's `scaled_inv_chi_square_lcdf`.
#[differentiable]
#[inline]
pub fn scaled_inverse_chi_square(x: f64, nu: f64, sigma: f64) -> f64 {
    if !positive(nu) || !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    ln_gamma_q(0.5 * nu, 0.5 * nu * sigma * sigma / x)
}

/// ln P(X ≤ x) for the variable of [`log_density::beta`](fn@crate::log_density::beta). Stan's `beta_lcdf`.
#[differentiable]
#[inline]
pub fn beta(x: f64, alpha: f64, beta: f64) -> f64 {
    if !positive(alpha) || !positive(beta) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if x >= 1.0 {
        return 0.0;
    }
    ln_beta_i(alpha, beta, x, 1.0 - x)
}

/// ln P(X ≤ x) for the variable of [`log_density::beta_proportion`](fn@crate::log_density::beta_proportion). Stan's `beta_proportion_lcdf`.
#[differentiable]
#[inline]
pub fn beta_proportion(x: f64, mu: f64, kappa: f64) -> f64 {
    if unknown(mu) || mu <= 0.0 || mu >= 1.0 || !positive(kappa) || unknown(x) {
        return f64::NAN;
    }
    beta(x, mu * kappa, (1.0 - mu) * kappa)
}

/// ln P(X ≤ x) for the variable of [`log_density::student_t`](fn@crate::log_density::student_t). Stan's `student_t_lcdf`.
#[differentiable]
#[inline]
pub fn student_t(x: f64, nu: f64, mu: f64, sigma: f64) -> f64 {
    if !positive(nu) || !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    let z = (x - mu) / sigma;
    student_below(z, nu)
}

/// ln P(X ≤ x) for the variable of [`log_density::half_normal`](fn@crate::log_density::half_normal). Stan's
/// `normal_lcdf` of mean 0, truncated at 0.
#[differentiable]
#[inline]
pub fn half_normal(x: f64, sd: f64) -> f64 {
    if !positive(sd) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    log_one_minus_exp(LN_2 + normal_ln_cdf(-x / sd))
}

/// ln P(X ≤ x) for the variable of [`log_density::half_cauchy`](fn@crate::log_density::half_cauchy). Stan's
/// `cauchy_lcdf` of median 0, truncated at 0.
#[differentiable]
#[inline]
pub fn half_cauchy(x: f64, scale: f64) -> f64 {
    if !positive(scale) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    ((x / scale).atan() / FRAC_PI_2).ln()
}

/// ln P(X ≤ x) for the variable of [`log_density::half_student_t`](fn@crate::log_density::half_student_t). Stan's
/// `student_t_lcdf` of location 0, truncated at 0.
#[differentiable]
#[inline]
pub fn half_student_t(x: f64, nu: f64, sigma: f64) -> f64 {
    if !positive(nu) || !positive(sigma) || unknown(x) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    log_one_minus_exp(LN_2 + student_below(-x / sigma, nu))
}

/// ln P(T ≤ z) for Student's t of location 0 and scale 1.
///
/// With y = z²/(nu + z²): in the tails by ½ I(nu/2, ½; 1 − y), close to 0 by ½ (1 ± I(½, nu/2; y)), in which the square root of y
/// is taken with the sign of z, so that it is smooth there.
#[differentiable]
pub(crate) fn student_below(z: f64, nu: f64) -> f64 {
    if z == f64::INFINITY {
        return 0.0;
    }
    if z == f64::NEG_INFINITY {
        return f64::NEG_INFINITY;
    }
    let sum = nu + z * z;
    let y = z * z / sum;
    if y < 1.5 / (2.5 + 0.5 * nu) {
        // The front of the incomplete beta function without y^½, over a = ½ and times the ½ of the tail.
        let front = (0.5 * nu * (nu / sum).ln() - ln_beta(0.5, 0.5 * nu)).exp();
        return (0.5 + z / sum.sqrt() * front * beta_fraction(0.5, 0.5 * nu, y)).ln();
    }
    let tail = ln_beta_i(0.5 * nu, 0.5, nu / sum, y) - LN_2;
    if z < 0.0 { tail } else { log_one_minus_exp(tail) }
}
