//! The same by dense matrices.

use autodiff_runtime::linear_algebra::{ln_determinant, solve_positive_definite};

/// Times in no pattern, with a repeated one and a gap.
pub fn times(n: usize) -> Vec<f64> {
    let mut time = 0.0;
    (0..n)
        .map(|i| {
            time += match i % 7 {
                3 => 0.0,
                5 => 2.3,
                _ => 0.02 + 0.4 * (i as f64 * 0.618_033_988_749_894_9).fract(),
            };
            time
        })
        .collect()
}

pub fn residuals(n: usize) -> Vec<f64> {
    (0..n)
        .map(|i| (0.7 * i as f64).sin() + 0.2 * (3.1 * i as f64).cos())
        .collect()
}

pub fn variances(n: usize) -> Vec<f64> {
    (0..n).map(|i| 0.05 + 0.03 * (1.3 * i as f64).sin()).collect()
}

/// The covariance matrix of the process between two sets of times, by rows.
pub fn between(covariance: &impl Fn(f64) -> f64, rows: &[f64], columns: &[f64]) -> Vec<f64> {
    let row = |t: &f64| columns.iter().map(|s| covariance((t - s).abs())).collect::<Vec<_>>();
    rows.iter().flat_map(row).collect()
}

/// The covariance matrix of the observations.
pub fn matrix(covariance: &impl Fn(f64) -> f64, time: &[f64], variance: &[f64]) -> Vec<f64> {
    let mut matrix = between(covariance, time, time);
    for i in 0..time.len() {
        matrix[i * time.len() + i] += variance[i];
    }
    matrix
}

pub fn log_likelihood(covariance: &impl Fn(f64) -> f64, time: &[f64], residual: &[f64], variance: &[f64]) -> f64 {
    let n = time.len();
    let matrix = matrix(covariance, time, variance);
    let solved = solve_positive_definite(&matrix, residual, n);
    let quadratic: f64 = solved.iter().zip(residual).map(|(a, b)| a * b).sum();
    -0.5 * (quadratic + ln_determinant(&matrix, n) + n as f64 * std::f64::consts::TAU.ln())
}

#[track_caller]
pub fn assert_close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * (1.0 + b.abs()), "{a} is not {b}");
}
