//! Numbers beyond one bound, at the distance that is the exponential of a real one.

use super::{Moving, Support, Transform};

/// `x = a + exp(y)`, above a bound; the log-Jacobian is `y` (Stan Reference Manual, "Lower bounded scalar").
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lower {
    /// The lower bound `a`.
    pub lower: f64,
}

/// `x = b − exp(y)`, below a bound; the log-Jacobian is `y` (Stan Reference Manual, "Upper bounded scalar").
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Upper {
    /// The upper bound `b`.
    pub upper: f64,
}

impl Transform for Lower {
    type Value = f64;
    type Bounds = [f64; 1];
    const BOUNDS: &'static [usize] = &[0];
    const DIMENSION: usize = 1;

    #[inline]
    fn forward(&self, position: &[f64]) -> (f64, f64) {
        let (y, nearest) = (position[0], self.lower.next_up());
        let value = self.lower + y.exp();
        // Not `max`, which would hide a NaN.
        (if value < nearest { nearest } else { value }, y)
    }
    #[inline]
    fn pull_back(&self, position: &[f64], value_bar: f64, grad: &mut [f64]) {
        grad[0] = value_bar * position[0].exp() + 1.0;
    }
    #[inline]
    fn pull_back_to_bounds(&self, _position: &[f64], value_bar: f64) -> [f64; 1] {
        [value_bar]
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], [bound_dot]: &[f64; 1]) -> Option<f64> {
        Some(bound_dot + position[0].exp() * direction[0])
    }
    fn pull_back_tangent(
        &self,
        moving: &Moving<'_, [f64; 1]>,
        value_bar: f64,
        value_bar_dot: f64,
        grad_dot: &mut [f64],
    ) -> Option<[f64; 1]> {
        grad_dot[0] = (value_bar_dot + value_bar * moving.direction[0]) * moving.position[0].exp();
        Some([value_bar_dot])
    }
    fn inverse(&self, value: f64, position: &mut [f64]) -> bool {
        let inside = self.support().contains(&[value]);
        if inside {
            position[0] = (value - self.lower).ln();
        }
        inside
    }
    fn support(&self) -> Support {
        Support::Above(self.lower)
    }
}

impl Transform for Upper {
    type Value = f64;
    type Bounds = [f64; 1];
    const BOUNDS: &'static [usize] = &[0];
    const DIMENSION: usize = 1;

    #[inline]
    fn forward(&self, position: &[f64]) -> (f64, f64) {
        let (y, nearest) = (position[0], self.upper.next_down());
        let value = self.upper - y.exp();
        (if value > nearest { nearest } else { value }, y)
    }
    #[inline]
    fn pull_back(&self, position: &[f64], value_bar: f64, grad: &mut [f64]) {
        grad[0] = 1.0 - value_bar * position[0].exp();
    }
    #[inline]
    fn pull_back_to_bounds(&self, _position: &[f64], value_bar: f64) -> [f64; 1] {
        [value_bar]
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], [bound_dot]: &[f64; 1]) -> Option<f64> {
        Some(bound_dot - position[0].exp() * direction[0])
    }
    fn pull_back_tangent(
        &self,
        moving: &Moving<'_, [f64; 1]>,
        value_bar: f64,
        value_bar_dot: f64,
        grad_dot: &mut [f64],
    ) -> Option<[f64; 1]> {
        grad_dot[0] = -(value_bar_dot + value_bar * moving.direction[0]) * moving.position[0].exp();
        Some([value_bar_dot])
    }
    fn inverse(&self, value: f64, position: &mut [f64]) -> bool {
        let inside = self.support().contains(&[value]);
        if inside {
            position[0] = (self.upper - value).ln();
        }
        inside
    }
    fn support(&self) -> Support {
        Support::Below(self.upper)
    }
}
