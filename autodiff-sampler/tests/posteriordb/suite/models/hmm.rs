//! A hidden Markov chain of two states with normal outputs, by the forward algorithm in log space.

use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Chain {
    /// From the first state, and from the second: the rows of the transition matrix.
    #[prior(Flat)]
    #[support(simplex)]
    theta1: [f64; 2],
    #[prior(Flat)]
    #[support(simplex)]
    theta2: [f64; 2],
    #[prior(Normal([3.0, 10.0], 1.0))]
    #[support(positive_ordered)]
    mu: [f64; 2],
}

/// ln(exp(a) + exp(b)) without overflow.
#[differentiable]
fn log_sum(a: f64, b: f64) -> f64 {
    a.max(b) + (-(a - b).abs()).exp().ln_1p()
}

#[differentiable]
fn log_likelihood(p: &Chain, #[constant] y: &[f64]) -> f64 {
    let [mu1, mu2] = p.mu;
    let (log11, log12) = (p.theta1[0].ln(), p.theta1[1].ln());
    let (log21, log22) = (p.theta2[0].ln(), p.theta2[1].ln());
    let (mut gamma1, mut gamma2) = (-0.5 * (y[0] - mu1).powi(2), -0.5 * (y[0] - mu2).powi(2));
    for y in &y[1..] {
        let (z1, z2) = (y - mu1, y - mu2);
        let into1 = log_sum(gamma1 + log11, gamma2 + log21);
        let into2 = log_sum(gamma1 + log12, gamma2 + log22);
        gamma1 = into1 - 0.5 * z1 * z1;
        gamma2 = into2 - 0.5 * z2 * z2;
    }
    log_sum(gamma1, gamma2)
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let y = source.data("hmm_example").numbers("y");
    let density = Posterior::new(log_likelihood::with(&y));
    visitor.visit(Model::new("hmm_example", Some("hmm_example-hmm_example"), density));
}
