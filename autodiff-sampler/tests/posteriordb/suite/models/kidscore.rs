//! Test scores of children by their mothers' schooling and intelligence, with an interaction; unscaled, and strongly correlated.

use super::normal;
use crate::suite::{Model, Source, Visit};
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Regression {
    #[prior(Flat)]
    beta: [f64; 4],
    #[prior(HalfCauchy(2.5))]
    sigma: f64,
}

#[derive(Debug)]
struct Children {
    score: Vec<f64>,
    high_school: Vec<f64>,
    iq: Vec<f64>,
    interaction: Vec<f64>,
}

#[differentiable]
fn log_likelihood(p: &Regression, #[constant] data: &Children) -> f64 {
    let (score, high_school, iq, interaction) = (&data.score, &data.high_school, &data.iq, &data.interaction);
    let mut squares = 0.0;
    #[simd]
    for i in 0..score.len() {
        let mean = p.beta[0] + p.beta[1] * high_school[i] + p.beta[2] * iq[i] + p.beta[3] * interaction[i];
        let residual = score[i] - mean;
        squares += residual * residual;
    }
    normal::log_density(squares, p.sigma, score.len())
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let data = source.data("kidiq");
    let (high_school, iq) = (data.numbers("mom_hs"), data.numbers("mom_iq"));
    let data = Children {
        score: data.numbers("kid_score"),
        interaction: high_school.iter().zip(&iq).map(|(hs, iq)| hs * iq).collect(),
        high_school,
        iq,
    };
    let density = Posterior::new(log_likelihood::with(&data));
    visitor.visit(Model::new(
        "kidscore_interaction",
        Some("kidiq-kidscore_interaction"),
        density,
    ));
}
