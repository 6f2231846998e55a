//! One chain: a walker that NUTS moves, draw by draw.

use super::Nuts;
use super::trajectory::{Transition, TransitionInfo};
use super::walker::{SavedWalker, Walker};
use crate::log_density::{LogDensity, LogDensityError};
use crate::metric::InvMetric;
use crate::samplers::run::{Begin, Chain, Sampler, Step};

/// A running chain.
#[derive(Debug)]
pub(crate) struct NutsChain {
    max_depth: u32,
    walker: Walker,
}

impl<P: LogDensity> Sampler<P> for Nuts {
    type Chain = NutsChain;

    const NAME: &'static str = "nuts";

    fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("target_accept", self.target_accept.to_string()),
            ("max_treedepth", self.max_treedepth.to_string()),
            ("metric", format!("{:?}", self.metric)),
        ]
    }

    fn begin(&self, density: &mut P, begin: Begin, tune: usize) -> Result<NutsChain, LogDensityError> {
        Ok(NutsChain {
            max_depth: self.max_treedepth,
            walker: Walker::begin(density, begin, tune, self.metric, self.target_accept)?,
        })
    }

    fn restore(&self, saved: SavedWalker) -> NutsChain {
        NutsChain {
            max_depth: self.max_treedepth,
            walker: Walker::restore(saved),
        }
    }
}

impl<P: LogDensity> Chain<P> for NutsChain {
    type Saved = SavedWalker;

    fn tune(&mut self, density: &mut P, draw: usize) -> Result<Step, LogDensityError> {
        let max_depth = self.walker.state.warmup.max_depth(draw as u64, self.max_depth);
        let info = self.transition(density, max_depth, true)?;
        self.walker.learn(density, draw, &info)?;
        Ok(self.walker.step(info, self.walker.state.step_size))
    }

    fn end_tuning(&mut self) {
        self.walker.end_tuning();
    }

    fn draw(&mut self, density: &mut P) -> Result<Step, LogDensityError> {
        let info = self.transition(density, self.max_depth, false)?;
        Ok(self.walker.step(info, self.walker.state.step_size))
    }

    fn position(&self) -> &[f64] {
        &self.walker.point().position
    }

    fn log_density(&self) -> f64 {
        self.walker.point().log_density
    }

    fn inv_metric(&self) -> Option<InvMetric> {
        Some(self.walker.state.warmup.metric.inv_metric().clone())
    }

    fn gradient_evaluations(&self) -> u64 {
        self.walker.state.gradient_evaluations
    }

    fn save(&self) -> SavedWalker {
        self.walker.save()
    }
}

impl NutsChain {
    fn transition<P: LogDensity>(
        &mut self,
        density: &mut P,
        max_depth: u32,
        tuning: bool,
    ) -> Result<TransitionInfo, LogDensityError> {
        let Walker { state, pool, current } = &mut self.walker;
        let metric = &mut state.warmup.metric;
        let (inv_metric, visited) = if tuning {
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
        Ok(info)
    }
}
