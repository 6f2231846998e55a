//! Finding a position that a chain can start from.

use rand::Rng;

use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::SampleError;

/// Positions tried before giving up, as in Stan.
const TRIES: usize = 100;

/// A position with finite density and gradient.
pub(crate) struct Start {
    pub position: Vec<f64>,
    /// Gradients that it took.
    pub evaluations: u64,
}

/// Asks the density for positions until it can be evaluated at one.
pub(crate) fn find<P: LogDensity>(density: &mut P, chain: usize, rng: &mut dyn Rng) -> Result<Start, SampleError> {
    let dimension = density.dimension();
    let mut position = vec![0.0; dimension];
    let mut grad = vec![0.0; dimension];
    let mut problem = String::new();
    for evaluations in 1..=TRIES as u64 {
        density.initial_position(rng, &mut position);
        // A density that forgets to set its gradient must not start from the previous try's.
        grad.fill(f64::NAN);
        problem = match density.log_density_and_grad(&position, &mut grad) {
            Ok(value) => match objection(value, &grad) {
                None => return Ok(Start { position, evaluations }),
                Some(objection) => objection,
            },
            Err(error @ LogDensityError::Recoverable(_)) => error.to_string(),
            Err(source) => return Err(SampleError::Density { chain, source }),
        };
    }
    let explanation = density.explain(&position);
    Err(SampleError::Start {
        chain,
        tries: TRIES,
        problem,
        explanation,
        position,
    })
}

/// What makes a value and gradient unusable, if anything.
fn objection(value: f64, grad: &[f64]) -> Option<String> {
    if value == f64::NEG_INFINITY {
        return Some("the density is zero".to_owned());
    }
    if !value.is_finite() {
        return Some(format!("the log density is {value}"));
    }
    let (i, component) = grad.iter().enumerate().find(|(_, g)| !g.is_finite())?;
    Some(format!("component {i} of the gradient is {component}"))
}
