//! Bijections to sets of vectors, of a length known at run time.

use super::Support;
use autodiff_runtime::Adjoint;
use std::fmt::Debug;

/// What a transform or distribution takes as one: a vector, or a square matrix.
pub trait Block {
    /// How long it is, by the numbers it has: as many as it has numbers, or rows.
    fn length(numbers: usize) -> usize;
}

/// Vectors.
#[derive(Clone, Copy, Debug)]
pub struct Vector;

/// Square matrices, row after row.
#[derive(Clone, Copy, Debug)]
pub struct Matrix;

impl Block for Vector {
    #[inline(always)]
    fn length(numbers: usize) -> usize {
        numbers
    }
}
impl Block for Matrix {
    #[inline(always)]
    fn length(numbers: usize) -> usize {
        numbers.isqrt()
    }
}

/// A position that moves, the value that belongs to it, and the gradient by that value.
#[derive(Clone, Copy, Debug)]
pub struct MovingVector<'a> {
    /// The unconstrained position.
    pub position: &'a [f64],
    /// How it moves.
    pub direction: &'a [f64],
    /// The value.
    pub value: &'a [f64],
    /// How it moves.
    pub value_dot: &'a [Adjoint<f64>],
    /// The gradient by the value.
    pub value_bar: &'a [Adjoint<f64>],
    /// How that moves.
    pub value_bar_dot: &'a [Adjoint<f64>],
}

impl MovingVector<'_> {
    /// Value, gradient and how both move, of the element at an index.
    #[inline]
    pub(super) fn element(&self, i: usize) -> (f64, f64, f64, f64) {
        (
            self.value[i],
            self.value_dot[i].get(),
            self.value_bar[i].get(),
            self.value_bar_dot[i].get(),
        )
    }
}

/// A bijection from ℝⁿ to a set of vectors, or of square matrices (row after row), smooth in both directions.
pub trait VectorTransform: Copy + Debug {
    /// What its values are: [`Vector`]s, or square matrices ([`Matrix`]).
    type Of: Block;
    /// Whether the only restriction on where an element stands is that elements increase: of exchangeable elements, putting
    /// them in order then gives the distribution on the support.
    const IN_ORDER: bool = false;
    /// Whether the support is an open set, in which vectors of independent elements may lie.
    const OPEN: bool = false;

    /// Number of unconstrained coordinates of a vector of `length` numbers, or of a matrix of `length` rows.
    fn dimension(&self, length: usize) -> usize;

    /// Sets `value` to the vector that belongs to an unconstrained position; the logarithm of the absolute Jacobian
    /// determinant.
    fn forward(&self, position: &[f64], value: &mut [f64]) -> f64;

    /// Carries a gradient back: *sets* `grad` to the gradient, by the position, of `f(forward(position)) + log-Jacobian`,
    /// where `value_bar` is the gradient of `f` by the value. `value` belongs to `position`.
    fn pull_back(&self, position: &[f64], value: &[f64], value_bar: &[Adjoint<f64>], grad: &mut [f64]);

    /// *Sets* `value_dot` to how `value`, which belongs to `position`, moves when that moves along `direction`; false, with nothing
    /// set, where nobody has written it, as here: posteriors then have their second derivatives by differences.
    fn forward_tangent(&self, position: &[f64], direction: &[f64], value: &[f64], value_dot: &[Adjoint<f64>]) -> bool {
        let _ = (position, direction, value, value_dot);
        false
    }

    /// *Sets* `grad_dot` to how the gradient that [`pull_back`](Self::pull_back) sets changes when all that it depends on moves; false
    /// where [`forward_tangent`](Self::forward_tangent) is.
    fn pull_back_tangent(&self, moving: &MovingVector<'_>, grad_dot: &mut [f64]) -> bool {
        let _ = (moving, grad_dot);
        false
    }

    /// Sets `position` to where `value` comes from; false, with nothing promised of `position`, for a value outside the
    /// open support.
    fn inverse(&self, value: &[f64], position: &mut [f64]) -> bool;

    /// The support.
    fn support(&self) -> Support;
}
