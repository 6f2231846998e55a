//! The inverse χ² distribution.

use super::from_density::from_density;
use crate::transforms::Positive;
use rand_distr::Distribution as _;

/// The inverse χ² distribution on (0, ∞), of the inverse of a χ² variable.
///
/// * `nu`: degrees of freedom, positive
///
/// Log density: `−(nu/2 + 1) ln x − 1/(2x) − (nu/2) ln 2 − ln Γ(nu/2)`
///
/// Source: Stan Functions Reference, "Inverse chi-square distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InverseChiSquare(pub f64);

from_density! {
    InverseChiSquare(0 nu: positive),
    Positive => Positive, inverse_chi_square, |rng| rand_distr::Gamma::new(0.5 * nu, 2.0).map_or(f64::NAN, |gamma| gamma.sample(rng).recip())
}
