//! A mixture of two normals: mu1 < mu2 ~ N(0, 2), sigma ~ half-normal(2), theta ~ Beta(5, 5).

use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Mixture {
    #[prior(Normal(0.0, 2.0))]
    #[support(ordered)]
    mu: [f64; 2],
    #[prior(HalfNormal(2.0))]
    sigma: [f64; 2],
    #[prior(Beta(5.0, 5.0))]
    theta: f64,
}

#[differentiable]
fn log_likelihood(p: &Mixture, #[constant] y: &[f64]) -> f64 {
    let [mu1, mu2] = p.mu;
    let (weight1, weight2) = (p.theta.ln() - p.sigma[0].ln(), (1.0 - p.theta).ln() - p.sigma[1].ln());
    let (inverse1, inverse2) = (1.0 / p.sigma[0], 1.0 / p.sigma[1]);
    let mut sum = 0.0;
    #[simd]
    for y in y {
        let z1 = (y - mu1) * inverse1;
        let z2 = (y - mu2) * inverse2;
        let of1 = weight1 - 0.5 * z1 * z1;
        let of2 = weight2 - 0.5 * z2 * z2;
        // ln(exp(of1) + exp(of2)) without overflow.
        sum += of1.max(of2) + (-(of1 - of2).abs()).exp().ln_1p();
    }
    sum
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let y = source.data("low_dim_gauss_mix").numbers("y");
    let density = Posterior::new(log_likelihood::with(&y));
    let posterior = Some("low_dim_gauss_mix-low_dim_gauss_mix");
    visitor.visit(Model::new("low_dim_gauss_mix", posterior, density));
}
