//! Covariances by linear response: how the means of the best Gaussian move when the density is tilted.
//!
//! A mean field knows no correlations, and its spreads are too small for it. How its means respond to a tilt of the density, though, is a
//! covariance, which is exact for a Gaussian density (Giordano, Broderick & Jordan 2018, "Covariances, robustness, and variational
//! Bayes"; with fixed draws, Giordano, Ingram & Broderick 2024): the block that belongs to the means of the inverse of minus the
//! bound's second derivatives.

use rayon::prelude::*;

use super::bound::Bound;
use super::fit::{Member, NAME};
use super::standard_draws::StandardDraws;
use crate::differences;
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::SampleError;
use crate::samplers::approximate::Gaussian;
use crate::samplers::guard::{caught, parts_per_job};

/// The covariance of positions, row by row.
pub(super) fn covariance<P: LogDensity + Clone + Sync>(
    density: &P,
    member: &Member,
    standard: &StandardDraws,
) -> Result<Vec<f64>, SampleError> {
    let bound = Bound {
        density,
        frame: &member.frame,
        shape: member.shape,
        standard,
    };
    let (n, count) = (member.shape.dimension, member.parameters.len());
    let rows: Vec<Vec<f64>> = (0..count)
        .into_par_iter()
        .with_min_len(parts_per_job(density))
        .map(|i| {
            let mut direction = vec![0.0; count];
            direction[i] = 1.0;
            let mut row = vec![0.0; count];
            caught(0, || {
                differences::of_gradients(&member.parameters, &direction, &mut row, |parameters, grad| {
                    bound.value_and_grad(parameters, grad).map(drop)
                })
                .map_err(unusable)
            })?;
            Ok(row)
        })
        .collect::<Result<_, SampleError>>()?;
    let curvature: Vec<f64> = (0..count * count)
        .map(|k| -0.5 * (rows[k / count][k % count] + rows[k % count][k / count]))
        .collect();
    let response = Gaussian::from_precision(vec![0.0; count], vec![1.0; count], &curvature).map_err(|i| {
        SampleError::Approximation {
            approximation: NAME,
            problem: format!(
                "the evidence lower bound is not curved downwards in parameter {i}, so there is no linear response"
            ),
        }
    })?;
    let whole = response.covariance();
    let block: Vec<f64> = (0..n).flat_map(|i| whole[i * count..i * count + n].to_vec()).collect();
    Ok(member.frame.covariance(&block))
}

fn unusable(error: LogDensityError) -> SampleError {
    match error {
        LogDensityError::Recoverable(reason) => SampleError::Approximation {
            approximation: NAME,
            problem: format!("the second derivatives of its bound cannot be computed: {reason}"),
        },
        source => SampleError::density(0, source),
    }
}
