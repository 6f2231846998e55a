//! A distribution on less than its support.

use super::{Distribution, DistributionError};
use crate::transforms::{Point, Transform};
use rand::Rng;

/// Draws outside the restricted support before one gives up.
const TRIES: usize = 10_000;

/// A distribution restricted to the support of a transform, its density as it was: it no longer integrates to one.
///
/// This is what `#[prior(Normal(0.0, 2.0))] #[support(0.0..)]` makes, where arguments and bounds are constants, so that
/// the missing factor is a constant too, and nothing that is sampled depends on it. It is what Stan does with a bounded
/// parameter. Where the arguments are parameters, write a truncated distribution, whose density is divided by what is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Restricted<D, T>(pub D, pub T);

impl<D: Distribution, T: Transform<Value = D::Value>> Distribution for Restricted<D, T> {
    type Value = D::Value;
    type Transform = T;
    type Arguments = D::Arguments;
    const NAME: &'static str = D::NAME;
    const PROPER: bool = D::PROPER;

    #[inline]
    fn transform(&self) -> T {
        self.1
    }
    fn validate(&self) -> Result<(), DistributionError> {
        self.0.validate()
    }
    #[inline]
    fn log_density_and_partials(&self, x: D::Value) -> (f64, D::Value, D::Arguments) {
        let is_nan = x.numbers().iter().any(|x| x.is_nan());
        if !is_nan && !self.1.support().contains(x.numbers()) {
            return (f64::NEG_INFINITY, D::Value::ZERO, D::Arguments::default());
        }
        self.0.log_density_and_partials(x)
    }
    fn partials_tangent(
        &self,
        x: D::Value,
        x_dot: D::Value,
        arguments_dot: &D::Arguments,
    ) -> Option<(D::Value, D::Arguments)> {
        self.0.partials_tangent(x, x_dot, arguments_dot)
    }
    /// Draws until it is inside; where that does not happen, gives the last draw.
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> D::Value {
        let mut value = self.0.sample(rng);
        for _ in 0..TRIES {
            if self.1.support().contains(value.numbers()) {
                break;
            }
            value = self.0.sample(rng);
        }
        value
    }
}
