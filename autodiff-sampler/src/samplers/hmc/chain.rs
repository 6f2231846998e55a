//! One chain: a walker that goes to the end of each trajectory, or stays.

use rand::RngExt;

use super::Hmc;
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::nuts::hamiltonian::leapfrog;
use crate::samplers::nuts::trajectory::{
    MAX_ENERGY_ERROR, MAX_VISITED_ENERGY, TransitionInfo, VISITED_STRIDE, divergent_step,
};
use crate::samplers::nuts::walker::{SavedWalker, Walker};
use crate::samplers::nuts::walking::{Move, Walking};
use crate::samplers::run::{Begin, Sampler};

impl<P: LogDensity> Sampler<P> for Hmc {
    type Chain = Walking<Self>;

    const NAME: &'static str = "hmc";

    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("target_accept", self.target_accept.to_string()),
            ("path_length", self.path_length.to_string()),
            ("n_steps", format!("{:?}", self.n_steps)),
            ("step_size_jitter", self.step_size_jitter.to_string()),
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

impl Move for Hmc {
    fn go<P: LogDensity>(
        &self,
        walker: &mut Walker,
        density: &mut P,
        tuning: Option<usize>,
    ) -> Result<(TransitionInfo, f64), LogDensityError> {
        let (steps, cut) = self.steps(walker.state.step_size);
        let Walker { state, pool, current } = walker;
        let jitter = self.step_size_jitter * (2.0 * state.rng.random::<f64>() - 1.0);
        let step_size = state.step_size * (1.0 + jitter);
        let (inv_metric, mut visited) = if tuning.is_some() {
            state.warmup.metric.parts()
        } else {
            (state.warmup.metric.inv_metric(), None)
        };
        pool.release_all_but(*current);
        pool.get_mut(*current).refresh_momentum(&mut state.normals);
        let initial_energy = pool.get(*current).energy;
        let (mut from, mut to, spare) = (*current, pool.acquire(), pool.acquire());
        let mut energy_error = 0.0;
        for done in 1..=steps {
            let (start, end) = pool.pair_mut(from, to);
            leapfrog(density, start, end, inv_metric, step_size)?;
            state.gradient_evaluations += 1;
            energy_error = end.energy - initial_energy;
            if !(energy_error.is_finite() && energy_error <= MAX_ENERGY_ERROR) {
                let mut info = TransitionInfo::of_last_point(done, 0.0, false);
                info.divergence = Some(divergent_step(start, end, energy_error));
                return Ok((info, step_size));
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
        let mut info = TransitionInfo::of_last_point(steps, weight, accepted);
        info.reached_max_depth = cut;
        Ok((info, step_size))
    }
}

impl Hmc {
    /// Leapfrog steps in a trajectory with this step size, and whether they are fewer than its length asks for.
    fn steps(&self, step_size: f64) -> (u32, bool) {
        let wanted = match self.n_steps {
            Some(steps) => f64::from(steps),
            None => (self.path_length / step_size).ceil(),
        };
        let largest = f64::from(self.max_steps);
        (wanted.clamp(1.0, largest) as u32, wanted > largest)
    }
}
