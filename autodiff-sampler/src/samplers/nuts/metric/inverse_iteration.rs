//! Some eigenvectors of a symmetric tridiagonal matrix whose eigenvalues are known: inverse iteration (Golub & Van Loan, *Matrix
//! Computations*, section 8.2.2, and 8.4 for tridiagonal matrices), which takes a few operations per element.

use crate::metric::{add_multiple, dot};

/// Solutions for each vector. One from a start that is not special is nearly always enough; the others cost little.
const ITERATIONS: usize = 3;
/// Eigenvalues that differ by less, relative to the largest, have vectors that are kept orthogonal explicitly (LAPACK's dstein
/// has the same number).
const CLUSTER: f64 = 1e-3;

/// A symmetric tridiagonal matrix: `off[i]` lies between `diagonal[i]` and `diagonal[i + 1]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tridiagonal<'a> {
    pub diagonal: &'a [f64],
    pub off: &'a [f64],
}

impl Tridiagonal<'_> {
    /// Unit vectors of these eigenvalues, one a row.
    pub fn vectors(self, values: &[f64]) -> Vec<f64> {
        let n = self.diagonal.len();
        let scale = values.iter().chain(self.diagonal).chain(self.off);
        let scale = scale.fold(f64::MIN_POSITIVE, |scale, v| scale.max(v.abs()));
        let mut vectors: Vec<f64> = Vec::with_capacity(values.len() * n);
        for (index, value) in values.iter().enumerate() {
            let lu = Lu::of_shifted(self, *value, scale);
            let is_close = |other: &f64| (other - value).abs() <= CLUSTER * scale;
            let mut vector = start(index, n);
            for _ in 0..ITERATIONS {
                lu.solve(&mut vector);
                normalise(&mut vector);
                for (_, other) in values.iter().zip(vectors.chunks_exact(n)).filter(|(v, _)| is_close(v)) {
                    let along = -dot(other, &vector);
                    add_multiple(&mut vector, along, other);
                }
                normalise(&mut vector);
            }
            vectors.append(&mut vector);
        }
        vectors
    }
}

/// Numbers between -1 and 1 that have nothing to do with any eigenvector, others for each one.
fn start(index: usize, n: usize) -> Vec<f64> {
    (0..n).map(|i| ((1 + i) as f64 * (1.3 + index as f64)).sin()).collect()
}

/// Length 1, by way of a largest element of 1: solutions of a nearly singular system are huge.
fn normalise(vector: &mut [f64]) {
    let largest = vector
        .iter()
        .fold(f64::MIN_POSITIVE, |largest, element| largest.max(element.abs()));
    vector.iter_mut().for_each(|element| *element /= largest);
    let norm = dot(vector, vector).sqrt();
    vector.iter_mut().for_each(|element| *element /= norm);
}

/// The factors of a shifted tridiagonal matrix, by Gaussian elimination with exchanges of neighbouring rows.
struct Lu {
    /// Of each row of the upper triangle: its diagonal and the two elements beside it.
    upper: Vec<[f64; 3]>,
    /// What was subtracted of the row above, and whether both had been exchanged before.
    steps: Vec<(f64, bool)>,
}

impl Lu {
    fn of_shifted(matrix: Tridiagonal<'_>, shift: f64, scale: f64) -> Self {
        let Tridiagonal { diagonal, off } = matrix;
        let n = diagonal.len();
        let smallest = f64::EPSILON * scale;
        let element = |i: usize| off.get(i).copied().filter(|_| i + 1 < n).unwrap_or(0.0);
        let (mut upper, mut steps) = (Vec::with_capacity(n), Vec::with_capacity(n));
        // The row that is being eliminated, from its diagonal on.
        let mut row = [diagonal[0] - shift, element(0), 0.0];
        for i in 1..n {
            let below = [element(i - 1), diagonal[i] - shift, element(i)];
            let exchanged = below[0].abs() > row[0].abs();
            let (pivot, rest) = if exchanged { (below, row) } else { (row, below) };
            let pivot = [away_from_zero(pivot[0], smallest), pivot[1], pivot[2]];
            let multiple = rest[0] / pivot[0];
            upper.push(pivot);
            steps.push((multiple, exchanged));
            row = [rest[1] - multiple * pivot[1], rest[2] - multiple * pivot[2], 0.0];
        }
        upper.push([away_from_zero(row[0], smallest), row[1], row[2]]);
        Self { upper, steps }
    }

    fn solve(&self, vector: &mut [f64]) {
        for (i, (multiple, exchanged)) in self.steps.iter().enumerate() {
            if *exchanged {
                vector.swap(i, i + 1);
            }
            vector[i + 1] -= multiple * vector[i];
        }
        let (mut next, mut after_next) = (0.0, 0.0);
        for (element, [diagonal, beside, far]) in vector.iter_mut().zip(&self.upper).rev() {
            *element = (*element - beside * next - far * after_next) / diagonal;
            (next, after_next) = (*element, next);
        }
    }
}

/// An eigenvalue makes the matrix singular: its last pivot is zero but for rounding.
fn away_from_zero(pivot: f64, smallest: f64) -> f64 {
    if pivot.abs() < smallest {
        smallest.copysign(pivot)
    } else {
        pivot
    }
}
