//! The exponential distribution.

use super::{Distribution, DistributionError, positive};
use crate::transforms::Positive;
use rand::Rng;
use rand_distr::{Distribution as _, Exp1};

/// The exponential distribution on [0, ∞).
///
/// * `rate`: inverse of the mean, positive
///
/// Log density: `ln rate − rate x`
///
/// Source: Stan Functions Reference, "Exponential distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential(pub f64);

impl Distribution for Exponential {
    type Value = f64;
    type Transform = Positive;
    type Arguments = [f64; 1];
    const NAME: &'static str = "Exponential";

    #[inline]
    fn transform(&self) -> Positive {
        Positive
    }
    fn validate(&self) -> Result<(), DistributionError> {
        positive("Exponential", "rate", self.0)?;
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 1]) {
        let &Self(rate) = self;
        if rate <= 0.0 || rate.is_nan() || x.is_nan() {
            return (f64::NAN, f64::NAN, [f64::NAN; 1]);
        }
        if x < 0.0 {
            return (f64::NEG_INFINITY, 0.0, [0.0; 1]);
        }
        (rate.ln() - rate * x, -rate, [1.0 / rate - x])
    }
    super::from_density::partials_tangent!(exponential(rate 0));
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let &Self(rate) = self;
        let unit: f64 = Exp1.sample(rng);
        unit / rate
    }
}
