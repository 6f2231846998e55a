//! The Metropolis-adjusted microcanonical sampler (Robnik, Cohn-Gordon & Seljak 2025, "Metropolis adjusted microcanonical Hamiltonian
//! Monte Carlo", arXiv:2503.01707).
//!
//! In Hamiltonian Monte Carlo a trajectory has a fixed energy; here it has a fixed *speed*. The gradient turns the velocity and does not
//! make it longer, which allows larger steps in many dimensions. [`Mams`] is the settings; `velocity` how a gradient turns a
//! velocity, `chain` the trajectories. Metric and step size are tuned as those of [`Nuts`](crate::Nuts).

mod chain;
mod velocity;

use super::guard::{require, require_target_accept};
use super::nuts::Metric;
use super::run::{RunSettings, continue_from_trace, run_settings};
use crate::log_density::LogDensity;
use crate::samplers::SampleError;
use crate::samplers::run;
use crate::trace::Trace;

/// Settings of the Metropolis-adjusted microcanonical sampler.
///
/// It has short trajectories whose lengths vary at random, so that squares of parameters, and with them tails and standard deviations,
/// become independent in fewer gradients than with [`Nuts`](crate::Nuts), which is the better one for means. docs/nuts.md has figures. It
/// needs two dimensions at least.
///
/// In the trace, `tree_depth` is 0, `reached_max_treedepth` says that a trajectory was cut at [`Mams::max_steps`], and `energy` is NaN: no
/// energy is drawn, and E-BFMI has no meaning.
///
/// ```
/// # use autodiff_sampler::{FnDensity, Mams};
/// let normal = FnDensity::new(2, |x, grad| {
///     (grad[0], grad[1]) = (-x[0], -x[1]);
///     -0.5 * (x[0] * x[0] + x[1] * x[1])
/// });
/// let trace = Mams::default().chains(2).tune(300).draws(300).seed(42).progress(false).sample(&normal)?;
/// assert!(trace.summary().rows()[0].ess_bulk > 100.0);
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `sample` is called"]
pub struct Mams {
    run: RunSettings,
    target_accept: f64,
    path_length: f64,
    max_steps: u32,
    metric: Metric,
}

impl Default for Mams {
    /// Four chains of 1000 tuning steps and 1000 draws, a target acceptance of 0.8, paths of length 1.2 on average, 1024 steps at most,
    /// the metric that pays, and progress reports.
    fn default() -> Self {
        Self {
            run: RunSettings::default(),
            target_accept: 0.8,
            path_length: 1.2,
            max_steps: 1024,
            metric: Metric::Auto,
        }
    }
}

/// What to run.
impl Mams {
    run_settings!(run);
}

/// How to sample.
impl Mams {
    /// Mean acceptance that the step size is tuned to, between 0 and 1.
    pub fn target_accept(mut self, target_accept: f64) -> Self {
        self.target_accept = target_accept;
        self
    }

    /// Mean length of a trajectory, in coordinates where the metric is the identity (about standard deviations, for each of the
    /// coordinates). Each has a length of its own, uniform between 0 and twice this. Longer ones are better for means, shorter ones for
    /// standard deviations.
    pub fn path_length(mut self, path_length: f64) -> Self {
        self.path_length = path_length;
        self
    }

    /// Largest number of steps in a trajectory, whatever its length.
    pub fn max_steps(mut self, max_steps: u32) -> Self {
        self.max_steps = max_steps;
        self
    }

    /// Which metric to adapt, as in [`Nuts::metric`](crate::Nuts::metric).
    pub fn metric(mut self, metric: Metric) -> Self {
        self.metric = metric;
        self
    }

    /// Draws from `density`.
    ///
    /// # Errors
    ///
    /// As [`Nuts::sample`](crate::Nuts::sample); and if the density has a single dimension.
    pub fn sample<P: LogDensity + Clone + Sync>(&self, density: &P) -> Result<Trace, SampleError> {
        self.validate_for(density)?;
        run::sample(self, &self.run, density)
    }

    continue_from_trace!("Mams");

    fn validate_for(&self, density: &impl LogDensity) -> Result<(), SampleError> {
        require_target_accept(self.target_accept)?;
        require(
            self.path_length > 0.0 && self.path_length.is_finite(),
            "path_length",
            self.path_length,
            "must be positive and finite",
        )?;
        require(
            (1..=1 << 20).contains(&self.max_steps),
            "max_steps",
            self.max_steps,
            "must lie between 1 and 1048576",
        )?;
        require(
            density.dimension() != 1,
            "density.dimension()",
            density.dimension(),
            "a velocity that may only turn needs two dimensions at least; use Nuts",
        )
    }
}
