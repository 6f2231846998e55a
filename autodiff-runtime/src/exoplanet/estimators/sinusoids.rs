//! Amplitudes of sine waves with known periods: semi-amplitudes of planets of which the periods are known from transits.

use super::EstimateError;
use super::error::positive;
use super::lomb_scargle::SineWave;
use super::series::Series;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::linear_algebra::{cholesky, solve_positive_definite};
use alloc::vec;
use alloc::vec::Vec;
use core::f64::consts::TAU;

/// Sine waves of the given periods and one offset, all fitted at once by linear least squares weighted by the errors: a wave for
/// each period, in their order.
///
/// The offset of all waves but the first is zero. [`SineWave::amplitude`] is the estimate of a semi-amplitude for circular orbits, and
/// of its size for eccentric ones.
///
/// # Errors
///
/// If there are fewer observations than 2 · periods + 2, if a number is not finite or an error not above zero, and if these times
/// cannot tell the periods apart.
///
/// ```
/// use autodiff_runtime::exoplanet::fit_sinusoids;
/// let times: Vec<f64> = (0..20).map(|i| f64::from(i) * 0.7).collect();
/// let values: Vec<f64> = times.iter().map(|t| 3.0 + 2.0 * (t * 1.3).sin()).collect();
/// let waves = fit_sinusoids(&times, &values, &[0.1; 20], &[std::f64::consts::TAU / 1.3])?;
/// assert!((waves[0].amplitude() - 2.0).abs() < 1e-12 && (waves[0].offset - 3.0).abs() < 1e-12);
/// # Ok::<(), autodiff_runtime::exoplanet::EstimateError>(())
/// ```
pub fn fit_sinusoids(
    times: &[f64],
    values: &[f64],
    errors: &[f64],
    periods: &[f64],
) -> Result<Vec<SineWave>, EstimateError> {
    let series = Series::new(times, values, errors, 2 * periods.len() + 2)?;
    for period in periods {
        positive("periods must be finite and above zero", *period)?;
    }
    let columns = 2 * periods.len() + 1;
    let (mut matrix, mut right) = (vec![0.0; columns * columns], vec![0.0; columns]);
    let mut row = vec![1.0; columns];
    for ((t, y), inverse_variance) in series.times.iter().zip(&series.values).zip(&series.inverse_variances) {
        for (pair, period) in row[1..].chunks_exact_mut(2).zip(periods) {
            let (sin, cos) = (TAU * t / period).sin_cos();
            (pair[0], pair[1]) = (cos, sin);
        }
        let weight = inverse_variance / series.total;
        for (i, left) in row.iter().enumerate() {
            right[i] += weight * left * y;
            for (j, other) in row.iter().enumerate() {
                matrix[i * columns + j] += weight * left * other;
            }
        }
    }
    if is_singular(&matrix, columns) {
        return Err(EstimateError::Degenerate);
    }
    let solution = solve_positive_definite(&matrix, &right, columns);
    let waves = periods.iter().zip(solution[1..].chunks_exact(2)).enumerate();
    Ok(waves
        .map(|(index, (period, pair))| SineWave {
            frequency: 1.0 / period,
            start: series.start,
            cosine: pair[0],
            sine: pair[1],
            offset: if index == 0 { series.mean + solution[0] } else { 0.0 },
        })
        .collect())
}

/// Whether what a column has that those before it have not is only rounding.
fn is_singular(matrix: &[f64], columns: usize) -> bool {
    const LEAST: f64 = 1e-10;
    let factor = cholesky(matrix, columns);
    (0..columns).map(|i| i * columns + i).any(|at| {
        let own = factor[at] * factor[at];
        own.is_nan() || own <= LEAST * matrix[at] + 1e-20
    })
}
