//! The Cholesky factor.
//!
//! With Φ taking the lower triangle and halving its diagonal (Murray 2016, eq. 8 and 10):
//! L̇ = L Φ(L⁻¹ Ȧ L⁻ᵀ), and Ā is the symmetric part of L⁻ᵀ Φ(Lᵀ L̄) L⁻¹.

use super::triangular::{solve_lower, solve_lower_transposed, transpose};
use super::{assert_square, matrix_product, transposed};
use crate::special::libm::log;
use alloc::vec;
use alloc::vec::Vec;
use autodiff_macros::differentiable;

/// The lower triangle L with L Lᵀ = A, for a positive definite matrix A of n rows, of which the lower triangle is read; zeros
/// above. All of the lower triangle is NaN if A is not positive definite.
///
/// # Panics
///
/// If A does not have n² elements.
///
/// ```
/// use autodiff_runtime::linear_algebra::cholesky;
/// assert_eq!(cholesky(&[4.0, 0.0, 2.0, 10.0], 2), [2.0, 0.0, 1.0, 3.0]);
/// let (_, pullback) = cholesky::vjp(&[4.0, 0.0, 2.0, 10.0], 2);
/// assert_eq!(pullback(vec![1.0, 0.0, 0.0, 0.0]), [0.25, 0.0, 0.0, 0.0]);
/// ```
#[differentiable(vjp = cholesky_vjp, jvp = cholesky_jvp, owned_pullback, second_order)]
pub fn cholesky(a: &[f64], n: usize) -> Vec<f64> {
    assert_square(a, n);
    let mut l = vec![0.0; n * n];
    for i in 0..n {
        let (known, rest) = l.split_at_mut(i * n);
        for j in 0..i {
            let row = &known[j * n..(j + 1) * n];
            let sum = a[i * n + j] - dot(&rest[..j], &row[..j]);
            rest[j] = sum / row[j];
        }
        let square = a[i * n + i] - dot(&rest[..i], &rest[..i]);
        if square > 0.0 && square.is_finite() {
            rest[i] = ::libm::sqrt(square);
        } else {
            (0..n).for_each(|i| l[i * n..i * n + i + 1].fill(f64::NAN));
            return l;
        }
    }
    l
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn cholesky_vjp(a: &[f64], n: usize) -> (Vec<f64>, impl FnOnce(Vec<f64>) -> Vec<f64> + use<>) {
    let l = cholesky(a, n);
    let value = l.clone();
    let pullback = move |mut l_bar: Vec<f64>| {
        // What is above the diagonal is zero, whatever the matrix.
        (0..n).for_each(|i| l_bar[i * n + i + 1..(i + 1) * n].fill(0.0));
        let mut phi = matrix_product(&transposed(&l, n), &l_bar, n);
        halve(&mut phi, n);
        let s = solve_lower_transposed(&l, &phi, n);
        // S L⁻¹, by the transposed system.
        let s = transposed(&solve_lower_transposed(&l, &transposed(&s, n), n), n);
        onto_lower(&s, n)
    };
    (value, pullback)
}

/// Φ: the lower triangle, its diagonal halved.
fn halve(a: &mut [f64], n: usize) {
    for i in 0..n {
        a[i * n + i] *= 0.5;
        a[i * n + i + 1..(i + 1) * n].fill(0.0);
    }
}

/// The derivative by the lower triangle of a symmetric matrix, from S whose symmetric part is that by the whole.
pub(super) fn onto_lower(s: &[f64], n: usize) -> Vec<f64> {
    let mut lower = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..i {
            lower[i * n + j] = s[i * n + j] + s[j * n + i];
        }
        lower[i * n + i] = s[i * n + i];
    }
    lower
}

#[differentiable]
fn cholesky_jvp(a: &[f64], n: usize, a_dot: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let l = cholesky(a, n);
    let change = mirrored(a_dot, n);
    let half = transpose(&solve_lower(&l, &change, n), n);
    let inner = solve_lower(&l, &half, n);
    let mut phi = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..i {
            phi[i * n + j] = inner[i * n + j];
        }
        phi[i * n + i] = 0.5 * inner[i * n + i];
    }
    let l_dot = matrix_product(&l, &phi, n);
    (l, l_dot)
}

/// The symmetric matrix of a lower triangle.
#[differentiable]
pub(super) fn mirrored(a: &[f64], n: usize) -> Vec<f64> {
    let mut symmetric = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..i + 1 {
            symmetric[i * n + j] = a[i * n + j];
            symmetric[j * n + i] = a[i * n + j];
        }
    }
    symmetric
}

/// ln det A = 2 Σ ln Lᵢᵢ, from the [Cholesky factor](fn@cholesky) L of A, a matrix of n rows.
///
/// # Panics
///
/// If L has fewer than n² elements.
#[differentiable]
pub fn ln_determinant_of_factor(l: &[f64], n: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..n {
        sum += log(l[i * n + i]);
    }
    2.0 * sum
}
