//! Vectors whose elements sum to zero.

use super::{MovingVector, Support, Vector, VectorTransform};
use autodiff_runtime::Adjoint;

/// Vectors of K numbers that sum to zero, from K − 1 numbers without changing distances:
/// `x_n = Σ_{k ≥ n} y_k / √(k (k + 1)) − (n − 1) y_{n−1} / √((n − 1) n)` (Stan Reference Manual, "Zero sum vector").
///
/// As an isometry to the hyperplane it has the log-Jacobian 0, where densities are taken by the area on the hyperplane.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ZeroSum;

/// The largest sum, relative to the largest element, that rounding is held responsible for.
const TOLERANCE: f64 = 1e-8;

/// Sets `value` to what the isometry makes of `position`, one shorter.
#[inline]
pub(super) fn spread(position: &[f64], value: &mut [f64]) {
    let mut sum = 0.0;
    for k in (1..value.len()).rev() {
        let share = position[k - 1] / root(k);
        // Element k + 1 has all that follows it already, which is `sum`.
        value[k] = sum - k as f64 * share;
        sum += share;
    }
    if let Some(first) = value.first_mut() {
        *first = sum;
    }
}

/// The transpose of [`spread`]: sets `position` from numbers that `value` gives one after another.
#[inline]
pub(super) fn gather(mut value: impl Iterator<Item = f64>, position: &mut [f64]) {
    let mut sum = value.next().unwrap_or(0.0);
    for (k, (y, x)) in (1..).zip(position.iter_mut().zip(value)) {
        *y = (sum - f64::from(k) * x) / root(k as usize);
        sum += x;
    }
}

/// `√(k (k + 1))`
#[inline]
fn root(k: usize) -> f64 {
    let k = k as f64;
    (k * (k + 1.0)).sqrt()
}

/// Whether the sum is zero, but for rounding.
pub(super) fn sums_to_zero(value: &[f64]) -> bool {
    let largest = value.iter().fold(1.0_f64, |largest, x| largest.max(x.abs()));
    value.iter().all(|x| x.is_finite()) && value.iter().sum::<f64>().abs() <= TOLERANCE * largest
}

impl VectorTransform for ZeroSum {
    type Of = Vector;

    fn dimension(&self, length: usize) -> usize {
        length.saturating_sub(1)
    }
    #[inline]
    fn forward(&self, position: &[f64], value: &mut [f64]) -> f64 {
        spread(position, value);
        0.0
    }
    #[inline]
    fn pull_back(&self, _position: &[f64], _value: &[f64], value_bar: &[Adjoint<f64>], grad: &mut [f64]) {
        gather(value_bar.iter().map(Adjoint::get), grad);
    }
    fn forward_tangent(&self, _position: &[f64], direction: &[f64], value: &[f64], value_dot: &[Adjoint<f64>]) -> bool {
        let mut moved = vec![0.0; value.len()];
        spread(direction, &mut moved);
        for (dot, moved) in value_dot.iter().zip(&moved) {
            dot.set(*moved);
        }
        true
    }
    fn pull_back_tangent(&self, moving: &MovingVector<'_>, grad_dot: &mut [f64]) -> bool {
        gather(moving.value_bar_dot.iter().map(Adjoint::get), grad_dot);
        true
    }
    fn inverse(&self, value: &[f64], position: &mut [f64]) -> bool {
        gather(value.iter().copied(), position);
        self.support().contains(value)
    }
    fn support(&self) -> Support {
        Support::ZeroSum
    }
}
