//! The Cauchy distribution.

use super::{Distribution, DistributionError, LocationScale, finite, positive, special::log_lorentzian};
use crate::transforms::Identity;
use rand::{Rng, RngExt};
use std::f64::consts::PI;

/// The Cauchy (Lorentz) distribution on ℝ.
///
/// * `location`: median, finite
/// * `scale`: half width at half maximum, positive
///
/// Log density: `−ln π − ln scale − ln(1 + z²)` with `z = (x − location) / scale`
///
/// Source: Stan Functions Reference, "Cauchy distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cauchy(pub f64, pub f64);

impl Distribution for Cauchy {
    type Value = f64;
    type Transform = Identity;
    type Arguments = [f64; 2];
    const NAME: &'static str = "Cauchy";

    #[inline]
    fn transform(&self) -> Identity {
        Identity
    }
    fn validate(&self) -> Result<(), DistributionError> {
        finite("Cauchy", "location", self.0)?;
        positive("Cauchy", "scale", self.1)?;
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 2]) {
        let &Self(location, scale) = self;
        if scale <= 0.0 || scale.is_nan() || x.is_nan() {
            return (f64::NAN, f64::NAN, [f64::NAN; 2]);
        }
        let z = (x - location) / scale;
        let (value, by_z) = log_lorentzian(z);
        (
            value - scale.ln(),
            by_z / scale,
            [-by_z / scale, -(1.0 + z * by_z) / scale],
        )
    }
    super::from_density::partials_tangent!(cauchy(location 0, scale 1));
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let &Self(location, scale) = self;
        location + scale * (PI * (rng.random::<f64>() - 0.5)).tan()
    }
}

impl LocationScale for Cauchy {
    type Standard = Cauchy;
    const LOCATION: usize = 0;
    const SCALE: usize = 1;

    #[inline]
    fn standard(&self) -> Cauchy {
        Cauchy(0.0, 1.0)
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
