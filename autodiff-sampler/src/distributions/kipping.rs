//! Quadratic limb darkening about which nothing is known.

use super::{Distribution, DistributionError};
use crate::transforms::{Support, Triangle};
use autodiff_runtime::exoplanet::quadratic_from_kipping;
use rand::{Rng, RngExt};

/// The uniform distribution of the coefficients `[u1, u2]` of the quadratic law where the intensity is positive and falls towards
/// the limb: `u1 + u2 < 1`, `u1 > 0`, `u1 + 2 u2 > 0`.
///
/// Log density: 0; the triangle has the area 1
///
/// Source: Kipping 2013, MNRAS 435, 2152 (arXiv 1308.0010); the sampler's transform is [`Triangle`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kipping;

impl Distribution for Kipping {
    type Value = [f64; 2];
    type Transform = Triangle;
    type Arguments = [f64; 0];
    const NAME: &'static str = "Kipping";

    #[inline]
    fn transform(&self) -> Triangle {
        Triangle
    }
    fn validate(&self) -> Result<(), DistributionError> {
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: [f64; 2]) -> (f64, [f64; 2], [f64; 0]) {
        let value = if Support::LimbDarkening.contains(&x) {
            0.0
        } else if x[0].is_nan() || x[1].is_nan() {
            f64::NAN
        } else {
            f64::NEG_INFINITY
        };
        (value, [0.0; 2], [])
    }
    fn partials_tangent(&self, _x: [f64; 2], _x_dot: [f64; 2], _: &[f64; 0]) -> Option<([f64; 2], [f64; 0])> {
        Some(([0.0; 2], []))
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> [f64; 2] {
        // Away from the edges by more than rounding moves a point across them.
        let bounded = |q: f64| q.clamp(1e-12, 1.0 - 1e-12);
        quadratic_from_kipping([bounded(rng.random()), bounded(rng.random())])
    }
}
