//! The triangle of physical limb-darkening coefficients as an image of the plane.

use super::{Interval, Moving, Support, Transform};
use autodiff_runtime::exoplanet::quadratic_from_kipping;

/// Two logistic functions to the unit square, and Kipping's map from there to the triangle `u1 + u2 < 1, u1 > 0, u1 + 2 u2 > 0`.
///
/// `q = (σ(y1), σ(y2))`, `u1 = 2 √q1 q2`, `u2 = √q1 (1 − 2 q2)`. Kipping's map has the Jacobian 1 (2013, MNRAS 435, 2152), so that
/// the log-Jacobian is that of the logistic functions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Triangle;

/// The square of the least sum of coefficients that comes out.
const SMALLEST: f64 = 1e-200;
/// The greatest coordinate in the square: far enough below 1 that rounded coefficients are still in the triangle.
const LARGEST: f64 = 1.0 - 8.0 * f64::EPSILON;

/// The point of the square, within these bounds, and the log-Jacobian.
#[inline]
fn square(position: &[f64]) -> ([f64; 2], f64) {
    let (first, first_log) = Interval::UNIT.forward(&position[..1]);
    let (second, second_log) = Interval::UNIT.forward(&position[1..2]);
    // `clamp` leaves NaN as it is.
    let q = [first, second].map(|q| q.clamp(SMALLEST, LARGEST));
    (q, first_log + second_log)
}

/// How the point of the square moves.
fn square_tangent(position: &[f64], direction: &[f64]) -> Option<[f64; 2]> {
    let tangent = |i: usize| Interval::UNIT.forward_tangent(&position[i..=i], &direction[i..=i], &[0.0; 2]);
    Some([tangent(0)?, tangent(1)?])
}

impl Transform for Triangle {
    type Value = [f64; 2];
    type Bounds = [f64; 0];
    const DIMENSION: usize = 2;

    #[inline]
    fn forward(&self, position: &[f64]) -> ([f64; 2], f64) {
        let (q, log_jacobian) = square(position);
        (quadratic_from_kipping(q), log_jacobian)
    }
    #[inline]
    fn pull_back(&self, position: &[f64], value_bar: [f64; 2], grad: &mut [f64]) {
        let ([first, second], _) = square(position);
        let sum = first.sqrt();
        let by_first = (second * value_bar[0] + (0.5 - second) * value_bar[1]) / sum;
        let by_second = 2.0 * sum * (value_bar[0] - value_bar[1]);
        Interval::UNIT.pull_back(&position[..1], by_first, &mut grad[..1]);
        Interval::UNIT.pull_back(&position[1..2], by_second, &mut grad[1..2]);
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], []: &[f64; 0]) -> Option<[f64; 2]> {
        let ([first, second], _) = square(position);
        let [first_dot, second_dot] = square_tangent(position, direction)?;
        let sum = first.sqrt();
        let sum_dot = 0.5 * first_dot / sum;
        let u1_dot = 2.0 * (sum_dot * second + sum * second_dot);
        Some([u1_dot, sum_dot - u1_dot])
    }
    fn pull_back_tangent(
        &self,
        moving: &Moving<'_, [f64; 0]>,
        value_bar: [f64; 2],
        value_bar_dot: [f64; 2],
        grad_dot: &mut [f64],
    ) -> Option<[f64; 0]> {
        let (position, direction) = (moving.position, moving.direction);
        let ([first, second], _) = square(position);
        let [first_dot, second_dot] = square_tangent(position, direction)?;
        let sum = first.sqrt();
        let sum_dot = 0.5 * first_dot / sum;
        let difference = value_bar[0] - value_bar[1];
        let difference_dot = value_bar_dot[0] - value_bar_dot[1];
        let by_first = (second * value_bar[0] + (0.5 - second) * value_bar[1]) / sum;
        let by_first_dot = (second_dot * difference + second * value_bar_dot[0] + (0.5 - second) * value_bar_dot[1]
            - by_first * sum_dot)
            / sum;
        let by_second = 2.0 * sum * difference;
        let by_second_dot = 2.0 * (sum_dot * difference + sum * difference_dot);
        for (i, (bar, bar_dot)) in [(by_first, by_first_dot), (by_second, by_second_dot)]
            .into_iter()
            .enumerate()
        {
            let moving = Moving {
                position: &position[i..=i],
                direction: &direction[i..=i],
                bounds_dot: &[0.0; 2],
            };
            Interval::UNIT.pull_back_tangent(&moving, bar, bar_dot, &mut grad_dot[i..=i])?;
        }
        Some([])
    }
    fn inverse(&self, value: [f64; 2], position: &mut [f64]) -> bool {
        let inside = self.support().contains(&value);
        if inside {
            let sum = value[0] + value[1];
            // Logits of q1 = sum² and q2 = u1/(2 sum).
            position[0] = 2.0 * sum.ln() - ((1.0 - sum) * (1.0 + sum)).ln();
            position[1] = value[0].ln() - (sum + value[1]).ln();
        }
        inside
    }
    fn support(&self) -> Support {
        Support::LimbDarkening
    }
}
