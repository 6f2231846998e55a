//! The Fréchet distribution.

use super::from_density::from_density;
use crate::transforms::Positive;
use rand_distr::{Distribution as _, Exp1};

/// The Fréchet distribution on (0, ∞), of largest values with heavy tails: the inverse of a Weibull variable.
///
/// * `alpha`: shape, positive
/// * `sigma`: scale, positive
///
/// Log density: `t − exp(t) + ln alpha − ln x` with `t = −alpha ln(x / sigma)`
///
/// Source: Stan Functions Reference, "Fréchet distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frechet(pub f64, pub f64);

from_density! {
    Frechet(0 alpha: positive, 1 sigma: positive),
    Positive => Positive, frechet, |rng| {
        let unit: f64 = Exp1.sample(rng);
        sigma * (-unit.ln() / alpha).exp()
    }
}
