//! Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to tridiagonal form, then the QL method
//! with implicit shifts (Golub & Van Loan, *Matrix Computations*, chapter 8).
//!
//! Everything works on rows, and eigenvectors are rows, so that all loops run along memory.

use crate::metric::dot;

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

    /// The eigenvalues alone, at a sixth of the cost.
    pub fn values_of(mut a: Vec<f64>, n: usize) -> Option<Vec<f64>> {
        reduce(&mut a, n)?;
        let (mut values, mut off) = tridiagonal(&a, n);
        for first in 0..n {
            diagonalise(&mut values, &mut off, &mut [], first)?;
        }
        Some(values)
    }

    pub fn vector(&self, i: usize) -> &[f64] {
        let n = self.values.len();
        &self.vectors[i * n..(i + 1) * n]
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
        for ((row, v_i), w_i) in tail.chunks_exact_mut(n).zip(&*v).zip(&*w) {
            for ((element, v), w) in row[k + 1..].iter_mut().zip(&*v).zip(&*w) {
                *element -= v_i * w + w_i * v;
            }
        }
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
            for (element, v) in row.iter_mut().zip(v) {
                *element -= along * v;
            }
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
            let r = f.hypot(g);
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
    for (u, l) in upper.iter_mut().zip(lower) {
        (*u, *l) = (c * *u - s * *l, s * *u + c * *l);
    }
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
        let a_copy = a.clone();
        let mut values = Eigen::of(a, n).expect("finite").values;
        values.sort_by(f64::total_cmp);
        let mut alone = Eigen::values_of(a_copy, n).expect("finite");
        alone.sort_by(f64::total_cmp);
        for (k, value) in values.iter().enumerate() {
            assert!((alone[k] - value).abs() < 1e-14);
            let angle = std::f64::consts::PI * (k + 1) as f64 / (n + 1) as f64;
            assert!((value - (2.0 - 2.0 * angle.cos())).abs() < 1e-13);
        }
    }

    #[test]
    fn what_is_not_finite_has_no_decomposition() {
        assert!(Eigen::of(vec![1.0, f64::NAN, f64::NAN, 1.0], 2).is_none());
    }
}
