//! One chain from its start to its last draw.

use std::sync::atomic::{AtomicBool, Ordering};

use cpu_time::ThreadTime;
use rand::SeedableRng;

use super::hamiltonian::{Point, evaluate, leapfrog};
use super::metric::{MetricAdaptation, Pairs};
use super::pool::{PointId, Pool};
use super::step_size::{DualAveraging, first_guess};
use super::trajectory::{Transition, TransitionInfo};
use super::warmup::{Advice, Warmup};
use super::{ChainRng, Nuts};
use crate::log_density::{LogDensity, LogDensityError};
use crate::metric::InvMetric;
use crate::samplers::progress::ChainProgress;
use crate::samplers::{SampleError, start};
use crate::trace::{ChainColumns, ChainRecord, DrawStats};

/// Where the search for a first step size begins.
const INITIAL_STEP_SIZE: f64 = 0.1;

/// The state of a running chain.
struct Chain<'a, P> {
    settings: &'a Nuts,
    chain: usize,
    density: P,
    rng: ChainRng,
    pool: Pool,
    current: PointId,
    step_size: f64,
    record: ChainRecord,
}

/// Runs chain number `chain` and fills its columns; `None` if another chain has failed and this one was told to stop.
pub(super) fn run<P: LogDensity>(
    settings: &Nuts,
    seed: u64,
    chain: usize,
    density: P,
    columns: ChainColumns<'_>,
    progress: &mut ChainProgress,
    abort: &AtomicBool,
) -> Result<Option<ChainRecord>, SampleError> {
    let clock = ThreadTime::now();
    let mut rng = stream(seed, chain);
    let mut density = density;
    let start = start::find(&mut density, chain, &mut rng)?;
    let mut pool = Pool::new(density.dimension());
    let current = pool.acquire();
    let mut record = ChainRecord::with_capacity(chain, settings.draws);
    record.gradient_evaluations = start.evaluations;
    pool.get_mut(current).position.copy_from_slice(&start.position);

    let mut chain = Chain {
        settings,
        chain,
        density,
        rng,
        pool,
        current,
        step_size: INITIAL_STEP_SIZE,
        record,
    };
    let finished = chain.warm_up(progress, abort).and_then(|warmup| match warmup {
        Some(warmup) => chain.draw(&warmup, columns, progress, abort),
        None => Ok(false),
    });
    let finished = finished.map_err(|source| SampleError::Density {
        chain: chain.chain,
        source,
    })?;
    chain.record.cpu_time = clock.elapsed();
    Ok(finished.then_some(chain.record))
}

/// Chain `chain`'s own stream of random numbers: 2¹²⁸ numbers away from its neighbours', wherever and whenever it runs.
fn stream(seed: u64, chain: usize) -> ChainRng {
    let mut rng = ChainRng::seed_from_u64(seed);
    for _ in 0..chain {
        rng.jump();
    }
    rng
}

impl<P: LogDensity> Chain<'_, P> {
    /// Tunes step size and metric; `None` when aborted.
    fn warm_up(&mut self, progress: &mut ChainProgress, abort: &AtomicBool) -> Result<Option<Warmup>, LogDensityError> {
        let point = self.pool.get_mut(self.current);
        evaluate(&mut self.density, point)?;
        self.record.gradient_evaluations += 1;
        let metric = MetricAdaptation::from_gradient(self.settings.metric, &point.position, &point.grad);
        self.whiten(metric.inv_metric());
        self.search_step_size(metric.inv_metric())?;
        let target = self.settings.target_accept;
        let averaging = DualAveraging::new(self.step_size, target);
        let mut warmup = Warmup::new(self.settings.tune, metric, averaging);

        for draw in 0..self.settings.tune {
            if abort.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let max_depth = warmup.max_depth(draw as u64, self.settings.max_treedepth);
            let (inv_metric, visited) = warmup.metric.parts();
            let info = self.transition(inv_metric, visited, max_depth)?;
            self.record.tuning_divergences += u64::from(info.divergence.is_some());
            match warmup.learn(draw as u64, self.pool.get(self.current), &info) {
                Advice::Continue => self.step_size = warmup.step_size.current(),
                Advice::Whiten => {
                    self.whiten(warmup.metric.inv_metric());
                    self.step_size = warmup.step_size.current();
                }
                Advice::WhitenAndSearchStepSize => {
                    self.whiten(warmup.metric.inv_metric());
                    self.search_step_size(warmup.metric.inv_metric())?;
                    warmup.step_size = DualAveraging::new(self.step_size, target);
                }
            }
            progress.update(draw + 1, info.divergence.is_some(), self.step_size, info.leapfrog_steps);
        }
        if self.settings.tune > 0 {
            self.step_size = warmup.step_size.averaged();
        }
        Ok(Some(warmup))
    }

    /// Draws and stores; returns false when aborted.
    fn draw(
        &mut self,
        warmup: &Warmup,
        mut columns: ChainColumns<'_>,
        progress: &mut ChainProgress,
        abort: &AtomicBool,
    ) -> Result<bool, LogDensityError> {
        let inv_metric = warmup.metric.inv_metric();
        self.record.inv_metric = Some(inv_metric.clone());
        let mut stored = vec![0.0; self.density.stored_dimension()];
        for draw in 0..self.settings.draws {
            if abort.load(Ordering::Relaxed) {
                return Ok(false);
            }
            let info = self.transition(inv_metric, None, self.settings.max_treedepth)?;
            let point = self.pool.get(self.current);
            self.density.expand(&point.position, &mut stored);
            columns.set(draw, &stored);
            self.record.stats.push(stats_of(point, &info, self.step_size));
            progress.update(
                self.settings.tune + draw + 1,
                info.divergence.is_some(),
                self.step_size,
                info.leapfrog_steps,
            );
            if let Some(step) = info.divergence {
                self.density.expand(&step.start, &mut stored);
                self.record
                    .push_divergence(draw, &stored, step.start, step.end, step.energy_error);
            }
        }
        Ok(true)
    }

    fn transition(
        &mut self,
        inv_metric: &InvMetric,
        visited: Option<&mut Pairs>,
        max_depth: u32,
    ) -> Result<TransitionInfo, LogDensityError> {
        let transition = Transition {
            density: &mut self.density,
            pool: &mut self.pool,
            inv_metric,
            step_size: self.step_size,
            max_depth,
            rng: &mut self.rng,
            visited,
        };
        let (chosen, info) = transition.run(self.current)?;
        self.current = chosen;
        self.record.gradient_evaluations += u64::from(info.leapfrog_steps);
        Ok(info)
    }

    /// Brings the current point's whitened gradient up to a new metric.
    fn whiten(&mut self, inv_metric: &InvMetric) {
        let point = self.pool.get_mut(self.current);
        inv_metric.whiten(&point.grad, &mut point.whitened);
    }

    /// Sets the step size to one whose first step is accepted about as often as wanted.
    fn search_step_size(&mut self, inv_metric: &InvMetric) -> Result<(), LogDensityError> {
        self.pool.release_all_but(self.current);
        let next = self.pool.acquire();
        self.step_size = first_guess(INITIAL_STEP_SIZE, self.settings.target_accept, |step| {
            self.pool.get_mut(self.current).refresh_momentum(&mut self.rng);
            let (from, to) = self.pool.pair_mut(self.current, next);
            leapfrog(&mut self.density, from, to, inv_metric, step)?;
            self.record.gradient_evaluations += 1;
            let acceptance = (from.energy - to.energy).exp().min(1.0);
            Ok(if acceptance.is_nan() { 0.0 } else { acceptance })
        })?;
        Ok(())
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
