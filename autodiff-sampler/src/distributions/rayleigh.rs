//! The Rayleigh distribution.

use super::from_density::from_density;
use crate::transforms::Positive;
use rand_distr::{Distribution as _, Exp1};

/// The Rayleigh distribution on (0, ∞), of the length of a pair of normal variables.
///
/// * `sigma`: mode, the standard deviation of each of the pair, positive
///
/// Log density: `ln x − 2 ln sigma − ½ (x / sigma)²`
///
/// Source: Stan Functions Reference, "Rayleigh distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rayleigh(pub f64);

from_density! {
    Rayleigh(0 sigma: positive),
    Positive => Positive, rayleigh, |rng| {
        let unit: f64 = Exp1.sample(rng);
        sigma * (2.0 * unit).sqrt()
    }
}
