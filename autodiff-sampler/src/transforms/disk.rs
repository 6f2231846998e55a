//! The unit disk as an image of the plane.

use super::{Support, Transform};

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
