//! Normal distributions: neighbours that correlate, all values that correlate, and scales that differ by a thousand along
//! directions that are no axes.

use crate::check::{assert_joint_expectation, assert_moments, assert_quantiles, nuts};
use pullback::prelude::*;
use pullback::sampler::FnDensity;

/// A density of `dimension` coordinates from an annotated function.
macro_rules! density {
    ($log_density:ident, $dimension:expr $(, $constant:expr)*) => {
        FnDensity::new($dimension, move |x: &[f64], grad: &mut [f64]| {
            let (value, by_x) = $log_density::value_and_grad(x $(, $constant)*);
            grad.copy_from_slice(&by_x);
            value
        })
    };
}

/// A stationary process: each value correlates with its neighbours, and all are standard normal.
#[differentiable]
fn process(x: &[f64], #[constant] rho: f64) -> f64 {
    let mut squares = 0.0;
    for i in 1..x.len() {
        let residual = x[i] - rho * x[i - 1];
        squares += residual * residual;
    }
    -0.5 * (x[0] * x[0] + squares / (1.0 - rho * rho))
}

fn assert_process(trace: &Trace, rho: f64) {
    assert_moments(trace, |_| (0.0, 1.0));
    assert_quantiles(trace, "x[3]", &[(-1.959_963_985, 0.025), (0.674_489_750, 0.75)]);
    assert_joint_expectation(trace, ["x[3]", "x[4]"], |a, b| a * b, rho);
    assert_joint_expectation(trace, ["x[3]", "x[8]"], |a, b| a * b, rho.powi(5));
}

#[test]
fn neighbours_that_correlate() {
    let trace = nuts().sample(&density!(process, 30, 0.9)).expect("it can be sampled");
    assert_process(&trace, 0.9);
}

#[test]
#[ignore = "millions of numbers, slow without the optimiser"]
fn a_thousand_neighbours_that_correlate() {
    let trace = nuts().sample(&density!(process, 1000, 0.9)).expect("it can be sampled");
    assert_process(&trace, 0.9);
}

/// Every pair of standard normal values has the same correlation: one direction is far longer than all others.
#[differentiable]
fn exchangeable(x: &[f64], #[constant] rho: f64) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for x in x {
        sum += x;
        squares += x * x;
    }
    let n = x.len() as f64;
    -0.5 * (squares - sum * sum * rho / (1.0 + (n - 1.0) * rho)) / (1.0 - rho)
}

#[test]
fn all_pairs_correlate() {
    let trace = nuts()
        .sample(&density!(exchangeable, 10, 0.5))
        .expect("it can be sampled");
    assert_moments(&trace, |_| (0.0, 1.0));
    assert_joint_expectation(&trace, ["x[0]", "x[9]"], |a, b| a * b, 0.5);
}

#[test]
#[ignore = "millions of numbers, slow without the optimiser"]
fn all_pairs_of_a_thousand_correlate() {
    let trace = nuts()
        .sample(&density!(exchangeable, 1000, 0.5))
        .expect("it can be sampled");
    assert_moments(&trace, |_| (0.0, 1.0));
    assert_joint_expectation(&trace, ["x[0]", "x[999]"], |a, b| a * b, 0.5);
}

/// How long the density is along its axes; the squares differ by a factor of a million.
fn scale(i: usize, n: usize) -> f64 {
    1000f64.powf(i as f64 / (n as f64 - 1.0))
}

/// The reflection along (1, …, 1), which mixes all coordinates.
fn reflected(z: &[f64]) -> Vec<f64> {
    let shift = 2.0 * z.iter().sum::<f64>() / z.len() as f64;
    z.iter().map(|z| z - shift).collect()
}

/// Standard normal after a reflection, divided by the scales.
#[differentiable]
fn stretched(x: &[f64], #[constant] scales: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in x {
        sum += x;
    }
    let shift = 2.0 * sum / x.len() as f64;
    let mut squares = 0.0;
    for (x, scale) in x.iter().zip(scales) {
        let z = (x - shift) / scale;
        squares += z * z;
    }
    -0.5 * squares
}

#[test]
#[ignore = "long trajectories, slow without the optimiser"]
fn variances_that_differ_by_a_million_along_no_axes() {
    const N: usize = 10;
    let scales: Vec<f64> = (0..N).map(|i| scale(i, N)).collect();
    let variance = |i: usize| -> f64 {
        let mut unit = [0.0; N];
        unit[i] = 1.0;
        let row = reflected(&unit);
        row.iter().zip(&scales).map(|(r, s)| (r * s).powi(2)).sum()
    };
    let sds: Vec<f64> = (0..N).map(|i| variance(i).sqrt()).collect();
    let of_scales = scales.clone();
    let density = FnDensity::new(N, move |x: &[f64], grad: &mut [f64]| {
        let (value, by_x) = stretched::value_and_grad(x, &of_scales);
        grad.copy_from_slice(&by_x);
        value
    });
    let trace = nuts().sample(&density).expect("it can be sampled");
    assert_moments(&trace, |i| (0.0, sds[i]));
    // The shortest direction has the variance 1 among coordinates that move by hundreds.
    let first = |draw: &[f64]| reflected(draw)[0];
    let squares: Vec<f64> = (0..trace.chains())
        .flat_map(|chain| (0..trace.draws()).map(move |draw| (chain, draw)))
        .map(|(chain, draw)| first(&trace.draw(chain, draw)).powi(2))
        .collect();
    let mean = squares.iter().sum::<f64>() / squares.len() as f64;
    assert!((mean - 1.0).abs() < 0.15, "{mean}");
}
