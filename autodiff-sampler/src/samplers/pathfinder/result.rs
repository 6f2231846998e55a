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
const CANDIDATES: usize = 25;

/// One of a few draws from a path's Gaussian, by their weights.
pub(super) fn initial_point<P: LogDensity>(
    path: &Path,
    density: &mut P,
    chain: usize,
    rng: &mut dyn Rng,
) -> Result<InitialPoint, SampleError> {
    let mut candidates = Vec::with_capacity(CANDIDATES);
    for _ in 0..CANDIDATES {
        let mut position = vec![0.0; density.dimension()];
        let log_gaussian = path.gaussian.draw(rng, &mut position);
        match density.log_density(&position) {
            Ok(value) if value < f64::INFINITY => candidates.push((value - log_gaussian, position)),
            Ok(_) | Err(LogDensityError::Recoverable(_)) => {}
            Err(source) => return Err(SampleError::density(chain, source)),
        }
    }
    // The draw with the largest log weight plus a Gumbel number is a draw by the weights.
    let gumbel = |rng: &mut dyn Rng| -(-rng.random::<f64>().ln()).ln();
    let mut best = (f64::NEG_INFINITY, None);
    for (log_weight, position) in candidates {
        let score = log_weight + gumbel(rng);
        if score > best.0 {
            best = (score, Some(position));
        }
    }
    Ok(InitialPoint {
        // Where no draw can be used, the mean is all that is left; a sampler will say what is wrong there.
        position: best.1.unwrap_or_else(|| path.gaussian.mean().to_vec()),
        inv_metric: path.gaussian.variances(),
    })
}
