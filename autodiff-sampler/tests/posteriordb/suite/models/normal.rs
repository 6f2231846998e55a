//! What the regressions share: independent normal errors of one standard deviation.

use pullback::prelude::*;
use std::f64::consts::TAU;

/// The log density of `count` residuals with this sum of squares.
#[differentiable]
pub fn log_density(sum_of_squares: f64, sigma: f64, #[constant] count: usize) -> f64 {
    -0.5 * sum_of_squares / (sigma * sigma) - count as f64 * (sigma.ln() + 0.5 * TAU.ln())
}
