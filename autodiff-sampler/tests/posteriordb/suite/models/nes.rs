//! Party identification of 1972's voters by eight covariates, flat priors.

use super::normal;
use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Regression {
    #[prior(Flat)]
    beta: [f64; 9],
    #[prior(Flat)]
    #[support(positive)]
    sigma: f64,
}

#[derive(Debug)]
struct Voters {
    party: Vec<f64>,
    /// Ideology, race, the three higher classes of age, education, gender, income.
    covariates: [Vec<f64>; 8],
}

#[differentiable]
fn log_likelihood(p: &Regression, #[constant] data: &Voters) -> f64 {
    let (party, x) = (&data.party, &data.covariates);
    let mut squares = 0.0;
    #[simd]
    for i in 0..party.len() {
        let mut mean = p.beta[0];
        for k in 0..8 {
            mean += p.beta[k + 1] * x[k][i];
        }
        let residual = party[i] - mean;
        squares += residual * residual;
    }
    normal::log_density(squares, p.sigma, party.len())
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let data = source.data("nes1972");
    let age = data.numbers("age_discrete");
    let is_of_age = |class: f64| age.iter().map(|age| f64::from(*age == class)).collect();
    let data = Voters {
        party: data.numbers("partyid7"),
        covariates: [
            data.numbers("real_ideo"),
            data.numbers("race_adj"),
            is_of_age(2.0),
            is_of_age(3.0),
            is_of_age(4.0),
            data.numbers("educ1"),
            data.numbers("gender"),
            data.numbers("income"),
        ],
    };
    let density = Posterior::new(log_likelihood::with(&data));
    visitor.visit(Model::new("nes1972", Some("nes1972-nes"), density));
}
