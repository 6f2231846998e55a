//! The triangle of physical limb-darkening coefficients as an image of the plane.

use super::{Interval, Moving, Support, Transform};

/// Stick breaking from the corner (2, −1) of the triangle `u1 + u2 < 1, u1 > 0, u1 + 2 u2 > 0`.
///
/// Two logistic functions `s = σ(y1)` and `r = σ(y2)`: s is the weight of that corner, of the rest the part r is the weight of (0, 1),
/// and what is left belongs to (0, 0), so that `u1 = 2 s` and `u2 = r (1 − s) − s`. The log-Jacobian is ln 2 (1 − s) and those of the
/// logistic functions.
///
/// Uniform over the triangle means the same in Kipping's `q` (2013, MNRAS 435, 2152), but not to a sampler. What a light curve knows
/// well is about u1 + 0.4 u2, of a star in visible light some 0.5: the line of what agrees with it runs from the edge u1 + 2 u2 = 0 to
/// the edge u1 + u2 = 1. In logits of `q` these are to the right and above, so that the posterior bends around a corner, and chains
/// whose steps suit the middle stick at its ends. Here they are on the left and on the right, and well known is `y1` at both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Triangle;

/// What the weight of each corner has at least, so that rounded coefficients are still in the triangle: all weights are drawn
/// together by as much as it takes.
const LEAST_WEIGHT: f64 = 8.0 * f64::EPSILON;
const SHRINK: f64 = 1.0 - 3.0 * LEAST_WEIGHT;

/// `s`, `r`, and the log-Jacobian of the logistic functions.
#[inline]
fn sticks(position: &[f64]) -> ([f64; 2], f64) {
    let (first, first_log) = Interval::UNIT.forward(&position[..1]);
    let (second, second_log) = Interval::UNIT.forward(&position[1..2]);
    ([first, second], first_log + second_log)
}

/// How `s` and `r` move.
fn sticks_tangent(position: &[f64], direction: &[f64]) -> Option<[f64; 2]> {
    let tangent = |i: usize| Interval::UNIT.forward_tangent(&position[i..=i], &direction[i..=i], &[0.0; 2]);
    Some([tangent(0)?, tangent(1)?])
}

/// The adjoints of the weights of (2, −1) and (0, 1).
#[inline]
fn by_weights(value_bar: [f64; 2]) -> [f64; 2] {
    [2.0 * value_bar[0] - value_bar[1], value_bar[1]].map(|bar| SHRINK * bar)
}

impl Transform for Triangle {
    type Value = [f64; 2];
    type Bounds = [f64; 0];
    const DIMENSION: usize = 2;

    #[inline]
    fn forward(&self, position: &[f64]) -> ([f64; 2], f64) {
        let ([s, r], log_jacobian) = sticks(position);
        let [first, second] = [s, r * (1.0 - s)].map(|weight| LEAST_WEIGHT + SHRINK * weight);
        // ln (1 - s), also where s rounds to 1
        let ln_rest = -(position[0].max(0.0) + (-position[0].abs()).exp().ln_1p());
        let value = [2.0 * first, second - first];
        (value, core::f64::consts::LN_2 + ln_rest + log_jacobian)
    }
    #[inline]
    fn pull_back(&self, position: &[f64], value_bar: [f64; 2], grad: &mut [f64]) {
        let ([s, r], _) = sticks(position);
        let [by_first, by_second] = by_weights(value_bar);
        Interval::UNIT.pull_back(&position[..1], by_first - r * by_second, &mut grad[..1]);
        Interval::UNIT.pull_back(&position[1..2], (1.0 - s) * by_second, &mut grad[1..2]);
        grad[0] -= s;
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], []: &[f64; 0]) -> Option<[f64; 2]> {
        let ([s, r], _) = sticks(position);
        let [s_dot, r_dot] = sticks_tangent(position, direction)?;
        let [first_dot, second_dot] = [s_dot, r_dot * (1.0 - s) - r * s_dot].map(|dot| SHRINK * dot);
        Some([2.0 * first_dot, second_dot - first_dot])
    }
    fn pull_back_tangent(
        &self,
        moving: &Moving<'_, [f64; 0]>,
        value_bar: [f64; 2],
        value_bar_dot: [f64; 2],
        grad_dot: &mut [f64],
    ) -> Option<[f64; 0]> {
        let (position, direction) = (moving.position, moving.direction);
        let ([s, r], _) = sticks(position);
        let [s_dot, r_dot] = sticks_tangent(position, direction)?;
        let [by_first, by_second] = by_weights(value_bar);
        let [by_first_dot, by_second_dot] = by_weights(value_bar_dot);
        let by_s = by_first - r * by_second;
        let by_s_dot = by_first_dot - r_dot * by_second - r * by_second_dot;
        let by_r = (1.0 - s) * by_second;
        let by_r_dot = (1.0 - s) * by_second_dot - s_dot * by_second;
        for (i, (bar, bar_dot)) in [(by_s, by_s_dot), (by_r, by_r_dot)].into_iter().enumerate() {
            let moving = Moving {
                position: &position[i..=i],
                direction: &direction[i..=i],
                bounds_dot: &[0.0; 2],
            };
            Interval::UNIT.pull_back_tangent(&moving, bar, bar_dot, &mut grad_dot[i..=i])?;
        }
        grad_dot[0] -= s_dot;
        Some([])
    }
    fn inverse(&self, value: [f64; 2], position: &mut [f64]) -> bool {
        let inside = self.support().contains(&value);
        if inside {
            // Logits of s = u1/2, and of r with the weights of (0, 1) and (0, 0), each times two.
            let sum = value[0] + value[1];
            position[0] = value[0].ln() - (2.0 - value[0]).ln();
            position[1] = (sum + value[1]).ln() - (2.0 * (1.0 - sum)).ln();
        }
        inside
    }
    fn support(&self) -> Support {
        Support::LimbDarkening
    }
}
