//! The uniform distribution on the unit disk.

use super::{Distribution, DistributionError};
use crate::transforms::{Disk, Support};
use rand::{Rng, RngExt};
use std::f64::consts::{PI, TAU};

/// The uniform distribution of a pair `[x, y]` on the unit disk `x² + y² < 1`.
///
/// For `[√e cos ω, √e sin ω]` it makes the eccentricity `e` uniform on (0, 1) and the argument of periastron `ω` uniform
/// (Eastman, Gaudi and Agol 2013, PASP 125, 83); for `[e cos ω, e sin ω]` the density of `e` is `2e`.
///
/// Log density: `−ln π`
///
/// Source: elementary; the sampler's transform is [`Disk`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitDisk;

impl Distribution for UnitDisk {
    type Value = [f64; 2];
    type Transform = Disk;
    type Arguments = [f64; 0];
    const NAME: &'static str = "UnitDisk";

    #[inline]
    fn transform(&self) -> Disk {
        Disk
    }
    fn validate(&self) -> Result<(), DistributionError> {
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: [f64; 2]) -> (f64, [f64; 2], [f64; 0]) {
        let value = if Support::UnitDisk.contains(&x) {
            -PI.ln()
        } else {
            f64::NEG_INFINITY
        };
        let value = if x[0].is_nan() || x[1].is_nan() {
            f64::NAN
        } else {
            value
        };
        (value, [0.0; 2], [])
    }
    fn partials_tangent(&self, _x: [f64; 2], _x_dot: [f64; 2], _: &[f64; 0]) -> Option<([f64; 2], [f64; 0])> {
        Some(([0.0; 2], []))
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> [f64; 2] {
        let (radius, angle) = (rng.random::<f64>().sqrt(), TAU * rng.random::<f64>());
        // The square root of a number below 1 may round to 1.
        let radius = radius.min(1.0 - 2.0 * f64::EPSILON);
        [radius * angle.cos(), radius * angle.sin()]
    }
}
