//! The hierarchical model of the documentation, from attributes to draws.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all)]

use pullback::prelude::*;

/// Eight schools.
#[derive(Parameters, Clone, Debug)]
pub struct EightSchools {
    /// The mean effect.
    #[prior(Normal(0.0, 5.0))]
    pub mu: f64,
    /// The spread of effects.
    #[prior(HalfCauchy(5.0))]
    pub tau: f64,
    /// The schools' effects.
    #[prior(Normal(mu, tau))]
    pub theta: [f64; 8],
}

/// Measured effects and their standard errors.
pub struct Schools {
    /// Effects.
    pub effect: [f64; 8],
    /// Standard errors.
    pub error: [f64; 8],
}

#[differentiable]
fn log_likelihood(p: &EightSchools, #[constant] data: &Schools) -> f64 {
    let mut sum = 0.0;
    for i in 0..8 {
        let z = (data.effect[i] - p.theta[i]) / data.error[i];
        sum -= 0.5 * z * z;
    }
    sum
}

fn main() {
    let data = Schools {
        effect: [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0],
        error: [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0],
    };
    let mut posterior = Posterior::new(log_likelihood::with(&data));
    let position = [1.0, 0.5, 2.0, -1.0, 0.0, 3.0, 1.0, 0.5, 0.0, 2.0];
    let mut grad = [f64::NAN; 10];
    posterior.log_density_and_grad(&position, &mut grad).expect("inside");
    for i in 0..10 {
        let mut at = |shift: f64| {
            let mut moved = position;
            moved[i] += shift;
            posterior.log_density_and_grad(&moved, &mut [0.0; 10]).expect("inside")
        };
        let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
        assert!((grad[i] - slope).abs() < 1e-7, "{i}: {} {slope}", grad[i]);
    }
    let trace = Nuts::default().chains(2).tune(200).draws(100).seed(1).progress(false).sample(&posterior);
    assert_eq!(trace.expect("sampling works").names()[2], "theta[0]");
}
