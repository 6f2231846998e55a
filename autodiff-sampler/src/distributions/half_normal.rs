//! The half-normal distribution.

use super::{Distribution, DistributionError, positive, special::HALF_LN_TAU};
use crate::transforms::Positive;
use rand::Rng;
use rand_distr::{Distribution as _, StandardNormal};
use std::f64::consts::LN_2;

/// The absolute value of a normal variable of mean 0, on [0, ∞).
///
/// * `sd`: standard deviation of the normal distribution before folding, positive
///
/// Log density: `−x² / (2 sd²) − ln sd + ½ ln(2/π)`
///
/// Source: Stan Functions Reference, "Normal distribution", truncated at 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HalfNormal(pub f64);

impl Distribution for HalfNormal {
    type Value = f64;
    type Transform = Positive;
    type Arguments = [f64; 1];
    const NAME: &'static str = "HalfNormal";

    #[inline]
    fn transform(&self) -> Positive {
        Positive
    }
    fn validate(&self) -> Result<(), DistributionError> {
        positive("HalfNormal", "sd", self.0)?;
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 1]) {
        let &Self(sd) = self;
        if sd <= 0.0 || sd.is_nan() || x.is_nan() {
            return (f64::NAN, f64::NAN, [f64::NAN; 1]);
        }
        if x < 0.0 {
            return (f64::NEG_INFINITY, 0.0, [0.0; 1]);
        }
        let z = x / sd;
        (
            LN_2 - 0.5 * z * z - sd.ln() - HALF_LN_TAU,
            -z / sd,
            [(z * z - 1.0) / sd],
        )
    }
    super::from_density::partials_tangent!(half_normal(sd 0));
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let &Self(sd) = self;
        let z: f64 = StandardNormal.sample(rng);
        sd * z.abs()
    }
}
