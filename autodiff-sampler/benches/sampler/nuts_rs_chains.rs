//! The sampler of nuts-rs on our densities.

use crate::measure::Cost;
use cpu_time::ThreadTime;
use nuts_rs::{Chain, CpuLogpFunc, CpuMath, CpuMathError, HasDims, LogpError, Settings};
use pullback::sampler::{LogDensity, LogDensityError};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::HashMap;

/// Chains, tuning and draws of a run.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    pub chains: usize,
    pub tune: usize,
    pub draws: usize,
}

/// A density of ours as nuts-rs wants it.
struct Wrapped<D>(D);

#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct Failed(LogDensityError);

impl LogpError for Failed {
    fn is_recoverable(&self) -> bool {
        !matches!(self.0, LogDensityError::Fatal(_))
    }
}

impl<D: LogDensity> HasDims for Wrapped<D> {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        HashMap::from([("unconstrained_parameter".to_owned(), self.0.dimension() as u64)])
    }
}

impl<D: LogDensity> CpuLogpFunc for Wrapped<D> {
    type LogpError = Failed;
    type ExpandedVector = Vec<f64>;
    type FlowParameters = ();

    fn dim(&self) -> usize {
        self.0.dimension()
    }

    fn logp(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, Failed> {
        self.0.log_density_and_grad(position, grad).map_err(Failed)
    }

    fn expand_vector<R: rand::Rng + ?Sized>(&mut self, _: &mut R, position: &[f64]) -> Result<Vec<f64>, CpuMathError> {
        Ok(position.to_vec())
    }
}

/// Adds a run with these settings; false if a chain failed.
pub fn add<D: LogDensity + Clone>(
    cost: &mut Cost,
    density: &D,
    settings: &impl Settings,
    length: Length,
    seed: u64,
) -> bool {
    let stored = density.stored_dimension();
    let clock = ThreadTime::now();
    // As a chain of ours does, each value's draws lie together.
    let mut columns = vec![vec![vec![0.0; length.draws]; length.chains]; stored];
    let mut gradients = 0.0;
    for chain in 0..length.chains {
        let Some((steps, divergences)) = draw(&mut columns, density, settings, length, seed, chain) else {
            return false;
        };
        gradients += steps;
        cost.divergences += divergences;
    }
    cost.cpu_seconds += clock.elapsed().as_secs_f64();
    let columns = columns.iter().map(|chains| chains.iter().map(Vec::as_slice).collect());
    cost.add_columns(columns, gradients);
    cost.draws += (length.chains * length.draws) as f64;
    true
}

/// Fills a chain's columns; the gradients of its draws, and how many of them diverged.
fn draw<D: LogDensity + Clone>(
    columns: &mut [Vec<Vec<f64>>],
    density: &D,
    settings: &impl Settings,
    length: Length,
    seed: u64,
    chain: usize,
) -> Option<(f64, usize)> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed * 1000 + chain as u64);
    let mut position = vec![0.0; density.dimension()];
    let mut grad = position.clone();
    let mut probe = density.clone();
    let is_start = |value: Result<f64, _>, grad: &[f64]| {
        value.is_ok_and(|value: f64| value.is_finite()) && grad.iter().all(|g| g.is_finite())
    };
    let start = (0..100).find(|_| {
        density.initial_position(&mut rng, &mut position);
        let value = probe.log_density_and_grad(&position, &mut grad);
        is_start(value, &grad)
    });
    start?;
    let math = CpuMath::new(Wrapped(density.clone()));
    let mut sampler = settings.new_chain(chain as u64, math, &mut rng).ok()?;
    sampler.set_position(&position).ok()?;
    let mut stored = vec![0.0; columns.len()];
    let (mut steps, mut divergences) = (0.0, 0);
    for _ in 0..length.tune {
        sampler.draw().ok()?;
    }
    for draw in 0..length.draws {
        let (position, progress) = sampler.draw().ok()?;
        density.expand(&position, &mut stored);
        for (column, value) in columns.iter_mut().zip(&stored) {
            column[chain][draw] = *value;
        }
        steps += progress.num_steps as f64;
        divergences += usize::from(progress.diverging);
    }
    Some((steps, divergences))
}
