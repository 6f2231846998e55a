//! The beta distribution.

use super::{Distribution, DistributionError, positive, special::digamma};
use crate::transforms::Interval;
use libm::lgamma;
use rand::Rng;
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

impl Distribution for Beta {
    type Value = f64;
    type Transform = Interval;
    type Arguments = [f64; 2];
    const NAME: &'static str = "Beta";

    #[inline]
    fn transform(&self) -> Interval {
        Interval::UNIT
    }
    fn validate(&self) -> Result<(), DistributionError> {
        positive("Beta", "alpha", self.0)?;
        positive("Beta", "beta", self.1)?;
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 2]) {
        let &Self(alpha, beta) = self;
        if !(alpha > 0.0 && beta > 0.0) || x.is_nan() {
            return (f64::NAN, f64::NAN, [f64::NAN; 2]);
        }
        if x <= 0.0 || x >= 1.0 {
            return (f64::NEG_INFINITY, 0.0, [0.0; 2]);
        }
        let (log, log_rest) = (x.ln(), (-x).ln_1p());
        let constant = lgamma(alpha + beta) - lgamma(alpha) - lgamma(beta);
        let value = (alpha - 1.0) * log + (beta - 1.0) * log_rest + constant;
        let both = digamma(alpha + beta);
        let by_x = (alpha - 1.0) / x - (beta - 1.0) / (1.0 - x);
        (
            value,
            by_x,
            [log - digamma(alpha) + both, log_rest - digamma(beta) + both],
        )
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let &Self(alpha, beta) = self;
        rand_distr::Beta::new(alpha, beta).map_or(f64::NAN, |distribution| distribution.sample(rng))
    }
}
