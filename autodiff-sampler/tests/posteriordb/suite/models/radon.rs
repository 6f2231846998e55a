//! Radon in the houses of Minnesota: intercepts of 85 counties, non-centred, and two common slopes.

use super::normal;
use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Counties {
    #[prior(Normal(0.0, 10.0))]
    mu_alpha: f64,
    #[prior(HalfNormal(1.0))]
    sigma_alpha: f64,
    #[prior(Normal(0.0, 10.0))]
    beta: [f64; 2],
    #[prior(HalfNormal(1.0))]
    sigma_y: f64,
    #[prior(Normal(mu_alpha, sigma_alpha), non_centred)]
    #[dims(county)]
    alpha: Vec<f64>,
}

#[derive(Debug)]
struct Houses {
    log_radon: Vec<f64>,
    log_uppm: Vec<f64>,
    floor: Vec<f64>,
    county: Vec<usize>,
}

#[differentiable]
fn log_likelihood(p: &Counties, #[constant] data: &Houses) -> f64 {
    let [by_uppm, by_floor] = p.beta;
    let mut squares = 0.0;
    for i in 0..data.log_radon.len() {
        let mean = p.alpha[data.county[i]] + data.log_uppm[i] * by_uppm + data.floor[i] * by_floor;
        let residual = data.log_radon[i] - mean;
        squares += residual * residual;
    }
    normal::log_density(squares, p.sigma_y, data.log_radon.len())
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let data = source.data("radon_mn");
    let data = Houses {
        log_radon: data.numbers("log_radon"),
        log_uppm: data.numbers("log_uppm"),
        floor: data.numbers("floor_measure"),
        county: data.indices("county_idx"),
    };
    let dims = Dims::new().length("county", 85);
    let density = Posterior::with_dims(log_likelihood::with(&data), &dims).expect("the only length is there");
    visitor.visit(Model::new("radon_nc", None, density));
}
