//! What the densities of vectors have in common: `z = L⁻¹(x − mean)` for the Cholesky factor L of a covariance, and derivatives by
//! `w = L⁻ᵀ z`, in memory that a thread keeps, so that a gradient allocates nothing.
//!
//! Factors of constant matrices are kept, too: of as many as a model may have, by their numbers.

use super::add_each;
use autodiff_runtime::Adjoint;
use std::cell::RefCell;

/// How many factors of constant matrices a thread keeps.
const KEPT: usize = 8;

thread_local! {
    static SCRATCH: RefCell<Scratch> = const { RefCell::new(Scratch::new()) };
    static FACTORS: RefCell<Vec<Factored>> = const { RefCell::new(Vec::new()) };
}

/// A matrix and its factor.
#[derive(Default)]
struct Factored {
    matrix: Vec<f64>,
    factor: Vec<f64>,
}

/// Memory for one evaluation.
struct Scratch {
    factor: Vec<f64>,
    inverse: Vec<f64>,
    z: Vec<f64>,
    w: Vec<f64>,
}

impl Scratch {
    const fn new() -> Self {
        Self {
            factor: Vec::new(),
            inverse: Vec::new(),
            z: Vec::new(),
            w: Vec::new(),
        }
    }
}

/// The Cholesky factor of a positive definite matrix of n rows, of which the lower triangle is read, into memory that is reused;
/// false if there is none.
fn factorise(matrix: &[f64], n: usize, l: &mut Vec<f64>) -> bool {
    l.clear();
    l.resize(n * n, 0.0);
    for i in 0..n {
        let (known, rest) = l.split_at_mut(i * n);
        for j in 0..i {
            let row = &known[j * n..(j + 1) * n];
            rest[j] = (matrix[i * n + j] - dot(&rest[..j], &row[..j])) / row[j];
        }
        let square = matrix[i * n + i] - dot(&rest[..i], &rest[..i]);
        if !(square > 0.0 && square.is_finite()) {
            return false;
        }
        rest[i] = square.sqrt();
    }
    true
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Calls with the factor of a matrix; `None` if there is none. That of a constant matrix is looked up, if it was needed before.
pub(super) fn with_factor<R>(matrix: &[f64], n: usize, constant: bool, use_it: impl FnOnce(&[f64]) -> R) -> Option<R> {
    if matrix.len() != n * n {
        return None;
    }
    if !constant {
        let mut factor = SCRATCH.with_borrow_mut(|scratch| std::mem::take(&mut scratch.factor));
        let result = factorise(matrix, n, &mut factor).then(|| use_it(&factor));
        SCRATCH.with_borrow_mut(|scratch| scratch.factor = factor);
        return result;
    }
    FACTORS.with_borrow_mut(|factors| {
        let found = factors.iter().position(|kept| kept.matrix == matrix);
        if let Some(at) = found {
            return Some(use_it(&factors[at].factor));
        }
        // The one that was made first makes room.
        let mut made = if factors.len() < KEPT { Factored::default() } else { factors.remove(0) };
        made.matrix.clear();
        let there_is_one = factorise(matrix, n, &mut made.factor);
        if there_is_one {
            made.matrix.extend_from_slice(matrix);
        }
        let result = there_is_one.then(|| use_it(&made.factor));
        factors.push(made);
        result
    })
}

/// A vector without its mean and covariance: lies in memory that a thread keeps.
pub(super) struct Whitened<'a> {
    factor: &'a [f64],
    /// `L⁻¹(x − mean)`
    z: &'a [f64],
    /// `L⁻ᵀ z`
    w: &'a [f64],
    inverse: &'a mut Vec<f64>,
    /// `|z|²`
    pub(super) squares: f64,
    /// `Σ ln L[i, i]`
    pub(super) logs: f64,
}

/// Calls with a whitened vector; `None` if lengths do not fit, or the diagonal of the factor is not positive.
pub(super) fn whitened<R>(x: &[f64], mean: &[f64], factor: &[f64], use_it: impl FnOnce(Whitened<'_>) -> R) -> Option<R> {
    let n = x.len();
    if mean.len() != n || factor.len() != n * n || !(0..n).all(|i| factor[i * n + i] > 0.0) {
        return None;
    }
    SCRATCH.with_borrow_mut(|Scratch { z, w, inverse, .. }| {
        z.clear();
        let (mut squares, mut logs) = (0.0, 0.0);
        for i in 0..n {
            let row = &factor[i * n..i * n + i];
            let element = (x[i] - mean[i] - dot(row, z)) / factor[i * n + i];
            squares += element * element;
            logs += factor[i * n + i].ln();
            z.push(element);
        }
        w.clear();
        w.extend_from_slice(z);
        for i in (0..n).rev() {
            let (before, rest) = w.split_at_mut(i);
            rest[0] /= factor[i * n + i];
            for (w, l) in before.iter_mut().zip(&factor[i * n..i * n + i]) {
                *w -= l * rest[0];
            }
        }
        Some(use_it(Whitened {
            factor,
            z,
            w,
            inverse,
            squares,
            logs,
        }))
    })
}

impl Whitened<'_> {
    fn rows(&self) -> usize {
        self.z.len()
    }

    /// Adds the derivatives by the vector and by its mean, of a density whose derivative by `−½ |z|²` is `weight`.
    pub(super) fn add_to_vector_and_mean(&self, weight: f64, x_bar: &[Adjoint<f64>], mean_bar: &[Adjoint<f64>]) {
        add_each(x_bar, self.w.iter().map(|w| -weight * w));
        add_each(mean_bar, self.w.iter().map(|w| weight * w));
    }

    /// Adds those by the factor, of a density with `−Σ ln L[i, i]` besides: `weight w zᵀ − 1/L`, of which the lower triangle counts.
    pub(super) fn add_to_factor(&self, weight: f64, bars: &[Adjoint<f64>]) {
        let n = self.rows();
        if bars.is_empty() {
            return;
        }
        for i in 0..n {
            add_each(&bars[i * n..=i * n + i], self.z[..=i].iter().map(|z| weight * self.w[i] * z));
            bars[i * n + i].sub(1.0 / self.factor[i * n + i]);
        }
    }

    /// Adds those by the covariance L Lᵀ, of which the lower triangle is read: twice the symmetric `½ (weight w wᵀ − (L Lᵀ)⁻¹)` off
    /// the diagonal.
    pub(super) fn add_to_covariance(&mut self, weight: f64, bars: &[Adjoint<f64>]) {
        let n = self.rows();
        if bars.is_empty() {
            return;
        }
        invert(self.factor, n, self.inverse);
        for i in 0..n {
            for j in 0..=i {
                let half = if i == j { 0.5 } else { 1.0 };
                bars[i * n + j].add(half * (weight * self.w[i] * self.w[j] - column_product(self.inverse, n, i, j)));
            }
        }
    }
}

/// L⁻¹, row after row; zeros above the diagonal.
fn invert(factor: &[f64], n: usize, inverse: &mut Vec<f64>) {
    inverse.clear();
    inverse.resize(n * n, 0.0);
    for i in 0..n {
        let (known, rest) = inverse.split_at_mut(i * n);
        for j in 0..i {
            let sum: f64 = (j..i).map(|k| factor[i * n + k] * known[k * n + j]).sum();
            rest[j] = -sum / factor[i * n + i];
        }
        rest[i] = 1.0 / factor[i * n + i];
    }
}

/// An element of (L Lᵀ)⁻¹ = L⁻ᵀ L⁻¹.
fn column_product(inverse: &[f64], n: usize, i: usize, j: usize) -> f64 {
    (i.max(j)..n).map(|k| inverse[k * n + i] * inverse[k * n + j]).sum()
}

/// Calls with the inverse of a matrix whose factor is given, element by element; the memory is kept.
pub(super) fn with_inverse<R>(factor: &[f64], n: usize, use_it: impl FnOnce(&dyn Fn(usize, usize) -> f64) -> R) -> R {
    SCRATCH.with_borrow_mut(|scratch| {
        invert(factor, n, &mut scratch.inverse);
        let inverse = &scratch.inverse;
        use_it(&|i, j| column_product(inverse, n, i, j))
    })
}
