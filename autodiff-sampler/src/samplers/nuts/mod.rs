//! The no-U-turn sampler (Hoffman & Gelman 2014), in the multinomial form of Betancourt (2017).
//!
//! [`Nuts`] is the settings; [`Nuts::sample`] runs the chains, by way of [`run`](mod@super::run). Below it, one idea per file:
//! `hamiltonian` (phase points, the leapfrog step), `normals` (momenta), `pool` (the points' memory), `u_turn` (when to stop),
//! `trajectory` (one transition), `step_size` and `metric` (what is tuned), `warmup` (when), `walker` (a chain's state), `chain` (where
//! it goes), `walking` (the chain, draw by draw).

mod chain;
pub(super) mod end_point;
pub(super) mod hamiltonian;
mod metric;
mod normals;
pub(super) mod pool;
mod step_size;
pub(super) mod trajectory;
mod u_turn;
pub(super) mod walker;
pub(super) mod walking;
mod warmup;

use self::trajectory::MAX_DEPTH;
use super::guard::{require, require_target_accept};
use super::run::{ChainRng, RunSettings, continue_from_trace, run_settings};
use crate::log_density::LogDensity;
use crate::samplers::SampleError;
use crate::samplers::run;
use crate::trace::Trace;

pub use metric::Metric;

/// Settings of the no-U-turn sampler.
///
/// ```
/// # use autodiff_sampler::{FnDensity, Nuts};
/// let normal = FnDensity::new(1, |x, grad| {
///     grad[0] = -x[0];
///     -0.5 * x[0] * x[0]
/// });
/// let trace = Nuts::default().chains(4).tune(500).draws(500).seed(42).progress(false).sample(&normal)?;
/// println!("{}", trace.summary());
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `sample` is called"]
pub struct Nuts {
    run: RunSettings,
    target_accept: f64,
    max_treedepth: u32,
    metric: Metric,
}

impl Default for Nuts {
    /// Four chains of 1000 tuning steps and 1000 draws, a target acceptance of 0.8, trees of depth at most 10, a seed
    /// from the operating system, the metric that pays, and progress reports.
    fn default() -> Self {
        Self {
            run: RunSettings::default(),
            target_accept: 0.8,
            max_treedepth: 10,
            metric: Metric::Auto,
        }
    }
}

/// What to run.
impl Nuts {
    run_settings!(run);
}

/// How to sample.
impl Nuts {
    /// Mean acceptance that the step size is tuned to, between 0 and 1. Raise it (0.9, 0.95) against divergences.
    pub fn target_accept(mut self, target_accept: f64) -> Self {
        self.target_accept = target_accept;
        self
    }

    /// Largest number of doublings of a trajectory: it has at most 2 to this power leapfrog steps.
    pub fn max_treedepth(mut self, max_treedepth: u32) -> Self {
        self.max_treedepth = max_treedepth;
        self
    }

    /// Which metric to adapt. The choice of [`Metric::Auto`] is made from draws and gradients, not by the clock, so that it
    /// does not depend on the machine; where the gradient is very cheap or very expensive, another one may be faster.
    pub fn metric(mut self, metric: Metric) -> Self {
        self.metric = metric;
        self
    }

    /// Draws from `density`.
    ///
    /// Positions where density or gradient are not finite end a trajectory as a divergence and are recorded as such.
    ///
    /// # Errors
    ///
    /// When a setting makes no sense, when a chain finds no usable start, or when the density panics or reports a fatal
    /// error; the error names the chain. The other chains are stopped then, and the error holds the draws made so far
    /// ([`SampleError::partial_trace`]).
    pub fn sample<P: LogDensity + Clone + Sync>(&self, density: &P) -> Result<Trace, SampleError> {
        self.validate_for(density)?;
        run::sample(self, &self.run, density)
    }

    continue_from_trace!("Nuts");

    fn validate_for(&self, _: &impl LogDensity) -> Result<(), SampleError> {
        require_target_accept(self.target_accept)?;
        require(
            (1..=MAX_DEPTH as u32).contains(&self.max_treedepth),
            "max_treedepth",
            self.max_treedepth,
            "must lie between 1 and 20",
        )
    }
}
