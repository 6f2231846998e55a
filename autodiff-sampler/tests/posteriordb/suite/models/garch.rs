//! GARCH(1, 1): y_t ~ N(mu, s_t), s_t² = alpha0 + alpha1 (y_{t−1} − mu)² + beta1 s_{t−1}², flat on alpha0 > 0, 0 < alpha1 < 1,
//! 0 < beta1 < 1 − alpha1.

use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Volatility {
    #[prior(Flat)]
    mu: f64,
    #[prior(Flat)]
    #[support(positive)]
    alpha0: f64,
    #[prior(Flat)]
    #[support(0.0..1.0)]
    alpha1: f64,
    #[prior(Flat)]
    #[support(0.0..1.0 - alpha1)]
    beta1: f64,
}

#[derive(Debug)]
struct Returns {
    y: Vec<f64>,
    /// The first standard deviation.
    sigma1: f64,
}

#[differentiable]
fn log_likelihood(p: &Volatility, #[constant] data: &Returns) -> f64 {
    let mut variance = data.sigma1 * data.sigma1;
    let mut sum = 0.0;
    for y in &data.y {
        let residual = y - p.mu;
        let square = residual * residual;
        sum -= 0.5 * (square / variance + variance.ln());
        variance = p.alpha0 + p.alpha1 * square + p.beta1 * variance;
    }
    sum
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let data = source.data("garch");
    let data = Returns {
        y: data.numbers("y"),
        sigma1: data.number("sigma1"),
    };
    let density = Posterior::new(log_likelihood::with(&data));
    visitor.visit(Model::new("garch11", Some("garch-garch11"), density));
}
