//! Vectors without a restriction.

use super::{MovingVector, Support, Vector, VectorTransform};
use autodiff_runtime::Adjoint;

/// `x = y`, for vectors; the log-Jacobian is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reals;

impl VectorTransform for Reals {
    type Of = Vector;
    const OPEN: bool = true;

    fn dimension(&self, length: usize) -> usize {
        length
    }
    #[inline]
    fn forward(&self, position: &[f64], value: &mut [f64]) -> f64 {
        value.copy_from_slice(position);
        0.0
    }
    #[inline]
    fn pull_back(&self, _position: &[f64], _value: &[f64], value_bar: &[Adjoint<f64>], grad: &mut [f64]) {
        for (grad, bar) in grad.iter_mut().zip(value_bar) {
            *grad = bar.get();
        }
    }
    fn forward_tangent(
        &self,
        _position: &[f64],
        direction: &[f64],
        _value: &[f64],
        value_dot: &[Adjoint<f64>],
    ) -> bool {
        for (dot, direction) in value_dot.iter().zip(direction) {
            dot.set(*direction);
        }
        true
    }
    fn pull_back_tangent(&self, moving: &MovingVector<'_>, grad_dot: &mut [f64]) -> bool {
        for (grad_dot, bar_dot) in grad_dot.iter_mut().zip(moving.value_bar_dot) {
            *grad_dot = bar_dot.get();
        }
        true
    }
    fn inverse(&self, value: &[f64], position: &mut [f64]) -> bool {
        position.copy_from_slice(value);
        self.support().contains(value)
    }
    fn support(&self) -> Support {
        Support::Real
    }
}
