//! The gamma distribution.

use super::from_density::from_density;
use crate::transforms::Positive;
use rand_distr::Distribution as _;

/// The gamma distribution on (0, ∞), of mean shape / rate.
///
/// * `shape`: shape, positive
/// * `rate`: inverse of the scale, positive
///
/// Log density: `shape ln rate − ln Γ(shape) + (shape − 1) ln x − rate x`
///
/// Source: Stan Functions Reference, "Gamma distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma(pub f64, pub f64);

from_density! {
    Gamma(0 shape: positive, 1 rate: positive),
    Positive => Positive, gamma, |rng| rand_distr::Gamma::new(shape, rate.recip()).map_or(f64::NAN, |gamma| gamma.sample(rng))
}
