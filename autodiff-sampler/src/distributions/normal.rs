//! The normal distribution.

use super::{Distribution, DistributionError, LocationScale, finite, positive, special::HALF_LN_TAU};
use crate::transforms::Identity;
use rand::Rng;
use rand_distr::{Distribution as _, StandardNormal};

/// The normal (Gaussian) distribution on ℝ.
///
/// * `mean`: mean, finite
/// * `sd`: standard deviation, positive
///
/// Log density: `−(x − mean)² / (2 sd²) − ln sd − ½ ln 2π`
///
/// Source: Stan Functions Reference, "Normal distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal(pub f64, pub f64);

impl Distribution for Normal {
    type Value = f64;
    type Transform = Identity;
    type Arguments = [f64; 2];
    const NAME: &'static str = "Normal";

    #[inline]
    fn transform(&self) -> Identity {
        Identity
    }
    fn validate(&self) -> Result<(), DistributionError> {
        finite("Normal", "mean", self.0)?;
        positive("Normal", "sd", self.1)?;
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 2]) {
        let &Self(mean, sd) = self;
        if sd <= 0.0 || sd.is_nan() || x.is_nan() {
            return (f64::NAN, f64::NAN, [f64::NAN; 2]);
        }
        let z = (x - mean) / sd;
        (
            -0.5 * z * z - sd.ln() - HALF_LN_TAU,
            -z / sd,
            [z / sd, (z * z - 1.0) / sd],
        )
    }
    super::from_density::partials_tangent!(normal(mean 0, sd 1));
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let &Self(mean, sd) = self;
        let z: f64 = StandardNormal.sample(rng);
        mean + sd * z
    }
}

impl LocationScale for Normal {
    type Standard = Normal;
    const LOCATION: usize = 0;
    const SCALE: usize = 1;

    #[inline]
    fn standard(&self) -> Normal {
        Normal(0.0, 1.0)
    }
    #[inline]
    fn location(&self) -> f64 {
        self.0
    }
    #[inline]
    fn scale(&self) -> f64 {
        self.1
    }
}
