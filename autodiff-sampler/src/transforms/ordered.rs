//! Vectors whose elements increase.

use super::{MovingVector, Support, Vector, VectorTransform};
use autodiff_runtime::Adjoint;

/// Increasing numbers: `x₁ = y₁`, `x_k = x_{k−1} + exp(y_k)`; the log-Jacobian is the sum of all `y` but the first
/// (Stan Reference Manual, "Ordered vector").
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ordered;

/// Increasing numbers above zero: `x₁ = exp(y₁)`, `x_k = x_{k−1} + exp(y_k)`; the log-Jacobian is the sum of all `y`
/// (Stan Reference Manual, "Positive ordered vector").
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PositiveOrdered;

/// Adds up exponentials from `last` on; the sum of the positions.
#[inline]
fn climb(mut last: f64, position: &[f64], value: &mut [f64]) -> f64 {
    let mut log_jacobian = 0.0;
    for (x, y) in value.iter_mut().zip(position) {
        let (next, nearest) = (last + y.exp(), last.next_up());
        last = if next < nearest { nearest } else { next };
        *x = last;
        log_jacobian += y;
    }
    log_jacobian
}

/// Every element moves all that follow: walking back, the gradients add up. Returns the sum of all.
#[inline]
fn descend(position: &[f64], value_bar: &[Adjoint<f64>], grad: &mut [f64]) -> f64 {
    let mut sum = 0.0;
    for ((grad, y), bar) in grad.iter_mut().zip(position).zip(value_bar).rev() {
        sum += bar.get();
        *grad = sum * y.exp() + 1.0;
    }
    sum
}

/// How what [`climb`] adds up moves, from `dot` on.
fn climb_tangent(mut dot: f64, position: &[f64], direction: &[f64], value_dot: &[Adjoint<f64>]) {
    for ((x_dot, y), y_dot) in value_dot.iter().zip(position).zip(direction) {
        dot += y.exp() * y_dot;
        x_dot.set(dot);
    }
}

/// How what [`descend`] sets changes, from the element `first` on. Returns how the sum of all does.
fn descend_tangent(moving: &MovingVector<'_>, first: usize, grad_dot: &mut [f64]) -> f64 {
    let (mut sum, mut sum_dot) = (0.0, 0.0);
    for i in (first..moving.value.len()).rev() {
        let (_, _, bar, bar_dot) = moving.element(i);
        sum += bar;
        sum_dot += bar_dot;
        grad_dot[i] = (sum_dot + sum * moving.direction[i]) * moving.position[i].exp();
    }
    sum_dot
}

/// The logarithms of the steps from `last` on.
fn steps(mut last: f64, value: &[f64], position: &mut [f64]) {
    for (y, x) in position.iter_mut().zip(value) {
        *y = (x - last).ln();
        last = *x;
    }
}

/// Whether each element is greater than the one before, and finite.
pub(super) fn increases(value: &[f64]) -> bool {
    value.iter().all(|x| x.is_finite()) && value.windows(2).all(|pair| pair[0] < pair[1])
}

impl VectorTransform for Ordered {
    type Of = Vector;
    const IN_ORDER: bool = true;
    const OPEN: bool = true;

    fn dimension(&self, length: usize) -> usize {
        length
    }
    #[inline]
    fn forward(&self, position: &[f64], value: &mut [f64]) -> f64 {
        let (Some((y, steps)), Some((x, rest))) = (position.split_first(), value.split_first_mut()) else {
            return 0.0;
        };
        *x = *y;
        climb(*y, steps, rest)
    }
    #[inline]
    fn pull_back(&self, position: &[f64], _value: &[f64], value_bar: &[Adjoint<f64>], grad: &mut [f64]) {
        let (Some((bar, bars)), Some((first, rest))) = (value_bar.split_first(), grad.split_first_mut()) else {
            return;
        };
        *first = bar.get() + descend(&position[1..], bars, rest);
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], _value: &[f64], value_dot: &[Adjoint<f64>]) -> bool {
        if let (Some(first), Some(dot)) = (value_dot.first(), direction.first()) {
            first.set(*dot);
            climb_tangent(*dot, &position[1..], &direction[1..], &value_dot[1..]);
        }
        true
    }
    fn pull_back_tangent(&self, moving: &MovingVector<'_>, grad_dot: &mut [f64]) -> bool {
        if let Some(bar_dot) = moving.value_bar_dot.first() {
            grad_dot[0] = bar_dot.get() + descend_tangent(moving, 1, grad_dot);
        }
        true
    }
    fn inverse(&self, value: &[f64], position: &mut [f64]) -> bool {
        if let (Some((x, rest)), Some((y, position))) = (value.split_first(), position.split_first_mut()) {
            *y = *x;
            steps(*x, rest, position);
        }
        self.support().contains(value)
    }
    fn support(&self) -> Support {
        Support::Ordered
    }
}

impl VectorTransform for PositiveOrdered {
    type Of = Vector;
    const IN_ORDER: bool = true;
    const OPEN: bool = true;

    fn dimension(&self, length: usize) -> usize {
        length
    }
    #[inline]
    fn forward(&self, position: &[f64], value: &mut [f64]) -> f64 {
        climb(0.0, position, value)
    }
    #[inline]
    fn pull_back(&self, position: &[f64], _value: &[f64], value_bar: &[Adjoint<f64>], grad: &mut [f64]) {
        descend(position, value_bar, grad);
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], _value: &[f64], value_dot: &[Adjoint<f64>]) -> bool {
        climb_tangent(0.0, position, direction, value_dot);
        true
    }
    fn pull_back_tangent(&self, moving: &MovingVector<'_>, grad_dot: &mut [f64]) -> bool {
        descend_tangent(moving, 0, grad_dot);
        true
    }
    fn inverse(&self, value: &[f64], position: &mut [f64]) -> bool {
        steps(0.0, value, position);
        self.support().contains(value)
    }
    fn support(&self) -> Support {
        Support::PositiveOrdered
    }
}
