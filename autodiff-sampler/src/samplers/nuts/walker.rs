//! What chains of NUTS and of static Hamiltonian Monte Carlo share: a point, and what was learnt of metric and step size.

use serde::{Deserialize, Serialize};

use super::ChainRng;
use super::hamiltonian::{Point, evaluate, leapfrog};
use super::metric::{Metric, MetricAdaptation};
use super::normals::Normals;
use super::pool::{PointId, Pool};
use super::step_size::{DualAveraging, first_guess};
use super::trajectory::TransitionInfo;
use super::warmup::{Advice, Warmup};
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::run::{Begin, DivergentStep, Step};
use crate::trace::DrawStats;

/// Where the search for a first step size begins.
const INITIAL_STEP_SIZE: f64 = 0.1;

/// The state of a chain, apart from its points.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    pub rng: ChainRng,
    /// Momenta come from here; `rng` is for everything else.
    pub normals: Normals,
    pub warmup: Warmup,
    pub step_size: f64,
    pub gradient_evaluations: u64,
    target_accept: f64,
}

/// A state with its points, of which the current one alone means anything between draws.
#[derive(Debug)]
pub(crate) struct Walker {
    pub state: State,
    pub pool: Pool,
    pub current: PointId,
}

/// A chain at rest.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SavedWalker {
    state: State,
    point: Point,
}

impl Walker {
    /// Evaluates the density where the chain begins, and searches a step size there.
    pub fn begin<P: LogDensity>(
        density: &mut P,
        begin: Begin,
        tune: usize,
        metric: Metric,
        target_accept: f64,
    ) -> Result<Self, LogDensityError> {
        let mut pool = Pool::new(density.dimension());
        let current = pool.acquire();
        let point = pool.get_mut(current);
        point.position.copy_from_slice(&begin.position);
        evaluate(density, point)?;
        let metric = match &begin.inv_metric {
            Some(variances) => MetricAdaptation::from_variances(metric, &point.position, &point.grad, variances),
            None => MetricAdaptation::from_gradient(metric, &point.position, &point.grad),
        };
        let metric = metric.with_sample(&begin.sample);
        let mut rng = begin.rng;
        let averaging = DualAveraging::new(INITIAL_STEP_SIZE, target_accept);
        let state = State {
            normals: Normals::new(&mut rng),
            rng,
            warmup: Warmup::new(tune, metric, averaging),
            step_size: INITIAL_STEP_SIZE,
            gradient_evaluations: 1,
            target_accept,
        };
        let mut walker = Self { state, pool, current };
        walker.whiten();
        walker.search_step_size(density)?;
        Ok(walker)
    }

    pub fn restore(saved: SavedWalker) -> Self {
        let mut pool = Pool::new(saved.point.position.len());
        let current = pool.acquire();
        *pool.get_mut(current) = saved.point;
        Self {
            state: saved.state,
            pool,
            current,
        }
    }

    pub fn save(&self) -> SavedWalker {
        SavedWalker {
            state: self.state.clone(),
            point: self.point().clone(),
        }
    }

    pub fn point(&self) -> &Point {
        self.pool.get(self.current)
    }

    /// Learns from tuning draw number `draw`, which led to the current point.
    pub fn learn<P: LogDensity>(
        &mut self,
        density: &mut P,
        draw: usize,
        info: &TransitionInfo,
    ) -> Result<(), LogDensityError> {
        let point = self.pool.get(self.current);
        match self.state.warmup.learn(draw as u64, point, info) {
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
        Ok(())
    }

    /// Keeps the step size that tuning came to.
    pub fn end_tuning(&mut self) {
        self.state.step_size = self.state.warmup.step_size.averaged();
    }

    /// Brings the current point's whitened gradient up to a new metric.
    fn whiten(&mut self) {
        let point = self.pool.get_mut(self.current);
        let inv_metric = self.state.warmup.metric.inv_metric();
        inv_metric.whiten(&point.grad, &mut point.whitened);
    }

    /// Sets the step size to one whose first step is accepted about as often as wanted, and begins to adapt it afresh.
    fn search_step_size<P: LogDensity>(&mut self, density: &mut P) -> Result<(), LogDensityError> {
        let Self { state, pool, current } = self;
        pool.release_all_but(*current);
        let next = pool.acquire();
        state.step_size = first_guess(INITIAL_STEP_SIZE, state.target_accept, |step| {
            pool.get_mut(*current).refresh_momentum(&mut state.normals);
            let (from, to) = pool.pair_mut(*current, next);
            leapfrog(density, from, to, state.warmup.metric.inv_metric(), step)?;
            state.gradient_evaluations += 1;
            let acceptance = (from.energy - to.energy).exp().min(1.0);
            Ok(if acceptance.is_nan() { 0.0 } else { acceptance })
        })?;
        state.warmup.step_size = DualAveraging::new(state.step_size, state.target_accept);
        Ok(())
    }

    /// What the driver wants to know of a transition made with steps of `step_size`.
    pub fn step(&self, info: TransitionInfo, step_size: f64) -> Step {
        let stats = stats_of(self.point(), &info, step_size);
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
