//! The unit disk as an image of the plane.

use super::{Moving, Support, Transform};

/// The radial map under which the uniform distribution on the unit disk becomes the standard normal distribution on ℝ².
///
/// With `s = |y|²`, `x = y √((1 − exp(−s/2)) / s)`; the log-Jacobian is `−ln 2 − s/2`. It is Box and Muller's observation
/// (1958, Ann. Math. Stat. 29, 610) read backwards: for a normal `y`, `1 − exp(−s/2)` is uniform on (0, 1), as `|x|²` is for
/// `x` uniform on the disk. Samplers thus see a round Gaussian where the data say nothing, no edges and no heavy tails.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Disk;

/// The largest `|x|²` that comes out: far enough below 1 that recomputing it from the rounded coordinates stays below 1.
const LARGEST_SQUARE: f64 = 1.0 - 8.0 * f64::EPSILON;

/// `h(s)² = (1 − exp(−s/2)) / s`.
#[inline]
fn scale_squared(s: f64) -> f64 {
    if s == 0.0 {
        0.5
    } else {
        (-(-0.5 * s).exp_m1()).min(LARGEST_SQUARE) / s
    }
}

/// `d(h²)/ds = (exp(−u)(1 + u) − 1) / (4u²)` with `u = s/2`.
#[inline]
fn scale_squared_slope(s: f64) -> f64 {
    let u = 0.5 * s;
    if u > 0.5 {
        return ((-u).exp() * (1.0 + u) - 1.0) / (4.0 * u * u);
    }
    // The difference above cancels; its series is Σ_{k≥2} (−1)^{k+1} (k−1)/k! u^k.
    let (mut sum, mut term) = (0.0, 0.5);
    for k in 2..17 {
        sum -= term * f64::from(k - 1);
        term *= -u / f64::from(k + 1);
    }
    0.25 * sum
}

/// `d²(h²)/ds² = (2 − exp(−u)(u² + 2u + 2)) / (8u³)` with `u = s/2`.
#[inline]
fn scale_squared_curvature(s: f64) -> f64 {
    let u = 0.5 * s;
    if u > 0.5 {
        return (2.0 - (-u).exp() * (u * u + 2.0 * u + 2.0)) / (8.0 * u * u * u);
    }
    // The difference above cancels; half the second derivative by u of Σ (−u)^k/(k+1)! is, after the chain rule,
    // ⅛ Σ_{k≥2} (−1)^k k (k−1)/(k+1)! u^(k−2).
    let (mut sum, mut term) = (0.0, 1.0 / 6.0);
    for k in 2..20 {
        sum += term * f64::from(k * (k - 1));
        term *= -u / f64::from(k + 2);
    }
    0.125 * sum
}

/// `h`, and `h'`, its derivative by s, with `h''`.
fn scale_with_derivatives(s: f64) -> (f64, f64, f64) {
    let scale = scale_squared(s).sqrt();
    // (h²)' = 2 h h', (h²)'' = 2 h'² + 2 h h''.
    let slope = 0.5 * scale_squared_slope(s) / scale;
    let curvature = (0.5 * scale_squared_curvature(s) - slope * slope) / scale;
    (scale, slope, curvature)
}

impl Transform for Disk {
    type Value = [f64; 2];
    type Bounds = [f64; 0];
    const DIMENSION: usize = 2;

    #[inline]
    fn forward(&self, position: &[f64]) -> ([f64; 2], f64) {
        let (a, b) = (position[0], position[1]);
        let s = a * a + b * b;
        let scale = scale_squared(s).sqrt();
        ([a * scale, b * scale], -std::f64::consts::LN_2 - 0.5 * s)
    }
    #[inline]
    fn pull_back(&self, position: &[f64], value_bar: [f64; 2], grad: &mut [f64]) {
        let (a, b) = (position[0], position[1]);
        let s = a * a + b * b;
        let scale = scale_squared(s).sqrt();
        // dh/ds = (d(h²)/ds) / (2h), and ds/dy = 2y.
        let along = (a * value_bar[0] + b * value_bar[1]) * scale_squared_slope(s) / scale;
        grad[0] = value_bar[0] * scale + a * (along - 1.0);
        grad[1] = value_bar[1] * scale + b * (along - 1.0);
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], []: &[f64; 0]) -> Option<[f64; 2]> {
        let (a, b) = (position[0], position[1]);
        let (scale, slope, _) = scale_with_derivatives(a * a + b * b);
        let scale_dot = slope * 2.0 * (a * direction[0] + b * direction[1]);
        Some([
            direction[0] * scale + a * scale_dot,
            direction[1] * scale + b * scale_dot,
        ])
    }
    fn pull_back_tangent(
        &self,
        moving: &Moving<'_, [f64; 0]>,
        value_bar: [f64; 2],
        value_bar_dot: [f64; 2],
        grad_dot: &mut [f64],
    ) -> Option<[f64; 0]> {
        let (y, y_dot) = (moving.position, moving.direction);
        let dot = |one: &[f64], other: &[f64]| one[0] * other[0] + one[1] * other[1];
        let (scale, slope, curvature) = scale_with_derivatives(dot(y, y));
        let s_dot = 2.0 * dot(y, y_dot);
        let (scale_dot, slope_dot) = (slope * s_dot, curvature * s_dot);
        // By the scale, which the position changes along itself: h' · 2y.
        let by_scale = dot(y, &value_bar);
        let by_scale_dot = dot(y_dot, &value_bar) + dot(y, &value_bar_dot);
        let along = 2.0 * by_scale * slope;
        let along_dot = 2.0 * (by_scale_dot * slope + by_scale * slope_dot);
        for i in 0..2 {
            grad_dot[i] =
                value_bar_dot[i] * scale + value_bar[i] * scale_dot + y_dot[i] * (along - 1.0) + y[i] * along_dot;
        }
        Some([])
    }
    fn inverse(&self, value: [f64; 2], position: &mut [f64]) -> bool {
        let square = value[0] * value[0] + value[1] * value[1];
        let inside = square < 1.0;
        if inside {
            let stretch = if square == 0.0 {
                2.0
            } else {
                -2.0 * (-square).ln_1p() / square
            }
            .sqrt();
            position[0] = value[0] * stretch;
            position[1] = value[1] * stretch;
        }
        inside
    }
    fn support(&self) -> Support {
        Support::UnitDisk
    }
}
