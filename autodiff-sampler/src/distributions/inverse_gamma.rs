//! The inverse gamma distribution.

use super::from_density::from_density;
use crate::transforms::Positive;
use rand_distr::Distribution as _;

/// The inverse gamma distribution on (0, ∞): of 1/y, where y is a gamma variable of this shape and of the rate `scale`.
///
/// * `shape`: shape, positive
/// * `scale`: scale, the rate of the inverse, positive
///
/// Log density: `shape ln scale − ln Γ(shape) − (shape + 1) ln x − scale / x`
///
/// Source: Stan Functions Reference, "Inverse gamma distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InverseGamma(pub f64, pub f64);

from_density! {
    InverseGamma(0 shape: positive, 1 scale: positive),
    Positive => Positive, inverse_gamma, |rng| rand_distr::Gamma::new(shape, scale.recip()).map_or(f64::NAN, |gamma| gamma.sample(rng).recip())
}
