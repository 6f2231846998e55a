//! Positive numbers as the exponentials of real ones.

use super::{Moving, Support, Transform};

/// `x = exp(y)`; the log-Jacobian is `y`.
///
/// Beyond `|y|` of about 709 the value overflows to infinity or underflows to 0, where densities are zero or infinite and
/// samplers turn back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Positive;

impl Transform for Positive {
    type Value = f64;
    type Bounds = [f64; 0];
    const DIMENSION: usize = 1;

    #[inline]
    fn forward(&self, position: &[f64]) -> (f64, f64) {
        (position[0].exp(), position[0])
    }
    #[inline]
    fn pull_back(&self, position: &[f64], value_bar: f64, grad: &mut [f64]) {
        grad[0] = value_bar * position[0].exp() + 1.0;
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], []: &[f64; 0]) -> Option<f64> {
        Some(position[0].exp() * direction[0])
    }
    fn pull_back_tangent(
        &self,
        moving: &Moving<'_, [f64; 0]>,
        value_bar: f64,
        value_bar_dot: f64,
        grad_dot: &mut [f64],
    ) -> Option<[f64; 0]> {
        grad_dot[0] = (value_bar_dot + value_bar * moving.direction[0]) * moving.position[0].exp();
        Some([])
    }
    fn inverse(&self, value: f64, position: &mut [f64]) -> bool {
        let inside = value > 0.0 && value.is_finite();
        if inside {
            position[0] = value.ln();
        }
        inside
    }
    fn support(&self) -> Support {
        Support::Positive
    }
}
