//! Normal vectors.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::linear_algebra::{cholesky, solve_lower};
use crate::special::stirling::HALF_LN_TAU;
use alloc::vec;
use alloc::vec::Vec;
use autodiff_macros::differentiable;

/// A normal vector of mean `mean`, with the Cholesky factor `factor` of its covariance, a lower triangle L of n rows in row-major order:
/// −½ |L⁻¹(x − mean)|² − Σ ln L[i, i] − ½ n ln 2π.
///
/// Stan's `multi_normal_cholesky_lpdf`. Of the factor only the lower triangle is read. NaN if an element of its diagonal is not
/// positive, or if lengths do not fit.
#[differentiable]
pub fn multi_normal_cholesky(x: &[f64], mean: &[f64], factor: &[f64]) -> f64 {
    let n = x.len();
    if mean.len() != n || factor.len() != n * n || !has_positive_diagonal(factor, n) {
        return f64::NAN;
    }
    let z = solve_lower(factor, &difference(x, mean), n);
    let mut squares = 0.0;
    let mut logs = 0.0;
    for i in 0..n {
        squares += z[i] * z[i];
        logs += factor[i * n + i].ln();
    }
    -0.5 * squares - logs - HALF_LN_TAU * n as f64
}

/// A normal vector of mean `mean` and covariance `covariance`, a positive definite matrix in row-major order of which the lower
/// triangle is read.
///
/// Stan's `multi_normal_lpdf`. NaN if the matrix is not positive definite, or if lengths do not fit.
#[differentiable]
pub fn multi_normal(x: &[f64], mean: &[f64], covariance: &[f64]) -> f64 {
    let n = x.len();
    if covariance.len() != n * n {
        return f64::NAN;
    }
    multi_normal_cholesky(x, mean, &cholesky(covariance, n))
}

/// A normal vector of mean `mean` and precision `precision`, the inverse of its covariance, a positive definite matrix in row-major
/// order of which the lower triangle is read.
///
/// Stan's `multi_normal_prec_lpdf`. NaN if the matrix is not positive definite, or if lengths do not fit.
#[differentiable]
pub fn multi_normal_precision(x: &[f64], mean: &[f64], precision: &[f64]) -> f64 {
    let n = x.len();
    if mean.len() != n || precision.len() != n * n {
        return f64::NAN;
    }
    let l = cholesky(precision, n);
    let mut sum = -HALF_LN_TAU * n as f64;
    for j in 0..n {
        // An element of Lᵀ(x − mean).
        let mut z = 0.0;
        for i in j..n {
            z += l[i * n + j] * (x[i] - mean[i]);
        }
        sum += l[j * n + j].ln() - 0.5 * z * z;
    }
    sum
}

#[differentiable]
pub(super) fn difference(x: &[f64], mean: &[f64]) -> Vec<f64> {
    let mut difference = vec![0.0; x.len()];
    for i in 0..x.len() {
        difference[i] = x[i] - mean[i];
    }
    difference
}

/// Whether it can be the Cholesky factor of a positive definite matrix of n rows.
pub(super) fn has_positive_diagonal(factor: &[f64], n: usize) -> bool {
    (0..n).all(|i| factor[i * n + i] > 0.0)
}
