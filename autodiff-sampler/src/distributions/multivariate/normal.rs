//! Normal vectors, by covariance, its Cholesky factor, or precision.

use super::whitened::{whitened, with_factor as factored, with_inverse};
use super::{cells, factor, no_density, positive_definite, vector};
use crate::distributions::special::HALF_LN_TAU;
use crate::distributions::{DistributionError, VectorDistribution};
use crate::transforms::Reals;
use autodiff_runtime::Adjoint;
use autodiff_runtime::linear_algebra::{cholesky, solve_lower_transposed};
use rand::Rng;
use rand_distr::{Distribution as _, StandardNormal};

/// A normal vector, by its covariance.
///
/// * `mean`: mean, finite
/// * `covariance`: positive definite matrix, row after row, of which the lower triangle is read
///
/// Log density: `−½ (x − mean)ᵀ covariance⁻¹ (x − mean) − ½ ln det covariance − ½ n ln 2π`
///
/// Source: Stan Functions Reference, "Multivariate normal distribution". The factor of a constant
/// covariance is kept.
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
    ($name:ident, $matrix:literal, $check:ident, $density:ident, $accumulate:ident, |$n:ident, $argument:ident, $z:ident| $colour:expr) => {
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
                self.log_density_and_accumulate(x, &[], &[])
            }
            fn log_density_and_accumulate(
                &self,
                x: &[f64],
                x_bar: &[Adjoint<f64>],
                arguments_bar: &[&[Adjoint<f64>]],
            ) -> f64 {
                let bars = [x_bar, cells(arguments_bar, 0), cells(arguments_bar, 1)];
                $accumulate(x, self.0, self.1, bars).unwrap_or_else(|| no_density(&bars))
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

/// The value, its derivatives added to the cells of vector, mean and matrix; `None` if there is no density.
fn with_factor(x: &[f64], mean: &[f64], factor: &[f64], [x_bar, mean_bar, factor_bar]: [&[Adjoint<f64>]; 3]) -> Option<f64> {
    whitened(x, mean, factor, |whitened| {
        whitened.add_to_vector_and_mean(1.0, x_bar, mean_bar);
        whitened.add_to_factor(1.0, factor_bar);
        -0.5 * whitened.squares - whitened.logs - HALF_LN_TAU * x.len() as f64
    })
}

fn with_covariance(x: &[f64], mean: &[f64], covariance: &[f64], bars: [&[Adjoint<f64>]; 3]) -> Option<f64> {
    let [x_bar, mean_bar, covariance_bar] = bars;
    factored(covariance, x.len(), covariance_bar.is_empty(), |factor| {
        whitened(x, mean, factor, |mut whitened| {
            whitened.add_to_vector_and_mean(1.0, x_bar, mean_bar);
            whitened.add_to_covariance(1.0, covariance_bar);
            -0.5 * whitened.squares - whitened.logs - HALF_LN_TAU * x.len() as f64
        })
    })?
}

fn with_precision(x: &[f64], mean: &[f64], precision: &[f64], bars: [&[Adjoint<f64>]; 3]) -> Option<f64> {
    let ([x_bar, mean_bar, precision_bar], n) = (bars, x.len());
    if mean.len() != n {
        return None;
    }
    factored(precision, n, precision_bar.is_empty(), |factor| {
        let difference = |i: usize| x[i] - mean[i];
        let mut value = -HALF_LN_TAU * n as f64;
        for i in 0..n {
            // An element of Lᵀ(x − mean).
            let z: f64 = (i..n).map(|k| factor[k * n + i] * difference(k)).sum();
            value += factor[i * n + i].ln() - 0.5 * z * z;
            let row = |j: usize| precision[i.max(j) * n + i.min(j)] * difference(j);
            let by_mean: f64 = (0..n).map(row).sum();
            x_bar.get(i).into_iter().for_each(|bar| bar.sub(by_mean));
            mean_bar.get(i).into_iter().for_each(|bar| bar.add(by_mean));
        }
        if !precision_bar.is_empty() {
            with_inverse(factor, n, |inverse| {
                for i in 0..n {
                    for j in 0..=i {
                        let half = if i == j { 0.5 } else { 1.0 };
                        precision_bar[i * n + j].add(half * (inverse(i, j) - difference(i) * difference(j)));
                    }
                }
            });
        }
        value
    })
}
