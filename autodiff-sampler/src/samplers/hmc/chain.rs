//! One chain: a walker that goes to the end of each trajectory, or stays.

use rand::RngExt;

use super::Hmc;
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::nuts::end_point::go_to_end;
use crate::samplers::nuts::hamiltonian::leapfrog;
use crate::samplers::nuts::trajectory::TransitionInfo;
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
        pool.get_mut(*current).refresh_momentum(&mut state.normals);
        let mut info = go_to_end(
            walker,
            density,
            tuning.is_some(),
            steps,
            |density, start, end, inv_metric| leapfrog(density, start, end, inv_metric, step_size),
        )?;
        info.reached_max_depth = cut && info.divergence.is_none();
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
