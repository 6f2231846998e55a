//! Logarithms of probability densities, to be called in differentiable code: `log_density::normal(y, mean, sd)`.
//!
//! This is where likelihoods come from. Each is a plain function under `#[differentiable]`, named and parameterised as in Stan
//! (`normal_lpdf(y | mean, sd)` is `normal(y, mean, sd)`), and differentiable by all its real arguments to second order,
//! whether they are active or constant where it is called.
//!
//! ```
//! use autodiff_runtime::log_density;
//! # extern crate autodiff_runtime as pullback;
//! use autodiff_macros::differentiable;
//!
//! #[differentiable]
//! fn log_likelihood(slope: f64, sigma: f64, #[constant] x: &[f64], #[constant] y: &[f64]) -> f64 {
//!     let mut sum = 0.0;
//!     for i in 0..x.len() {
//!         sum += log_density::student_t(y[i], 4.0, slope * x[i], sigma);
//!     }
//!     sum
//! }
//! let (value, (by_slope, by_sigma)) = log_likelihood::value_and_grad(2.0, 0.5, &[1.0, 2.0], &[2.5, 3.5]);
//! assert!(value.is_finite() && by_slope.is_finite() && by_sigma.is_finite());
//! ```
//!
//! # Numbers
//!
//! | function | density of | on |
//! |---|---|---|
//! | [`normal`](fn@normal)`(x, mean, sd)`, [`half_normal`](fn@half_normal)`(x, sd)` | a normal variable, and its absolute value (of mean 0) | ℝ, [0, ∞) |
//! | [`log_normal`](fn@log_normal)`(x, mu, sigma)` | e to a normal variable | (0, ∞) |
//! | [`skew_normal`](fn@skew_normal)`(x, xi, omega, alpha)` | a skewed normal variable | ℝ |
//! | [`student_t`](fn@student_t)`(x, nu, mu, sigma)`, [`half_student_t`](fn@half_student_t)`(x, nu, sigma)` | Student's t, and its absolute value | ℝ, [0, ∞) |
//! | [`cauchy`](fn@cauchy)`(x, location, scale)`, [`half_cauchy`](fn@half_cauchy)`(x, scale)` | Cauchy's, and its absolute value | ℝ, [0, ∞) |
//! | [`laplace`](fn@laplace)`(x, mu, sigma)` | two exponentials back to back | ℝ |
//! | [`logistic`](fn@logistic)`(x, mu, sigma)`, [`gumbel`](fn@gumbel)`(x, mu, beta)` | logistic and Gumbel variables | ℝ |
//! | [`uniform`](fn@uniform)`(x, lower, upper)` | | [lower, upper] |
//! | [`exponential`](fn@exponential)`(x, rate)`, [`weibull`](fn@weibull)`(x, alpha, sigma)`, [`frechet`](fn@frechet)`(x, alpha, sigma)`, [`rayleigh`](fn@rayleigh)`(x, sigma)` | waiting times and extremes | [0, ∞) or (0, ∞) |
//! | [`gamma`](fn@gamma)`(x, shape, rate)`, [`inverse_gamma`](fn@inverse_gamma)`(x, shape, scale)` | a gamma variable, and its inverse | (0, ∞) |
//! | [`chi_square`](fn@chi_square)`(x, nu)`, [`inverse_chi_square`](fn@inverse_chi_square)`(x, nu)`, [`scaled_inverse_chi_square`](fn@scaled_inverse_chi_square)`(x, nu, sigma)` | sums of squares | (0, ∞) |
//! | [`pareto`](fn@pareto)`(x, lower, alpha)` | a power law | [lower, ∞) |
//! | [`beta`](fn@beta)`(x, alpha, beta)`, [`beta_proportion`](fn@beta_proportion)`(x, mu, kappa)` | proportions | (0, 1) |
//! | [`von_mises`](fn@von_mises)`(x, mu, kappa)` | angles, in radians | any, of period 2π |
//!
//! # Counts and categories
//!
//! The logarithm of a probability. Counts are `u64`, outcomes of one trial `bool`, categories `usize` from 0 on.
//!
//! | function | probability of |
//! |---|---|
//! | [`bernoulli`](fn@bernoulli)`(success, p)`, [`bernoulli_logit`](fn@bernoulli_logit)`(success, log_odds)` | one success or failure |
//! | [`binomial`](fn@binomial)`(k, n, p)`, [`binomial_logit`](fn@binomial_logit)`(k, n, log_odds)`, [`beta_binomial`](fn@beta_binomial)`(k, n, alpha, beta)` | k successes of n |
//! | [`poisson`](fn@poisson)`(k, rate)`, [`poisson_log`](fn@poisson_log)`(k, log_rate)` | k events |
//! | [`neg_binomial`](fn@neg_binomial)`(k, alpha, beta)`, [`neg_binomial_2`](fn@neg_binomial_2)`(k, mean, phi)`, [`neg_binomial_2_log`](fn@neg_binomial_2_log)`(k, log_mean, phi)` | k events, overdispersed |
//! | [`geometric`](fn@geometric)`(k, p)` | k failures before the first success |
//! | [`categorical`](fn@categorical)`(k, &p)`, [`categorical_logit`](fn@categorical_logit)`(k, &log_odds)`, [`ordered_logistic`](fn@ordered_logistic)`(k, eta, &cutpoints)` | the category k |
//!
//! # Several numbers
//!
//! | function | density of |
//! |---|---|
//! | [`multi_normal`](fn@multi_normal)`(x, mean, covariance)`, [`multi_normal_cholesky`](fn@multi_normal_cholesky)`(x, mean, factor)`, [`multi_normal_precision`](fn@multi_normal_precision)`(x, mean, precision)` | a normal vector |
//! | [`multi_student_t`](fn@multi_student_t)`(x, nu, mean, scale)`, [`multi_student_t_cholesky`](fn@multi_student_t_cholesky)`(x, nu, mean, factor)` | a vector with heavy tails |
//! | [`dirichlet`](fn@dirichlet)`(x, alpha)` | a vector of proportions |
//! | [`lkj_corr_cholesky`](fn@lkj_corr_cholesky)`(factor, n, eta)` | the Cholesky factor of a correlation matrix |
//!
//! # Many observations at once
//!
//! [`iid`] has sums over observations with the same arguments, and [`regression`] those in which each observation has its own
//! mean or linear predictor. Their gradients cost less than those of the loop above: what all observations share is
//! evaluated once.
//!
//! # Mixtures
//!
//! [`log_mix`](fn@crate::special::log_mix) of two components and [`log_sum_exp`](fn@crate::special::log_sum_exp) of more are in [`special`](crate::special).
//!
//! # Bad input
//!
//! −∞, with derivatives of 0, where the density is 0; NaN where an argument is NaN or out of its range. Densities at the
//! very bound of an open support count as 0.
//!
//! # How they are written
//!
//! Those that are made of elementary functions are annotated as they stand: what the differentiator makes of them costs as much as what
//! it makes of the formula written out in the likelihood. Those with special functions evaluate their value and their partial
//! derivatives together, once, by a rule of their own; the partial derivatives are differentiable functions again, and so there are
//! second derivatives. Special functions without loops can be left out by the compiler, so that a constant shape costs no digamma function.
//!
//! # Sources
//!
//! Densities and parameterisations are those of the Stan Functions Reference, unless a function says otherwise. Differences of large gamma
//! functions are taken by Stirling's formula: see [`stirling_remainder`](fn@crate::special::stirling_remainder) and [`deviance`](fn@crate::special::deviance).

mod binary;
mod categories;
mod circular;
mod counts;
mod exponentials;
mod extremes;
mod factorials;
mod gammas;
mod heavy_tails;
pub mod iid;
mod intervals;
mod logistics;
mod multivariate;
mod normals;
mod overdispersed;
mod power_laws;
mod proportions;
pub mod regression;
mod with_partials;

pub use self::binary::{bernoulli, bernoulli_logit, beta_binomial, binomial, binomial_logit};
pub use self::categories::{categorical, categorical_logit, ordered_logistic};
pub use self::circular::von_mises;
pub use self::counts::{geometric, poisson, poisson_log};
pub use self::exponentials::{exponential, laplace};
pub use self::extremes::{frechet, gumbel, rayleigh, weibull};
pub use self::gammas::{chi_square, gamma, inverse_chi_square, inverse_gamma, scaled_inverse_chi_square};
pub use self::heavy_tails::{cauchy, half_cauchy, half_student_t, student_t};
pub(crate) use self::intervals::is_interval;
pub use self::intervals::uniform;
pub use self::logistics::logistic;
pub use self::multivariate::{
    dirichlet, lkj_corr_cholesky, multi_normal, multi_normal_cholesky, multi_normal_precision, multi_student_t,
    multi_student_t_cholesky,
};
pub use self::normals::{half_normal, log_normal, normal, skew_normal};
pub use self::overdispersed::{neg_binomial, neg_binomial_2, neg_binomial_2_log};
pub use self::power_laws::pareto;
pub use self::proportions::{beta, beta_proportion};

/// From shapes of this size on, gamma functions are so large that what is left when they cancel has lost digits, and Stirling's
/// formula is taken instead.
const LARGE: f64 = 1000.0;

/// Whether a scale, rate or shape is one: greater than zero, and finite.
#[inline(always)]
pub(crate) fn positive(argument: f64) -> bool {
    argument > 0.0 && argument < f64::INFINITY
}

/// Whether there is no telling, as the argument is not a number.
#[inline(always)]
pub(crate) fn unknown(x: f64) -> bool {
    x.is_nan()
}
