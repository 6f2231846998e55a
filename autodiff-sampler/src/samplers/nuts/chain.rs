//! One chain: its state, draw by draw.

use serde::{Deserialize, Serialize};

use super::hamiltonian::{Point, evaluate, leapfrog};
use super::metric::MetricAdaptation;
use super::pool::{PointId, Pool};
use super::step_size::{DualAveraging, first_guess};
use super::trajectory::{Transition, TransitionInfo};
use super::warmup::{Advice, Warmup};
use super::{ChainRng, Nuts};
use crate::log_density::{LogDensity, LogDensityError};
use crate::metric::InvMetric;
use crate::samplers::run::{Begin, Chain, DivergentStep, Sampler, Step};
use crate::trace::DrawStats;

/// Where the search for a first step size begins.
const INITIAL_STEP_SIZE: f64 = 0.1;

/// The state of a chain, apart from its points.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct State {
    rng: ChainRng,
    warmup: Warmup,
    step_size: f64,
    gradient_evaluations: u64,
}

/// A running chain.
#[derive(Debug)]
pub(crate) struct NutsChain {
    target_accept: f64,
    max_depth: u32,
    state: State,
    pool: Pool,
    current: PointId,
}

/// A chain at rest: no point but the current one means anything between draws.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SavedChain {
    state: State,
    point: Point,
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
        let mut pool = Pool::new(density.dimension());
        let current = pool.acquire();
        let point = pool.get_mut(current);
        point.position.copy_from_slice(&begin.position);
        evaluate(density, point)?;
        let metric = match &begin.inv_metric {
            Some(variances) => MetricAdaptation::from_variances(self.metric, &point.position, &point.grad, variances),
            None => MetricAdaptation::from_gradient(self.metric, &point.position, &point.grad),
        };
        let averaging = DualAveraging::new(INITIAL_STEP_SIZE, self.target_accept);
        let mut chain = NutsChain {
            target_accept: self.target_accept,
            max_depth: self.max_treedepth,
            state: State {
                rng: begin.rng,
                warmup: Warmup::new(tune, metric, averaging),
                step_size: INITIAL_STEP_SIZE,
                gradient_evaluations: 1,
            },
            pool,
            current,
        };
        chain.whiten();
        chain.search_step_size(density)?;
        Ok(chain)
    }

    fn restore(&self, saved: SavedChain) -> NutsChain {
        let mut pool = Pool::new(saved.point.position.len());
        let current = pool.acquire();
        *pool.get_mut(current) = saved.point;
        NutsChain {
            target_accept: self.target_accept,
            max_depth: self.max_treedepth,
            state: saved.state,
            pool,
            current,
        }
    }
}

impl<P: LogDensity> Chain<P> for NutsChain {
    type Saved = SavedChain;

    fn tune(&mut self, density: &mut P, draw: usize) -> Result<Step, LogDensityError> {
        let max_depth = self.state.warmup.max_depth(draw as u64, self.max_depth);
        let info = self.transition(density, max_depth, true)?;
        let point = self.pool.get(self.current);
        match self.state.warmup.learn(draw as u64, point, &info) {
            Advice::Continue => self.state.step_size = self.state.warmup.step_size.current(),
            Advice::Whiten => {
                self.whiten();
                self.state.step_size = self.state.warmup.step_size.current();
            }
            Advice::WhitenAndSearchStepSize => {
                self.whiten();
                self.search_step_size(density)?;
            }
        }
        Ok(self.step(info))
    }

    fn end_tuning(&mut self) {
        self.state.step_size = self.state.warmup.step_size.averaged();
    }

    fn draw(&mut self, density: &mut P) -> Result<Step, LogDensityError> {
        let info = self.transition(density, self.max_depth, false)?;
        Ok(self.step(info))
    }

    fn position(&self) -> &[f64] {
        &self.pool.get(self.current).position
    }

    fn log_density(&self) -> f64 {
        self.pool.get(self.current).log_density
    }

    fn inv_metric(&self) -> Option<InvMetric> {
        Some(self.state.warmup.metric.inv_metric().clone())
    }

    fn gradient_evaluations(&self) -> u64 {
        self.state.gradient_evaluations
    }

    fn save(&self) -> SavedChain {
        SavedChain {
            state: self.state.clone(),
            point: self.pool.get(self.current).clone(),
        }
    }
}

impl NutsChain {
    fn transition<P: LogDensity>(
        &mut self,
        density: &mut P,
        max_depth: u32,
        tuning: bool,
    ) -> Result<TransitionInfo, LogDensityError> {
        let metric = &mut self.state.warmup.metric;
        let (inv_metric, visited) = if tuning {
            metric.parts()
        } else {
            (metric.inv_metric(), None)
        };
        let transition = Transition {
            density,
            pool: &mut self.pool,
            inv_metric,
            step_size: self.state.step_size,
            max_depth,
            rng: &mut self.state.rng,
            visited,
        };
        let (chosen, info) = transition.run(self.current)?;
        self.current = chosen;
        self.state.gradient_evaluations += u64::from(info.leapfrog_steps);
        Ok(info)
    }

    /// Brings the current point's whitened gradient up to a new metric.
    fn whiten(&mut self) {
        let point = self.pool.get_mut(self.current);
        self.state
            .warmup
            .metric
            .inv_metric()
            .whiten(&point.grad, &mut point.whitened);
    }

    /// Sets the step size to one whose first step is accepted about as often as wanted, and begins to adapt it afresh.
    fn search_step_size<P: LogDensity>(&mut self, density: &mut P) -> Result<(), LogDensityError> {
        let Self {
            state, pool, current, ..
        } = self;
        pool.release_all_but(*current);
        let next = pool.acquire();
        state.step_size = first_guess(INITIAL_STEP_SIZE, self.target_accept, |step| {
            pool.get_mut(*current).refresh_momentum(&mut state.rng);
            let (from, to) = pool.pair_mut(*current, next);
            leapfrog(density, from, to, state.warmup.metric.inv_metric(), step)?;
            state.gradient_evaluations += 1;
            let acceptance = (from.energy - to.energy).exp().min(1.0);
            Ok(if acceptance.is_nan() { 0.0 } else { acceptance })
        })?;
        state.warmup.step_size = DualAveraging::new(state.step_size, self.target_accept);
        Ok(())
    }

    /// What the driver wants to know of a transition.
    fn step(&self, info: TransitionInfo) -> Step {
        let stats = stats_of(self.pool.get(self.current), &info, self.state.step_size);
        let divergence = info.divergence.map(|step| DivergentStep {
            start: step.start,
            end: step.end,
            energy_error: step.energy_error,
        });
        Step { stats, divergence }
    }
}

fn stats_of(point: &Point, info: &TransitionInfo, step_size: f64) -> DrawStats {
    DrawStats {
        energy: point.energy,
        lp: point.log_density,
        tree_depth: info.depth,
        reached_max_treedepth: info.reached_max_depth,
        n_steps: info.leapfrog_steps,
        step_size,
        acceptance_rate: info.acceptance(),
        diverging: info.divergence.is_some(),
    }
}
