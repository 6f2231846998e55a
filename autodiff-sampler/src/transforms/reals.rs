//! Vectors without a restriction.

use super::{Support, Vector, VectorTransform};
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
    fn inverse(&self, value: &[f64], position: &mut [f64]) -> bool {
        position.copy_from_slice(value);
        self.support().contains(value)
    }
    fn support(&self) -> Support {
        Support::Real
    }
}
