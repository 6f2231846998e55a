//! Hamiltonian Monte Carlo with trajectories of a fixed length (Duane et al. 1987, Phys. Lett. B 195, 216; Neal 2011,
//! arXiv:1206.1901): simpler than NUTS, and a reference for it.
//!
//! Metric and step size are tuned as in [`Nuts`](crate::Nuts), with which it shares everything but the choice of the next
//! point: the last one of the trajectory, accepted with probability min(1, exp(H₀ - H)).

mod chain;

use std::f64::consts::FRAC_PI_2;

use super::guard::{require, require_target_accept};
use super::nuts::Metric;
use super::run::{RunSettings, continue_from_trace, run_settings};
use crate::log_density::LogDensity;
use crate::samplers::SampleError;
use crate::samplers::run;
use crate::trace::Trace;

/// Settings of static Hamiltonian Monte Carlo.
///
/// ```
/// # use autodiff_sampler::{FnDensity, Hmc};
/// let normal = FnDensity::new(1, |x, grad| {
///     grad[0] = -x[0];
///     -0.5 * x[0] * x[0]
/// });
/// let trace = Hmc::default().chains(2).tune(300).draws(300).seed(42).progress(false).sample(&normal)?;
/// assert!(trace.summary().rows()[0].ess_bulk > 100.0);
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `sample` is called"]
pub struct Hmc {
    run: RunSettings,
    target_accept: f64,
    path_length: f64,
    n_steps: Option<u32>,
    step_size_jitter: f64,
    max_steps: u32,
    metric: Metric,
}

impl Default for Hmc {
    /// Four chains of 1000 tuning steps and 1000 draws, a target acceptance of 0.8, paths of length π/2 (a quarter of a
    /// normal density's period, at whose end the position forgets where it began), step sizes that vary by 20 %, 1024
    /// steps at most, the metric that pays, and progress reports.
    fn default() -> Self {
        Self {
            run: RunSettings::default(),
            target_accept: 0.8,
            path_length: FRAC_PI_2,
            n_steps: None,
            step_size_jitter: 0.2,
            max_steps: 1024,
            metric: Metric::Auto,
        }
    }
}

/// What to run.
impl Hmc {
    run_settings!(run);
}

/// How to sample.
impl Hmc {
    /// Mean acceptance that the step size is tuned to, between 0 and 1.
    pub fn target_accept(mut self, target_accept: f64) -> Self {
        self.target_accept = target_accept;
        self
    }

    /// Length of a trajectory: step size times number of steps, in coordinates where the metric is the identity (about
    /// standard deviations). Called `path_length` in PyMC and `int_time` in Stan.
    pub fn path_length(mut self, path_length: f64) -> Self {
        self.path_length = path_length;
        self.n_steps = None;
        self
    }

    /// A fixed number of leapfrog steps per trajectory, instead of a fixed length.
    pub fn n_steps(mut self, n_steps: u32) -> Self {
        self.n_steps = Some(n_steps);
        self
    }

    /// Every trajectory has its own step size, uniform within this fraction of the one that was tuned, from 0 to below 1. Some
    /// jitter is needed: without it, a trajectory can come back to where it began, again and again.
    pub fn step_size_jitter(mut self, step_size_jitter: f64) -> Self {
        self.step_size_jitter = step_size_jitter;
        self
    }

    /// Largest number of leapfrog steps in a trajectory, whatever its length.
    pub fn max_steps(mut self, max_steps: u32) -> Self {
        self.max_steps = max_steps;
        self
    }

    /// Which metric to adapt, as in [`Nuts::metric`](crate::Nuts::metric).
    pub fn metric(mut self, metric: Metric) -> Self {
        self.metric = metric;
        self
    }

    /// Draws from `density`. In the trace, `tree_depth` is 0, and `reached_max_treedepth` says that a trajectory was cut at
    /// [`Hmc::max_steps`].
    ///
    /// # Errors
    ///
    /// As [`Nuts::sample`](crate::Nuts::sample).
    pub fn sample<P: LogDensity + Clone + Sync>(&self, density: &P) -> Result<Trace, SampleError> {
        self.validate_for(density)?;
        run::sample(self, &self.run, density)
    }

    continue_from_trace!("Hmc");

    fn validate_for(&self, _: &impl LogDensity) -> Result<(), SampleError> {
        require_target_accept(self.target_accept)?;
        require(
            self.path_length > 0.0 && self.path_length.is_finite(),
            "path_length",
            self.path_length,
            "must be positive and finite",
        )?;
        require(self.n_steps != Some(0), "n_steps", 0, "at least one step is needed")?;
        require(
            (0.0..1.0).contains(&self.step_size_jitter),
            "step_size_jitter",
            self.step_size_jitter,
            "must be at least 0 and less than 1",
        )?;
        require(
            (1..=1 << 20).contains(&self.max_steps),
            "max_steps",
            self.max_steps,
            "must lie between 1 and 1048576",
        )
    }
}
