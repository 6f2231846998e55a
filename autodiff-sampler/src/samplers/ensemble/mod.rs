//! The affine-invariant ensemble sampler of Goodman & Weare (2010, "Ensemble samplers with affine invariance", Communications in Applied
//! Mathematics and Computational Science 5, 65), as emcee has it (Foreman-Mackey, Hogg, Lang & Goodman 2013, "emcee: The MCMC
//! Hammer").
//!
//! Walkers move along lines to one another, so that no linear change of coordinates makes a difference to them, and no gradient is needed.
//! [`Ensemble`] is the settings; [`Ensemble::sample`] runs the walkers, by way of [`run`](mod@super::run), of which an ensemble is one
//! chain. Below it, `stretch` is the move, `starts` where walkers begin, `evaluate` the density at many positions at once, and `chain` the
//! ensemble, draw by draw.

mod chain;
mod evaluate;
mod starts;
mod stretch;

use super::guard::require;
use super::run::{RunSettings, continue_from_trace, run_settings};
use crate::log_density::LogDensity;
use crate::samplers::{SampleError, run};
use crate::trace::Trace;

/// Settings of the affine-invariant ensemble sampler.
///
/// It is here for comparison, and for densities without gradients. Where there are some, [`Nuts`](crate::Nuts) needs far fewer
/// evaluations: of a standard normal distribution in 50 dimensions, one independent draw costs some 340 steps here.
///
/// In the [`Trace`] each walker is a chain, those of the first ensemble coming first; an ensemble begins, ends, and is written to
/// checkpoints as a whole. Callbacks are called for each walker. Walkers are not independent of one another, as r-hat supposes; what emcee's users judge by
/// is the [integrated autocorrelation time](crate::diagnostics::autocorrelation_time), of which a run should have fifty or more.
/// `acceptance_rate` is 1 for a step that was accepted and 0 for one that was not; statistics of trajectories are 0 or NaN.
/// [`Trace::gradient_evaluations`] counts values.
///
/// ```
/// use autodiff_sampler::diagnostics::autocorrelation_time;
/// use autodiff_sampler::{Ensemble, FnDensity};
///
/// let normal = FnDensity::new(2, |x, grad| {
///     (grad[0], grad[1]) = (-x[0], -x[1] / 1e4);
///     -0.5 * (x[0] * x[0] + x[1] * x[1] / 1e4)
/// });
/// let trace = Ensemble::default().walkers(10).tune(200).draws(500).seed(3).progress(false).sample(&normal)?;
/// let time = autocorrelation_time(&trace.chains_of("x[1]").unwrap());
/// println!("{}\nautocorrelation time {time:.1}", trace.summary());
/// assert!(time < 100.0);
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `sample` is called"]
pub struct Ensemble {
    run: RunSettings,
    walkers: Option<usize>,
    stretch: f64,
}

impl Default for Ensemble {
    /// One ensemble of four walkers for each dimension and at least 32, 1000 steps that are thrown away and 1000 that are kept, the
    /// stretch scale 2, a seed from the operating system, and progress reports.
    fn default() -> Self {
        Self {
            run: RunSettings {
                chains: 1,
                ..RunSettings::default()
            },
            walkers: None,
            stretch: 2.0,
        }
    }
}

/// What to run. `tune` are the steps of each walker that are not stored ("burn-in"): nothing is tuned in them, but the start is
/// forgotten.
impl Ensemble {
    run_settings!(run of every sampler);

    /// Number of ensembles, which know nothing of one another and run in parallel. The walkers of one share threads, too, so that one
    /// keeps them all busy where the density takes some microseconds or more.
    pub fn ensembles(mut self, ensembles: usize) -> Self {
        self.run.chains = ensembles;
        self
    }
}

/// How to sample.
impl Ensemble {
    /// Number of walkers in each ensemble: even, and at least twice the number of dimensions.
    pub fn walkers(mut self, walkers: usize) -> Self {
        self.walkers = Some(walkers);
        self
    }

    /// Scale of the stretch move, greater than 1: a walker's distance from its partner changes by a factor between 1/scale and scale.
    pub fn stretch(mut self, scale: f64) -> Self {
        self.stretch = scale;
        self
    }

    /// Draws from `density`, which is asked for [values](LogDensity::log_density) only, those of half of the walkers at a time in
    /// parallel on rayon's current thread pool.
    ///
    /// Walkers start where [`LogDensity::initial_position`] proposes, or where [`start`](Self::start) says (one position for each
    /// walker, or one for all, with [`jitter`](Self::jitter)). Where all start at one value of a coordinate they cannot move, and that is
    /// an error. A value that is not finite is as good as zero density.
    ///
    /// # Errors
    ///
    /// When a setting makes no sense, a walker finds no usable start, walkers start on one another, or the density panics or
    /// reports a fatal error; the error names the ensemble as a chain, and holds the draws made so far.
    pub fn sample<P: LogDensity + Clone + Sync>(&self, density: &P) -> Result<Trace, SampleError> {
        self.validate_for(density)?;
        run::sample(self, &self.run, density)
    }

    continue_from_trace!("Ensemble");

    fn walkers_in(&self, dimension: usize) -> usize {
        self.walkers.unwrap_or_else(|| dimension.saturating_mul(4).max(32))
    }

    fn validate_for(&self, density: &impl LogDensity) -> Result<(), SampleError> {
        let dimension = density.dimension();
        require(
            self.run.chains > 0,
            "ensembles",
            self.run.chains,
            "at least one is needed",
        )?;
        require(
            self.stretch > 1.0 && self.stretch.is_finite(),
            "stretch",
            self.stretch,
            "must be finite and greater than 1",
        )?;
        let walkers = self.walkers_in(dimension);
        require(
            walkers.is_multiple_of(2) && walkers >= dimension.saturating_mul(2).max(4),
            "walkers",
            walkers,
            "must be even, four or more, and at least twice the number of dimensions: the walkers move in the space that half of them \
             span",
        )
    }
}
