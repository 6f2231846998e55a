//! A Gaussian given by the Cholesky factor of its covariance.

use std::f64::consts::TAU;

use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use super::Approximation;
use super::gaussian::cholesky;
use crate::samplers::optimise::dot;

/// A Gaussian on ℝⁿ with covariance L Lᵀ.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FactoredGaussian {
    pub mean: Vec<f64>,
    /// L, row by row.
    factor: Vec<f64>,
}

impl FactoredGaussian {
    /// From the covariance, row by row; `None` if it is not positive definite.
    pub fn from_covariance(mean: Vec<f64>, covariance: &[f64]) -> Option<Self> {
        let factor = cholesky(covariance, mean.len()).ok()?;
        mean.iter().all(|x| x.is_finite()).then_some(Self { mean, factor })
    }

    /// Row `i` of L, up to the diagonal.
    fn row(&self, i: usize) -> &[f64] {
        let n = self.mean.len();
        &self.factor[i * n..=i * n + i]
    }

    pub fn variances(&self) -> Vec<f64> {
        (0..self.mean.len()).map(|i| dot(self.row(i), self.row(i))).collect()
    }

    /// L, row by row.
    pub fn factor(&self) -> &[f64] {
        &self.factor
    }

    fn log_normalisation(&self) -> f64 {
        let n = self.mean.len();
        let diagonal: f64 = (0..n).map(|i| self.factor[i * n + i].ln()).sum();
        -0.5 * n as f64 * TAU.ln() - diagonal
    }

    /// The log density at any position.
    pub fn log_density(&self, position: &[f64]) -> f64 {
        let mut z: Vec<f64> = Vec::with_capacity(position.len());
        for (i, (x, m)) in position.iter().zip(&self.mean).enumerate() {
            let row = self.row(i);
            z.push((x - m - dot(&row[..i], &z)) / row[i]);
        }
        self.log_normalisation() - 0.5 * dot(&z, &z)
    }
}

impl Approximation for FactoredGaussian {
    fn draw(&self, rng: &mut dyn Rng, position: &mut [f64]) -> f64 {
        let z: Vec<f64> = position.iter().map(|_| rng.sample(StandardNormal)).collect();
        for (i, x) in position.iter_mut().enumerate() {
            *x = self.mean[i] + dot(self.row(i), &z);
        }
        self.log_normalisation() - 0.5 * dot(&z, &z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samplers::guard::stream;

    #[test]
    fn a_draw_knows_its_density() {
        let covariance = [4.0, 1.0, -0.5, 1.0, 2.0, 0.3, -0.5, 0.3, 0.7];
        let gaussian = FactoredGaussian::from_covariance(vec![1.0, -2.0, 0.0], &covariance).expect("positive definite");
        for (found, expected) in gaussian.variances().iter().zip([4.0, 2.0, 0.7]) {
            assert!((found - expected).abs() < 1e-14);
        }
        let mut position = [0.0; 3];
        let mut rng = stream(3, 0);
        for _ in 0..10 {
            let log = gaussian.draw(&mut rng, &mut position);
            assert!((log - gaussian.log_density(&position)).abs() < 1e-12);
        }
        assert!(FactoredGaussian::from_covariance(vec![0.0; 2], &[1.0, 2.0, 2.0, 1.0]).is_none());
    }
}
