//! Arguments of priors that are expressions of earlier fields, against finite differences.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all)]

use pullback::prelude::*;
use pullback::runtime::{Active, ObjectiveFn};

const SCALE: f64 = 0.5;

#[derive(Parameters, Clone, Debug)]
struct Inner {
    #[prior(HalfNormal(2.0))]
    k: f64,
}

#[derive(Parameters, Clone, Debug)]
struct Model {
    #[prior(HalfNormal(1.0))]
    tau: f64,
    #[prior(Normal(0.0, 2.0 * tau))]
    x: [f64; 2],
    inner: Inner,
    #[prior(Normal(x[0] * SCALE - x[1], (tau * 0.1).exp() + inner.k))]
    y: f64,
}

fn main() {
    let nothing = ObjectiveFn::new(|_: &Model| 0.0, |_: &Model, _: &ModelShadow<Active>| 0.0);
    let mut posterior = Posterior::new(nothing);
    let position = [0.3, -0.7, 1.1, 0.2, 0.5];
    let mut grad = [0.0; 5];
    posterior.log_density_and_grad(&position, &mut grad).expect("inside");
    for i in 0..5 {
        let mut at = |shift: f64| {
            let mut moved = position;
            moved[i] += shift;
            posterior.log_density_and_grad(&moved, &mut [0.0; 5]).expect("inside")
        };
        let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
        assert!((grad[i] - slope).abs() < 1e-8, "{i}: {} {slope}", grad[i]);
    }
}
