//! The gamma distribution.

use super::{Distribution, DistributionError, positive, special::digamma};
use crate::transforms::Positive;
use libm::lgamma;
use rand::Rng;
use rand_distr::Distribution as _;

/// The gamma distribution on (0, ∞), of mean shape / rate.
///
/// * `shape`: shape, positive
/// * `rate`: inverse of the scale, positive
///
/// Log density: `shape ln rate − ln Γ(shape) + (shape − 1) ln x − rate x`
///
/// Source: Stan Functions Reference, "Gamma distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma(pub f64, pub f64);

impl Distribution for Gamma {
    type Value = f64;
    type Transform = Positive;
    type Arguments = [f64; 2];
    const NAME: &'static str = "Gamma";

    #[inline]
    fn transform(&self) -> Positive {
        Positive
    }
    fn validate(&self) -> Result<(), DistributionError> {
        positive("Gamma", "shape", self.0)?;
        positive("Gamma", "rate", self.1)?;
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 2]) {
        let &Self(shape, rate) = self;
        if !(shape > 0.0 && rate > 0.0) || x.is_nan() {
            return (f64::NAN, f64::NAN, [f64::NAN; 2]);
        }
        if x <= 0.0 || x == f64::INFINITY {
            return (f64::NEG_INFINITY, 0.0, [0.0; 2]);
        }
        let value = shape * rate.ln() - lgamma(shape) + (shape - 1.0) * x.ln() - rate * x;
        let by_shape = rate.ln() - digamma(shape) + x.ln();
        (value, (shape - 1.0) / x - rate, [by_shape, shape / rate - x])
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let &Self(shape, rate) = self;
        rand_distr::Gamma::new(shape, rate.recip()).map_or(f64::NAN, |gamma| gamma.sample(rng))
    }
}
