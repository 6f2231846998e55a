//! The Pareto distribution.

use super::from_density::from_density;
use crate::transforms::Lower;
use rand_distr::{Distribution as _, Exp1};

/// The Pareto distribution on (lower, ∞), a power law. The arguments are in Stan's order.
///
/// * `lower`: lower bound, positive
/// * `alpha`: exponent of the tail, positive
///
/// Log density: `ln alpha + alpha ln(lower / x) − ln x`
///
/// Source: Stan Functions Reference, "Pareto distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pareto(pub f64, pub f64);

from_density! {
    Pareto(0 lower: positive, 1 alpha: positive),
    Lower { lower } => Lower, pareto, |rng| {
        let unit: f64 = Exp1.sample(rng);
        lower * (unit / alpha).exp()
    }, bounds [0]
}
