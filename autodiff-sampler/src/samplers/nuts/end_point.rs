//! Trajectories that are followed to their end, where the chain goes, or stays: what samplers without a tree share.

use rand::RngExt;

use super::hamiltonian::Point;
use super::trajectory::{MAX_ENERGY_ERROR, MAX_VISITED_ENERGY, TransitionInfo, VISITED_STRIDE, divergent_step};
use super::walker::Walker;
use crate::log_density::{LogDensity, LogDensityError};
use crate::metric::InvMetric;

/// Follows a trajectory of `steps` steps from the walker's point, whose momentum and energy are those of its beginning, and goes to
/// its end with probability min(1, exp(H₀ - H)). While `tuning`, points on the way are learnt from.
///
/// # Errors
///
/// Those of `step`.
pub(crate) fn go_to_end<P: LogDensity>(
    walker: &mut Walker,
    density: &mut P,
    tuning: bool,
    steps: u32,
    mut step: impl FnMut(&mut P, &Point, &mut Point, &InvMetric) -> Result<(), LogDensityError>,
) -> Result<TransitionInfo, LogDensityError> {
    let Walker { state, pool, current } = walker;
    let (inv_metric, mut visited) = if tuning {
        state.warmup.metric.parts()
    } else {
        (state.warmup.metric.inv_metric(), None)
    };
    pool.release_all_but(*current);
    let initial_energy = pool.get(*current).energy;
    let (mut from, mut to, spare) = (*current, pool.acquire(), pool.acquire());
    let mut energy_error = 0.0;
    for done in 1..=steps {
        let (start, end) = pool.pair_mut(from, to);
        step(density, start, end, inv_metric)?;
        state.gradient_evaluations += 1;
        energy_error = end.energy - initial_energy;
        if !(energy_error.is_finite() && energy_error <= MAX_ENERGY_ERROR) {
            let mut info = TransitionInfo::of_last_point(done, 0.0, false);
            info.divergence = Some(divergent_step(start, end, energy_error));
            return Ok(info);
        }
        if let Some(visited) = &mut visited
            && done.is_multiple_of(VISITED_STRIDE)
            && energy_error < MAX_VISITED_ENERGY
        {
            visited.add(&end.position, &end.grad);
        }
        // The first point is needed again, should the last one be rejected.
        (from, to) = (to, if from == *current { spare } else { from });
    }
    let weight = (-energy_error).exp();
    let accepted = state.rng.random::<f64>() < weight;
    if accepted {
        *current = from;
    }
    Ok(TransitionInfo::of_last_point(steps, weight, accepted))
}
