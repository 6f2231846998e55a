//! Bijections to sets of vectors, of a length known at run time.

use super::Support;
use autodiff_runtime::Adjoint;
use std::fmt::Debug;

/// A bijection from ℝⁿ to a set of vectors, or of square matrices (row after row), smooth in both directions.
pub trait VectorTransform: Copy + Debug {
    /// Whether its values are square matrices, row after row.
    const OF_MATRICES: bool = false;

    /// Number of unconstrained coordinates of a vector of `length` numbers, or of a matrix of `length` rows.
    fn dimension(&self, length: usize) -> usize;

    /// Sets `value` to the vector that belongs to an unconstrained position; the logarithm of the absolute Jacobian
    /// determinant.
    fn forward(&self, position: &[f64], value: &mut [f64]) -> f64;

    /// Carries a gradient back: *sets* `grad` to the gradient, by the position, of `f(forward(position)) + log-Jacobian`,
    /// where `value_bar` is the gradient of `f` by the value. `value` belongs to `position`.
    fn pull_back(&self, position: &[f64], value: &[f64], value_bar: &[Adjoint<f64>], grad: &mut [f64]);

    /// Sets `position` to where `value` comes from; false, with nothing promised of `position`, for a value outside the
    /// open support.
    fn inverse(&self, value: &[f64], position: &mut [f64]) -> bool;

    /// The support.
    fn support(&self) -> Support;
}
