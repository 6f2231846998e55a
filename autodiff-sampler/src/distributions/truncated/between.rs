//! Numbers between bounds either of which may be infinite.

use crate::transforms::{Identity, Interval, Lower, Moving, Support, Transform, Upper};

/// [`Interval`], [`Lower`], [`Upper`] or [`Identity`], by which of the bounds are finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    /// The lower bound, or −∞.
    pub lower: f64,
    /// The upper bound, or ∞.
    pub upper: f64,
}

/// Evaluates an expression of the transform that the bounds ask for, of what makes two bounds of its own, and of what makes its
/// own of two.
macro_rules! by_bounds {
    ($self:ident, |$transform:ident, $bounds:ident, $own:ident| $expression:expr) => {
        match ($self.lower > f64::NEG_INFINITY, $self.upper < f64::INFINITY) {
            (true, true) => {
                let ($transform, $bounds, $own) = (
                    Interval {
                        lower: $self.lower,
                        upper: $self.upper,
                    },
                    |bounds: [f64; 2]| bounds,
                    |bounds: &[f64; 2]| *bounds,
                );
                $expression
            }
            (true, false) => {
                let ($transform, $bounds, $own) = (
                    Lower { lower: $self.lower },
                    |[lower]: [f64; 1]| [lower, 0.0],
                    |[lower, _]: &[f64; 2]| [*lower],
                );
                $expression
            }
            (false, true) => {
                let ($transform, $bounds, $own) = (
                    Upper { upper: $self.upper },
                    |[upper]: [f64; 1]| [0.0, upper],
                    |[_, upper]: &[f64; 2]| [*upper],
                );
                $expression
            }
            (false, false) => {
                let ($transform, $bounds, $own) =
                    (Identity, |[]: [f64; 0]| [0.0; 2], |_: &[f64; 2]| -> [f64; 0] { [] });
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
        by_bounds!(self, |transform, _bounds, _own| transform.forward(position))
    }
    #[inline]
    fn pull_back(&self, position: &[f64], value_bar: f64, grad: &mut [f64]) {
        by_bounds!(self, |transform, _bounds, _own| transform
            .pull_back(position, value_bar, grad));
    }
    #[inline]
    fn pull_back_to_bounds(&self, position: &[f64], value_bar: f64) -> [f64; 2] {
        by_bounds!(self, |transform, bounds, _own| bounds(
            transform.pull_back_to_bounds(position, value_bar)
        ))
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], bounds_dot: &[f64; 2]) -> Option<f64> {
        by_bounds!(self, |transform, _bounds, own| transform.forward_tangent(
            position,
            direction,
            &own(bounds_dot)
        ))
    }
    fn pull_back_tangent(
        &self,
        moving: &Moving<'_, [f64; 2]>,
        value_bar: f64,
        value_bar_dot: f64,
        grad_dot: &mut [f64],
    ) -> Option<[f64; 2]> {
        by_bounds!(self, |transform, bounds, own| {
            let moving = Moving {
                position: moving.position,
                direction: moving.direction,
                bounds_dot: &own(moving.bounds_dot),
            };
            transform
                .pull_back_tangent(&moving, value_bar, value_bar_dot, grad_dot)
                .map(bounds)
        })
    }
    fn inverse(&self, value: f64, position: &mut [f64]) -> bool {
        by_bounds!(self, |transform, _bounds, _own| transform.inverse(value, position))
    }
    fn support(&self) -> Support {
        by_bounds!(self, |transform, _bounds, _own| transform.support())
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
