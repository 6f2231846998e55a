//! Item response with two parameters for each item: y_ij ~ Bernoulli(logit⁻¹(a_i (theta_j − b_i))), 20 items, 100 people.

use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Items {
    #[prior(HalfCauchy(2.0))]
    sigma_theta: f64,
    #[prior(Normal(0.0, sigma_theta))]
    theta: [f64; 100],
    #[prior(HalfCauchy(2.0))]
    sigma_a: f64,
    #[prior(LogNormal(0.0, sigma_a))]
    a: [f64; 20],
    #[prior(Normal(0.0, 5.0))]
    mu_b: f64,
    #[prior(HalfCauchy(2.0))]
    sigma_b: f64,
    #[prior(Normal(mu_b, sigma_b))]
    b: [f64; 20],
}

#[differentiable]
fn log_likelihood(p: &Items, #[constant] answers: &[Vec<f64>]) -> f64 {
    let theta = &p.theta;
    let mut sum = 0.0;
    for i in 0..20 {
        let (a, b, answers) = (p.a[i], p.b[i], &answers[i]);
        #[simd]
        for j in 0..100 {
            let predictor = a * (theta[j] - b);
            sum += answers[j] * predictor - predictor.max(0.0) - (-predictor.abs()).exp().ln_1p();
        }
    }
    sum
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let answers = source.data("irt_2pl").rows("y");
    let density = Posterior::new(log_likelihood::with(&answers));
    visitor.visit(Model::new("irt_2pl", None, density));
}
