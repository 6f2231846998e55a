//! No prior information but the support.

use super::{Distribution, DistributionError};
use crate::transforms::{Identity, Point, Transform};
use rand::{Rng, RngExt};

/// The improper uniform "distribution" on a support, which its transform stands for: `Flat(Identity)` on ℝ,
/// `Flat(Positive)` on (0, ∞), `Flat(Interval { lower, upper })`.
///
/// In an attribute it is written `#[prior(Flat)]`, with `#[support(positive)]` or `#[support(0.0..1.0)]` where the
/// support is not ℝ. The posterior is proper only if the likelihood makes it so.
///
/// Log density: `0` on the support, and so not normalised.
///
/// Source: Stan's behaviour for a parameter without a prior (Stan Reference Manual, "Statistical variables").
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flat<T = Identity>(pub T);

impl<T: Transform> Distribution for Flat<T> {
    type Value = T::Value;
    type Transform = T;
    type Arguments = T::Bounds;
    const NAME: &'static str = "Flat";
    const BOUND_ARGUMENTS: &'static [usize] = T::BOUNDS;
    const PROPER: bool = false;

    #[inline]
    fn transform(&self) -> T {
        self.0
    }
    fn validate(&self) -> Result<(), DistributionError> {
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: T::Value) -> (f64, T::Value, T::Bounds) {
        let inside = self.support().contains(x.numbers());
        let value = if inside { 0.0 } else { f64::NEG_INFINITY };
        let value = if x.numbers().iter().any(|x| x.is_nan()) {
            f64::NAN
        } else {
            value
        };
        (value, T::Value::ZERO, T::Bounds::default())
    }
    fn partials_tangent(&self, _x: T::Value, _x_dot: T::Value, _: &T::Bounds) -> Option<(T::Value, T::Bounds)> {
        Some((T::Value::ZERO, T::Bounds::default()))
    }
    /// Nothing can be drawn from an improper distribution; this is a point to start from, uniform on (−2, 2) in
    /// unconstrained space as in Stan.
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> T::Value {
        let position: Vec<f64> = (0..T::DIMENSION).map(|_| rng.random_range(-2.0..2.0)).collect();
        self.0.forward(&position).0
    }
}
