//! The Laplace approximation: a Gaussian with the density's mode and second derivatives there.

use std::f64::consts::TAU;
use std::fmt;

use rayon::prelude::*;

use super::mode::Mode;
use super::{Map, target};
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::approximate::{ApproximateDraws, Gaussian, Proposals};
use crate::samplers::guard::{caught, parts_per_job, stream};
use crate::samplers::optimise::{Maximum, OptimiseError, dot};
use crate::samplers::run::Climbs;
use crate::samplers::{HighestPoint, SampleError};
use crate::trace::EndReason;

const NAME: &str = "the Laplace approximation";
/// Squared distance from the mode, in standard deviations, at which the second derivatives are those of the mode.
const AT_THE_MODE: f64 = 1e-16;
/// Newton steps after which to give up; close to a mode each squares the distance.
const MAX_NEWTON_STEPS: usize = 12;
/// Stream of random numbers of the draws, apart from those of any number of starts.
const DRAWS_STREAM: u64 = 0x4c41_504c_4143_4531;

/// The Laplace approximation, with draws from it. See [`Map::sample`](super::Map::sample).
#[derive(Clone, Debug)]
pub struct Laplace {
    mode: Mode,
    gaussian: Gaussian,
    covariance: Vec<f64>,
    log_density: f64,
    draws: ApproximateDraws,
}

impl Laplace {
    pub(super) fn at<P: LogDensity + Clone + Sync>(
        density: &P,
        mode: Mode,
        settings: &Map,
        seed: u64,
        climbs: &Climbs<'_>,
    ) -> Result<Self, SampleError> {
        let watch = climbs.watch();
        let maximum = caught(0, || climb_on(density, &mode, settings, climbs))?;
        let touched = touch(density, maximum, &|| watch.is_over())?;
        let Some((gaussian, log_density)) = touched else {
            return Err(interrupted(density, &mode, watch.reason()));
        };
        let mut rng = stream(seed ^ DRAWS_STREAM, 0);
        let proposals = Proposals::from(&gaussian, density.dimension(), settings.draws, &mut rng);
        Ok(Self {
            mode,
            covariance: gaussian.covariance(),
            gaussian,
            log_density,
            draws: proposals.evaluate(density, NAME, seed, watch)?,
        })
    }

    /// The mode that was asked for; with the default of [`Map::jacobian`](super::Map::jacobian) it is not quite the centre of the
    /// approximation.
    #[must_use]
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// Centre of the approximation: the mode of the density on unconstrained space.
    #[must_use]
    pub fn mean(&self) -> &[f64] {
        &self.gaussian.mean
    }

    /// Covariance of the unconstrained coordinates, row by row: minus the inverse of the matrix of second derivatives.
    #[must_use]
    pub fn covariance(&self) -> &[f64] {
        &self.covariance
    }

    /// Laplace's estimate of the logarithm of the density's integral; of a posterior whose terms are all normalised, the logarithm of
    /// the evidence.
    #[must_use]
    pub fn log_evidence(&self) -> f64 {
        let dimension = self.gaussian.mean.len() as f64;
        self.log_density + 0.5 * dimension * TAU.ln() + self.gaussian.half_log_determinant()
    }

    /// Draws from the approximation, and how good they are.
    #[must_use]
    pub fn draws(&self) -> &ApproximateDraws {
        &self.draws
    }
}

impl fmt::Display for Laplace {
    /// The mode, the summary of the draws, and how good they are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.mode)?;
        writeln!(f, "{}", self.draws)?;
        write!(f, "log evidence {:.3} by Laplace's method", self.log_evidence())
    }
}

/// From the mode of whichever density to that of the density on unconstrained space.
fn climb_on<P: LogDensity + Clone>(
    density: &P,
    mode: &Mode,
    settings: &Map,
    climbs: &Climbs<'_>,
) -> Result<Maximum, SampleError> {
    if mode.has_jacobian() {
        return Ok(mode.maximum().clone());
    }
    let mut own = density.clone();
    let objective = target::objective(&mut own, true);
    let mut climb = climbs.climb(0);
    let end = settings
        .optimiser
        .maximise_observed(objective, mode.position(), |iterate| climb.pass(&iterate));
    climb.finish(if end.is_ok() { "reached a maximum" } else { "failed" });
    end.map_err(|error| match error {
        OptimiseError::Function(source) => SampleError::density(0, source),
        OptimiseError::Interrupted(_) => interrupted(density, mode, climbs.watch().reason()),
        source => SampleError::NoMaximum {
            starts: 1,
            start: 0,
            source,
        },
    })
}

/// The error of a run that was ended when the mode was known, and no more.
fn interrupted<P: LogDensity>(density: &P, mode: &Mode, reason: Option<EndReason>) -> SampleError {
    SampleError::Interrupted {
        reason: reason.unwrap_or(EndReason::StopHandle),
        unfinished: "the density was approximated at its mode, which was found",
        highest: Some(Box::new(HighestPoint::of_maximum(density, mode.maximum()))),
    }
}

/// The Gaussian at the maximum, which Newton's method makes as exact as rounding allows, and the log density there; `None` if it is over
/// before.
fn touch<P: LogDensity + Clone + Sync>(
    density: &P,
    maximum: Maximum,
    is_over: &(impl Fn() -> bool + Sync),
) -> Result<Option<(Gaussian, f64)>, SampleError> {
    let mut scales: Vec<f64> = maximum
        .inverse_curvature
        .iter()
        .map(|variance| variance.sqrt().clamp(1e-100, 1e100))
        .collect();
    let (mut position, mut value, mut grad) = (maximum.position, maximum.value, maximum.grad);
    let mut evaluator = density.clone();
    for _ in 0..MAX_NEWTON_STEPS {
        let Some(precision) = scaled_precision(density, &position, &scales, is_over)? else {
            return Ok(None);
        };
        let gaussian = Gaussian::from_precision(position.clone(), scales.clone(), &precision)
            .map_err(|row| not_curved(density, &position, row))?;
        let step = gaussian.covariance_times(&grad);
        if dot(&step, &grad) <= AT_THE_MODE {
            return Ok(Some((gaussian, value)));
        }
        for (x, s) in position.iter_mut().zip(&step) {
            *x += s;
        }
        // What the first derivatives took the scales for may have been far off.
        for (i, scale) in scales.iter_mut().enumerate() {
            *scale /= precision[i * grad.len() + i].sqrt();
        }
        value = caught(0, || {
            evaluator
                .log_density_and_grad(&position, &mut grad)
                .map_err(|source| SampleError::density(0, source))
        })?;
    }
    Err(SampleError::Approximation {
        approximation: NAME,
        problem: format!(
            "Newton's method does not settle at the mode near {position:?} (unconstrained): the density is not smooth enough there"
        ),
    })
}

fn not_curved<P: LogDensity>(density: &P, position: &[f64], row: usize) -> SampleError {
    let of = if density.stored_dimension() == density.dimension() {
        format!(" (of `{}`)", density.names()[row])
    } else {
        String::new()
    };
    SampleError::Approximation {
        approximation: NAME,
        problem: format!(
            "at the mode {position:?} (unconstrained) the density is not curved downwards in a direction that coordinate {row}{of} has \
             a part in: it is flat there, or its second derivatives are not finite"
        ),
    }
}

/// Minus the second derivatives, by the coordinates in units of their scales; `None` if it is over before they are known.
fn scaled_precision<P: LogDensity + Clone + Sync>(
    density: &P,
    position: &[f64],
    scales: &[f64],
    is_over: &(impl Fn() -> bool + Sync),
) -> Result<Option<Vec<f64>>, SampleError> {
    let n = position.len();
    let rows: Option<Vec<Vec<f64>>> = (0..n)
        .into_par_iter()
        .with_min_len(parts_per_job(density))
        .map_init(
            || density.clone(),
            |density, i| {
                if is_over() {
                    return Ok(None);
                }
                caught(0, || row_of_precision(density, position, scales, i).map(Some))
            },
        )
        .collect::<Result<_, _>>()?;
    let Some(rows) = rows else { return Ok(None) };
    let mut matrix = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            matrix[i * n + j] = 0.5 * (rows[i][j] + rows[j][i]);
        }
    }
    Ok(Some(matrix))
}

fn row_of_precision<P: LogDensity>(
    density: &mut P,
    position: &[f64],
    scales: &[f64],
    i: usize,
) -> Result<Vec<f64>, SampleError> {
    let mut direction = vec![0.0; position.len()];
    direction[i] = scales[i];
    let mut row = vec![0.0; position.len()];
    density
        .hessian_vector_product(position, &direction, &mut row)
        .map_err(|error| match error {
            LogDensityError::Recoverable(reason) => SampleError::Approximation {
                approximation: NAME,
                problem: format!("the second derivatives at the mode cannot be computed in coordinate {i}: {reason}"),
            },
            source => SampleError::density(0, source),
        })?;
    for (h, s) in row.iter_mut().zip(scales) {
        *h *= -s;
    }
    Ok(row)
}
