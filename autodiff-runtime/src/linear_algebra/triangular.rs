//! Triangular systems, with any number of right-hand sides.
//!
//! For T X = B with a triangle T: B̄ = T⁻ᵀ X̄ and T̄ = −B̄ Xᵀ, of which only the triangle counts; Ẋ = T⁻¹(Ḃ − Ṫ X).

use super::product::{add_product, by_transpose};
use super::{Pair, assert_square, transposed};
use alloc::vec;
use alloc::vec::Vec;
use autodiff_macros::differentiable;

/// L⁻¹B for a lower triangle L of n rows; B has n rows and any number of columns.
///
/// # Panics
///
/// If the numbers of elements do not fit.
#[differentiable(vjp = solve_lower_vjp, jvp = solve_lower_jvp, owned_pullback, second_order)]
pub fn solve_lower(l: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let columns = columns(l, b, n);
    let mut x = b.to_vec();
    for i in 0..n {
        let (known, rest) = x.split_at_mut(i * columns);
        let row = &mut rest[..columns];
        for (k, factor) in l[i * n..i * n + i].iter().enumerate() {
            subtract(row, *factor, &known[k * columns..(k + 1) * columns]);
        }
        divide(row, l[i * n + i]);
    }
    x
}

/// L⁻ᵀB for a lower triangle L of n rows; B has n rows and any number of columns.
///
/// # Panics
///
/// If the numbers of elements do not fit.
#[differentiable(vjp = solve_lower_transposed_vjp, jvp = solve_lower_transposed_jvp, owned_pullback, second_order)]
pub fn solve_lower_transposed(l: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let columns = columns(l, b, n);
    let mut x = b.to_vec();
    for i in (0..n).rev() {
        let (before, rest) = x.split_at_mut(i * columns);
        let row = &mut rest[..columns];
        divide(row, l[i * n + i]);
        for (k, factor) in l[i * n..i * n + i].iter().enumerate() {
            subtract(&mut before[k * columns..(k + 1) * columns], *factor, row);
        }
    }
    x
}

/// U⁻¹B for an upper triangle U of n rows; B has n rows and any number of columns.
///
/// # Panics
///
/// If the numbers of elements do not fit.
#[differentiable]
pub fn solve_upper(u: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let l = transpose(u, n);
    solve_lower_transposed(&l, b, n)
}

/// The transpose of a square matrix.
#[differentiable(vjp = transpose_vjp, jvp = transpose_jvp, owned_pullback, second_order)]
pub(super) fn transpose(a: &[f64], n: usize) -> Vec<f64> {
    assert_square(a, n);
    transposed(a, n)
}
fn transpose_vjp(a: &[f64], n: usize) -> (Vec<f64>, impl FnOnce(Vec<f64>) -> Vec<f64> + use<>) {
    (transpose(a, n), move |seed: Vec<f64>| transposed(&seed, n))
}
#[differentiable]
fn transpose_jvp(a: &[f64], n: usize, a_dot: &[f64]) -> (Vec<f64>, Vec<f64>) {
    (transpose(a, n), transpose(a_dot, n))
}

/// The number of right-hand sides.
fn columns(l: &[f64], b: &[f64], n: usize) -> usize {
    assert_square(l, n);
    let columns = b.len() / n.max(1);
    assert!(b.len() == n * columns, "{} elements are no matrix of {n} rows", b.len());
    columns
}

fn subtract(row: &mut [f64], factor: f64, other: &[f64]) {
    for (x, y) in row.iter_mut().zip(other) {
        *x -= factor * y;
    }
}

fn divide(row: &mut [f64], divisor: f64) {
    for x in row {
        *x /= divisor;
    }
}

fn solve_lower_vjp(l: &[f64], b: &[f64], n: usize) -> (Vec<f64>, impl FnOnce(Vec<f64>) -> Pair + use<>) {
    let x = solve_lower(l, b, n);
    let (value, l) = (x.clone(), l.to_vec());
    let pullback = move |x_bar: Vec<f64>| {
        let b_bar = solve_lower_transposed(&l, &x_bar, n);
        (minus_lower_product(&b_bar, &x, n), b_bar)
    };
    (value, pullback)
}

fn solve_lower_transposed_vjp(l: &[f64], b: &[f64], n: usize) -> (Vec<f64>, impl FnOnce(Vec<f64>) -> Pair + use<>) {
    let x = solve_lower_transposed(l, b, n);
    let (value, l) = (x.clone(), l.to_vec());
    let pullback = move |x_bar: Vec<f64>| {
        let b_bar = solve_lower(&l, &x_bar, n);
        (minus_lower_product(&x, &b_bar, n), b_bar)
    };
    (value, pullback)
}

/// The lower triangle of −A Bᵀ, for two matrices of n rows.
fn minus_lower_product(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let mut product = by_transpose(a, b, n, n);
    for i in 0..n {
        let (lower, upper) = product[i * n..(i + 1) * n].split_at_mut(i + 1);
        lower.iter_mut().for_each(|element| *element = -*element);
        upper.fill(0.0);
    }
    product
}

#[differentiable]
fn solve_lower_jvp(l: &[f64], b: &[f64], n: usize, l_dot: &[f64], b_dot: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let x = solve_lower(l, b, n);
    let minus_change = lower_triangle(l_dot, n, -1.0);
    let right = add_product(b_dot, &minus_change, &x, n);
    let x_dot = solve_lower(l, &right, n);
    (x, x_dot)
}

#[differentiable]
fn solve_lower_transposed_jvp(l: &[f64], b: &[f64], n: usize, l_dot: &[f64], b_dot: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let x = solve_lower_transposed(l, b, n);
    let minus_change = transpose(&lower_triangle(l_dot, n, -1.0), n);
    let right = add_product(b_dot, &minus_change, &x, n);
    let x_dot = solve_lower_transposed(l, &right, n);
    (x, x_dot)
}

/// The lower triangle of a square matrix, times a number.
#[differentiable]
pub(super) fn lower_triangle(a: &[f64], n: usize, #[constant] factor: f64) -> Vec<f64> {
    let mut lower = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..i + 1 {
            lower[i * n + j] = factor * a[i * n + j];
        }
    }
    lower
}
