//! Where walkers start: apart from one another, and where the density has a value, gradient or not.

use std::ops::Range;

use rand::Rng;

use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::run::ChainRng;
use crate::samplers::start::{self, Found, NotFound, Starts};

/// A position for each of the `walkers`, by their numbers in the run.
///
/// # Errors
///
/// If a walker finds no usable position, or all of them are at the same value of a coordinate, which no move would ever change.
pub(super) fn find<P: LogDensity>(
    density: &mut P,
    starts: &Starts,
    walkers: Range<usize>,
    rng: &mut ChainRng,
) -> Result<Found, NotFound> {
    let dimension = density.dimension();
    let count = walkers.len();
    let (mut position, mut evaluations) = (Vec::with_capacity(count * dimension), 0);
    for walker in walkers {
        let found = start::find(&mut ValuesOnly(density), starts, 1, walker, rng)?;
        position.extend(found.position);
        evaluations += found.evaluations;
    }
    let is_common = |i: &usize| position.iter().skip(*i).step_by(dimension).all(|x| *x == position[*i]);
    if let Some(i) = (0..dimension).find(is_common) {
        return Err(NotFound::Unusable {
            tries: count,
            problem: format!(
                "all walkers are at {} in coordinate {i}; they must start apart from one another, or they never move: give each a start \
                 of its own, or spread them with `jitter`",
                position[i]
            ),
            explanation: None,
            position: position[..dimension].to_vec(),
        });
    }
    Ok(Found {
        position,
        inv_metric: None,
        sample: Vec::new(),
        evaluations,
    })
}

/// A density as if its gradient were zero, for the search of a start, which otherwise asks for a finite one.
struct ValuesOnly<'a, P>(&'a mut P);

impl<P: LogDensity> LogDensity for ValuesOnly<'_, P> {
    fn dimension(&self) -> usize {
        self.0.dimension()
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        grad.fill(0.0);
        self.0.log_density(position)
    }

    fn initial_position(&self, rng: &mut dyn Rng, position: &mut [f64]) {
        self.0.initial_position(rng, position);
    }

    fn explain(&mut self, position: &[f64]) -> Option<String> {
        self.0.explain(position)
    }
}
