//! No transform: the support is ℝ.

use super::{Moving, Support, Transform};

/// `x = y`; the log-Jacobian is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Identity;

impl Transform for Identity {
    type Value = f64;
    type Bounds = [f64; 0];
    const DIMENSION: usize = 1;

    #[inline]
    fn forward(&self, position: &[f64]) -> (f64, f64) {
        (position[0], 0.0)
    }
    #[inline]
    fn pull_back(&self, _position: &[f64], value_bar: f64, grad: &mut [f64]) {
        grad[0] = value_bar;
    }
    fn forward_tangent(&self, _position: &[f64], direction: &[f64], []: &[f64; 0]) -> Option<f64> {
        Some(direction[0])
    }
    fn pull_back_tangent(
        &self,
        _: &Moving<'_, [f64; 0]>,
        _: f64,
        value_bar_dot: f64,
        grad_dot: &mut [f64],
    ) -> Option<[f64; 0]> {
        grad_dot[0] = value_bar_dot;
        Some([])
    }
    fn inverse(&self, value: f64, position: &mut [f64]) -> bool {
        if value.is_finite() {
            position[0] = value;
        }
        value.is_finite()
    }
    fn support(&self) -> Support {
        Support::Real
    }
}
