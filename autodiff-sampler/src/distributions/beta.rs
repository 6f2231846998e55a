//! The beta distribution.

use super::from_density::from_density;
use crate::transforms::Interval;
use rand_distr::Distribution as _;

/// The beta distribution on (0, 1), of mean alpha / (alpha + beta).
///
/// * `alpha`: first shape, positive
/// * `beta`: second shape, positive
///
/// Log density: `(alpha − 1) ln x + (beta − 1) ln(1 − x) − ln Γ(alpha) − ln Γ(beta) + ln Γ(alpha + beta)`
///
/// Source: Stan Functions Reference, "Beta distribution"; for eccentricities Kipping 2013, MNRAS 434, L51.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta(pub f64, pub f64);

from_density! {
    Beta(0 alpha: positive, 1 beta: positive),
    Interval::UNIT => Interval, beta, |rng| rand_distr::Beta::new(alpha, beta).map_or(f64::NAN, |distribution| distribution.sample(rng))
}
