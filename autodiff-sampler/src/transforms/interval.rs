//! Numbers between two bounds, as scaled logistics of real ones.

use super::{Moving, Support, Transform};

/// `x = a + (b − a) σ(y)` with the logistic function `σ(y) = 1 / (1 + exp(−y))`; the log-Jacobian is
/// `ln(b − a) + ln σ(y) + ln σ(−y)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower bound `a`.
    pub lower: f64,
    /// The upper bound `b`.
    pub upper: f64,
}

impl Interval {
    /// From 0 to 1.
    pub const UNIT: Self = Self { lower: 0.0, upper: 1.0 };
}

/// `(σ(y), σ(−y))`, each to full relative precision: neither is ever computed as one minus the other.
#[inline]
fn logistic(y: f64) -> (f64, f64) {
    // exp(−|y|) cannot overflow.
    let tail = (-y.abs()).exp();
    let (large, small) = (1.0 / (1.0 + tail), tail / (1.0 + tail));
    if y >= 0.0 { (large, small) } else { (small, large) }
}

impl Transform for Interval {
    type Value = f64;
    type Bounds = [f64; 2];
    const BOUNDS: &'static [usize] = &[0, 1];
    const DIMENSION: usize = 1;

    #[inline]
    fn forward(&self, position: &[f64]) -> (f64, f64) {
        let (y, width) = (position[0], self.upper - self.lower);
        let (up, down) = logistic(y);
        // Measured from the nearer bound, so that small distances to it are kept.
        let value = if y < 0.0 {
            self.lower + width * up
        } else {
            self.upper - width * down
        };
        let inside = value.max(self.lower.next_up()).min(self.upper.next_down());
        // ln σ(y) + ln σ(−y) = −|y| − 2 ln(1 + exp(−|y|))
        let log_jacobian = width.ln() - y.abs() - 2.0 * (-y.abs()).exp().ln_1p();
        // max and min would hide a NaN.
        (if y.is_nan() { y } else { inside }, log_jacobian)
    }
    #[inline]
    fn pull_back(&self, position: &[f64], value_bar: f64, grad: &mut [f64]) {
        let (up, down) = logistic(position[0]);
        grad[0] = value_bar * (self.upper - self.lower) * up * down + (down - up);
    }
    #[inline]
    fn pull_back_to_bounds(&self, position: &[f64], value_bar: f64) -> [f64; 2] {
        let (up, down) = logistic(position[0]);
        let over_width = 1.0 / (self.upper - self.lower);
        [value_bar * down - over_width, value_bar * up + over_width]
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], bounds_dot: &[f64; 2]) -> Option<f64> {
        let (up, down) = logistic(position[0]);
        let by_position = (self.upper - self.lower) * up * down;
        Some(by_position * direction[0] + down * bounds_dot[0] + up * bounds_dot[1])
    }
    fn pull_back_tangent(
        &self,
        moving: &Moving<'_, [f64; 2]>,
        value_bar: f64,
        value_bar_dot: f64,
        grad_dot: &mut [f64],
    ) -> Option<[f64; 2]> {
        let (up, down) = logistic(moving.position[0]);
        let (width, width_dot) = (self.upper - self.lower, moving.bounds_dot[1] - moving.bounds_dot[0]);
        // How σ(y) changes; σ(−y) does the opposite.
        let up_dot = up * down * moving.direction[0];
        grad_dot[0] = (value_bar_dot * width + value_bar * width_dot) * up * down
            + (value_bar * width * (down - up) - 2.0) * up_dot;
        let over_width_dot = width_dot / (width * width);
        Some([
            value_bar_dot * down - value_bar * up_dot + over_width_dot,
            value_bar_dot * up + value_bar * up_dot - over_width_dot,
        ])
    }
    fn inverse(&self, value: f64, position: &mut [f64]) -> bool {
        let inside = value > self.lower && value < self.upper;
        if inside {
            position[0] = (value - self.lower).ln() - (self.upper - value).ln();
        }
        inside
    }
    fn support(&self) -> Support {
        Support::Interval(self.lower, self.upper)
    }
}
