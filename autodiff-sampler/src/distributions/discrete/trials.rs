//! Successes and failures.

use super::{discrete, probability};
use crate::distributions::{finite, positive};
use autodiff_runtime::special::expit;
use rand::RngExt;
use rand_distr::Distribution as _;

/// One trial, of the probability `p` of success, from 0 to 1.
///
/// Probability: `p` of `true`, `1 − p` of `false`
///
/// Source: Stan Functions Reference, "Bernoulli distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bernoulli(pub f64);

discrete! { Bernoulli(0 p: probability) of bool, bernoulli(k, p), |rng| Some(rng.random::<f64>() < p) }

/// One trial, of given log-odds, `ln(p/(1 − p))`, finite.
///
/// Probability: `1/(1 + exp(−log_odds))` of `true`
///
/// Source: Stan Functions Reference, "Bernoulli distribution, logit parameterization".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BernoulliLogit(pub f64);

discrete! {
    BernoulliLogit(0 log_odds: finite) of bool, bernoulli_logit(k, log_odds), |rng| Bernoulli(expit(log_odds)).sample(rng)
}

/// Successes of `n` trials, of the probability `p` of success, from 0 to 1.
///
/// Probability: `C(n, k) p^k (1 − p)^(n − k)`
///
/// Source: Stan Functions Reference, "Binomial distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binomial(pub u64, pub f64);

discrete! {
    Binomial(0 n, 1 p: probability) of u64, binomial(k, n, p),
    |rng| Some(rand_distr::Binomial::new(n, p).ok()?.sample(rng))
}

/// Successes of `n` trials, of given log-odds, `ln(p/(1 − p))`, finite.
///
/// Probability: that of [`Binomial`]`(n, 1/(1 + exp(−log_odds)))`
///
/// Source: Stan Functions Reference, "Binomial distribution, logit parameterization".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BinomialLogit(pub u64, pub f64);

discrete! {
    BinomialLogit(0 n, 1 log_odds: finite) of u64, binomial_logit(k, n, log_odds),
    |rng| Binomial(n, expit(log_odds)).sample(rng)
}

/// Successes of `n` trials, whose probability is a beta variable of shapes `alpha` and `beta`, positive.
///
/// Probability: `C(n, k) B(k + alpha, n − k + beta)/B(alpha, beta)`
///
/// Source: Stan Functions Reference, "Beta-binomial distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BetaBinomial(pub u64, pub f64, pub f64);

discrete! {
    BetaBinomial(0 n, 1 alpha: positive, 2 beta: positive) of u64, beta_binomial(k, n, alpha, beta),
    |rng| Binomial(n, rand_distr::Beta::new(alpha, beta).ok()?.sample(rng)).sample(rng)
}
