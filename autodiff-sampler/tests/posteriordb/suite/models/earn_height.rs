//! Earnings by height, badly scaled: earn ~ N(beta1 + beta2 height, sigma), flat.

use super::normal;
use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Regression {
    #[prior(Flat)]
    beta: [f64; 2],
    #[prior(Flat)]
    #[support(positive)]
    sigma: f64,
}

#[differentiable]
fn log_likelihood(p: &Regression, #[constant] earn: &[f64], #[constant] height: &[f64]) -> f64 {
    let mut squares = 0.0;
    #[simd]
    for (earn, height) in earn.iter().zip(height) {
        let residual = earn - (p.beta[0] + p.beta[1] * height);
        squares += residual * residual;
    }
    normal::log_density(squares, p.sigma, earn.len())
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let data = source.data("earnings");
    let (earn, height) = (data.numbers("earn"), data.numbers("height"));
    let density = Posterior::new(log_likelihood::with(&earn, &height));
    visitor.visit(Model::new("earn_height", Some("earnings-earn_height"), density));
}
