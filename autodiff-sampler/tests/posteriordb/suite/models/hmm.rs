//! A hidden Markov chain of two states with normal outputs, by the forward algorithm in log space.

use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Chain {
    /// From each state into the first, flat on (0, 1): a row of the transition matrix is this and its complement.
    #[prior(Flat)]
    #[support(0.0..1.0)]
    into_first: [f64; 2],
    /// The smaller mean; as the means are positive, its prior is in the likelihood.
    #[prior(Flat)]
    #[support(positive)]
    first: f64,
    /// How much greater the other is; its prior, too.
    #[prior(Flat)]
    #[support(positive)]
    gap: f64,
}

/// ln(exp(a) + exp(b)) without overflow.
#[differentiable]
fn log_sum(a: f64, b: f64) -> f64 {
    a.max(b) + (-(a - b).abs()).exp().ln_1p()
}

#[differentiable]
fn log_likelihood(p: &Chain, #[constant] y: &[f64]) -> f64 {
    let (mu1, mu2) = (p.first, p.first + p.gap);
    let [from1, from2] = p.into_first;
    let (log11, log12, log21, log22) = (from1.ln(), (1.0 - from1).ln(), from2.ln(), (1.0 - from2).ln());
    let (mut gamma1, mut gamma2) = (-0.5 * (y[0] - mu1).powi(2), -0.5 * (y[0] - mu2).powi(2));
    for y in &y[1..] {
        let (z1, z2) = (y - mu1, y - mu2);
        let into1 = log_sum(gamma1 + log11, gamma2 + log21);
        let into2 = log_sum(gamma1 + log12, gamma2 + log22);
        gamma1 = into1 - 0.5 * z1 * z1;
        gamma2 = into2 - 0.5 * z2 * z2;
    }
    log_sum(gamma1, gamma2) - 0.5 * ((mu1 - 3.0).powi(2) + (mu2 - 10.0).powi(2))
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let y = source.data("hmm_example").numbers("y");
    let density = Posterior::new(log_likelihood::with(&y));
    let model = Model::new("hmm_example", Some("hmm_example-hmm_example"), density);
    visitor.visit(model.deriving(|trace| {
        let names = ["theta1[0]", "theta1[1]", "theta2[0]", "theta2[1]", "mu[0]", "mu[1]"];
        let quantities = |p: &Chain| {
            let [from1, from2] = p.into_first;
            [from1, 1.0 - from1, from2, 1.0 - from2, p.first, p.first + p.gap]
        };
        trace
            .add_derived(names, quantities)
            .expect("the trace is of these parameters");
    }));
}
