//! One chain: a walker that NUTS moves, draw by draw.

use super::Nuts;
use super::trajectory::{Transition, TransitionInfo};
use super::walker::{SavedWalker, Walker};
use super::walking::{Move, Walking};
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::run::{Begin, Sampler};

/// Trajectories that end where they turn back.
#[derive(Debug)]
pub(crate) struct NutsMove {
    max_depth: u32,
}

impl<P: LogDensity> Sampler<P> for Nuts {
    type Chain = Walking<NutsMove>;

    const NAME: &'static str = "nuts";

    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("target_accept", self.target_accept.to_string()),
            ("max_treedepth", self.max_treedepth.to_string()),
            ("metric", format!("{:?}", self.metric)),
        ]
    }

    fn begin(&self, density: &mut P, begin: Begin, tune: usize) -> Result<Walking<NutsMove>, LogDensityError> {
        Ok(Walking {
            step: NutsMove {
                max_depth: self.max_treedepth,
            },
            walker: Walker::begin(density, begin, tune, self.metric, self.target_accept)?,
        })
    }

    fn restore(&self, saved: SavedWalker) -> Walking<NutsMove> {
        Walking {
            step: NutsMove {
                max_depth: self.max_treedepth,
            },
            walker: Walker::restore(saved),
        }
    }
}

impl Move for NutsMove {
    fn go<P: LogDensity>(
        &self,
        walker: &mut Walker,
        density: &mut P,
        tuning: Option<usize>,
    ) -> Result<(TransitionInfo, f64), LogDensityError> {
        let Walker { state, pool, current } = walker;
        let max_depth = match tuning {
            Some(draw) => state.warmup.max_depth(draw as u64, self.max_depth),
            None => self.max_depth,
        };
        let metric = &mut state.warmup.metric;
        let (inv_metric, visited) = if tuning.is_some() {
            metric.parts()
        } else {
            (metric.inv_metric(), None)
        };
        let transition = Transition {
            density,
            pool,
            inv_metric,
            step_size: state.step_size,
            max_depth,
            rng: &mut state.rng,
            normals: &mut state.normals,
            visited,
        };
        let (chosen, info) = transition.run(*current)?;
        *current = chosen;
        state.gradient_evaluations += u64::from(info.leapfrog_steps);
        Ok((info, state.step_size))
    }
}
