//! A Gaussian whose covariance is a diagonal corrected by a few steps.
//!
//! In the compact form of Byrd, Nocedal & Schnabel (1994), the covariance is A + β γ βᵀ, with a diagonal A and, for J remembered steps
//! S and changes of the gradient Z, β = [A Z, S] and
//! γ = [[0, −R⁻¹], [−R⁻ᵀ, R⁻ᵀ (E + Zᵀ A Z) R⁻¹]],
//! where R is the upper triangle of Sᵀ Z and E its diagonal (Zhang et al. 2022, algorithms for sampling in their appendix). Orthonormal
//! columns Q that span A^-½ β make a root of it that costs n J to multiply by.

use std::collections::VecDeque;
use std::f64::consts::TAU;

use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use crate::samplers::approximate::{Approximation, cholesky};
use crate::samplers::optimise::{Pair, add, dot, norm};

/// A Gaussian with covariance A^½ (1 + Q (L Lᵀ − 1) Qᵀ) A^½.
#[derive(Clone, Debug)]
pub(crate) struct LowRankGaussian {
    pub mean: Vec<f64>,
    /// Square roots of A.
    roots: Vec<f64>,
    /// Columns of Q, orthonormal.
    columns: Vec<Vec<f64>>,
    /// L, row by row.
    factor: Vec<f64>,
}

impl LowRankGaussian {
    /// The Gaussian at a point with this gradient of the log density; `None` if rounding has left no positive definite covariance.
    pub fn at(position: &[f64], grad: &[f64], diagonal: &[f64], pairs: &VecDeque<Pair>) -> Option<Self> {
        let roots: Vec<f64> = diagonal.iter().map(|a| a.sqrt()).collect();
        let spanning = scaled_beta(&roots, pairs);
        let (columns, triangle) = orthonormal(&spanning);
        let gamma = gamma(&spanning[..pairs.len()], pairs);
        let rank = columns.len();
        // γ times the triangle, before the triangle from the left.
        let half: Vec<Vec<f64>> = gamma
            .iter()
            .map(|row| {
                let mut product = vec![0.0; rank];
                for (g, coefficients) in row.iter().zip(&triangle) {
                    add(&mut product, *g, coefficients);
                }
                product
            })
            .collect();
        let mut core = vec![0.0; rank * rank];
        for i in 0..rank {
            core[i * rank + i] = 1.0;
            for (coefficients, row) in triangle.iter().zip(&half) {
                add(&mut core[i * rank..(i + 1) * rank], coefficients[i], row);
            }
        }
        let factor = cholesky(&core, rank).ok()?;
        let mut gaussian = Self {
            mean: position.to_vec(),
            roots,
            columns,
            factor,
        };
        let step = gaussian.covariance_times(grad);
        add(&mut gaussian.mean, 1.0, &step);
        gaussian.mean.iter().all(|x| x.is_finite()).then_some(gaussian)
    }

    fn rank(&self) -> usize {
        self.columns.len()
    }

    /// L v.
    fn times_factor(&self, v: &[f64]) -> Vec<f64> {
        let rank = self.rank();
        (0..rank)
            .map(|i| dot(&self.factor[i * rank..=i * rank + i], v))
            .collect()
    }

    /// Lᵀ v.
    fn times_transposed_factor(&self, v: &[f64]) -> Vec<f64> {
        let rank = self.rank();
        (0..rank)
            .map(|i| (i..rank).map(|k| self.factor[k * rank + i] * v[k]).sum())
            .collect()
    }

    /// The parts of a vector along the columns.
    fn along(&self, v: &[f64]) -> Vec<f64> {
        self.columns.iter().map(|column| dot(column, v)).collect()
    }

    fn covariance_times(&self, vector: &[f64]) -> Vec<f64> {
        let mut v: Vec<f64> = vector.iter().zip(&self.roots).map(|(v, r)| v * r).collect();
        let before = self.along(&v);
        let after = self.times_factor(&self.times_transposed_factor(&before));
        for ((column, after), before) in self.columns.iter().zip(after).zip(before) {
            add(&mut v, after - before, column);
        }
        v.iter().zip(&self.roots).map(|(v, r)| v * r).collect()
    }

    /// The variance of each coordinate.
    pub fn variances(&self) -> Vec<f64> {
        let variance = |i: usize| {
            let row: Vec<f64> = self.columns.iter().map(|column| column[i]).collect();
            let through = self.times_transposed_factor(&row);
            self.roots[i] * self.roots[i] * (1.0 - dot(&row, &row) + dot(&through, &through))
        };
        (0..self.mean.len()).map(variance).collect()
    }

    fn log_normalisation(&self) -> f64 {
        let rank = self.rank();
        let factor: f64 = (0..rank).map(|i| self.factor[i * rank + i].ln()).sum();
        let diagonal: f64 = self.roots.iter().map(|r| r.ln()).sum();
        -0.5 * self.mean.len() as f64 * TAU.ln() - diagonal - factor
    }

    /// The log density at any position.
    pub fn log_density(&self, position: &[f64]) -> f64 {
        let scaled = position.iter().zip(&self.mean).zip(&self.roots);
        let mut v: Vec<f64> = scaled.map(|((x, m), r)| (x - m) / r).collect();
        let along = self.along(&v);
        for (column, part) in self.columns.iter().zip(&along) {
            add(&mut v, -part, column);
        }
        let solved = self.solve_factor(&along);
        self.log_normalisation() - 0.5 * (dot(&v, &v) + dot(&solved, &solved))
    }

    /// L⁻¹ v.
    fn solve_factor(&self, v: &[f64]) -> Vec<f64> {
        let rank = self.rank();
        let mut solved = Vec::with_capacity(rank);
        for (i, v) in v.iter().enumerate() {
            let known = dot(&self.factor[i * rank..i * rank + i], &solved);
            solved.push((v - known) / self.factor[i * rank + i]);
        }
        solved
    }
}

impl Approximation for LowRankGaussian {
    fn draw(&self, rng: &mut dyn Rng, position: &mut [f64]) -> f64 {
        position.fill_with(|| rng.sample(StandardNormal));
        let squares = dot(position, position);
        let before = self.along(position);
        let after = self.times_factor(&before);
        for ((column, after), before) in self.columns.iter().zip(after).zip(before) {
            add(position, after - before, column);
        }
        for ((x, r), m) in position.iter_mut().zip(&self.roots).zip(&self.mean) {
            *x = m + r * *x;
        }
        self.log_normalisation() - 0.5 * squares
    }
}

/// The columns of A^-½ β.
fn scaled_beta(roots: &[f64], pairs: &VecDeque<Pair>) -> Vec<Vec<f64>> {
    let changes = pairs
        .iter()
        .map(|pair| pair.change.iter().zip(roots).map(|(z, r)| z * r).collect());
    let steps = pairs
        .iter()
        .map(|pair| pair.step.iter().zip(roots).map(|(s, r)| s / r).collect());
    changes.chain(steps).collect()
}

/// Orthonormal columns that span those given, and the coefficients of each of the latter: Gram & Schmidt, twice over, without columns
/// that depend on those before.
fn orthonormal(spanning: &[Vec<f64>]) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    const DEPENDENT: f64 = 1e-10;
    let mut columns: Vec<Vec<f64>> = Vec::new();
    let mut coefficients: Vec<Vec<f64>> = Vec::new();
    for vector in spanning {
        let mut rest = vector.clone();
        let mut row = vec![0.0; columns.len()];
        for _ in 0..2 {
            for (column, coefficient) in columns.iter().zip(&mut row) {
                let part = dot(column, &rest);
                add(&mut rest, -part, column);
                *coefficient += part;
            }
        }
        let length = norm(&rest);
        if length > DEPENDENT * norm(vector) && columns.len() < vector.len() {
            rest.iter_mut().for_each(|x| *x /= length);
            columns.push(rest);
            row.push(length);
        }
        coefficients.push(row);
    }
    for row in &mut coefficients {
        row.resize(columns.len(), 0.0);
    }
    (columns, coefficients)
}

/// R⁻¹, row by row: each column from the bottom up.
fn inverse_of_triangle(pairs: &VecDeque<Pair>) -> Vec<Vec<f64>> {
    let j = pairs.len();
    let mut inverse = vec![0.0; j * j];
    for row in (0..j).rev() {
        let products: Vec<f64> = (0..j).map(|k| dot(&pairs[row].step, &pairs[k].change)).collect();
        for column in row..j {
            let unit = f64::from(u8::from(row == column));
            let known: f64 = (row + 1..=column).map(|k| products[k] * inverse[k * j + column]).sum();
            inverse[row * j + column] = (unit - known) / pairs[row].curvature;
        }
    }
    inverse.chunks(j).map(<[f64]>::to_vec).collect()
}

/// γ, row by row; `scaled_changes` are the columns of A^½ Z.
fn gamma(scaled_changes: &[Vec<f64>], pairs: &VecDeque<Pair>) -> Vec<Vec<f64>> {
    let j = pairs.len();
    let inverse = inverse_of_triangle(pairs);
    // (E + Zᵀ A Z) R⁻¹, R being a triangle.
    let middle: Vec<Vec<f64>> = (0..j)
        .map(|a| {
            let inner: Vec<f64> = scaled_changes
                .iter()
                .map(|change| dot(&scaled_changes[a], change))
                .collect();
            (0..j)
                .map(|b| {
                    let product: f64 = (0..=b).map(|k| inner[k] * inverse[k][b]).sum();
                    product + pairs[a].curvature * inverse[a][b]
                })
                .collect()
        })
        .collect();
    let mut gamma = vec![vec![0.0; 2 * j]; 2 * j];
    for a in 0..j {
        for b in 0..j {
            gamma[a][j + b] = -inverse[a][b];
            gamma[j + b][a] = -inverse[a][b];
            gamma[j + a][j + b] = (0..=a).map(|k| inverse[k][a] * middle[k][b]).sum();
        }
    }
    gamma
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samplers::guard::stream;
    use crate::samplers::optimise::Memory;

    /// Pairs as of a quadratic, in five dimensions.
    fn pairs(count: usize) -> VecDeque<Pair> {
        let hessian = |x: &[f64]| -> Vec<f64> {
            (0..5)
                .map(|i| (0..5).map(|j| if i == j { 2.0 + i as f64 } else { 0.3 } * x[j]).sum())
                .collect()
        };
        let step = |k: usize| (0..5).map(|i| ((3 * i + 5 * k) as f64).sin()).collect::<Vec<f64>>();
        (0..count)
            .map(|k| Pair::new(step(k), hessian(&step(k))).expect("it is convex"))
            .collect()
    }

    /// The inverse Hessian by the two-loop recursion, which shares nothing with the compact form.
    fn recursion(pairs: &VecDeque<Pair>, diagonal: &[f64], vector: &[f64]) -> Vec<f64> {
        let mut memory = Memory::with_diagonal(pairs.len(), diagonal.to_vec());
        pairs.iter().for_each(|pair| memory.remember(pair.clone()));
        let mut product = vector.to_vec();
        memory.multiply(&mut product);
        product
    }

    #[test]
    fn the_covariance_is_that_of_the_recursion() {
        let diagonal = [0.3, 1.0, 2.0, 0.1, 5.0];
        let grad = [1.0, -0.5, 2.0, 0.25, -3.0];
        for count in 1..=4 {
            let pairs = pairs(count);
            let gaussian = LowRankGaussian::at(&[0.0; 5], &grad, &diagonal, &pairs).expect("it is positive definite");
            for (mean, expected) in gaussian.mean.iter().zip(recursion(&pairs, &diagonal, &grad)) {
                assert!((mean - expected).abs() < 1e-10, "{count}: {mean} instead of {expected}");
            }
            for (i, variance) in gaussian.variances().iter().enumerate() {
                let mut unit = [0.0; 5];
                unit[i] = 1.0;
                assert!(
                    (variance - recursion(&pairs, &diagonal, &unit)[i]).abs() < 1e-10,
                    "{count} {i}"
                );
            }
        }
    }

    #[test]
    fn a_draw_knows_its_density() {
        let gaussian = LowRankGaussian::at(&[1.0; 5], &[0.1; 5], &[0.3, 1.0, 2.0, 0.1, 5.0], &pairs(2)).expect("fine");
        let mut rng = stream(1, 0);
        let mut position = [0.0; 5];
        for _ in 0..10 {
            let log = gaussian.draw(&mut rng, &mut position);
            assert!((log - gaussian.log_density(&position)).abs() < 1e-10);
        }
    }
}
