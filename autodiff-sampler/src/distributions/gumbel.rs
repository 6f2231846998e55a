//! The Gumbel distribution.

use super::from_density::{from_density, location_scale};
use crate::transforms::Identity;
use rand_distr::{Distribution as _, Exp1};

/// The Gumbel distribution on ℝ, of largest values, with the mean mu + 0.5772… beta.
///
/// * `mu`: mode, finite
/// * `beta`: scale, positive
///
/// Log density: `−z − exp(−z) − ln beta` with `z = (x − mu) / beta`
///
/// Source: Stan Functions Reference, "Gumbel distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gumbel(pub f64, pub f64);

from_density! {
    Gumbel(0 mu: finite, 1 beta: positive),
    Identity => Identity, gumbel, |rng| {
        let unit: f64 = Exp1.sample(rng);
        mu - beta * unit.ln()
    }
}

location_scale!(Gumbel(mu, beta), mu 0, beta 1);
