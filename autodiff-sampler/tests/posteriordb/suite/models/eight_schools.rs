//! Eight schools, centred and non-centred: y_j ~ N(theta_j, sigma_j), theta_j ~ N(mu, tau), mu ~ N(0, 5), tau ~ half-Cauchy(5).

use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

/// The effects themselves are sampled: a funnel, on which divergences are expected.
#[derive(Parameters, Clone, Debug)]
pub struct Centred {
    #[prior(Normal(0.0, 5.0))]
    mu: f64,
    #[prior(HalfCauchy(5.0))]
    tau: f64,
    #[prior(Normal(mu, tau))]
    theta: [f64; 8],
}

/// The standardised effects are sampled.
#[derive(Parameters, Clone, Debug)]
pub struct NonCentred {
    #[prior(Normal(0.0, 5.0))]
    mu: f64,
    #[prior(HalfCauchy(5.0))]
    tau: f64,
    #[prior(Normal(mu, tau), non_centred)]
    theta: [f64; 8],
}

#[derive(Debug)]
struct Schools {
    y: [f64; 8],
    sigma: [f64; 8],
}

impl Schools {
    fn read(source: &Source) -> Self {
        let data = source.data("eight_schools");
        Self {
            y: data.array("y"),
            sigma: data.array("sigma"),
        }
    }
}

#[differentiable]
fn centred_log_likelihood(p: &Centred, #[constant] data: &Schools) -> f64 {
    let mut sum = 0.0;
    for j in 0..8 {
        let z = (data.y[j] - p.theta[j]) / data.sigma[j];
        sum -= 0.5 * z * z;
    }
    sum
}

#[differentiable]
fn non_centred_log_likelihood(p: &NonCentred, #[constant] data: &Schools) -> f64 {
    let mut sum = 0.0;
    for j in 0..8 {
        let z = (data.y[j] - p.theta[j]) / data.sigma[j];
        sum -= 0.5 * z * z;
    }
    sum
}

const POSTERIOR: Option<&str> = Some("eight_schools-eight_schools_noncentered");

pub fn centred(source: &Source, visitor: &mut impl Visit) {
    let data = Schools::read(source);
    let density = Posterior::new(centred_log_likelihood::with(&data));
    visitor.visit(Model::new("eight_schools_centered", POSTERIOR, density));
}

pub fn non_centred(source: &Source, visitor: &mut impl Visit) {
    let data = Schools::read(source);
    let density = Posterior::new(non_centred_log_likelihood::with(&data));
    visitor.visit(Model::new("eight_schools_noncentered", POSTERIOR, density));
}
