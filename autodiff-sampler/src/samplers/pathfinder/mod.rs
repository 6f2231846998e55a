//! Pathfinder: Gaussians along the way to a maximum (Zhang, Carpenter, Gelman & Vehtari 2022, "Pathfinder: Parallel quasi-Newton
//! variational inference", Journal of Machine Learning Research 23(306)).
//!
//! An optimiser that climbs a log density learns its curvature on the way. At each point that is a Gaussian, and the one with the highest
//! evidence lower bound is close to where most of the probability is, which in many dimensions the maximum is not. [`Pathfinder`] is the
//! settings; below it, `path` is one climb, `inverse_hessian` the Gaussian of one point of it (`low_rank` in many dimensions), and `result` what comes out.

mod inverse_hessian;
mod low_rank;
mod path;
mod result;

use rand::Rng;
use rayon::prelude::*;

pub(crate) use inverse_hessian::PathGaussian;
pub(crate) use path::Path;
pub use result::{InitialPoint, PathReport, PathfinderFit};

use super::approximate::{Approximation, Proposals};
use super::guard::{caught, names_of, parts_per_job, require, stream};
use super::run::{Climbs, Oversight, Watch, oversight_settings};
use super::start::Found;
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::SampleError;

const NAME: &str = "Pathfinder's approximation";
/// Stream of random numbers of the draws, apart from those of any number of paths.
const DRAWS_STREAM: u64 = 0x5041_5448_4652_4f4d;

/// Paths that led nowhere, by their numbers, and why.
pub(crate) type Failures = Vec<(usize, SampleError)>;

/// Settings of Pathfinder: a quick approximation, in a few hundred gradients, from several starts in parallel.
///
/// Each path ends in a Gaussian with the mean and the low-rank covariance that the optimiser knew where the evidence lower bound was
/// highest. The draws are those of the mixture of all paths' Gaussians. Weighted by Pareto-smoothed importance sampling, they are
/// corrected for what the Gaussians miss, and k-hat says whether that works.
/// (In the paper, a draw's weight is that of its own path's Gaussian; weights of the mixture do not degenerate where paths overlap.)
///
/// A stop handle, Ctrl-C or a time limit ends each path after the step that it is at; the approximation is made of the paths up to there,
/// and of a hundred draws at most, unless more were made before. The [ending](crate::trace::Ending) of the draws' trace says so.
///
/// ```
/// use autodiff_sampler::{FnDensity, Pathfinder};
///
/// let normal = FnDensity::new(2, |x, grad| {
///     (grad[0], grad[1]) = (-x[0] / 4.0, 5.0 - x[1]);
///     -0.5 * (x[0] * x[0] / 4.0 + (x[1] - 5.0).powi(2))
/// });
/// let fit = Pathfinder::default().paths(2).seed(1).sample(&normal)?;
/// assert!(fit.draws().is_reliable());
/// let trace = fit.draws().resampled(500, 2)?;
/// println!("{fit}\n{}", trace.summary());
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `sample` is called"]
pub struct Pathfinder {
    oversight: Oversight,
    paths: usize,
    draws: usize,
    elbo_draws: usize,
    history: usize,
    max_iterations: usize,
    seed: Option<u64>,
}

impl Default for Pathfinder {
    /// Four paths, 1000 draws, 25 draws for each evidence lower bound, a history of thirty steps, at most 1000 steps, a
    /// seed from the operating system, and reports of paths that take more than some seconds.
    fn default() -> Self {
        Self {
            oversight: Oversight::default(),
            paths: 4,
            draws: 1000,
            elbo_draws: 25,
            history: 30,
            max_iterations: 1000,
            seed: None,
        }
    }
}

impl Pathfinder {
    oversight_settings!(oversight);

    /// Number of paths, each from a start of its own; they run in parallel.
    pub fn paths(mut self, paths: usize) -> Self {
        self.paths = paths;
        self
    }

    /// Draws, of all paths together.
    pub fn draws(mut self, draws: usize) -> Self {
        self.draws = draws;
        self
    }

    /// Draws that the evidence lower bound of each point of a path is estimated from.
    pub fn elbo_draws(mut self, elbo_draws: usize) -> Self {
        self.elbo_draws = elbo_draws;
        self
    }

    /// Last steps of the optimiser that a covariance is made of in more than a hundred dimensions: its rank, beside a diagonal, is at
    /// most twice this (the paper's is six). In fewer dimensions it is made of the last hundred steps.
    pub fn history(mut self, history: usize) -> Self {
        self.history = history;
        self
    }

    /// Steps after which a path ends, wherever it is.
    pub fn max_iterations(mut self, max_iterations: usize) -> Self {
        self.max_iterations = max_iterations;
        self
    }

    /// Makes the result reproducible to the bit, whatever the number of threads.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Approximates the density and draws from the approximation.
    ///
    /// # Errors
    ///
    /// When a setting makes no sense, no start is usable, no path leads to a Gaussian, or the density panics or reports a fatal
    /// error.
    pub fn sample<P: LogDensity + Clone + Sync>(&self, density: &P) -> Result<PathfinderFit, SampleError> {
        require(self.draws > 0, "draws", self.draws, "at least one draw is needed")?;
        let seed = self.seed.unwrap_or_else(|| density.agree(rand::random()));
        let watch = Watch::begin_for(&self.oversight, density)?;
        let (paths, failures) = self.find_paths(density, seed, &watch)?;
        let mut rng = stream(seed ^ DRAWS_STREAM, 0);
        let proposals = propose(&paths, density.dimension(), self.draws, &mut rng);
        let draws = proposals.evaluate(density, NAME, seed, &watch)?;
        Ok(PathfinderFit::new(paths, failures, draws))
    }

    /// Where to start chains from, one path for each: a draw from the approximation, and its variances as an inverse metric. The setting
    /// [`paths`](Self::paths) is not used.
    ///
    /// # Errors
    ///
    /// As those of [`sample`](Self::sample); every chain needs a path that leads to a Gaussian.
    pub fn initial_points<P: LogDensity + Clone + Sync>(
        &self,
        density: &P,
        chains: usize,
    ) -> Result<Vec<InitialPoint>, SampleError> {
        let seed = self.seed.unwrap_or_else(|| density.agree(rand::random()));
        let watch = Watch::begin_for(&self.oversight, density)?;
        let (paths, failures) = self.clone().paths(chains).find_paths(density, seed, &watch)?;
        if let Some((_, error)) = failures.into_iter().next() {
            return Err(error);
        }
        let point = |(chain, path): (usize, &Path)| {
            let mut rng = stream(seed ^ DRAWS_STREAM, chain);
            caught(chain, || {
                let start = result::chain_start(path, &mut density.clone(), &mut rng)
                    .map_err(|source| SampleError::density(chain, source))?;
                Ok(InitialPoint {
                    position: start.position,
                    inv_metric: start.variances,
                })
            })
        };
        paths.iter().enumerate().map(point).collect()
    }

    /// The settings that decide where chains start.
    pub(crate) fn describe(&self) -> String {
        let Self {
            paths,
            elbo_draws,
            history,
            max_iterations,
            ..
        } = self;
        format!("paths {paths}, elbo_draws {elbo_draws}, history {history}, max_iterations {max_iterations}")
    }

    /// Where one chain starts, with random numbers of its own; `None` if no path leads anywhere.
    ///
    /// The chain takes one of the `paths` by the evidence that each has found: a mode that holds next to nothing of the probability is
    /// not where a chain should be.
    ///
    /// # Errors
    ///
    /// Fatal ones of the density.
    pub(crate) fn start_of_chain<P: LogDensity + Clone>(
        &self,
        density: &mut P,
        chain: usize,
        rng: &mut dyn Rng,
        climbs: &Climbs<'_>,
    ) -> Result<Option<Found>, LogDensityError> {
        let mut evaluations = 0;
        let mut best: (f64, Option<Path>) = (f64::NEG_INFINITY, None);
        for _ in 0..self.paths {
            let path = match path::run(self, density.clone(), chain, rng, climbs) {
                Ok(path) => path,
                Err(SampleError::Density { source, .. }) => return Err(source),
                Err(_) => continue,
            };
            evaluations += path.evaluations;
            let score = path.log_evidence + result::gumbel(rng);
            if score > best.0 {
                best = (score, Some(path));
            }
        }
        let Some(path) = best.1 else { return Ok(None) };
        let start = result::chain_start(&path, density, rng)?;
        // If none of the draws can be used, the mean might not be, either.
        if start.sample.is_empty() {
            return Ok(None);
        }
        Ok(Some(Found {
            position: start.position,
            inv_metric: Some(start.variances),
            sample: start.sample,
            evaluations: evaluations + result::CANDIDATES as u64,
        }))
    }

    /// Runs the paths; those that lead nowhere are told by their numbers.
    pub(crate) fn find_paths<P: LogDensity + Clone + Sync>(
        &self,
        density: &P,
        seed: u64,
        watch: &Watch,
    ) -> Result<(Vec<Path>, Failures), SampleError> {
        self.validate()?;
        names_of(density)?;
        let climbs = Climbs::new(watch, &self.oversight, "path");
        let ends: Vec<_> = (0..self.paths)
            .into_par_iter()
            .with_min_len(parts_per_job(density))
            .with_max_len(parts_per_job(density))
            .map(|index| {
                if let Some(reason) = watch.is_over().then(|| watch.reason()).flatten() {
                    return Err(SampleError::Interrupted {
                        reason,
                        unfinished: "the path has begun",
                        highest: None,
                    });
                }
                let mut rng = stream(seed, index);
                caught(index, || path::run(self, density.clone(), index, &mut rng, &climbs))
            })
            .collect();
        let (mut paths, mut failures) = (Vec::new(), Vec::new());
        for (index, end) in ends.into_iter().enumerate() {
            match end {
                Ok(path) => paths.push(path),
                Err(failure @ (SampleError::Approximation { .. } | SampleError::Interrupted { .. })) => {
                    failures.push((index, failure))
                }
                Err(error) => return Err(error),
            }
        }
        if paths.is_empty() {
            return Err(failures.swap_remove(0).1);
        }
        Ok((paths, failures))
    }

    pub(crate) fn validate(&self) -> Result<(), SampleError> {
        require(self.paths > 0, "paths", self.paths, "at least one path is needed")?;
        require(
            self.elbo_draws > 0,
            "elbo_draws",
            self.elbo_draws,
            "at least one draw is needed",
        )?;
        require(self.history > 0, "history", self.history, "at least one step is needed")?;
        require(
            self.max_iterations > 0,
            "max_iterations",
            self.max_iterations,
            "at least one step is needed",
        )
    }
}

/// Draws from the mixture of all paths' Gaussians, as many from each, with the density of the mixture.
fn propose(paths: &[Path], dimension: usize, draws: usize, rng: &mut dyn Rng) -> Proposals {
    let mut positions = vec![0.0; draws * dimension];
    for (draw, position) in positions.chunks_exact_mut(dimension).enumerate() {
        paths[draw % paths.len()].gaussian.draw(rng, position);
    }
    let log_approximation = positions
        .par_chunks_exact(dimension)
        .map(|position| {
            let logs: Vec<f64> = paths.iter().map(|path| path.gaussian.log_density(position)).collect();
            let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = logs.iter().map(|log| (log - highest).exp()).sum();
            highest + (sum / paths.len() as f64).ln()
        })
        .collect();
    Proposals {
        positions,
        log_approximation,
    }
}
