//! One path: a climb, and the point of it whose Gaussian has the highest evidence lower bound.

use rand::Rng;

use super::inverse_hessian::{Curvature, PathGaussian};
use super::{NAME, Pathfinder};
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::approximate::Approximation;
use crate::samplers::optimise::{Lbfgs, OptimiseError, Pair};
use crate::samplers::run::Climbs;
use crate::samplers::{HighestPoint, SampleError, start};
use crate::trace::EndReason;

/// Squared distance from the maximum, in standard deviations, where the path ends: by then the curvature does not change.
const TOLERANCE: f64 = 1e-8;

/// Where a path has led.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    /// Number of the path.
    pub index: usize,
    pub gaussian: PathGaussian,
    pub elbo: f64,
    /// The logarithm of the density's integral by importance sampling from the Gaussian with the draws of the bound, which is no less
    /// than that, and of use where the Gaussian is too wide for a bound that means anything.
    pub log_evidence: f64,
    /// The point, of how many, that the Gaussian was taken at.
    pub chosen: usize,
    pub iterations: usize,
    pub evaluations: u64,
}

/// Points of a path whose Gaussians are looked at; of a longer one, as many, evenly spread, the last among them.
const MAX_POINTS: usize = 40;

/// A point that the climb has passed.
struct Point {
    position: Vec<f64>,
    grad: Vec<f64>,
}

/// Walks path number `index`.
pub(super) fn run<P: LogDensity>(
    settings: &Pathfinder,
    mut density: P,
    index: usize,
    rng: &mut dyn Rng,
    climbs: &Climbs<'_>,
) -> Result<Path, SampleError> {
    let found = start::proposed(&mut density, index, rng)?;
    let (mut points, mut climb) = (Vec::new(), climbs.climb(index));
    let mut evaluations = found.evaluations;
    let objective = |position: &[f64], grad: &mut [f64]| {
        evaluations += 1;
        density.log_density_and_grad(position, grad)
    };
    let end = Lbfgs::default()
        .max_iterations(settings.max_iterations)
        .tolerance(TOLERANCE)
        .maximise_observed(objective, &found.position, |iterate| {
            points.push(Point {
                position: iterate.position.to_vec(),
                grad: iterate.grad.to_vec(),
            });
            climb.pass(&iterate)
        });
    climb.finish(match &end {
        Ok(_) => "reached a maximum",
        Err(OptimiseError::Interrupted(_)) => "interrupted",
        Err(_) => "ended",
    });
    let failure = match end {
        Err(OptimiseError::Function(source)) => return Err(SampleError::density(index, source)),
        Err(OptimiseError::Interrupted(end)) if points.len() < 2 => {
            return Err(SampleError::Interrupted {
                reason: climbs.watch().reason().unwrap_or(EndReason::StopHandle),
                unfinished: "the first step of a path",
                highest: Some(Box::new(HighestPoint::of(&density, &end))),
            });
        }
        // A path without an end, to where the density grows without bound, say, may pass good places.
        Err(failure) => failure.to_string(),
        Ok(_) => "it ends where it began".to_owned(),
    };
    let mut path = None;
    for (point, gaussian) in gaussians(&points, settings.history) {
        // When time is up, the last point alone is looked at, if there is none yet.
        if climbs.watch().is_over() && (path.is_some() || point + 1 < points.len()) {
            continue;
        }
        let Bound { elbo, log_evidence } = bound(&gaussian, &mut density, settings.elbo_draws, rng)
            .map_err(|source| SampleError::density(index, source))?;
        evaluations += settings.elbo_draws as u64;
        if elbo > path.as_ref().map_or(f64::NEG_INFINITY, |best: &Path| best.elbo) {
            path = Some(Path {
                index,
                gaussian,
                elbo,
                log_evidence,
                chosen: point,
                iterations: 0,
                evaluations: 0,
            });
        }
    }
    let path = path.ok_or_else(|| SampleError::Approximation {
        approximation: NAME,
        problem: format!("no point of path {index} has a Gaussian whose draws the density is finite at: {failure}"),
    })?;
    Ok(Path {
        iterations: points.len() - 1,
        evaluations,
        ..path
    })
}

/// The Gaussians of the points, with the points' numbers.
fn gaussians(points: &[Point], history: usize) -> impl Iterator<Item = (usize, PathGaussian)> {
    let mut curvature = Curvature::new(points[0].position.len(), history);
    // The start, of which no curvature is known, has none.
    let steps = points.len() - 1;
    (1..=steps).filter_map(move |at| {
        let (before, after) = (&points[at - 1], &points[at]);
        let difference = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect();
        // The change is that of the negative function's gradient.
        let step = difference(&after.position, &before.position);
        if let Some(pair) = Pair::new(step, difference(&before.grad, &after.grad)) {
            curvature.learn(pair);
        }
        let rank = |at: usize| at * MAX_POINTS.min(steps) / steps;
        if rank(at) == rank(at - 1) {
            return None;
        }
        Some((at, curvature.gaussian(&after.position, &after.grad)?))
    })
}

/// What a Gaussian's draws say of the density's integral.
struct Bound {
    elbo: f64,
    log_evidence: f64,
}

/// The evidence lower bound of a Gaussian: the mean over draws of the log density minus the Gaussian's; −∞ if the density is zero, or
/// cannot be computed, at one of them. The evidence itself is the mean of the ratio.
fn bound<P: LogDensity>(
    gaussian: &PathGaussian,
    density: &mut P,
    draws: usize,
    rng: &mut dyn Rng,
) -> Result<Bound, LogDensityError> {
    let mut position = vec![0.0; gaussian.mean().len()];
    let mut log_ratios = Vec::with_capacity(draws);
    for _ in 0..draws {
        let log_gaussian = gaussian.draw(rng, &mut position);
        log_ratios.push(match density.log_density(&position) {
            Ok(value) if value < f64::INFINITY => value - log_gaussian,
            Ok(_) | Err(LogDensityError::Recoverable(_)) => f64::NEG_INFINITY,
            Err(fatal) => return Err(fatal),
        });
    }
    let count = draws as f64;
    let highest = log_ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let ratios: f64 = log_ratios.iter().map(|log_ratio| (log_ratio - highest).exp()).sum();
    Ok(Bound {
        elbo: log_ratios.iter().sum::<f64>() / count,
        log_evidence: highest + (ratios / count).ln(),
    })
}
