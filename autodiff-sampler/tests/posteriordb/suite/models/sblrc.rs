//! A regression on five correlated covariates without an intercept.

use super::normal;
use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Regression {
    #[prior(Normal(0.0, 10.0))]
    beta: [f64; 5],
    #[prior(HalfNormal(10.0))]
    sigma: f64,
}

#[differentiable]
fn log_likelihood(p: &Regression, #[constant] y: &[f64], #[constant] x: &[Vec<f64>; 5]) -> f64 {
    let mut squares = 0.0;
    #[simd]
    for i in 0..y.len() {
        let mut residual = y[i];
        for k in 0..5 {
            residual -= p.beta[k] * x[k][i];
        }
        squares += residual * residual;
    }
    normal::log_density(squares, p.sigma, y.len())
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let data = source.data("sblrc");
    let (y, x) = (data.numbers("y"), data.columns("X"));
    let density = Posterior::new(log_likelihood::with(&y, &x));
    visitor.visit(Model::new("sblrc-blr", Some("sblrc-blr"), density));
}
