//! The affine-invariant ensemble sampler of Goodman & Weare (2010, "Ensemble samplers with affine invariance", Communications in Applied
//! Mathematics and Computational Science 5, 65), as emcee has it (Foreman-Mackey, Hogg, Lang & Goodman 2013, "emcee: The MCMC
//! Hammer").
//!
//! Walkers move along lines to one another, so that no linear change of coordinates makes a difference to them, and no gradient is needed.
//! [`Ensemble`] is the settings; `stretch` is the move, `run` the walkers from start to end.

mod run;
mod stretch;

use super::guard::{names_of, require};
use crate::log_density::LogDensity;
use crate::samplers::SampleError;
use crate::trace::Trace;

/// Settings of the affine-invariant ensemble sampler.
///
/// It is here for comparison, and for densities without gradients. Where there are some, [`Nuts`](crate::Nuts) needs far fewer
/// evaluations: of a standard normal distribution in 50 dimensions, one independent draw costs some 340 steps here.
///
/// In the [`Trace`] each walker is a chain. Walkers are not independent of one another, as r-hat supposes; what emcee's users judge by
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
/// let trace = Ensemble::default().walkers(10).tune(200).draws(500).seed(3).sample(&normal)?;
/// let time = autocorrelation_time(&trace.chains_of("x[1]").unwrap());
/// println!("{}\nautocorrelation time {time:.1}", trace.summary());
/// assert!(time < 100.0);
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `sample` is called"]
pub struct Ensemble {
    walkers: Option<usize>,
    tune: usize,
    draws: usize,
    stretch: f64,
    seed: Option<u64>,
}

impl Default for Ensemble {
    /// Four walkers for each dimension and at least 32, 1000 steps that are thrown away and 1000 that are kept, the stretch scale 2, and a
    /// seed from the operating system.
    fn default() -> Self {
        Self {
            walkers: None,
            tune: 1000,
            draws: 1000,
            stretch: 2.0,
            seed: None,
        }
    }
}

impl Ensemble {
    /// Number of walkers: even, and at least twice the number of dimensions.
    pub fn walkers(mut self, walkers: usize) -> Self {
        self.walkers = Some(walkers);
        self
    }

    /// Steps of each walker that are not stored ("burn-in"): nothing is tuned in them, but the start is forgotten.
    pub fn tune(mut self, tune: usize) -> Self {
        self.tune = tune;
        self
    }

    /// Stored steps of each walker.
    pub fn draws(mut self, draws: usize) -> Self {
        self.draws = draws;
        self
    }

    /// Scale of the stretch move, greater than 1: a walker's distance from its partner changes by a factor between 1/scale and scale.
    pub fn stretch(mut self, scale: f64) -> Self {
        self.stretch = scale;
        self
    }

    /// Makes the run reproducible to the bit, whatever the number of threads.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Draws from `density`, which is asked for [values](LogDensity::log_density) only, those of half of the walkers at a time in
    /// parallel on rayon's current thread pool.
    ///
    /// Walkers start where [`LogDensity::initial_position`] proposes; where it always proposes the same, they cannot move, and that is
    /// an error. A value that is not finite is as good as zero density.
    ///
    /// # Errors
    ///
    /// When a setting makes no sense, a walker finds no usable start, walkers start on one another, or the density panics or
    /// reports a fatal error.
    pub fn sample<P: LogDensity + Clone + Sync>(&self, density: &P) -> Result<Trace, SampleError> {
        let names = names_of(density)?;
        let dimension = density.dimension();
        let walkers = self.walkers.unwrap_or_else(|| (4 * dimension).max(32));
        require(self.draws > 0, "draws", self.draws, "at least one draw is needed")?;
        require(
            self.stretch > 1.0 && self.stretch.is_finite(),
            "stretch",
            self.stretch,
            "must be finite and greater than 1",
        )?;
        require(
            walkers.is_multiple_of(2) && walkers >= (2 * dimension).max(4),
            "walkers",
            walkers,
            "must be even, four or more, and at least twice the number of dimensions: the walkers move in the space that half of them \
             span",
        )?;
        let seed = self.seed.unwrap_or_else(rand::random);
        run::run(self, density, names, walkers, seed)
    }
}
