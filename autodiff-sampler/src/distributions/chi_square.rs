//! The χ² distribution.

use super::from_density::from_density;
use crate::transforms::Positive;
use rand_distr::Distribution as _;

/// The χ² distribution on (0, ∞), of the sum of the squares of nu standard normal variables.
///
/// * `nu`: degrees of freedom, positive
///
/// Log density: `(nu/2 − 1) ln x − x/2 − (nu/2) ln 2 − ln Γ(nu/2)`
///
/// Source: Stan Functions Reference, "Chi-square distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquare(pub f64);

from_density! {
    ChiSquare(0 nu: positive),
    Positive => Positive, chi_square, |rng| rand_distr::Gamma::new(0.5 * nu, 2.0).map_or(f64::NAN, |gamma| gamma.sample(rng))
}
