//! The scaled inverse χ² distribution.

use super::from_density::from_density;
use crate::transforms::Positive;
use rand_distr::Distribution as _;

/// The scaled inverse χ² distribution on (0, ∞), of nu sigma² over a χ² variable: what nu observations of standard deviation sigma
/// say of a variance.
///
/// * `nu`: degrees of freedom, positive
/// * `sigma`: scale, a standard deviation, positive
///
/// Log density: that of `InverseGamma(nu/2, nu sigma²/2)`
///
/// Source: Stan Functions Reference, "Scaled inverse chi-square distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaledInverseChiSquare(pub f64, pub f64);

from_density! {
    ScaledInverseChiSquare(0 nu: positive, 1 sigma: positive),
    Positive => Positive, scaled_inverse_chi_square, |rng| rand_distr::Gamma::new(0.5 * nu, 2.0).map_or(f64::NAN, |gamma| nu * sigma * sigma / gamma.sample(rng))
}
