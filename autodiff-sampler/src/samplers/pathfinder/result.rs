//! What the paths have found.

use std::fmt;

use rand::{Rng, RngExt};

use super::{Failures, Path};
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::SampleError;
use crate::samplers::approximate::{ApproximateDraws, Approximation};

/// The paths' Gaussians, and draws from their mixture. See [`Pathfinder::sample`](super::Pathfinder::sample).
#[derive(Clone, Debug)]
pub struct PathfinderFit {
    paths: Vec<PathReport>,
    failures: Failures,
    draws: ApproximateDraws,
}

/// Where one path has led.
#[derive(Clone, Debug, PartialEq)]
pub struct PathReport {
    /// Number of the path, from zero.
    pub path: usize,
    /// The highest evidence lower bound along the path, in nats, of as few draws as were asked for.
    pub elbo: f64,
    /// Mean of the Gaussian with that bound, in unconstrained space.
    pub mean: Vec<f64>,
    /// Its variances.
    pub variances: Vec<f64>,
    /// The step after which the path was there, and steps in all.
    pub chosen: (usize, usize),
    /// Evaluations of the density, with or without the gradient.
    pub evaluations: u64,
}

/// Where to start a chain, and how far it may expect to go: see [`Pathfinder::initial_points`](super::Pathfinder::initial_points).
#[derive(Clone, Debug, PartialEq)]
pub struct InitialPoint {
    /// A position in unconstrained space.
    pub position: Vec<f64>,
    /// Estimated variances of its coordinates, a diagonal inverse metric.
    pub inv_metric: Vec<f64>,
}

impl PathfinderFit {
    pub(super) fn new(paths: Vec<Path>, failures: Failures, draws: ApproximateDraws) -> Self {
        let report = |path: Path| PathReport {
            path: path.index,
            elbo: path.elbo,
            variances: path.gaussian.variances(),
            mean: path.gaussian.mean().to_vec(),
            chosen: (path.chosen, path.iterations),
            evaluations: path.evaluations,
        };
        Self {
            paths: paths.into_iter().map(report).collect(),
            failures,
            draws,
        }
    }

    /// The paths that led to a Gaussian.
    #[must_use]
    pub fn paths(&self) -> &[PathReport] {
        &self.paths
    }

    /// The paths that did not, by their numbers, and why.
    #[must_use]
    pub fn failures(&self) -> &[(usize, SampleError)] {
        &self.failures
    }

    /// Draws from the mixture of the paths' Gaussians, and how good they are.
    #[must_use]
    pub fn draws(&self) -> &ApproximateDraws {
        &self.draws
    }
}

impl fmt::Display for PathfinderFit {
    /// The summary of the draws, how good they are, and a line for each path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.draws)?;
        for path in &self.paths {
            write!(
                f,
                "\npath {}: ELBO {:.3} after {} of {} steps, {} evaluations",
                path.path, path.elbo, path.chosen.0, path.chosen.1, path.evaluations
            )?;
        }
        for (path, error) in &self.failures {
            write!(f, "\nwarning: path {path} failed: {error}")?;
        }
        Ok(())
    }
}

/// Draws that a chain's start is chosen from.
pub(super) const CANDIDATES: usize = 32;
/// Draws whose log weight is so far below the best one's say nothing of the density where its mass is.
const MAX_WEIGHT_RANGE: f64 = 10.0;

/// What a path offers a chain.
pub(super) struct ChainStart {
    /// One of a few draws from the path's Gaussian, by their weights; its mean, if none of them can be used.
    pub position: Vec<f64>,
    /// The Gaussian's variances.
    pub variances: Vec<f64>,
    /// Of the draws, those that are not much less probable than the Gaussian has it, with their gradients.
    pub sample: Vec<[Vec<f64>; 2]>,
}

/// A number of Gumbel's distribution: what has the largest log weight plus such a number is chosen by the weights.
pub(super) fn gumbel(rng: &mut dyn Rng) -> f64 {
    -(-rng.random::<f64>().ln()).ln()
}

/// Draws from a path's Gaussian, and chooses one of them.
pub(super) fn chain_start<P: LogDensity>(
    path: &Path,
    density: &mut P,
    rng: &mut dyn Rng,
) -> Result<ChainStart, LogDensityError> {
    let mut candidates = Vec::with_capacity(CANDIDATES);
    for _ in 0..CANDIDATES {
        let mut position = vec![0.0; density.dimension()];
        let mut grad = position.clone();
        let log_gaussian = path.gaussian.draw(rng, &mut position);
        match density.log_density_and_grad(&position, &mut grad) {
            Ok(value) if value.is_finite() && grad.iter().all(|g| g.is_finite()) => {
                candidates.push((value - log_gaussian, [position, grad]));
            }
            Ok(_) | Err(LogDensityError::Recoverable(_)) => {}
            Err(fatal) => return Err(fatal),
        }
    }
    let (mut best_score, mut best_weight, mut chosen) = (f64::NEG_INFINITY, f64::NEG_INFINITY, None);
    for (index, (log_weight, _)) in candidates.iter().enumerate() {
        let score = log_weight + gumbel(rng);
        if score > best_score {
            (best_score, chosen) = (score, Some(index));
        }
        best_weight = best_weight.max(*log_weight);
    }
    Ok(ChainStart {
        // Where no draw can be used, the mean is all that is left; a sampler will say what is wrong there.
        position: chosen.map_or_else(|| path.gaussian.mean().to_vec(), |index| candidates[index].1[0].clone()),
        variances: path.gaussian.variances(),
        sample: candidates
            .into_iter()
            .filter(|(log_weight, _)| *log_weight > best_weight - MAX_WEIGHT_RANGE)
            .map(|(_, draw)| draw)
            .collect(),
    })
}
