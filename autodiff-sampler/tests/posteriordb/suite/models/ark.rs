//! An autoregressive process of order five: y_t ~ N(alpha + Σ beta_k y_{t−k}, sigma).

use super::normal;
use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Process {
    #[prior(Normal(0.0, 10.0))]
    alpha: f64,
    #[prior(Normal(0.0, 10.0))]
    beta: [f64; 5],
    #[prior(HalfCauchy(2.5))]
    sigma: f64,
}

#[differentiable]
fn log_likelihood(p: &Process, #[constant] y: &[f64]) -> f64 {
    let n = y.len() - 5;
    let mut squares = 0.0;
    #[simd]
    for t in 0..n {
        let mean = p.alpha
            + p.beta[0] * y[t + 4]
            + p.beta[1] * y[t + 3]
            + p.beta[2] * y[t + 2]
            + p.beta[3] * y[t + 1]
            + p.beta[4] * y[t];
        let residual = y[t + 5] - mean;
        squares += residual * residual;
    }
    normal::log_density(squares, p.sigma, n)
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let y = source.data("arK").numbers("y");
    let density = Posterior::new(log_likelihood::with(&y));
    visitor.visit(Model::new("arK", Some("arK-arK"), density));
}
