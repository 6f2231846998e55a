//! Traces of samplers that draw in another way than along trajectories.

use std::time::Duration;

use crate::samplers::SampleError;
use crate::trace::{ChainRecord, DrawStats, EndReason, Trace, TraceBuilder, TraceTooLarge};

/// What one chain has drawn.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// Stored values, draw after draw.
    pub stored: Vec<f64>,
    /// The log density at each draw.
    pub lp: Vec<f64>,
    /// The acceptance of each draw: of a proposal, 0 or 1; 1 for a draw that was not proposed but made.
    pub acceptance: Vec<f64>,
    /// Evaluations of the density or of its gradient.
    pub evaluations: u64,
    pub cpu_time: Duration,
}

/// The statistics of a draw that was made in another way than along a trajectory: those of trajectories are 0, or NaN where they are
/// not counts.
pub(crate) fn without_trajectory(lp: f64, acceptance_rate: f64) -> DrawStats {
    DrawStats {
        energy: f64::NAN,
        lp,
        tree_depth: 0,
        reached_max_treedepth: false,
        n_steps: 0,
        step_size: f64::NAN,
        acceptance_rate,
        diverging: false,
    }
}

/// Puts chains of equal length together; so many draws were planned, and this is why there are no more.
///
/// # Errors
///
/// If there is no memory for them.
pub(crate) fn trace(
    names: Vec<String>,
    seed: u64,
    (tune, planned, reason): (usize, usize, EndReason),
    chains: Vec<Record>,
    wall_time: Duration,
) -> Result<Trace, SampleError> {
    let (width, count) = (names.len(), chains.len());
    let draws = chains.first().map_or(0, |chain| chain.lp.len());
    let mut builder =
        TraceBuilder::new(names, count, tune, planned, seed).map_err(|TraceTooLarge| SampleError::TooLarge {
            values: width,
            chains: count,
            draws: planned,
        })?;
    for (mut columns, chain) in builder.columns().into_iter().zip(&chains) {
        for draw in 0..draws {
            columns.set(draw, &chain.stored[draw * width..(draw + 1) * width]);
        }
    }
    let records = chains.into_iter().enumerate().map(|(index, chain)| {
        let mut record = ChainRecord::with_capacity(index, draws);
        for (lp, acceptance) in chain.lp.iter().zip(&chain.acceptance) {
            record.stats.push(without_trajectory(*lp, *acceptance));
        }
        record.gradient_evaluations = chain.evaluations;
        record.cpu_time = chain.cpu_time;
        record
    });
    let kept: Vec<usize> = (0..count).collect();
    Ok(builder.finish(records.collect(), &kept, draws, reason, wall_time))
}
