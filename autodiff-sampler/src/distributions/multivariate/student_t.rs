//! Vectors with the heavy tails of Student's t.

use super::normal::lower_product;
use super::whitened::{Whitened, whitened, with_factor as factored};
use super::{cells, factor, no_density, positive_definite, vector};
use crate::distributions::{DistributionError, VectorDistribution, positive};
use crate::transforms::Reals;
use autodiff_runtime::Adjoint;
use autodiff_runtime::linear_algebra::cholesky;
use autodiff_runtime::special::{digamma, ln_gamma};
use rand::Rng;
use rand_distr::{Distribution as _, Gamma, StandardNormal};
use std::f64::consts::PI;

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
    ($name:ident, $matrix:literal, $check:ident, $density:ident, $accumulate:ident, |$n:ident, $argument:ident| $factor:expr) => {
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
                self.log_density_and_accumulate(x, &[], &[])
            }
            fn log_density_and_accumulate(
                &self,
                x: &[f64],
                x_bar: &[Adjoint<f64>],
                arguments_bar: &[&[Adjoint<f64>]],
            ) -> f64 {
                let [nu_bar, mean_bar, matrix_bar] = [0, 1, 2].map(|argument| cells(arguments_bar, argument));
                let bars = [x_bar, nu_bar, mean_bar, matrix_bar];
                if self.0.is_nan() || self.0 <= 0.0 || self.0.is_infinite() {
                    return no_density(&bars);
                }
                $accumulate(x, self.0, self.1, self.2, bars).unwrap_or_else(|| no_density(&bars))
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
    with_scale,
    |n, scale| cholesky(scale, n)
);
student_vector!(
    MultiStudentTCholesky,
    "factor",
    factor,
    multi_student_t_cholesky,
    with_factor,
    |n, factor| factor
);

/// The value, its derivatives added to the cells of vector, degrees of freedom, mean and matrix; `None` if there is no density.
fn with_factor(x: &[f64], nu: f64, mean: &[f64], factor: &[f64], bars: [&[Adjoint<f64>]; 4]) -> Option<f64> {
    whitened(x, mean, factor, |whitened| {
        let (value, weight) = of_squares(&whitened, x.len(), nu, bars);
        whitened.add_to_factor(weight, bars[3]);
        value
    })
}

fn with_scale(x: &[f64], nu: f64, mean: &[f64], scale: &[f64], bars: [&[Adjoint<f64>]; 4]) -> Option<f64> {
    factored(scale, x.len(), bars[3].is_empty(), |factor| {
        whitened(x, mean, factor, |mut whitened| {
            let (value, weight) = of_squares(&whitened, x.len(), nu, bars);
            whitened.add_to_covariance(weight, bars[3]);
            value
        })
    })?
}

/// The value, and its derivative by `−½ |z|²`; all derivatives but those by the matrix are added.
fn of_squares(
    whitened: &Whitened<'_>,
    length: usize,
    nu: f64,
    [x_bar, nu_bar, mean_bar, _]: [&[Adjoint<f64>]; 4],
) -> (f64, f64) {
    let (n, q) = (length as f64, whitened.squares);
    let sum = nu + n;
    let weight = sum / (nu + q);
    let tail = (q / nu).ln_1p();
    whitened.add_to_vector_and_mean(weight, x_bar, mean_bar);
    if let [nu_bar] = nu_bar {
        let of_gammas = 0.5 * (digamma(0.5 * sum) - digamma(0.5 * nu));
        nu_bar.add(of_gammas - 0.5 * n / nu - 0.5 * tail + 0.5 * weight * q / nu);
    }
    let constant = ln_gamma(0.5 * sum) - ln_gamma(0.5 * nu) - 0.5 * n * (PI * nu).ln();
    (constant - whitened.logs - 0.5 * sum * tail, weight)
}
