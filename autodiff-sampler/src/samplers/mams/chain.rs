//! One chain: trajectories of constant speed, to whose ends the chain goes, or stays.

use rand::RngExt;

use super::Mams;
use super::velocity::{normalise, turn};
use crate::log_density::{LogDensity, LogDensityError};
use crate::metric::{BlockVector, FirstHalf, InvMetric};
use crate::samplers::nuts::end_point::go_to_end;
use crate::samplers::nuts::hamiltonian::{Point, evaluate};
use crate::samplers::nuts::trajectory::TransitionInfo;
use crate::samplers::nuts::walker::{SavedWalker, Walker};
use crate::samplers::nuts::walking::{Move, Walking};
use crate::samplers::run::{Begin, Sampler};

impl<P: LogDensity> Sampler<P> for Mams {
    type Chain = Walking<Self>;

    const NAME: &'static str = "mams";

    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("target_accept", self.target_accept.to_string()),
            ("path_length", self.path_length.to_string()),
            ("max_steps", self.max_steps.to_string()),
            ("metric", format!("{:?}", self.metric)),
        ]
    }

    fn begin(&self, density: &mut P, begin: Begin, tune: usize) -> Result<Walking<Self>, LogDensityError> {
        Ok(Walking {
            step: self.clone(),
            walker: Walker::begin(density, begin, tune, self.metric, self.target_accept)?,
        })
    }

    fn restore(&self, saved: SavedWalker) -> Walking<Self> {
        Walking {
            step: self.clone(),
            walker: Walker::restore(saved),
        }
    }
}

impl Move for Mams {
    fn go<P: LogDensity>(
        &self,
        walker: &mut Walker,
        density: &mut P,
        tuning: Option<usize>,
    ) -> Result<(TransitionInfo, f64), LogDensityError> {
        let Walker { state, pool, current } = walker;
        let step_size = state.step_size;
        let (steps, cut) = self.steps(step_size, state.rng.random());
        let first = pool.get_mut(*current);
        first.refresh_momentum(&mut state.normals);
        normalise(&mut first.momentum);
        // Speeds are all the same: kinetic energy is what is gained from here on.
        (first.kinetic, first.energy) = (0.0, -first.log_density);
        let nothing = BlockVector::zeros(first.position.len());
        let mut info = go_to_end(
            walker,
            density,
            tuning.is_some(),
            steps,
            |density, start, end, inv_metric| step(density, start, end, inv_metric, step_size, &nothing),
        )?;
        walker.pool.get_mut(walker.current).energy = f64::NAN;
        info.reached_max_depth = cut && info.divergence.is_none();
        Ok((info, step_size))
    }
}

impl Mams {
    /// Steps in a trajectory whose length is `share` of the longest one, and whether they are fewer than that asks for.
    fn steps(&self, step_size: f64, share: f64) -> (u32, bool) {
        let wanted = (2.0 * self.path_length * share / step_size).ceil();
        let largest = f64::from(self.max_steps);
        (wanted.clamp(1.0, largest) as u32, wanted > largest)
    }
}

/// One step: half a turn, a straight piece, and another half turn.
///
/// A density or gradient that is not finite ends up in `end.energy`, which is all that the caller has to look at.
fn step<P: LogDensity>(
    density: &mut P,
    start: &Point,
    end: &mut Point,
    inv_metric: &InvMetric,
    step: f64,
    nothing: &BlockVector,
) -> Result<(), LogDensityError> {
    // Sums of momenta are not needed here, so that there is room for the velocity of the straight piece.
    let velocity = &mut end.momentum_sum;
    velocity.blocks_mut().copy_from_slice(start.momentum.blocks());
    let first_gain = turn(velocity, &start.whitened, 0.5 * step);
    inv_metric.first_half(FirstHalf {
        position: &start.position,
        momentum: velocity,
        whitened: nothing,
        step,
        end_position: &mut end.position,
        end_momentum: &mut end.momentum,
    });
    evaluate(density, end)?;
    inv_metric.whiten(&end.grad, &mut end.whitened);
    let second_gain = turn(&mut end.momentum, &end.whitened, 0.5 * step);
    end.kinetic = start.kinetic + first_gain + second_gain;
    end.energy = end.kinetic - end.log_density;
    end.index = start.index + 1;
    Ok(())
}
