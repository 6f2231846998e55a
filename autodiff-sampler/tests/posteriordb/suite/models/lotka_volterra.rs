//! Hares and lynxes by Lotka's and Volterra's equations, with lognormal errors.

use crate::suite::{Model, Source, Visit};
use pullback::ode::OdeSettings;
use pullback::ode_solver;
use pullback::prelude::*;

#[derive(Parameters, Clone, Debug)]
pub struct Ecology {
    /// Growth of the prey and its loss to predators, loss of predators and their growth on prey.
    #[prior(Normal([1.0, 0.05, 1.0, 0.05], [0.5, 0.05, 0.5, 0.05]))]
    #[support(positive)]
    theta: [f64; 4],
    /// Prey and predators at time 0; ln 10 is 2.302585….
    #[prior(LogNormal(std::f64::consts::LN_10, 1.0))]
    z_init: [f64; 2],
    #[prior(LogNormal(-1.0, 1.0))]
    sigma: [f64; 2],
}

#[derive(Debug)]
struct Pelts {
    times: Vec<f64>,
    /// Logarithms of what was seen at time 0 and at the times.
    log_first: [f64; 2],
    log_seen: [Vec<f64>; 2],
    tolerance: OdeSettings,
}

#[differentiable]
fn rates(_t: f64, z: &[f64; 2], theta: &[f64; 4]) -> [f64; 2] {
    [
        (theta[0] - theta[1] * z[1]) * z[0],
        (-theta[2] + theta[3] * z[0]) * z[1],
    ]
}

ode_solver! {
    fn populations = dormand_prince(rates: [f64; 2], &[f64; 4]);
}

#[differentiable]
fn log_likelihood(p: &Ecology, #[constant] data: &Pelts) -> f64 {
    let Ok(populations) = populations(&p.z_init, 0.0, &data.times, &p.theta, &data.tolerance) else {
        return f64::NEG_INFINITY;
    };
    let mut sum = 0.0;
    for k in 0..2 {
        let residual = data.log_first[k] - p.z_init[k].ln();
        let mut squares = residual * residual;
        for (state, seen) in populations.iter().zip(&data.log_seen[k]) {
            let residual = seen - state[k].ln();
            squares += residual * residual;
        }
        let count = data.times.len() as f64 + 1.0;
        sum -= 0.5 * squares / (p.sigma[k] * p.sigma[k]) + count * p.sigma[k].ln();
    }
    sum
}

pub fn visit(source: &Source, visitor: &mut impl Visit) {
    let data = source.data("hudson_lynx_hare");
    let data = Pelts {
        times: data.numbers("ts"),
        log_first: data.array("y_init").map(f64::ln),
        log_seen: data.columns("y").map(|seen| seen.into_iter().map(f64::ln).collect()),
        // As Stan's model has it.
        tolerance: OdeSettings::with_tolerances(1e-5, 1e-3),
    };
    let density = Posterior::new(log_likelihood::with(&data));
    let posterior = Some("hudson_lynx_hare-lotka_volterra");
    visitor.visit(Model {
        smooth_to: 1e-4,
        // Without oscillations, large errors explain everything, forty nats below: a sixth of the chains start there, and stay.
        has_poor_modes: true,
        ..Model::new("lotka_volterra", posterior, density)
    });
}
