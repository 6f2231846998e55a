//! One of several categories.

use super::discrete;
use crate::distributions::{DistributionError, finite};
use autodiff_runtime::special::log_sum_exp;
use rand::{Rng, RngExt};
use rand_distr::{Distribution as _, Exp1};

/// A category, numbered from 0 on, by its probabilities `p`, which are not negative and add up to 1 (to 10⁻⁸).
///
/// Probability: `p[k]`
///
/// Source: Stan Functions Reference, "Categorical distribution", where the first category is 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Categorical<'a>(pub &'a [f64]);

discrete! { Categorical<'_>(0 p: probabilities) of usize, categorical(k, p), |rng| Some(draw(p, rng)) }

/// A category, numbered from 0 on, by numbers `log_odds` that are finite, and to whose exponentials its probabilities are proportional.
///
/// Probability: `exp(log_odds[k])/Σ exp(log_odds[i])`
///
/// Source: Stan Functions Reference, "Categorical distribution", where the first category is 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategoricalLogit<'a>(pub &'a [f64]);

discrete! {
    CategoricalLogit<'_>(0 log_odds: all_finite) of usize, categorical_logit(k, log_odds),
    |rng| {
        let log_sum = log_sum_exp(log_odds);
        let p: Vec<f64> = log_odds.iter().map(|log_odds| (log_odds - log_sum).exp()).collect();
        Some(draw(&p, rng))
    }
}

/// The interval between `cutpoints`, which ascend, in which `eta` and logistic noise of scale 1 fall, numbered from 0 on.
///
/// Probability: `1/(1 + exp(eta − cutpoints[k])) − 1/(1 + exp(eta − cutpoints[k − 1]))`
///
/// Source: Stan Functions Reference, "Ordered logistic distribution", where the first category is 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrderedLogistic<'a>(pub f64, pub &'a [f64]);

discrete! {
    OrderedLogistic<'_>(0 eta: finite, 1 cutpoints: ascending) of usize, ordered_logistic(k, eta, cutpoints),
    |rng| {
        let (a, b): (f64, f64) = (Exp1.sample(rng), Exp1.sample(rng));
        let noisy = eta + a.ln() - b.ln();
        Some(cutpoints.iter().filter(|cutpoint| **cutpoint < noisy).count())
    }
}

/// The category in whose part of [0, 1) a uniform number falls; the last that can be at all, where rounding leaves a gap.
fn draw<R: Rng + ?Sized>(p: &[f64], rng: &mut R) -> usize {
    let mut rest = rng.random::<f64>();
    for (k, p) in p.iter().enumerate() {
        if rest < *p {
            return k;
        }
        rest -= p;
    }
    p.iter().rposition(|p| *p > 0.0).unwrap_or_default()
}

fn probabilities(distribution: &'static str, argument: &'static str, p: &[f64]) -> Result<(), DistributionError> {
    p.iter()
        .try_for_each(|p| super::probability(distribution, argument, *p))?;
    let sum: f64 = p.iter().sum();
    if (sum - 1.0).abs() <= 1e-8 {
        return Ok(());
    }
    Err(DistributionError {
        distribution,
        argument,
        value: sum,
        requirement: "a list of probabilities with the sum 1, not this one",
    })
}

fn all_finite(distribution: &'static str, argument: &'static str, values: &[f64]) -> Result<(), DistributionError> {
    if values.is_empty() {
        return Err(DistributionError {
            distribution,
            argument,
            value: 0.0,
            requirement: "a list of at least one number, not of this many",
        });
    }
    values
        .iter()
        .try_for_each(|value| finite(distribution, argument, *value))
}

fn ascending(distribution: &'static str, argument: &'static str, cutpoints: &[f64]) -> Result<(), DistributionError> {
    cutpoints
        .iter()
        .try_for_each(|cutpoint| finite(distribution, argument, *cutpoint))?;
    match cutpoints.windows(2).find(|pair| pair[0] >= pair[1]) {
        None => Ok(()),
        Some(pair) => Err(DistributionError {
            distribution,
            argument,
            value: pair[1],
            requirement: "greater than the one before",
        }),
    }
}
