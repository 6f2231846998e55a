//! The coordinates of the maximisation: those in which a first guess of the Gaussian is a standard one.

use crate::samplers::optimise::dot;
use crate::samplers::pathfinder::PathGaussian;

/// x = origin + L u, with a triangle L or a diagonal.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    origin: Vec<f64>,
    /// Row by row; only the diagonal of it if that is all.
    factor: Vec<f64>,
}

impl Frame {
    /// The frame of a path's Gaussian; `triangular` frames exist where it has a matrix.
    pub fn of(gaussian: &PathGaussian, triangular: bool) -> Self {
        let factor = match gaussian {
            PathGaussian::Dense(dense) if triangular => dense.factor().to_vec(),
            _ => gaussian.variances().iter().map(|variance| variance.sqrt()).collect(),
        };
        Self {
            origin: gaussian.mean().to_vec(),
            factor,
        }
    }

    fn dimension(&self) -> usize {
        self.origin.len()
    }

    fn is_diagonal(&self) -> bool {
        self.factor.len() == self.dimension()
    }

    fn row(&self, i: usize) -> &[f64] {
        let n = self.dimension();
        &self.factor[i * n..=i * n + i]
    }

    /// L u.
    pub fn stretch(&self, u: &[f64]) -> Vec<f64> {
        if self.is_diagonal() {
            u.iter().zip(&self.factor).map(|(u, s)| u * s).collect()
        } else {
            (0..u.len()).map(|i| dot(self.row(i), &u[..=i])).collect()
        }
    }

    /// The position that has coordinates `u`.
    pub fn position(&self, u: &[f64]) -> Vec<f64> {
        let stretched = self.stretch(u);
        self.origin.iter().zip(stretched).map(|(o, x)| o + x).collect()
    }

    /// Lᵀ g: a gradient by positions as one by coordinates.
    pub fn pull_back(&self, grad: &[f64]) -> Vec<f64> {
        if self.is_diagonal() {
            return grad.iter().zip(&self.factor).map(|(g, s)| g * s).collect();
        }
        let mut pulled = vec![0.0; grad.len()];
        for (i, g) in grad.iter().enumerate() {
            crate::samplers::optimise::add(&mut pulled[..=i], *g, self.row(i));
        }
        pulled
    }

    pub fn log_determinant(&self) -> f64 {
        let n = self.dimension();
        let diagonal = |i: usize| {
            if self.is_diagonal() {
                self.factor[i]
            } else {
                self.factor[i * n + i]
            }
        };
        (0..n).map(|i| diagonal(i).ln()).sum()
    }

    /// L Σ Lᵀ of a symmetric matrix, row by row.
    pub fn covariance(&self, of_coordinates: &[f64]) -> Vec<f64> {
        let n = self.dimension();
        let half: Vec<f64> = of_coordinates
            .chunks_exact(n)
            .flat_map(|row| self.stretch(row))
            .collect();
        let mut whole = vec![0.0; n * n];
        for j in 0..n {
            let column: Vec<f64> = (0..n).map(|i| half[i * n + j]).collect();
            for (i, x) in self.stretch(&column).into_iter().enumerate() {
                whole[i * n + j] = x;
            }
        }
        whole
    }
}
