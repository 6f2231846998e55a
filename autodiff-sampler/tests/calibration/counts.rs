//! Counts, the logarithm of whose rate follows a line.

use crate::ranks::{LARGE, SMALL, Size, Uniformity, assert_uniform, uniformity};
use pullback::prelude::*;
use pullback::runtime::{Objective, ObjectiveFn};
use rand_distr::{Distribution, Poisson};

#[derive(Parameters, Clone, Debug)]
struct Rates {
    #[prior(Normal(1.0, 0.7))]
    level: f64,
    #[prior(Cauchy(0.0, 0.2))]
    trend: f64,
}

const POINTS: [f64; 8] = [-1.0, -0.7, -0.4, -0.1, 0.2, 0.5, 0.8, 1.1];

#[differentiable]
fn log_rate(p: &Rates, #[constant] x: f64) -> f64 {
    // A trend from Cauchy's tails must not overflow the counts.
    p.level + 3.0 * (p.trend * x).tanh()
}

#[differentiable]
fn log_likelihood(p: &Rates, #[constant] counts: &[f64; 8]) -> f64 {
    let mut sum = 0.0;
    for i in 0..8 {
        let log_rate = log_rate(p, POINTS[i]);
        sum += counts[i] * log_rate - log_rate.exp();
    }
    sum
}

fn run(size: Size) -> Vec<Uniformity> {
    uniformity(size, |p: &Rates, rng| {
        let counts = POINTS.map(|x| Poisson::new(log_rate(p, x).exp()).expect("a rate").sample(rng));
        let value = move |p: &Rates| log_likelihood(p, &counts);
        let gradient = move |p: &Rates, shadow: &_| log_likelihood::with(&counts).value_and_accumulate(p, shadow);
        Posterior::new(ObjectiveFn::new(value, gradient))
    })
}

#[test]
fn small() {
    assert_uniform(&run(SMALL));
}

#[test]
#[ignore = "a thousand posteriors"]
fn large() {
    assert_uniform(&run(LARGE));
}
