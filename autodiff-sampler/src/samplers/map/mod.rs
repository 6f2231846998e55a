//! The posterior mode, and the Gaussian that touches the posterior there.
//!
//! [`Map`] is the settings; [`Map::maximise`] climbs from several starts with [`Lbfgs`] and
//! returns the highest [`Mode`]; [`Map::sample`] goes on to the second derivatives, and draws from the [`Laplace`] approximation.

mod laplace;
mod mode;
mod target;

use rayon::prelude::*;

pub use laplace::Laplace;
pub use mode::Mode;

use super::guard::{caught, names_of, parts_per_job, require, stream};
use super::optimise::{Lbfgs, Maximum, OptimiseError};
use super::run::{Climbs, Oversight, Watch, oversight_settings};
use super::start::{self, StartPoint, Starts};
use crate::log_density::LogDensity;
use crate::samplers::SampleError;

/// Settings of the search for the mode.
///
/// # Which density has its maximum there
///
/// A density changes with its coordinates, and so does its maximum. By default the mode is that of the *constrained* parameters, what
/// [`Posterior::log_density_of`](crate::Posterior::log_density_of) is largest at: the most probable values, as one would write them
/// down. [`jacobian(true)`](Self::jacobian) looks in unconstrained space instead, where samplers move; of a scale that is sampled as
/// its logarithm, that mode is larger, and exists where the other may not. (Stan's `optimize` has the same setting and default.)
///
/// # When it is interrupted
///
/// A stop handle, Ctrl-C or a time limit ends each climb after the step that it is at. If any climb has reached a maximum before, the
/// highest one is the mode, and the others are among its [failures](Mode::failures); otherwise the error
/// [`SampleError::Interrupted`] holds the [highest point](SampleError::highest_point), where another search can [start](Self::start).
///
/// # When there is none
///
/// A density that grows without bound has no mode, and that is an error. Hierarchies do, where a group's spread goes to zero.
///
/// ```
/// use autodiff_sampler::{FnDensity, Map};
///
/// let normal = FnDensity::new(2, |x, grad| {
///     (grad[0], grad[1]) = (1.0 - x[0], (2.0 - x[1]) / 9.0);
///     -0.5 * ((x[0] - 1.0).powi(2) + (x[1] - 2.0).powi(2) / 9.0)
/// });
/// let mode = Map::default().seed(1).maximise(&normal)?;
/// assert!((mode.values()[1] - 2.0).abs() < 1e-7);
/// let laplace = Map::default().seed(1).sample(&normal)?;
/// assert!((laplace.covariance()[3] - 9.0).abs() < 1e-7);
/// println!("{laplace}");
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `maximise` or `sample` is called"]
pub struct Map {
    oversight: Oversight,
    starts: usize,
    points: Vec<StartPoint>,
    draws: usize,
    seed: Option<u64>,
    jacobian: bool,
    optimiser: Lbfgs,
}

impl Default for Map {
    /// Four starts, the mode of the constrained parameters, 1000 draws, a seed from the operating system, and reports of climbs that
    /// take more than some seconds.
    fn default() -> Self {
        Self {
            oversight: Oversight::default(),
            starts: 4,
            points: Vec::new(),
            draws: 1000,
            seed: None,
            jacobian: false,
            optimiser: Lbfgs::default(),
        }
    }
}

impl Map {
    oversight_settings!(oversight);

    /// How many starts the density is climbed from, in parallel; the highest maximum is the mode. They are what
    /// [`LogDensity::initial_position`] proposes.
    pub fn starts(mut self, starts: usize) -> Self {
        self.starts = starts;
        self
    }

    /// Starts in unconstrained space, from which to climb instead of what the density proposes.
    pub fn start<S: Into<StartPoint>>(mut self, points: impl IntoIterator<Item = S>) -> Self {
        self.points = points.into_iter().map(Into::into).collect();
        self.starts = self.points.len();
        self
    }

    /// Draws from the Laplace approximation.
    pub fn draws(mut self, draws: usize) -> Self {
        self.draws = draws;
        self
    }

    /// Makes starts and draws reproducible to the bit, whatever the number of threads.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Whether the maximum is that of the density on unconstrained space, which has the Jacobian of the transforms as a factor.
    pub fn jacobian(mut self, jacobian: bool) -> Self {
        self.jacobian = jacobian;
        self
    }

    /// Steps of one climb after which to give up.
    pub fn max_iterations(mut self, max_iterations: usize) -> Self {
        self.optimiser = self.optimiser.max_iterations(max_iterations);
        self
    }

    /// Squared distance from the mode, in standard deviations, at which a climb is over: see [`Lbfgs::tolerance`].
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.optimiser = self.optimiser.tolerance(tolerance);
        self
    }

    /// Finds the mode.
    ///
    /// # Errors
    ///
    /// When a setting makes no sense, no start is usable, no climb reaches a maximum (the error says why the first one did not, or that
    /// it was interrupted), or the density panics or reports a fatal error.
    pub fn maximise<P: LogDensity + Clone + Sync>(&self, density: &P) -> Result<Mode, SampleError> {
        let watch = Watch::begin_for(&self.oversight, density)?;
        let seed = self.seed.unwrap_or_else(|| density.agree(rand::random()));
        self.maximise_with(density, seed, &watch)
    }

    /// Finds the mode, and draws from the Laplace approximation: a Gaussian on unconstrained space, whose mean is the mode of the
    /// density there (with the Jacobian, whatever [`jacobian`](Self::jacobian) says: that is where it approximates the density),
    /// and whose inverse covariance is made of the second derivatives.
    ///
    /// # Errors
    ///
    /// As those of [`maximise`](Self::maximise), and when the density is not curved downwards in all directions at its mode. When
    /// interrupted before there is an approximation, it is an error even if the mode is known; after that, there are fewer draws.
    pub fn sample<P: LogDensity + Clone + Sync>(&self, density: &P) -> Result<Laplace, SampleError> {
        require(self.draws > 0, "draws", self.draws, "at least one draw is needed")?;
        let seed = self.seed.unwrap_or_else(|| density.agree(rand::random()));
        let watch = Watch::begin_for(&self.oversight, density)?;
        let mode = self.maximise_with(density, seed, &watch)?;
        let climbs = Climbs::new(&watch, &self.oversight, "mode with Jacobian, start");
        Laplace::at(density, mode, self, seed, &climbs)
    }

    fn maximise_with<P: LogDensity + Clone + Sync>(
        &self,
        density: &P,
        seed: u64,
        watch: &Watch,
    ) -> Result<Mode, SampleError> {
        require(self.starts > 0, "starts", self.starts, "at least one start is needed")?;
        names_of(density)?;
        let starts = Starts {
            points: self.points.clone(),
            ..Starts::default()
        };
        starts.validate(self.starts, density.dimension())?;
        let climbs = Climbs::new(watch, &self.oversight, "start");
        let ends: Vec<_> = (0..self.starts)
            .into_par_iter()
            .with_min_len(parts_per_job(density))
            .with_max_len(parts_per_job(density))
            .map(|start| {
                if watch.is_over() {
                    return Ok(None);
                }
                let begin = || self.climb(density.clone(), &starts, seed, start, &climbs).map(Some);
                caught(start, begin)
            })
            .collect();
        let (mut reached, mut failures) = (Vec::new(), Vec::new());
        for (start, end) in ends.into_iter().enumerate() {
            match end? {
                Some(Ok(maximum)) => reached.push(maximum),
                Some(Err(failure)) => failures.push((start, failure)),
                // The search was ended before this climb has begun.
                None => {}
            }
        }
        match watch.reason() {
            Some(reason) if reached.is_empty() => Err(mode::interrupted(density, reason, &failures)),
            _ => Mode::highest(density, self.jacobian, reached, failures),
        }
    }

    /// One climb. The outer error ends the run, the inner one this climb alone.
    fn climb<P: LogDensity>(
        &self,
        mut density: P,
        starts: &Starts,
        seed: u64,
        start: usize,
        climbs: &Climbs<'_>,
    ) -> Result<Result<Maximum, OptimiseError>, SampleError> {
        let found = start::find(&mut density, starts, 1, start, &mut stream(seed, start))
            .map_err(|not_found| not_found.into_error(start))?;
        let objective = target::objective(&mut density, self.jacobian);
        let mut climb = climbs.climb(start);
        let end = self
            .optimiser
            .maximise_observed(objective, &found.position, |iterate| climb.pass(&iterate));
        climb.finish(match &end {
            Ok(_) => "reached a maximum",
            Err(OptimiseError::Interrupted(_)) => "interrupted",
            Err(_) => "failed",
        });
        match end {
            Err(OptimiseError::Function(source)) => Err(SampleError::density(start, source)),
            Err(OptimiseError::Setting {
                setting,
                value,
                requirement,
            }) => Err(SampleError::Setting {
                setting,
                value,
                requirement,
            }),
            outcome => Ok(outcome),
        }
    }
}
