//! A hierarchy: effects of groups around a common mean, non-centred, and supports of several kinds.

use crate::ranks::{LARGE, SMALL, Size, Uniformity, assert_uniform, uniformity};
use pullback::prelude::*;
use pullback::runtime::{Objective, ObjectiveFn};
use rand_distr::{Distribution, StandardNormal};

const GROUPS: usize = 5;

#[derive(Parameters, Clone, Debug)]
struct Groups {
    #[prior(Normal(0.0, 1.0))]
    mu: f64,
    #[prior(HalfNormal(1.0))]
    tau: f64,
    #[prior(Normal(0.0, 1.0))]
    z: [f64; GROUPS],
    /// The fraction of the variance that is error.
    #[prior(Beta(3.0, 2.0))]
    fraction: f64,
}

/// What is expected of a group.
#[differentiable]
fn effect(p: &Groups, #[constant] group: usize) -> f64 {
    p.mu + p.tau * p.z[group]
}

/// Three observations of each group.
#[differentiable]
fn log_likelihood(p: &Groups, #[constant] y: &[[f64; 3]; GROUPS]) -> f64 {
    let mut squares = 0.0;
    for group in 0..GROUPS {
        let effect = effect(p, group);
        for k in 0..3 {
            let residual = y[group][k] - effect;
            squares += residual * residual;
        }
    }
    -0.5 * squares / p.fraction - 0.5 * 3.0 * GROUPS as f64 * p.fraction.ln()
}

fn run(size: Size) -> Vec<Uniformity> {
    uniformity(size, |p: &Groups, rng| {
        let mut error = || -> f64 { StandardNormal.sample(rng) };
        let y: [[f64; 3]; GROUPS] =
            std::array::from_fn(|group| [(); 3].map(|()| effect(p, group) + p.fraction.sqrt() * error()));
        let value = move |p: &Groups| log_likelihood(p, &y);
        let gradient = move |p: &Groups, shadow: &_| log_likelihood::with(&y).value_and_accumulate(p, shadow);
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
