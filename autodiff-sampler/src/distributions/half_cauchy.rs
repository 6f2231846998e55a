//! The half-Cauchy distribution.

use super::{Distribution, DistributionError, positive, special::log_lorentzian};
use crate::transforms::Positive;
use rand::{Rng, RngExt};
use std::f64::consts::{FRAC_PI_2, LN_2};

/// The absolute value of a Cauchy variable of location 0, on [0, ∞).
///
/// * `scale`: median, positive
///
/// Log density: `ln 2 − ln π − ln scale − ln(1 + (x / scale)²)`
///
/// Source: Gelman 2006, Bayesian Analysis 1, 515; Stan Functions Reference, "Cauchy distribution", truncated at 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HalfCauchy(pub f64);

impl Distribution for HalfCauchy {
    type Value = f64;
    type Transform = Positive;
    type Arguments = [f64; 1];
    const NAME: &'static str = "HalfCauchy";

    #[inline]
    fn transform(&self) -> Positive {
        Positive
    }
    fn validate(&self) -> Result<(), DistributionError> {
        positive("HalfCauchy", "scale", self.0)?;
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 1]) {
        let &Self(scale) = self;
        if scale <= 0.0 || scale.is_nan() || x.is_nan() {
            return (f64::NAN, f64::NAN, [f64::NAN; 1]);
        }
        if x < 0.0 {
            return (f64::NEG_INFINITY, 0.0, [0.0; 1]);
        }
        let z = x / scale;
        let (value, by_z) = log_lorentzian(z);
        (LN_2 + value - scale.ln(), by_z / scale, [-(1.0 + z * by_z) / scale])
    }
    super::from_density::partials_tangent!(half_cauchy(scale 0));
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let &Self(scale) = self;
        scale * (FRAC_PI_2 * rng.random::<f64>()).tan()
    }
}
