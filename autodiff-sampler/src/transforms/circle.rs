//! The circle of angles as an image of the plane.

use super::{Moving, Support, Transform};
use autodiff_runtime::angles::{ANGLE_REGULARISER, ln_density_of_angle_pair, pair_from_angle};
use std::f64::consts::{PI, TAU};

/// The angle `atan2(y, x)` of a pair (x, y): periodic, with no end that a sampler could run into.
///
/// The pair's length is lost, so that this is no bijection. In place of a log-Jacobian stands the logarithm of a density of
/// lengths, which integrates to 1 for every angle: that of two normal variables with (x² + y²)¹⁰ on top
/// ([`ln_density_of_angle_pair`](fn@ln_density_of_angle_pair)). It keeps the pair away from zero, at a length of about 4.5, and
/// leaves the density of the angle as it is.
///
/// An angle is always given in (−π, π]. Where a posterior lies around π, its draws are on both sides of the cut, and a mean says
/// little: summarise sine and cosine.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Circle;

impl Transform for Circle {
    type Value = f64;
    type Bounds = [f64; 0];
    const DIMENSION: usize = 2;

    #[inline]
    fn forward(&self, position: &[f64]) -> (f64, f64) {
        let pair = [position[0], position[1]];
        // A density by the angle in radians, of which there are 2π.
        (pair[1].atan2(pair[0]), ln_density_of_angle_pair(pair) + TAU.ln())
    }
    #[inline]
    fn pull_back(&self, position: &[f64], value_bar: f64, grad: &mut [f64]) {
        let (x, y) = (position[0], position[1]);
        let over_square = 1.0 / (x * x + y * y);
        let along = 2.0 * ANGLE_REGULARISER * over_square - 1.0;
        grad[0] = along * x - value_bar * y * over_square;
        grad[1] = along * y + value_bar * x * over_square;
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], []: &[f64; 0]) -> Option<f64> {
        let (x, y) = (position[0], position[1]);
        Some((x * direction[1] - y * direction[0]) / (x * x + y * y))
    }
    fn pull_back_tangent(
        &self,
        moving: &Moving<'_, [f64; 0]>,
        value_bar: f64,
        value_bar_dot: f64,
        grad_dot: &mut [f64],
    ) -> Option<[f64; 0]> {
        let (x, y) = (moving.position[0], moving.position[1]);
        let (x_dot, y_dot) = (moving.direction[0], moving.direction[1]);
        let over_square = 1.0 / (x * x + y * y);
        let over_square_dot = -2.0 * over_square * over_square * (x * x_dot + y * y_dot);
        let along = 2.0 * ANGLE_REGULARISER * over_square - 1.0;
        let along_dot = 2.0 * ANGLE_REGULARISER * over_square_dot;
        let across_dot = value_bar_dot * over_square + value_bar * over_square_dot;
        let across = value_bar * over_square;
        grad_dot[0] = along_dot * x + along * x_dot - across_dot * y - across * y_dot;
        grad_dot[1] = along_dot * y + along * y_dot + across_dot * x + across * x_dot;
        Some([])
    }
    fn inverse(&self, value: f64, position: &mut [f64]) -> bool {
        let inside = self.support().contains(&[value]);
        if inside {
            position[..2].copy_from_slice(&pair_from_angle(value));
        }
        inside
    }
    fn support(&self) -> Support {
        Support::Angle
    }
}

/// Whether a number is an angle in the range that [`Circle`] gives.
pub(super) fn is_angle(x: f64) -> bool {
    (-PI..=PI).contains(&x)
}
