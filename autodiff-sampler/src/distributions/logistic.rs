//! The logistic distribution.

use super::from_density::{from_density, location_scale};
use crate::transforms::Identity;
use rand_distr::{Distribution as _, Exp1};

/// The logistic distribution on ℝ, of the standard deviation π sigma / √3.
///
/// * `mu`: mean, finite
/// * `sigma`: scale, positive
///
/// Log density: `−z − 2 ln(1 + exp(−z)) − ln sigma` with `z = (x − mu) / sigma`
///
/// Source: Stan Functions Reference, "Logistic distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Logistic(pub f64, pub f64);

from_density! {
    Logistic(0 mu: finite, 1 sigma: positive),
    Identity => Identity, logistic, |rng| {
        // The logit of a uniform variable, which is the difference of the logarithms of two exponential ones.
        let (a, b): (f64, f64) = (Exp1.sample(rng), Exp1.sample(rng));
        mu + sigma * (a.ln() - b.ln())
    }
}

location_scale!(Logistic(mu, sigma), mu 0, sigma 1);
