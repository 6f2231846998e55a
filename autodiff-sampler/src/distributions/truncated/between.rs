//! Numbers between bounds either of which may be infinite.

use crate::transforms::{Identity, Interval, Lower, Support, Transform, Upper};

/// [`Interval`], [`Lower`], [`Upper`] or [`Identity`], by which of the bounds are finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    /// The lower bound, or −∞.
    pub lower: f64,
    /// The upper bound, or ∞.
    pub upper: f64,
}

/// Evaluates an expression of the transform that the bounds ask for.
macro_rules! by_bounds {
    ($self:ident, |$transform:ident, $bounds:ident| $expression:expr) => {
        match ($self.lower > f64::NEG_INFINITY, $self.upper < f64::INFINITY) {
            (true, true) => {
                let ($transform, $bounds) = (
                    Interval {
                        lower: $self.lower,
                        upper: $self.upper,
                    },
                    |bounds: [f64; 2]| bounds,
                );
                $expression
            }
            (true, false) => {
                let ($transform, $bounds) = (Lower { lower: $self.lower }, |[lower]: [f64; 1]| [lower, 0.0]);
                $expression
            }
            (false, true) => {
                let ($transform, $bounds) = (Upper { upper: $self.upper }, |[upper]: [f64; 1]| [0.0, upper]);
                $expression
            }
            (false, false) => {
                let ($transform, $bounds) = (Identity, |[]: [f64; 0]| [0.0; 2]);
                $expression
            }
        }
    };
}

impl Transform for Between {
    type Value = f64;
    type Bounds = [f64; 2];
    const BOUNDS: &'static [usize] = &[0, 1];
    const DIMENSION: usize = 1;

    #[inline]
    fn forward(&self, position: &[f64]) -> (f64, f64) {
        by_bounds!(self, |transform, _bounds| transform.forward(position))
    }
    #[inline]
    fn pull_back(&self, position: &[f64], value_bar: f64, grad: &mut [f64]) {
        by_bounds!(self, |transform, _bounds| transform
            .pull_back(position, value_bar, grad));
    }
    #[inline]
    fn pull_back_to_bounds(&self, position: &[f64], value_bar: f64) -> [f64; 2] {
        by_bounds!(self, |transform, bounds| bounds(
            transform.pull_back_to_bounds(position, value_bar)
        ))
    }
    fn inverse(&self, value: f64, position: &mut [f64]) -> bool {
        by_bounds!(self, |transform, _bounds| transform.inverse(value, position))
    }
    fn support(&self) -> Support {
        by_bounds!(self, |transform, _bounds| transform.support())
    }
}

/// The least and the greatest number of a support of numbers.
pub(super) fn limits(support: Support) -> (f64, f64) {
    match support {
        Support::Positive => (0.0, f64::INFINITY),
        Support::Interval(lower, upper) => (lower, upper),
        Support::Above(lower) => (lower, f64::INFINITY),
        Support::Below(upper) => (f64::NEG_INFINITY, upper),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    }
}
