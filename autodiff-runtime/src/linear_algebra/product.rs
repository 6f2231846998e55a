//! Products. For C = A B: Ā = C̄ Bᵀ, B̄ = Aᵀ C̄.

use super::{Pair, transposed};
use alloc::vec;
use alloc::vec::Vec;
use autodiff_macros::differentiable;

/// A B, for a matrix A of `inner` columns and a matrix B of `inner` rows; with one column, B is a vector.
///
/// # Panics
///
/// If the numbers of elements do not fit.
#[differentiable(vjp = matrix_product_vjp, jvp = matrix_product_jvp, second_order)]
pub fn matrix_product(a: &[f64], b: &[f64], inner: usize) -> Vec<f64> {
    let rows = a.len() / inner.max(1);
    let columns = b.len() / inner.max(1);
    assert!(
        a.len() == rows * inner && b.len() == columns * inner,
        "matrices of {} and {} elements have no {inner} columns and rows",
        a.len(),
        b.len()
    );
    let mut product = vec![0.0; rows * columns];
    for i in 0..rows {
        let row = &mut product[i * columns..(i + 1) * columns];
        for (k, factor) in a[i * inner..(i + 1) * inner].iter().enumerate() {
            for (sum, element) in row.iter_mut().zip(&b[k * columns..(k + 1) * columns]) {
                *sum += factor * element;
            }
        }
    }
    product
}

fn matrix_product_vjp(a: &[f64], b: &[f64], inner: usize) -> (Vec<f64>, impl FnOnce(Vec<f64>) -> Pair) {
    let rows = a.len() / inner.max(1);
    let pullback = move |c_bar: Vec<f64>| {
        let a_bar = by_transpose(&c_bar, b, rows, inner);
        let b_bar = matrix_product(&transposed(a, rows), &c_bar, rows);
        (a_bar, b_bar)
    };
    (matrix_product(a, b, inner), pullback)
}

#[differentiable]
fn matrix_product_jvp(a: &[f64], b: &[f64], inner: usize, a_dot: &[f64], b_dot: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let change = matrix_product(a_dot, b, inner);
    (matrix_product(a, b, inner), add_product(&change, a, b_dot, inner))
}

/// C + A B.
#[differentiable]
pub(super) fn add_product(c: &[f64], a: &[f64], b: &[f64], inner: usize) -> Vec<f64> {
    let mut sum = matrix_product(a, b, inner);
    for i in 0..sum.len() {
        sum[i] += c[i];
    }
    sum
}

/// A Bᵀ for matrices of so many rows.
pub(super) fn by_transpose(a: &[f64], b: &[f64], rows: usize, other_rows: usize) -> Vec<f64> {
    let columns = b.len() / other_rows.max(1);
    let mut product = Vec::with_capacity(rows * other_rows);
    for i in 0..rows {
        let row = &a[i * columns..(i + 1) * columns];
        for j in 0..other_rows {
            let other = &b[j * columns..(j + 1) * columns];
            product.push(row.iter().zip(other).map(|(x, y)| x * y).sum());
        }
    }
    product
}
