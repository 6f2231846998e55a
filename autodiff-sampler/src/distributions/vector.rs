//! Distributions of whole vectors and matrices.

use super::DistributionError;
use crate::transforms::VectorTransform;
use autodiff_runtime::Adjoint;
use rand::Rng;
use std::fmt::Debug;

/// A continuous distribution of a vector of any length, or of a square matrix (row after row).
///
/// Arguments are numbers or borrowed slices: `Dirichlet(&alpha)`. One type thus serves arrays, vectors sized at run time, and
/// parameters that are arguments of other parameters' priors.
pub trait VectorDistribution: Copy + Debug {
    /// The bijection from unconstrained space to its support, which also says whether it is of vectors or of matrices.
    type Transform: VectorTransform;
    /// The name, as in the constructor.
    const NAME: &'static str;

    /// The bijection from unconstrained space to the support.
    fn transform(&self) -> Self::Transform;

    /// Checks the arguments for vectors of `length` numbers (matrices of `length` rows).
    ///
    /// # Errors
    ///
    /// Names the first argument for which there is no such distribution.
    fn validate(&self, length: usize) -> Result<(), DistributionError>;

    /// The natural logarithm of the density at `x`: −∞ outside the support, NaN where the arguments are invalid.
    fn log_density(&self, x: &[f64]) -> f64;

    /// The log density; its derivatives by `x` are *added* into `x_bar`, those by the arguments into `arguments_bar`.
    ///
    /// `arguments_bar` has cells for each argument in order, as many as it has numbers (one for a number), or none
    /// (an empty slice) for an argument that is constant.
    fn log_density_and_accumulate(&self, x: &[f64], x_bar: &[Adjoint<f64>], arguments_bar: &[&[Adjoint<f64>]]) -> f64;

    /// How the derivatives of [`log_density_and_accumulate`](Self::log_density_and_accumulate) change when `x` moves by `x_dot` and
    /// the arguments by `arguments_dot`, the second derivatives times that direction: *added* into `x_bar_dot` and
    /// `arguments_bar_dot`. False, with nothing added, where nobody has written it, as here: posteriors then have their second
    /// derivatives by differences.
    ///
    /// Cells of arguments are as there: none for an argument that is constant.
    fn partials_tangent(
        &self,
        x: &[f64],
        x_dot: &[Adjoint<f64>],
        arguments_dot: &[&[Adjoint<f64>]],
        x_bar_dot: &[Adjoint<f64>],
        arguments_bar_dot: &[&[Adjoint<f64>]],
    ) -> bool {
        let _ = (x, x_dot, arguments_dot, x_bar_dot, arguments_bar_dot);
        false
    }

    /// Draws a vector into `x`; NaN where the arguments are invalid.
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R, x: &mut [f64]);
}
