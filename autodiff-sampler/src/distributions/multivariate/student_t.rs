//! Vectors with the heavy tails of Student's t.

use super::normal::lower_product;
use super::{add, cells, factor, positive_definite, vector};
use crate::distributions::{DistributionError, VectorDistribution, positive};
use crate::transforms::Reals;
use autodiff_runtime::Adjoint;
use autodiff_runtime::linear_algebra::cholesky;
use autodiff_runtime::log_density::{multi_student_t, multi_student_t_cholesky};
use rand::Rng;
use rand_distr::{Distribution as _, Gamma, StandardNormal};

/// A vector with the tails of Student's t, by its scale matrix.
///
/// * `nu`: degrees of freedom, positive
/// * `mean`: location, finite
/// * `scale`: positive definite matrix, row after row, of which the lower triangle is read; the covariance is nu/(nu − 2) times
///   that
///
/// Log density: `ln Γ((nu + n)/2) − ln Γ(nu/2) − ½ n ln(π nu) − ½ ln det scale − ½ (nu + n) ln(1 + q/nu)` with
/// `q = (x − mean)ᵀ scale⁻¹ (x − mean)`
///
/// Source: Stan Functions Reference, "Multivariate Student-t distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultiStudentT<'a>(pub f64, pub &'a [f64], pub &'a [f64]);

/// A vector with the tails of Student's t, by the Cholesky factor of its scale matrix.
///
/// * `nu`: degrees of freedom, positive
/// * `mean`: location, finite
/// * `factor`: lower triangle with a positive diagonal, row after row; what is above the diagonal is not read
///
/// Log density: as that of [`MultiStudentT`] of the scale matrix `factor factorᵀ`
///
/// Source: Stan Functions Reference, "Multivariate Student-t distribution, Cholesky parameterization".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultiStudentTCholesky<'a>(pub f64, pub &'a [f64], pub &'a [f64]);

macro_rules! student_vector {
    ($name:ident, $matrix:literal, $check:ident, $density:ident, |$n:ident, $argument:ident| $factor:expr) => {
        impl VectorDistribution for $name<'_> {
            type Transform = Reals;
            const NAME: &'static str = stringify!($name);

            fn transform(&self) -> Reals {
                Reals
            }
            fn validate(&self, length: usize) -> Result<(), DistributionError> {
                positive(Self::NAME, "nu", self.0)?;
                vector(Self::NAME, "mean", self.1, length)?;
                $check(Self::NAME, $matrix, self.2, length)
            }
            fn log_density(&self, x: &[f64]) -> f64 {
                $density(x, self.0, self.1, self.2)
            }
            fn log_density_and_accumulate(
                &self,
                x: &[f64],
                x_bar: &[Adjoint<f64>],
                arguments_bar: &[&[Adjoint<f64>]],
            ) -> f64 {
                let (value, (by_x, by_nu, by_mean, by_matrix)) = $density::value_and_grad(x, self.0, self.1, self.2);
                add(x_bar, &by_x);
                add(cells(arguments_bar, 0), &[by_nu]);
                add(cells(arguments_bar, 1), &by_mean);
                add(cells(arguments_bar, 2), &by_matrix);
                value
            }
            super::partials_tangent!($density; (nu 0), [mean 1], [matrix 2]);
            /// A normal vector over the root of an independent χ²/nu.
            fn sample<R: Rng + ?Sized>(&self, rng: &mut R, x: &mut [f64]) {
                let $n = x.len();
                if self.validate($n).is_err() {
                    x.fill(f64::NAN);
                    return;
                }
                let $argument = self.2;
                let z: Vec<f64> = (0..$n).map(|_| StandardNormal.sample(rng)).collect();
                let coloured = lower_product(&$factor, &z, $n);
                let variance = Gamma::new(0.5 * self.0, 2.0 / self.0).map_or(f64::NAN, |gamma| gamma.sample(rng));
                for ((x, mean), residual) in x.iter_mut().zip(self.1).zip(&coloured) {
                    *x = mean + residual / variance.sqrt();
                }
            }
        }
    };
}
student_vector!(
    MultiStudentT,
    "scale",
    positive_definite,
    multi_student_t,
    |n, scale| cholesky(scale, n)
);
student_vector!(
    MultiStudentTCholesky,
    "factor",
    factor,
    multi_student_t_cholesky,
    |n, factor| factor
);
