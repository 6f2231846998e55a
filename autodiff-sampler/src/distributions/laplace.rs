//! The Laplace distribution.

use super::from_density::{from_density, location_scale};
use crate::transforms::Identity;
use rand::RngExt;
use rand_distr::{Distribution as _, Exp1};

/// The Laplace (double exponential) distribution on ℝ, of the standard deviation √2 sigma.
///
/// * `mu`: mean, finite
/// * `sigma`: scale, positive
///
/// Log density: `−|x − mu| / sigma − ln sigma − ln 2`
///
/// Source: Stan Functions Reference, "Double exponential (Laplace) distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Laplace(pub f64, pub f64);

from_density! {
    Laplace(0 mu: finite, 1 sigma: positive),
    Identity => Identity, laplace, |rng| {
        let unit: f64 = Exp1.sample(rng);
        if rng.random::<bool>() { mu + sigma * unit } else { mu - sigma * unit }
    }
}

location_scale!(Laplace(mu, sigma), mu 0, sigma 1);
