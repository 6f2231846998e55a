//! Linear algebra on slices, with derivatives by matrix formulas instead of differentiated loops.
//!
//! A matrix is a slice in row-major order; `n` is its number of rows. All functions can be called in differentiable code by
//! their paths.
//!
//! | function | is |
//! |---|---|
//! | [`cholesky`](fn@cholesky) | the lower triangle L with L Lᵀ = A |
//! | [`solve_lower`](fn@solve_lower), [`solve_lower_transposed`](fn@solve_lower_transposed), [`solve_upper`](fn@solve_upper) | L⁻¹B, L⁻ᵀB, U⁻¹B |
//! | [`solve_positive_definite`](fn@solve_positive_definite) | A⁻¹B |
//! | [`ln_determinant`](fn@ln_determinant), [`ln_determinant_of_factor`](fn@ln_determinant_of_factor) | ln det A, from A or from L |
//! | [`matrix_product`](fn@matrix_product) | A B, and with one column A x |
//!
//! # What is read, and what is written
//!
//! Of a positive definite matrix and of L only the lower triangle is read, of U only the upper one. Derivatives are those of
//! the functions as they are: zero by what is not read, and by an element of the lower triangle of a symmetric matrix the sum
//! of what belongs to it and to its mirror image. Whoever fills both triangles from the same parameter gets the derivative by
//! that parameter.
//!
//! # A matrix that is not positive definite
//!
//! has no Cholesky factor: every number that depends on it is NaN, and so are the derivatives. A sampler takes that for a
//! point of no probability.
//!
//! # Sources
//!
//! Giles 2008, *Collected matrix derivative results for forward and reverse mode algorithmic differentiation*; Murray 2016,
//! *Differentiation of the Cholesky decomposition*, arXiv:1602.07527.

mod factor;
mod positive_definite;
mod product;
mod triangular;

pub use factor::{cholesky, ln_determinant_of_factor};
pub use positive_definite::{ln_determinant, solve_positive_definite};
pub use product::matrix_product;
pub use triangular::{solve_lower, solve_lower_transposed, solve_upper};

use alloc::vec;
use alloc::vec::Vec;

/// The derivatives by two matrices.
type Pair = (Vec<f64>, Vec<f64>);

/// The transpose of a matrix of `rows` rows.
fn transposed(a: &[f64], rows: usize) -> Vec<f64> {
    let columns = a.len() / rows.max(1);
    let mut t = vec![0.0; a.len()];
    for i in 0..rows {
        for j in 0..columns {
            t[j * rows + i] = a[i * columns + j];
        }
    }
    t
}

/// Panics unless `a` has n² elements.
fn assert_square(a: &[f64], n: usize) {
    assert!(
        a.len() == n * n,
        "{} elements are no matrix of {n} rows and columns",
        a.len()
    );
}
