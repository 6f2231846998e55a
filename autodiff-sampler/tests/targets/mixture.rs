//! Two modes with a valley between them.

use crate::check::{assert_expectation, assert_moments, nuts};
use pullback::prelude::*;
use pullback::sampler::FnDensity;
use pullback::special::log_sum_exp;

const WEIGHT: f64 = 0.3;
const APART: f64 = 1.6;

/// 0.3 N(−1.6, 1) + 0.7 N(1.6, 1) in the first of three coordinates, standard normal in the others.
#[differentiable]
fn log_density(x: &[f64; 3]) -> f64 {
    let (left, right) = (x[0] + APART, x[0] - APART);
    let terms = [
        WEIGHT.ln() - 0.5 * left * left,
        (1.0 - WEIGHT).ln() - 0.5 * right * right,
    ];
    log_sum_exp(&terms) - 0.5 * (x[1] * x[1] + x[2] * x[2])
}

#[test]
fn weights_of_modes() {
    let density = FnDensity::new(3, |x: &[f64], grad: &mut [f64]| {
        let (value, by_x) = log_density::value_and_grad(x.try_into().expect("three coordinates"));
        grad.copy_from_slice(&by_x);
        value
    });
    let trace = nuts().draws(2000).sample(&density).expect("it can be sampled");
    let mean = (1.0 - 2.0 * WEIGHT) * APART;
    let sd = (1.0 + APART * APART - mean * mean).sqrt();
    assert_moments(&trace, |i| if i == 0 { (mean, sd) } else { (0.0, 1.0) });
    // Φ(1.6) = 0.945200708300442.
    let below = 0.945_200_708_300_442;
    let expected = WEIGHT * below + (1.0 - WEIGHT) * (1.0 - below);
    assert_expectation(&trace, "x[0]", |x| f64::from(u8::from(x < 0.0)), expected);
}
