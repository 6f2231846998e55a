//! Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to tridiagonal form, then the QL method
//! with implicit shifts (Golub & Van Loan, *Matrix Computations*, chapter 8).
//!
//! [`Reduced`] is the first half, from which eigenvalues and some of the eigenvectors come at a fraction of the cost; [`Eigen`] has
//! all of them. Everything works on rows, and eigenvectors are rows, so that all loops run along memory.

use super::inverse_iteration::Tridiagonal;
use crate::metric::{add_multiple, dot, widest};

/// Iterations allowed per eigenvalue; two or three are usual.
const MAX_ITERATIONS: usize = 60;

/// The decomposition A = Σ λᵢ uᵢ uᵢᵀ, in no particular order.
#[derive(Debug)]
pub(super) struct Eigen {
    pub values: Vec<f64>,
    /// The unit vectors uᵢ, one after the other.
    pub vectors: Vec<f64>,
}

impl Eigen {
    /// Decomposes the symmetric matrix `a` of `n` rows, of which both triangles are read; `None` if it has an element
    /// that is not finite.
    pub fn of(mut a: Vec<f64>, n: usize) -> Option<Self> {
        let betas = reduce(&mut a, n)?;
        let (mut values, mut off) = tridiagonal(&a, n);
        let mut vectors = accumulate(&a, &betas, n);
        for first in 0..n {
            diagonalise(&mut values, &mut off, &mut vectors, first)?;
        }
        Some(Self { values, vectors })
    }

    pub fn vector(&self, i: usize) -> &[f64] {
        let n = self.values.len();
        &self.vectors[i * n..(i + 1) * n]
    }
}

/// A symmetric matrix made tridiagonal.
#[derive(Debug)]
pub(super) struct Reduced {
    /// What [`reduce`] leaves.
    a: Vec<f64>,
    betas: Vec<f64>,
    n: usize,
}

impl Reduced {
    /// Reduces the symmetric matrix `a` of `n` rows, of which both triangles are read; `None` if it has an element that is not
    /// finite.
    pub fn of(mut a: Vec<f64>, n: usize) -> Option<Self> {
        let betas = reduce(&mut a, n)?;
        Some(Self { a, betas, n })
    }

    /// All eigenvalues, in no particular order.
    pub fn values(&self) -> Option<Vec<f64>> {
        let (mut values, mut off) = tridiagonal(&self.a, self.n);
        for first in 0..self.n {
            diagonalise(&mut values, &mut off, &mut [], first)?;
        }
        Some(values)
    }

    /// Unit vectors of some of the eigenvalues, one a row.
    pub fn vectors_of(&self, values: &[f64]) -> Vec<f64> {
        let n = self.n;
        let (diagonal, off) = tridiagonal(&self.a, n);
        let tridiagonal = Tridiagonal {
            diagonal: &diagonal,
            off: &off,
        };
        let mut vectors = tridiagonal.vectors(values);
        for vector in vectors.chunks_exact_mut(n) {
            for k in (0..n.saturating_sub(2)).rev() {
                let v = &self.a[k * n + k + 1..(k + 1) * n];
                let along = self.betas[k] * dot(&vector[k + 1..], v);
                add_multiple(&mut vector[k + 1..], -along, v);
            }
        }
        vectors
    }
}

/// Makes `a` tridiagonal by reflections I - β v vᵀ. The v lie in the rows above the diagonal afterwards, the
/// sub-diagonal below it; returns the β, or nothing if an element is not finite.
fn reduce(a: &mut [f64], n: usize) -> Option<Vec<f64>> {
    if !a.iter().all(|element| element.is_finite()) {
        return None;
    }
    let mut betas = vec![0.0; n];
    let mut w = vec![0.0; n];
    for k in 0..n.saturating_sub(2) {
        let (head, tail) = a.split_at_mut((k + 1) * n);
        let v = &mut head[k * n + k + 1..];
        let norm = dot(v, v).sqrt();
        if norm == 0.0 {
            continue;
        }
        let alpha = -norm.copysign(v[0]);
        v[0] -= alpha;
        let beta = 2.0 / dot(v, v);
        betas[k] = beta;
        let w = &mut w[k + 1..];
        for (w, row) in w.iter_mut().zip(tail.chunks_exact(n)) {
            *w = beta * dot(&row[k + 1..], v);
        }
        let along = 0.5 * beta * dot(w, v);
        for (w, v) in w.iter_mut().zip(&*v) {
            *w -= along * v;
        }
        let (v, w) = (&*v, &*w);
        widest(
            n - k,
            #[inline(always)]
            || {
                for ((row, v_i), w_i) in tail.chunks_exact_mut(n).zip(v).zip(w) {
                    for ((element, v), w) in row[k + 1..].iter_mut().zip(v).zip(w) {
                        *element -= v_i * w + w_i * v;
                    }
                }
            },
        );
        tail[k] = alpha;
    }
    Some(betas)
}

/// Diagonal and sub-diagonal of what [`reduce`] left, the latter with a zero at its end.
fn tridiagonal(a: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let off = (1..n).map(|i| a[i * n + i - 1]).chain([0.0]);
    ((0..n).map(|i| a[i * n + i]).collect(), off.collect())
}

/// The product of all reflections, transposed.
fn accumulate(a: &[f64], betas: &[f64], n: usize) -> Vec<f64> {
    let mut q = vec![0.0; n * n];
    for i in 0..n {
        q[i * n + i] = 1.0;
    }
    for k in (0..n.saturating_sub(2)).rev() {
        let v = &a[k * n + k + 1..(k + 1) * n];
        for row in q[(k + 1) * n..].chunks_exact_mut(n) {
            let row = &mut row[k + 1..];
            let along = betas[k] * dot(row, v);
            add_multiple(row, -along, v);
        }
    }
    q
}

/// Turns until the sub-diagonal element at `first` is gone; no `vectors` means that none are wanted.
fn diagonalise(values: &mut [f64], off: &mut [f64], vectors: &mut [f64], first: usize) -> Option<()> {
    let n = values.len();
    for _ in 0..MAX_ITERATIONS {
        let is_small = |i: &usize| off[*i].abs() <= f64::EPSILON * (values[*i].abs() + values[*i + 1].abs());
        let last = (first..n - 1).find(is_small).unwrap_or(n - 1);
        if last == first {
            return Some(());
        }
        let g = (values[first + 1] - values[first]) / (2.0 * off[first]);
        let shift = off[first] / (g + g.hypot(1.0).copysign(g));
        let mut g = values[last] - values[first] + shift;
        let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
        let mut split = false;
        for i in (first..last).rev() {
            let (f, b) = (s * off[i], c * off[i]);
            // Scaled samples have no elements whose squares overflow.
            let r = (f * f + g * g).sqrt();
            off[i + 1] = r;
            if r == 0.0 {
                values[i + 1] -= p;
                off[last] = 0.0;
                split = true;
                break;
            }
            (s, c) = (f / r, g / r);
            g = values[i + 1] - p;
            let r = (values[i] - g) * s + 2.0 * c * b;
            p = s * r;
            values[i + 1] = g + p;
            g = c * r - b;
            if let Some(rows) = vectors.get_mut(i * n..(i + 2) * n) {
                rotate(rows, s, c);
            }
        }
        if !split {
            values[first] -= p;
            off[first] = g;
            off[last] = 0.0;
        }
    }
    None
}

/// Turns two neighbouring rows into each other.
fn rotate(rows: &mut [f64], s: f64, c: f64) {
    let (upper, lower) = rows.split_at_mut(rows.len() / 2);
    widest(
        upper.len(),
        #[inline(always)]
        || {
            for (u, l) in upper.iter_mut().zip(lower) {
                (*u, *l) = (c * *u - s * *l, s * *u + c * *l);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// |A u - λ u| and departures from orthonormality, relative to the largest eigenvalue.
    fn error(a: &[f64], n: usize) -> f64 {
        let eigen = Eigen::of(a.to_vec(), n).expect("finite");
        let scale = eigen.values.iter().fold(f64::MIN_POSITIVE, |m, v| v.abs().max(m));
        let mut worst: f64 = 0.0;
        for i in 0..n {
            let u = eigen.vector(i);
            for (row, u_row) in a.chunks_exact(n).zip(u) {
                worst = worst.max((dot(row, u) - eigen.values[i] * u_row).abs() / scale);
            }
            for j in 0..=i {
                let expected = f64::from(u8::from(i == j));
                worst = worst.max((dot(u, eigen.vector(j)) - expected).abs());
            }
        }
        worst
    }

    #[test]
    fn matrices_of_all_sizes_are_decomposed() {
        for n in [1, 2, 3, 4, 5, 8, 13, 40] {
            let a: Vec<f64> = (0..n * n)
                .map(|at| {
                    let (i, j) = (at / n, at % n);
                    ((i + j) as f64).sin() + ((i * j) as f64).cos()
                })
                .collect();
            assert!(error(&a, n) < 1e-13, "{n}");
        }
    }

    #[test]
    fn degenerate_matrices_are_decomposed() {
        let n = 6;
        assert!(error(&vec![0.0; n * n], n) == 0.0);
        assert!(error(&vec![1.0; n * n], n) < 1e-14);
        let graded: Vec<f64> = (0..n * n).map(|at| 10f64.powi(-((at / n + at % n) as i32))).collect();
        assert!(error(&graded, n) < 1e-14);
    }

    #[test]
    fn the_second_difference_has_known_eigenvalues() {
        // 2 on the diagonal, -1 beside it: 2 - 2 cos(π k / (n + 1)).
        let n = 20;
        let element = |i: usize, j: usize| match i.abs_diff(j) {
            0 => 2.0,
            1 => -1.0,
            _ => 0.0,
        };
        let a: Vec<f64> = (0..n * n).map(|at| element(at / n, at % n)).collect();
        let reduced = Reduced::of(a.clone(), n).expect("finite");
        let mut values = Eigen::of(a, n).expect("finite").values;
        values.sort_by(f64::total_cmp);
        let mut alone = reduced.values().expect("finite");
        alone.sort_by(f64::total_cmp);
        for (k, value) in values.iter().enumerate() {
            assert!((alone[k] - value).abs() < 1e-14);
            let angle = std::f64::consts::PI * (k + 1) as f64 / (n + 1) as f64;
            assert!((value - (2.0 - 2.0 * angle.cos())).abs() < 1e-13);
        }
    }

    /// |A u - λ u| and departures from orthonormality of the vectors of the largest eigenvalues.
    fn error_of_some(a: &[f64], n: usize, count: usize) -> f64 {
        let reduced = Reduced::of(a.to_vec(), n).expect("finite");
        let mut values = reduced.values().expect("finite");
        values.sort_by(|a, b| b.total_cmp(a));
        values.truncate(count);
        let vectors = reduced.vectors_of(&values);
        let scale = values.iter().fold(f64::MIN_POSITIVE, |m, v| v.abs().max(m));
        let mut worst: f64 = 0.0;
        for (i, (u, value)) in vectors.chunks_exact(n).zip(&values).enumerate() {
            for (row, u_row) in a.chunks_exact(n).zip(u) {
                worst = worst.max((dot(row, u) - value * u_row).abs() / scale);
            }
            for (j, other) in vectors.chunks_exact(n).take(i + 1).enumerate() {
                let expected = f64::from(u8::from(i == j));
                worst = worst.max((dot(u, other) - expected).abs());
            }
        }
        worst
    }

    #[test]
    fn some_vectors_are_found_without_the_others() {
        for n in [1, 2, 3, 8, 40, 90] {
            // A covariance of n + 3 rows of numbers, with a spectrum that is spread out.
            let element = |i: usize, j: usize| -> f64 {
                (0..n + 3)
                    .map(|k| ((1 + i * (k + 2)) as f64).sin() * ((1 + j * (k + 2)) as f64).sin())
                    .sum()
            };
            let a: Vec<f64> = (0..n * n).map(|at| element(at / n, at % n)).collect();
            for count in [1, n / 3, n] {
                assert!(error_of_some(&a, n, count) < 1e-11, "{count} of {n}");
            }
        }
    }

    #[test]
    fn vectors_of_equal_eigenvalues_are_orthogonal() {
        let n = 12;
        let identity: Vec<f64> = (0..n * n).map(|at| f64::from(u8::from(at % (n + 1) == 0))).collect();
        assert!(error_of_some(&identity, n, 7) < 1e-12);
        // I + 2 e eᵀ + 2 f fᵀ: two eigenvalues of 1 + 2 |e|² apart from the others.
        let mut pair = identity;
        for (i, j) in [(0, 5), (3, 8)] {
            for (row, column) in [(i, i), (i, j), (j, i), (j, j)] {
                pair[row * n + column] += 2.0;
            }
        }
        assert!(error_of_some(&pair, n, 2) < 1e-12);
        assert!(error_of_some(&pair, n, n) < 1e-11);
        assert!(error_of_some(&vec![0.0; n * n], n, 3) < 1e-12);
        assert!(error_of_some(&vec![1.0; n * n], n, 1) < 1e-12);
    }

    #[test]
    fn what_is_not_finite_has_no_decomposition() {
        assert!(Eigen::of(vec![1.0, f64::NAN, f64::NAN, 1.0], 2).is_none());
    }
}
