//! The beta distribution of given mean.

use super::from_density::from_density;
use crate::transforms::Interval;
use rand_distr::Distribution as _;

/// The beta distribution on (0, 1), by its mean and concentration.
///
/// * `mu`: mean, between 0 and 1
/// * `kappa`: concentration, the sum of the two shapes, positive
///
/// Log density: that of `Beta(mu kappa, (1 − mu) kappa)`
///
/// Source: Stan Functions Reference, "Beta proportion distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BetaProportion(pub f64, pub f64);

from_density! {
    BetaProportion(0 mu: proportion, 1 kappa: positive),
    Interval::UNIT => Interval, beta_proportion, |rng| rand_distr::Beta::new(mu * kappa, (1.0 - mu) * kappa).map_or(f64::NAN, |beta| beta.sample(rng))
}
