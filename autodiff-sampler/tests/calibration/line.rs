//! A straight line through ten points with normal errors of unknown size.

use crate::ranks::{LARGE, SMALL, Size, Uniformity, assert_uniform, uniformity};
use pullback::prelude::*;
use pullback::runtime::ObjectiveFn;
use rand_distr::{Distribution, StandardNormal};

#[derive(Parameters, Clone, Debug)]
struct Line {
    #[prior(Normal(1.0, 2.0))]
    intercept: f64,
    #[prior(StudentT(5.0, 0.0, 1.0))]
    slope: f64,
    #[prior(LogNormal(-0.5, 0.5))]
    sigma: f64,
}

const POINTS: [f64; 10] = [-2.0, -1.5, -1.0, -0.6, -0.1, 0.3, 0.8, 1.2, 1.9, 2.5];

#[differentiable]
fn log_likelihood(p: &Line, #[constant] y: &[f64; 10]) -> f64 {
    let mut squares = 0.0;
    for i in 0..10 {
        let residual = y[i] - p.intercept - p.slope * POINTS[i];
        squares += residual * residual;
    }
    -0.5 * squares / (p.sigma * p.sigma) - 10.0 * p.sigma.ln()
}

/// With errors that are `factor` times as large as the model thinks.
fn run(size: Size, factor: f64) -> Vec<Uniformity> {
    uniformity(size, |p: &Line, rng| {
        let mut error = || -> f64 { StandardNormal.sample(rng) };
        let y = POINTS.map(|x| p.intercept + p.slope * x + factor * p.sigma * error());
        // The data move into the density.
        let value = move |p: &Line| log_likelihood(p, &y);
        let gradient = move |p: &Line, shadow: &_| {
            pullback::runtime::Objective::value_and_accumulate(&log_likelihood::with(&y), p, shadow)
        };
        Posterior::new(ObjectiveFn::new(value, gradient))
    })
}

#[test]
fn small() {
    assert_uniform(&run(SMALL, 1.0));
}

#[test]
#[ignore = "a thousand posteriors"]
fn large() {
    assert_uniform(&run(LARGE, 1.0));
}

/// The test would notice a likelihood that is wrong.
#[test]
fn errors_that_are_not_those_of_the_model_are_noticed() {
    let sigma = run(SMALL, 1.5).pop().expect("the last parameter is sigma");
    assert!(sigma.1 < 1e-5, "{sigma:?}");
}
