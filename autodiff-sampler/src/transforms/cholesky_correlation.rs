//! Cholesky factors of correlation matrices.

use super::{Matrix, MovingVector, Support, VectorTransform};
use autodiff_macros::differentiable;
use autodiff_runtime::Adjoint;

/// The lower-triangular `L` with positive diagonal for which `L Lᵀ` is a correlation matrix: rows are of length one.
///
/// Each of the K (K − 1) / 2 numbers below the diagonal is `tanh(y)` times the length that its row has left:
/// `L_ij = tanh(y_ij) √(1 − Σ_{k<j} L_ik²)`. The log-Jacobian, by the elements below the diagonal, is
/// `Σ_{i>j} ½ ln(1 − Σ_{k<j} L_ik²) + ln(1 − tanh²(y_ij))`.
///
/// Source: Stan Reference Manual, "Cholesky factors of correlation matrices"; Lewandowski, Kurowicka and Joe (2009, J.
/// Multivar. Anal. 100, 1989).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CholeskyCorrelation;

/// How far from 1 rounding may bring a row's squared length.
const TOLERANCE: f64 = 1e-8;

/// `(tanh y, 1 − tanh² y)`, each to full relative precision.
#[inline]
fn tanh_and_rest(y: f64) -> (f64, f64) {
    let tail = (-2.0 * y.abs()).exp();
    let sum = 1.0 + tail;
    (y.tanh(), 4.0 * tail / (sum * sum))
}

/// Number of rows of a square matrix of that many numbers.
fn rows(numbers: usize) -> usize {
    numbers.isqrt()
}

/// Whether the matrix is the Cholesky factor of a correlation matrix, but for rounding.
pub(super) fn is_factor(value: &[f64]) -> bool {
    let size = rows(value.len());
    let row_is = |i: usize, row: &[f64]| {
        row[i] > 0.0
            && row[i + 1..].iter().all(|x| *x == 0.0)
            && (row.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() <= TOLERANCE
    };
    size * size == value.len() && (size == 0 || value.chunks_exact(size).enumerate().all(|(i, row)| row_is(i, row)))
}

impl VectorTransform for CholeskyCorrelation {
    type Of = Matrix;

    fn dimension(&self, length: usize) -> usize {
        length * length.saturating_sub(1) / 2
    }
    fn forward(&self, position: &[f64], value: &mut [f64]) -> f64 {
        let size = rows(value.len());
        let mut ys = position.iter();
        let mut log_jacobian = 0.0;
        for i in 0..size {
            let row = &mut value[i * size..(i + 1) * size];
            // What is left of the row's squared length.
            let mut left = 1.0_f64;
            for (x, y) in row[..i].iter_mut().zip(&mut ys) {
                let (tanh, rest) = tanh_and_rest(*y);
                *x = tanh * left.sqrt();
                log_jacobian += 0.5 * left.ln() + rest.ln();
                left *= rest;
            }
            row[i] = left.sqrt();
            row[i + 1..].fill(0.0);
        }
        log_jacobian
    }
    fn pull_back(&self, position: &[f64], value: &[f64], value_bar: &[Adjoint<f64>], grad: &mut [f64]) {
        let size = rows(value.len());
        let mut start = 0;
        for i in 0..size {
            let (ys, grad) = (&position[start..start + i], &mut grad[start..start + i]);
            pull_back_row(ys, &value_bar[i * size..=i * size + i], grad);
            start += i;
        }
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], _value: &[f64], value_dot: &[Adjoint<f64>]) -> bool {
        let size = rows(value_dot.len());
        each_row(size, |i, from| {
            let (ys, dots) = (&position[from..from + i], &direction[from..from + i]);
            let zeros = vec![0.0; i + 1];
            // How the derivative by the weight of an element moves: that derivative is the element.
            let (_, (_, row_dot)) = weighted_row::hvp(ys, &zeros, dots, &zeros);
            for (cell, dot) in value_dot[i * size..].iter().zip(row_dot) {
                cell.set(dot);
            }
        });
        true
    }
    fn pull_back_tangent(&self, moving: &MovingVector<'_>, grad_dot: &mut [f64]) -> bool {
        let size = rows(moving.value.len());
        each_row(size, |i, from| {
            let (ys, dots) = (&moving.position[from..from + i], &moving.direction[from..from + i]);
            let row = |cells: &[Adjoint<f64>]| -> Vec<f64> {
                cells[i * size..=i * size + i].iter().map(Adjoint::get).collect()
            };
            let (bars, bars_dot) = (row(moving.value_bar), row(moving.value_bar_dot));
            let (_, (by_position_dot, _)) = weighted_row::hvp(ys, &bars, dots, &bars_dot);
            grad_dot[from..from + i].copy_from_slice(&by_position_dot);
        });
        true
    }
    fn inverse(&self, value: &[f64], position: &mut [f64]) -> bool {
        let size = rows(value.len());
        if !self.support().contains(value) {
            return false;
        }
        let mut ys = position.iter_mut();
        for (i, row) in value.chunks_exact(size.max(1)).enumerate() {
            for (j, y) in (0..i).zip(&mut ys) {
                // What is left of the row, added from its end: nothing cancels.
                let rest: f64 = row[j + 1..=i].iter().map(|x| x * x).sum();
                // atanh(x / √(x² + rest)) = asinh(x / √rest)
                *y = (row[j] / rest.sqrt()).asinh();
            }
        }
        true
    }
    fn support(&self) -> Support {
        Support::CholeskyCorrelation
    }
}

/// Visits the rows with their numbers and where their part of the position starts.
fn each_row(size: usize, mut visit: impl FnMut(usize, usize)) {
    let mut from = 0;
    for i in 0..size {
        visit(i, from);
        from += i;
    }
}

/// The elements of a row up to the diagonal's, times weights, and the log-Jacobian: the gradient by the position is what
/// [`pull_back_row`] sets, that by the weights the row itself. For second derivatives.
#[differentiable]
fn weighted_row(ys: &[f64], weights: &[f64]) -> f64 {
    let mut left = 1.0_f64;
    let mut sum = 0.0;
    for j in 0..ys.len() {
        let tail = (-2.0 * ys[j].abs()).exp();
        let rest = 4.0 * tail / ((1.0 + tail) * (1.0 + tail));
        sum += weights[j] * ys[j].tanh() * left.sqrt() + 0.5 * left.ln() + rest.ln();
        left *= rest;
    }
    sum + weights[ys.len()] * left.sqrt()
}

/// One row's part: `bars` are those of its elements up to the diagonal's.
fn pull_back_row(ys: &[f64], bars: &[Adjoint<f64>], grad: &mut [f64]) {
    // First what is left before each element, kept where the gradient will stand.
    let mut left = 1.0;
    for (kept, y) in grad.iter_mut().zip(ys) {
        *kept = left;
        left *= tanh_and_rest(*y).1;
    }
    let mut left_bar = bars[ys.len()].get() * 0.5 / left.sqrt();
    for (j, y) in ys.iter().enumerate().rev() {
        let (tanh, rest) = tanh_and_rest(*y);
        let (left, bar) = (grad[j], bars[j].get());
        let root = left.sqrt();
        let tanh_bar = bar * root - 2.0 * tanh * left * left_bar;
        left_bar = left_bar * rest + 0.5 * (bar * tanh / root + 1.0 / left);
        // ln(1 − tanh²) has the derivative −2 tanh by y.
        grad[j] = tanh_bar * rest - 2.0 * tanh;
    }
}
