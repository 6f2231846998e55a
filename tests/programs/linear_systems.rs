//! Linear systems and inverses: elimination, iterations, conjugate gradients.

use super::matrices::{dot, matrix_vector};
use crate::{check, check_map};
use pullback::prelude::*;

/// Solves A x = b by elimination with partial pivoting; A and b are consumed.
#[differentiable]
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for column in 0..n {
        let mut pivot = column;
        for row in column + 1..n {
            if a[row][column].abs() > a[pivot][column].abs() {
                pivot = row;
            }
        }
        if pivot != column {
            a.swap(pivot, column);
            b.swap(pivot, column);
        }
        for row in (column + 1)..n {
            let factor = a[row][column] / a[column][column];
            for k in column..n {
                a[row][k] -= factor * a[column][k];
            }
            b[row] -= factor * b[column];
        }
    }
    let mut x = vec![0.0; n];
    for row in (0..n).rev() {
        let mut sum = b[row];
        for k in row + 1..n {
            sum -= a[row][k] * x[k];
        }
        x[row] = sum / a[row][row];
    }
    x
}

#[test]
fn elimination_with_pivots() {
    let a = vec![vec![0.1, 2.0, -1.0], vec![3.0, 0.4, 0.2], vec![1.0, -0.7, 2.5]];
    check_map!(solve; a = a, b = vec![1.0, -0.5, 0.3]);
}

#[differentiable]
fn conjugate_gradient(a: &[Vec<f64>], b: &[f64], #[constant] tolerance: f64) -> Vec<f64> {
    let n = b.len();
    let mut x = vec![0.0; n];
    let mut r = b.to_vec();
    let mut p = r.clone();
    let mut rs_old = dot(&r, &r);
    for _ in 0..10 * n {
        let ap = matrix_vector(a, &p);
        let alpha = rs_old / dot(&p, &ap);
        for i in 0..n {
            x[i] += alpha * p[i];
            r[i] -= alpha * ap[i];
        }
        let rs_new = dot(&r, &r);
        if rs_new.sqrt() < tolerance {
            break;
        }
        let beta = rs_new / rs_old;
        for (p, r) in p.iter_mut().zip(&r) {
            *p = r + beta * *p;
        }
        rs_old = rs_new;
    }
    x
}

#[test]
fn conjugate_gradients() {
    let a = vec![vec![2.0, 0.3, 0.1], vec![0.3, 1.0, -0.2], vec![0.1, -0.2, 0.8]];
    check_map!(conjugate_gradient; &a = a, &b = vec![0.4, 1.0, -0.3], const 0.1);
}

/// Jacobi's iteration for a linear system, until it stands still.
#[differentiable]
fn jacobi_solve(a: &[[f64; 3]; 3], b: &[f64; 3]) -> [f64; 3] {
    let mut x = [0.0; 3];
    'sweep: loop {
        let mut next = [0.0; 3];
        for (i, row) in a.iter().enumerate() {
            let sigma: f64 = row
                .iter()
                .zip(x.iter())
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, (a, x))| a * x)
                .sum();
            next[i] = (b[i] - sigma) / row[i];
        }
        for i in 0..3 {
            if (next[i] - x[i]).abs() > 1e-15 {
                x = next;
                continue 'sweep;
            }
        }
        break;
    }
    x
}

#[test]
fn linear_system_by_jacobi() {
    check_map!(jacobi_solve; &a = [[2.0, 0.3, 0.1], [0.2, 1.5, -0.2], [0.1, -0.3, 1.8]], &b = [0.4, 1.0, -0.3]);
}

/// Thomas algorithm.
#[differentiable]
fn tridiagonal(lower: &[f64], diagonal: &[f64], upper: &[f64], rhs: &[f64]) -> Vec<f64> {
    let n = diagonal.len();
    let mut c_star = vec![0.0; n];
    let mut d_star = vec![0.0; n];
    c_star[0] = upper[0] / diagonal[0];
    d_star[0] = rhs[0] / diagonal[0];
    for i in 1..n {
        let m = 1.0 / (diagonal[i] - lower[i - 1] * c_star[i - 1]);
        if i < n - 1 {
            c_star[i] = upper[i] * m;
        }
        d_star[i] = (rhs[i] - lower[i - 1] * d_star[i - 1]) * m;
    }
    let mut x = d_star.clone();
    for i in (0..n - 1).rev() {
        x[i] = d_star[i] - c_star[i] * x[i + 1];
    }
    x
}

#[test]
fn tridiagonal_system() {
    check_map!(tridiagonal; &l = vec![0.3, -0.2, 0.4], &d = vec![2.0, 1.8, 2.2, 1.9], &u = vec![0.5, 0.1, -0.3],
        &r = vec![1.0, 0.2, -0.4, 0.7]);
}

/// Inverse by Gauss–Jordan on an augmented matrix of fixed size.
#[differentiable]
fn inverse<const N: usize>(matrix: &[[f64; N]; N]) -> [[f64; N]; N] {
    let mut a = *matrix;
    let mut inv = [[0.0; N]; N];
    for i in 0..N {
        inv[i][i] = 1.0;
    }
    for i in 0..N {
        let d = a[i][i];
        for j in 0..N {
            a[i][j] /= d;
            inv[i][j] /= d;
        }
        for k in 0..N {
            if k != i {
                let f = a[k][i];
                for j in 0..N {
                    a[k][j] -= f * a[i][j];
                    inv[k][j] -= f * inv[i][j];
                }
            }
        }
    }
    inv
}

#[differentiable]
fn trace_of_inverse(a: &[[f64; 3]; 3]) -> f64 {
    let inverse = inverse(a);
    (0..3).map(|i| inverse[i][i]).sum()
}

#[test]
fn inverses() {
    check!(trace_of_inverse; &a = [[2.0, 0.3, 0.1], [0.2, 1.5, -0.2], [0.1, -0.3, 1.8]]);
}
