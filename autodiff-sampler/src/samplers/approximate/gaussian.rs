//! A Gaussian given by a triangle: the Cholesky factor of its covariance, or of the inverse of it.

use std::f64::consts::TAU;

use autodiff_runtime::linear_algebra::{solve_lower, solve_lower_transposed};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use super::Approximation;

/// A Gaussian on ℝⁿ whose inverse covariance is S⁻¹ L Lᵀ S⁻¹, with a diagonal of scales S that takes the units out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gaussian {
    pub mean: Vec<f64>,
    scales: Vec<f64>,
    /// L, row by row.
    factor: Vec<f64>,
}

impl Gaussian {
    /// From the inverse covariance in units of the scales, S A S, row by row, of which the lower triangle is read.
    ///
    /// # Errors
    ///
    /// The first row up to which the matrix is not positive definite.
    pub fn from_precision(mean: Vec<f64>, scales: Vec<f64>, scaled_precision: &[f64]) -> Result<Self, usize> {
        let factor = cholesky(scaled_precision, mean.len())?;
        Ok(Self { mean, scales, factor })
    }

    fn dimension(&self) -> usize {
        self.mean.len()
    }

    /// Half the logarithm of the determinant of the covariance.
    pub fn half_log_determinant(&self) -> f64 {
        let n = self.dimension();
        let factor: f64 = (0..n).map(|i| self.factor[i * n + i].ln()).sum();
        self.scales.iter().map(|s| s.ln()).sum::<f64>() - factor
    }

    /// The covariance, row by row.
    pub fn covariance(&self) -> Vec<f64> {
        let n = self.dimension();
        let mut unit = vec![0.0; n * n];
        (0..n).for_each(|i| unit[i * n + i] = 1.0);
        let inverse = solve_lower(&self.factor, &unit, n);
        let mut covariance = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                // The inverse is a lower triangle: its columns are zero above the diagonal.
                let product: f64 = (i..n).map(|k| inverse[k * n + i] * inverse[k * n + j]).sum();
                covariance[i * n + j] = product * self.scales[i] * self.scales[j];
                covariance[j * n + i] = covariance[i * n + j];
            }
        }
        covariance
    }

    /// The covariance times a vector: Newton's step, if the vector is a gradient and the inverse covariance a negative Hessian.
    pub fn covariance_times(&self, vector: &[f64]) -> Vec<f64> {
        let n = self.dimension();
        let scaled: Vec<f64> = vector.iter().zip(&self.scales).map(|(v, s)| v * s).collect();
        let half = solve_lower(&self.factor, &scaled, n);
        let whole = solve_lower_transposed(&self.factor, &half, n);
        whole.iter().zip(&self.scales).map(|(v, s)| v * s).collect()
    }
}

/// The lower triangle L with L Lᵀ = A, row by row; of A the lower triangle is read.
///
/// # Errors
///
/// The first row up to which A is not positive definite. (`linear_algebra::cholesky` does not say where.)
pub(crate) fn cholesky(a: &[f64], n: usize) -> Result<Vec<f64>, usize> {
    let mut l = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let (row_i, row_j) = (&l[i * n..i * n + j], &l[j * n..j * n + j]);
            let rest = a[i * n + j] - row_i.iter().zip(row_j).map(|(x, y)| x * y).sum::<f64>();
            if i == j {
                // What rounding leaves of a zero is no pivot.
                if !(rest > f64::EPSILON * a[i * n + i].abs() && rest.is_finite()) {
                    return Err(i);
                }
                l[i * n + i] = rest.sqrt();
            } else {
                l[i * n + j] = rest / l[j * n + j];
            }
        }
    }
    Ok(l)
}

impl Approximation for Gaussian {
    fn draw(&self, rng: &mut dyn Rng, position: &mut [f64]) -> f64 {
        let n = self.dimension();
        let z: Vec<f64> = (0..n).map(|_| rng.sample(StandardNormal)).collect();
        let squares: f64 = z.iter().map(|z| z * z).sum();
        let y = solve_lower_transposed(&self.factor, &z, n);
        for (i, x) in position.iter_mut().enumerate() {
            *x = self.mean[i] + self.scales[i] * y[i];
        }
        -0.5 * (squares + n as f64 * TAU.ln()) - self.half_log_determinant()
    }
}
