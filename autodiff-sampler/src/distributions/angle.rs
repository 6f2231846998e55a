//! The uniform distribution of an angle.

use super::{Distribution, DistributionError};
use crate::transforms::{Circle, Support};
use rand::{Rng, RngExt};
use std::f64::consts::{PI, TAU};

/// The uniform distribution of an angle in radians, given in (−π, π], where −π and π are the same place.
///
/// A sampler moves it in the plane, as the direction of a pair ([`Circle`]): with two coordinates for one number. A
/// [`Uniform`](super::Uniform) between −π and π would have two ends at the same angle, and cut a posterior that lies there in two.
///
/// Log density: `−ln 2π`
///
/// Source: elementary; the pair's density is that of the Python package exoplanet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Angle;

impl Distribution for Angle {
    type Value = f64;
    type Transform = Circle;
    type Arguments = [f64; 0];
    const NAME: &'static str = "Angle";

    #[inline]
    fn transform(&self) -> Circle {
        Circle
    }
    fn validate(&self) -> Result<(), DistributionError> {
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 0]) {
        let value = if Support::Angle.contains(&[x]) {
            -TAU.ln()
        } else if x.is_nan() {
            f64::NAN
        } else {
            f64::NEG_INFINITY
        };
        (value, 0.0, [])
    }
    fn partials_tangent(&self, _x: f64, _x_dot: f64, _: &[f64; 0]) -> Option<(f64, [f64; 0])> {
        Some((0.0, []))
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        PI - TAU * rng.random::<f64>()
    }
}
