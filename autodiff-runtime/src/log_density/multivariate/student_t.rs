//! Vectors with the heavy tails of Student's t.

use super::normal::{difference, has_positive_diagonal};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::linear_algebra::{cholesky, solve_lower};
use crate::special::ln_gamma;
use autodiff_macros::differentiable;
use core::f64::consts::PI;

/// A vector with the tails of Student's t of `nu` > 0 degrees of freedom, the location `mean`, and the Cholesky factor `factor` of its
/// scale matrix, a lower triangle L of n rows in row-major order:
/// ln Γ((nu + n)/2) − ln Γ(nu/2) − ½ n ln(π nu) − Σ ln L[i, i] − ½ (nu + n) ln(1 + |L⁻¹(x − mean)|²/nu).
///
/// Stan's `multi_student_t_cholesky_lpdf`. Of the factor only the lower triangle is read. NaN if an element of its diagonal is not
/// positive, or if lengths do not fit.
#[differentiable]
pub fn multi_student_t_cholesky(x: &[f64], nu: f64, mean: &[f64], factor: &[f64]) -> f64 {
    let n = x.len();
    if mean.len() != n || factor.len() != n * n || !has_positive_diagonal(factor, n) || !super::super::positive(nu) {
        return f64::NAN;
    }
    let z = solve_lower(factor, &difference(x, mean), n);
    let mut squares = 0.0;
    let mut logs = 0.0;
    for i in 0..n {
        squares += z[i] * z[i];
        logs += factor[i * n + i].ln();
    }
    let dimension = n as f64;
    ln_gamma(0.5 * (nu + dimension))
        - ln_gamma(0.5 * nu)
        - 0.5 * dimension * (PI * nu).ln()
        - logs
        - 0.5 * (nu + dimension) * (squares / nu).ln_1p()
}

/// The same of a scale matrix, positive definite, of which the lower triangle is read.
///
/// Stan's `multi_student_t_lpdf`. NaN if the matrix is not positive definite, or if lengths do not fit.
#[differentiable]
pub fn multi_student_t(x: &[f64], nu: f64, mean: &[f64], scale: &[f64]) -> f64 {
    let n = x.len();
    if scale.len() != n * n {
        return f64::NAN;
    }
    multi_student_t_cholesky(x, nu, mean, &cholesky(scale, n))
}
