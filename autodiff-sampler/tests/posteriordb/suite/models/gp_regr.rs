//! A Gaussian process with a squared-exponential kernel: rho ~ Gamma(25, 4), alpha ~ half-normal(2), and sigma, the *variance* of
//! the noise, ~ half-normal(1).

use crate::suite::{Model, Source, Visit};
use pullback::linear_algebra::{cholesky, ln_determinant_of_factor, solve_lower};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Kernel {
    #[prior(Gamma(25.0, 4.0))]
    rho: f64,
    #[prior(HalfNormal(2.0))]
    alpha: f64,
    #[prior(HalfNormal(1.0))]
    sigma: f64,
}

#[differentiable]
fn log_likelihood(p: &Kernel, #[constant] x: &[f64], #[constant] y: &[f64]) -> f64 {
    let n = x.len();
    let (height, rate) = (p.alpha * p.alpha, -0.5 / (p.rho * p.rho));
    let mut covariance = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..i {
            let distance = x[i] - x[j];
            covariance[i * n + j] = height * (rate * distance * distance).exp();
        }
        covariance[i * n + i] = height + p.sigma;
    }
    let factor = cholesky(&covariance, n);
    let white = solve_lower(&factor, y, n);
    let mut squares = 0.0;
    for z in &white {
        squares += z * z;
    }
    -0.5 * (squares + ln_determinant_of_factor(&factor, n))
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let data = source.data("gp_pois_regr");
    let (x, y) = (data.numbers("x"), data.numbers("y"));
    let density = Posterior::new(log_likelihood::with(&x, &y));
    visitor.visit(Model::new("gp_regr", Some("gp_pois_regr-gp_regr"), density));
}
