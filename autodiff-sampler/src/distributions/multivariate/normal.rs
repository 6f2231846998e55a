//! Normal vectors, by covariance, its Cholesky factor, or precision.

use super::{add, cells, factor, positive_definite, vector};
use crate::distributions::{DistributionError, VectorDistribution};
use crate::transforms::Reals;
use autodiff_runtime::Adjoint;
use autodiff_runtime::linear_algebra::{cholesky, solve_lower, solve_lower_transposed};
use autodiff_runtime::log_density::{multi_normal, multi_normal_cholesky, multi_normal_precision};
use rand::Rng;
use rand_distr::{Distribution as _, StandardNormal};

/// A normal vector, by its covariance.
///
/// * `mean`: mean, finite
/// * `covariance`: positive definite matrix, row after row, of which the lower triangle is read
///
/// Log density: `−½ (x − mean)ᵀ covariance⁻¹ (x − mean) − ½ ln det covariance − ½ n ln 2π`
///
/// Source: Stan Functions Reference, "Multivariate normal distribution". The factor is taken anew at each evaluation: of a constant
/// covariance take it beforehand, and use [`MultiNormalCholesky`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultiNormal<'a>(pub &'a [f64], pub &'a [f64]);

/// A normal vector, by the Cholesky factor of its covariance.
///
/// * `mean`: mean, finite
/// * `factor`: lower triangle with a positive diagonal, row after row; what is above the diagonal is not read
///
/// Log density: `−½ |factor⁻¹ (x − mean)|² − Σ ln factor[i, i] − ½ n ln 2π`
///
/// Source: Stan Functions Reference, "Multivariate normal distribution, Cholesky parameterization".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultiNormalCholesky<'a>(pub &'a [f64], pub &'a [f64]);

/// A normal vector, by the inverse of its covariance.
///
/// * `mean`: mean, finite
/// * `precision`: positive definite matrix, row after row, of which the lower triangle is read
///
/// Log density: `−½ (x − mean)ᵀ precision (x − mean) + ½ ln det precision − ½ n ln 2π`
///
/// Source: Stan Functions Reference, "Multivariate normal distribution, precision parameterization".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultiNormalPrecision<'a>(pub &'a [f64], pub &'a [f64]);

/// Implements the trait, by the density, the check of the matrix, and what turns a standard normal vector into a draw.
macro_rules! normal_vector {
    ($name:ident, $matrix:literal, $check:ident, $density:ident, $constant:ident, |$n:ident, $argument:ident, $z:ident| $colour:expr) => {
        impl VectorDistribution for $name<'_> {
            type Transform = Reals;
            const NAME: &'static str = stringify!($name);

            fn transform(&self) -> Reals {
                Reals
            }
            fn validate(&self, length: usize) -> Result<(), DistributionError> {
                vector(Self::NAME, "mean", self.0, length)?;
                $check(Self::NAME, $matrix, self.1, length)
            }
            fn log_density(&self, x: &[f64]) -> f64 {
                $density(x, self.0, self.1)
            }
            fn log_density_and_accumulate(
                &self,
                x: &[f64],
                x_bar: &[Adjoint<f64>],
                arguments_bar: &[&[Adjoint<f64>]],
            ) -> f64 {
                let (mean_bar, matrix_bar) = (cells(arguments_bar, 0), cells(arguments_bar, 1));
                let (value, by_x) = if matrix_bar.is_empty() {
                    $constant(x, self.0, self.1)
                } else {
                    let (value, (by_x, _, by_matrix)) = $density::value_and_grad(x, self.0, self.1);
                    add(matrix_bar, &by_matrix);
                    (value, by_x)
                };
                add(x_bar, &by_x);
                // It is the difference that counts.
                mean_bar.iter().zip(&by_x).for_each(|(bar, by_x)| bar.sub(*by_x));
                value
            }
            super::partials_tangent!($density; [mean 0], [matrix 1]);
            fn sample<R: Rng + ?Sized>(&self, rng: &mut R, x: &mut [f64]) {
                let $n = x.len();
                if self.validate($n).is_err() {
                    x.fill(f64::NAN);
                    return;
                }
                let $argument = self.1;
                let $z: Vec<f64> = (0..$n).map(|_| StandardNormal.sample(rng)).collect();
                let coloured = $colour;
                for ((x, mean), residual) in x.iter_mut().zip(self.0).zip(&coloured) {
                    *x = mean + residual;
                }
            }
        }
    };
}
normal_vector!(
    MultiNormalCholesky,
    "factor",
    factor,
    multi_normal_cholesky,
    with_factor,
    |n, factor, z| lower_product(factor, &z, n)
);
normal_vector!(
    MultiNormal,
    "covariance",
    positive_definite,
    multi_normal,
    with_covariance,
    |n, covariance, z| lower_product(&cholesky(covariance, n), &z, n)
);
normal_vector!(
    MultiNormalPrecision,
    "precision",
    positive_definite,
    multi_normal_precision,
    with_precision,
    |n, precision, z| solve_lower_transposed(&cholesky(precision, n), &z, n)
);

/// L z, for the lower triangle of a matrix of n rows.
pub(super) fn lower_product(factor: &[f64], z: &[f64], n: usize) -> Vec<f64> {
    let row = |i: usize| factor[i * n..=i * n + i].iter().zip(z).map(|(l, z)| l * z).sum();
    (0..n).map(row).collect()
}

/// Value and derivative by x for a constant factor.
fn with_factor(x: &[f64], mean: &[f64], factor: &[f64]) -> (f64, Vec<f64>) {
    let n = x.len();
    let value = multi_normal_cholesky(x, mean, factor);
    if value.is_nan() {
        return (value, vec![value; n]);
    }
    let difference: Vec<f64> = mean.iter().zip(x).map(|(mean, x)| mean - x).collect();
    let by_x = solve_lower_transposed(factor, &solve_lower(factor, &difference, n), n);
    (value, by_x)
}

fn with_covariance(x: &[f64], mean: &[f64], covariance: &[f64]) -> (f64, Vec<f64>) {
    let n = x.len();
    if covariance.len() != n * n {
        return (f64::NAN, vec![f64::NAN; n]);
    }
    with_factor(x, mean, &cholesky(covariance, n))
}

fn with_precision(x: &[f64], mean: &[f64], precision: &[f64]) -> (f64, Vec<f64>) {
    let n = x.len();
    let value = multi_normal_precision(x, mean, precision);
    if value.is_nan() {
        return (value, vec![value; n]);
    }
    let element = |i: usize, j: usize| precision[i.max(j) * n + i.min(j)];
    let row = |i: usize| (0..n).map(|j| element(i, j) * (mean[j] - x[j])).sum();
    (value, (0..n).map(row).collect())
}
