//! A hierarchy: effects of groups around a common mean, non-centred, with a bound that depends on a parameter.

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
    #[prior(Normal(mu, tau), non_centred)]
    effect: [f64; GROUPS],
    /// The standard deviation of the errors.
    #[prior(Uniform(0.2, 0.5 + tau))]
    sigma: f64,
}

/// Three observations of each group.
#[differentiable]
fn log_likelihood(p: &Groups, #[constant] y: &[[f64; 3]; GROUPS]) -> f64 {
    let mut squares = 0.0;
    for (effect, observations) in p.effect.iter().zip(y) {
        for observation in observations {
            let residual = observation - effect;
            squares += residual * residual;
        }
    }
    -0.5 * squares / (p.sigma * p.sigma) - 3.0 * GROUPS as f64 * p.sigma.ln()
}

fn run(size: Size) -> Vec<Uniformity> {
    uniformity(size, |p: &Groups, rng| {
        let mut error = || -> f64 { StandardNormal.sample(rng) };
        let y: [[f64; 3]; GROUPS] = std::array::from_fn(|group| [(); 3].map(|()| p.effect[group] + p.sigma * error()));
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
