//! Correlation matrices.

use super::normal::has_positive_diagonal;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::log_density::positive;
use crate::special::ln_gamma;
use autodiff_macros::differentiable;
use core::f64::consts::PI;

/// LKJ of shape `eta` > 0 for the Cholesky factor `factor` of a correlation matrix of n rows, a lower triangle L in row-major order whose
/// rows have the length 1: Σ (n − i + 2 eta − 2) ln L[i, i] for i = 2 … n counted from 1, and a constant.
///
/// Stan's `lkj_corr_cholesky_lpdf`: a density by the elements below the diagonal. The correlation matrix R = L Lᵀ then has the
/// density c det(R)^(eta − 1), uniform for eta = 1, with
/// ln c = Σ ln Γ(eta + (n − 1)/2) − ½ k ln π − ln Γ(eta + (n − 1 − k)/2) for k = 1 … n − 1
/// (Lewandowski, Kurowicka and Joe 2009, Journal of Multivariate Analysis 100, 1989).
///
/// That the rows have the length 1 is not checked. NaN if an element of the diagonal is not positive, or if the length is not n².
#[differentiable]
pub fn lkj_corr_cholesky(factor: &[f64], n: usize, eta: f64) -> f64 {
    if factor.len() != n * n || !has_positive_diagonal(factor, n) || !positive(eta) {
        return f64::NAN;
    }
    let mut sum = 0.0;
    for i in 1..n {
        sum += ((n - 1 - i) as f64 + 2.0 * eta - 2.0) * factor[i * n + i].ln();
    }
    sum + ln_lkj_constant(n, eta)
}

#[differentiable]
fn ln_lkj_constant(n: usize, eta: f64) -> f64 {
    if n < 2 {
        return 0.0;
    }
    let last = (n - 1) as f64;
    let mut sum = last * ln_gamma(eta + 0.5 * last) - 0.25 * last * (last + 1.0) * PI.ln();
    for k in 1..n {
        sum -= ln_gamma(eta + 0.5 * (n - 1 - k) as f64);
    }
    sum
}
