//! Systems and determinants of positive definite matrices.
//!
//! For A X = B: B̄ = A⁻¹ X̄, Ā = −B̄ Xᵀ, Ẋ = A⁻¹(Ḃ − Ȧ X). For ln det A: Ā = A⁻¹.

use super::factor::{mirrored, onto_lower};
use super::product::{add_product, by_transpose};
use super::triangular::{lower_triangle, solve_lower, solve_lower_transposed};
use super::{Pair, cholesky, ln_determinant_of_factor};
use alloc::vec;
use alloc::vec::Vec;
use autodiff_macros::differentiable;

/// A⁻¹B for a positive definite matrix A of n rows, of which the lower triangle is read; B has n rows and any number of
/// columns. NaN if A is not positive definite.
///
/// # Panics
///
/// If the numbers of elements do not fit.
#[differentiable(vjp = solve_vjp, jvp = solve_jvp, owned_pullback, second_order)]
pub fn solve_positive_definite(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    solve_with_factor(&cholesky(a, n), b, n)
}

/// (L Lᵀ)⁻¹B.
fn solve_with_factor(l: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    solve_lower_transposed(l, &solve_lower(l, b, n), n)
}

fn solve_vjp(a: &[f64], b: &[f64], n: usize) -> (Vec<f64>, impl FnOnce(Vec<f64>) -> Pair + use<>) {
    let l = cholesky(a, n);
    let x = solve_with_factor(&l, b, n);
    let value = x.clone();
    let pullback = move |x_bar: Vec<f64>| {
        let b_bar = solve_with_factor(&l, &x_bar, n);
        let mut s = by_transpose(&b_bar, &x, n, n);
        s.iter_mut().for_each(|element| *element = -*element);
        (onto_lower(&s, n), b_bar)
    };
    (value, pullback)
}

#[differentiable]
fn solve_jvp(a: &[f64], b: &[f64], n: usize, a_dot: &[f64], b_dot: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let x = solve_positive_definite(a, b, n);
    let minus_change = mirrored(&lower_triangle(a_dot, n, -1.0), n);
    let right = add_product(b_dot, &minus_change, &x, n);
    let x_dot = solve_positive_definite(a, &right, n);
    (x, x_dot)
}

/// ln det A of a positive definite matrix A of n rows, of which the lower triangle is read. NaN if A is not positive definite.
///
/// # Panics
///
/// If A does not have n² elements.
#[differentiable(vjp = ln_determinant_vjp, jvp = ln_determinant_jvp, owned_pullback, second_order)]
pub fn ln_determinant(a: &[f64], n: usize) -> f64 {
    ln_determinant_of_factor(&cholesky(a, n), n)
}

fn identity(n: usize) -> Vec<f64> {
    let mut identity = vec![0.0; n * n];
    (0..n).for_each(|i| identity[i * n + i] = 1.0);
    identity
}

fn ln_determinant_vjp(a: &[f64], n: usize) -> (f64, impl FnOnce(f64) -> Vec<f64> + use<>) {
    let l = cholesky(a, n);
    let value = ln_determinant_of_factor(&l, n);
    let pullback = move |seed: f64| {
        let mut inverse = solve_with_factor(&l, &identity(n), n);
        inverse.iter_mut().for_each(|element| *element *= seed);
        onto_lower(&inverse, n)
    };
    (value, pullback)
}

#[differentiable]
fn ln_determinant_jvp(a: &[f64], n: usize, a_dot: &[f64]) -> (f64, f64) {
    let change = mirrored(a_dot, n);
    let relative = solve_positive_definite(a, &change, n);
    let mut trace = 0.0;
    for i in 0..n {
        trace += relative[i * n + i];
    }
    (ln_determinant(a, n), trace)
}
