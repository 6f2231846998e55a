//! The uniform distribution on an interval.

use super::{Distribution, DistributionError, finite};
use crate::transforms::Interval;
use rand::{Rng, RngExt};

/// The uniform distribution on [lower, upper].
///
/// * `lower`: lower bound, finite
/// * `upper`: upper bound, finite and above `lower`
///
/// Log density: `−ln(upper − lower)`
///
/// Source: Stan Functions Reference, "Uniform distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform(pub f64, pub f64);

impl Distribution for Uniform {
    type Value = f64;
    type Transform = Interval;
    type Arguments = [f64; 2];
    const NAME: &'static str = "Uniform";
    const BOUND_ARGUMENTS: &'static [usize] = &[0, 1];

    #[inline]
    fn transform(&self) -> Interval {
        Interval {
            lower: self.0,
            upper: self.1,
        }
    }
    fn validate(&self) -> Result<(), DistributionError> {
        finite("Uniform", "lower", self.0)?;
        finite("Uniform", "upper", self.1)?;
        if self.1 <= self.0 {
            let (argument, value, requirement) = ("upper", self.1, "greater than lower");
            return Err(DistributionError {
                distribution: "Uniform",
                argument,
                value,
                requirement,
            });
        }
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 2]) {
        let &Self(lower, upper) = self;
        if lower.partial_cmp(&upper) != Some(std::cmp::Ordering::Less) || x.is_nan() {
            return (f64::NAN, f64::NAN, [f64::NAN; 2]);
        }
        if x < lower || x > upper {
            return (f64::NEG_INFINITY, 0.0, [0.0; 2]);
        }
        let width = upper - lower;
        (-width.ln(), 0.0, [1.0 / width, -1.0 / width])
    }
    super::from_density::partials_tangent!(uniform(lower 0, upper 1));
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let &Self(lower, upper) = self;
        lower + (upper - lower) * rng.random::<f64>()
    }
}
