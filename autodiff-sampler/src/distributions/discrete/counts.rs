//! Numbers of events.

use super::discrete;
use crate::distributions::{DistributionError, finite, not_negative, positive};
use rand_distr::Distribution as _;

/// Events, of which `rate` are expected, at least 0.
///
/// Probability: `rate^k exp(−rate)/k!`
///
/// Source: Stan Functions Reference, "Poisson distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Poisson(pub f64);

discrete! {
    Poisson(0 rate: not_negative) of u64, poisson(k, rate),
    |rng| if rate == 0.0 { Some(0) } else { Some(rand_distr::Poisson::new(rate).ok()?.sample(rng) as u64) }
}

/// Events, of which e to the power of `log_rate` are expected; `log_rate` is finite.
///
/// Probability: that of [`Poisson`]`(exp(log_rate))`
///
/// Source: Stan Functions Reference, "Poisson distribution, log parameterization".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoissonLog(pub f64);

discrete! { PoissonLog(0 log_rate: finite) of u64, poisson_log(k, log_rate), |rng| Poisson(log_rate.exp()).sample(rng) }

/// Events, of which `mean` are expected, at least 0, with the variance mean + mean²/`phi`, where `phi` is positive.
///
/// Probability: `C(k + phi − 1, k) (mean/(mean + phi))^k (phi/(mean + phi))^phi`
///
/// Source: Stan Functions Reference, "Negative binomial distribution, alternative parameterization".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NegBinomial2(pub f64, pub f64);

discrete! {
    NegBinomial2(0 mean: not_negative, 1 phi: positive) of u64, neg_binomial_2(k, mean, phi),
    // A Poisson variable whose mean is a gamma variable.
    |rng| Poisson(rand_distr::Gamma::new(phi, mean / phi).map_or(0.0, |gamma| gamma.sample(rng))).sample(rng)
}

/// [`NegBinomial2`] of the mean e to the power of `log_mean`, finite.
///
/// Source: Stan Functions Reference, "Negative binomial distribution, log alternative parameterization".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NegBinomial2Log(pub f64, pub f64);

discrete! {
    NegBinomial2Log(0 log_mean: finite, 1 phi: positive) of u64, neg_binomial_2_log(k, log_mean, phi),
    |rng| NegBinomial2(log_mean.exp(), phi).sample(rng)
}

/// [`NegBinomial2`] of the mean `alpha/beta` and phi = `alpha`, both positive: a Poisson variable whose mean is a gamma variable of this
/// shape and rate.
///
/// Source: Stan Functions Reference, "Negative binomial distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NegBinomial(pub f64, pub f64);

discrete! {
    NegBinomial(0 alpha: positive, 1 beta: positive) of u64, neg_binomial(k, alpha, beta),
    |rng| NegBinomial2(alpha / beta, alpha).sample(rng)
}

/// Failures before the first success, in trials of probability `p`, above 0 and at most 1.
///
/// Probability: `p (1 − p)^k`
///
/// Source: elementary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometric(pub f64);

discrete! {
    Geometric(0 p: attainable) of u64, geometric(k, p), |rng| Some(rand_distr::Geometric::new(p).ok()?.sample(rng))
}

/// Checks that a success comes at last.
fn attainable(distribution: &'static str, argument: &'static str, value: f64) -> Result<(), DistributionError> {
    if value > 0.0 && value <= 1.0 {
        return Ok(());
    }
    Err(DistributionError {
        distribution,
        argument,
        value,
        requirement: "greater than 0 and at most 1",
    })
}
