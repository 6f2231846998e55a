//! Variational inference: the Gaussian with the highest evidence lower bound.
//!
//! The bound is an expectation over draws of the Gaussian. Its classical maximisation draws anew at every step and moves a little (ADVI:
//! Kucukelbir et al. 2017, "Automatic differentiation variational inference"), with a step size to tune and no moment at which it is
//! over. Here the standard draws that are shifted and scaled are *fixed*, which makes the bound a smooth function with one maximum to
//! find by [`Lbfgs`](super::optimise::Lbfgs) (Giordano, Ingram & Broderick 2024, "Black box variational inference with a deterministic
//! objective: faster, more accurate, and even more black box"; Burroni, Domke & Sheldon 2023, "Sample average approximation for black-box
//! VI"). As in the latter, there are more and more of them until the bound holds for draws that it was not maximised for.
//!
//! [`Advi`] is the settings; below it, `standard_draws` are what is fixed, `family` the Gaussians, `bound` the bound with its gradient,
//! `frame` the coordinates in which it is well-conditioned, `fit` the sequence of maximisations, `linear_response` the covariances that
//! a mean field lacks, and `result` what comes out.

mod bound;
mod family;
mod fit;
mod frame;
mod linear_response;
mod result;
mod standard_draws;

pub use result::VariationalFit;

use super::guard::{names_of, require};
use super::run::{Oversight, oversight_settings};
use crate::log_density::LogDensity;
use crate::samplers::SampleError;

/// The Gaussians among which the best one is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Family {
    /// Independent coordinates: a standard deviation for each. Fast, with good means; the spreads of correlated coordinates are too
    /// small ([`VariationalFit::linear_response_covariance`] corrects that).
    #[default]
    MeanField,
    /// Any covariance: as many numbers as half the square of the dimension. Exact for a Gaussian.
    FullRank,
    /// A standard deviation for each coordinate, and a few directions in which coordinates vary together.
    LowRank {
        /// How many.
        rank: usize,
    },
}

/// Settings of variational inference with a deterministic objective.
///
/// A stop handle, Ctrl-C or a time limit ends the maximisation after the step that it is at: the result is the Gaussian there, which has
/// not [converged](VariationalFit::converged), with a hundred draws at most, unless more were made before.
///
/// ```
/// use autodiff_sampler::samplers::variational::Family;
/// use autodiff_sampler::{Advi, FnDensity};
///
/// let normal = FnDensity::new(2, |x, grad| {
///     let (a, b) = (x[0] - 1.0, x[1] + 2.0);
///     (grad[0], grad[1]) = (-(a - 0.8 * b) / 0.36, -(b - 0.8 * a) / 0.36);
///     -0.5 * (a * a - 1.6 * a * b + b * b) / 0.36
/// });
/// let fit = Advi::default().family(Family::FullRank).seed(1).sample(&normal)?;
/// assert!((fit.mean()[1] + 2.0).abs() < 1e-6);
/// assert!((fit.covariance()[1] - 0.8).abs() < 1e-6);
/// println!("{fit}");
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `sample` is called"]
pub struct Advi {
    oversight: Oversight,
    family: Family,
    fixed_draws: usize,
    max_fixed_draws: usize,
    tolerance: f64,
    draws: usize,
    max_iterations: usize,
    seed: Option<u64>,
}

impl Default for Advi {
    /// Mean field, from 64 fixed draws to 4096 until the bound is 0.1 nats too high at most, 1000 draws from the result, at most
    /// 1000 steps of each maximisation, a seed from the operating system, and reports of maximisations that take more than some seconds.
    fn default() -> Self {
        Self {
            oversight: Oversight::default(),
            family: Family::MeanField,
            fixed_draws: 64,
            max_fixed_draws: 4096,
            tolerance: 0.1,
            draws: 1000,
            max_iterations: 1000,
            seed: None,
        }
    }
}

impl Advi {
    oversight_settings!(oversight);

    /// Which Gaussians to look among.
    pub fn family(mut self, family: Family) -> Self {
        self.family = family;
        self
    }

    /// Fixed draws of the first maximisation, each of which costs a gradient at every step. They are at least twice as many as the
    /// family has standard coordinates, or the bound could be raised forever by Gaussians that no draw shows to be wrong.
    pub fn fixed_draws(mut self, fixed_draws: usize) -> Self {
        self.fixed_draws = fixed_draws;
        self
    }

    /// Fixed draws after which to stop, even if the bound is off by more than the tolerance.
    pub fn max_fixed_draws(mut self, max_fixed_draws: usize) -> Self {
        self.max_fixed_draws = max_fixed_draws;
        self
    }

    /// By how much, in nats, the bound may be higher for the fixed draws than for others, beyond what chance allows.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Draws from the Gaussian that is found.
    pub fn draws(mut self, draws: usize) -> Self {
        self.draws = draws;
        self
    }

    /// Steps of one maximisation after which to go on with what there is.
    pub fn max_iterations(mut self, max_iterations: usize) -> Self {
        self.max_iterations = max_iterations;
        self
    }

    /// Makes the result reproducible to the bit, whatever the number of threads.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Finds the Gaussian and draws from it, starting where [`Pathfinder`](crate::Pathfinder) leads.
    ///
    /// # Errors
    ///
    /// When a setting makes no sense, no start is usable, no path leads to where the bound is finite, the bound has no maximum, or the
    /// density panics or reports a fatal error.
    pub fn sample<P: LogDensity + Clone + Sync>(&self, density: &P) -> Result<VariationalFit, SampleError> {
        self.validate()?;
        names_of(density)?;
        let seed = self.seed.unwrap_or_else(|| density.agree(rand::random()));
        fit::fit(self, density, seed)
    }

    fn validate(&self) -> Result<(), SampleError> {
        let at_least_one = "at least one draw is needed";
        require(self.draws > 0, "draws", self.draws, at_least_one)?;
        require(self.fixed_draws > 0, "fixed_draws", self.fixed_draws, at_least_one)?;
        require(
            self.max_fixed_draws >= self.fixed_draws,
            "max_fixed_draws",
            self.max_fixed_draws,
            "must be at least fixed_draws",
        )?;
        require(
            self.tolerance > 0.0,
            "tolerance",
            self.tolerance,
            "must be greater than 0",
        )?;
        require(
            self.max_iterations > 0,
            "max_iterations",
            self.max_iterations,
            "at least one step is needed",
        )?;
        require(
            self.family != Family::LowRank { rank: 0 },
            "rank",
            0,
            "at least one direction is needed; without any, the family is Family::MeanField",
        )
    }
}
