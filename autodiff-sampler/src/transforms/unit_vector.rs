//! Directions: vectors of length one.

use super::{MovingVector, Support, Vector, VectorTransform};
use autodiff_runtime::Adjoint;
use libm::lgamma;
use std::f64::consts::{LN_2, PI};

/// `x = y / |y|`, a direction (Stan Reference Manual, "Unit vector").
///
/// The length of `y` is lost, so that this is no bijection. In place of a log-Jacobian stands the logarithm of
/// `A exp(−|y|²/2) / (2π)^{K/2}`, the density of K standard normal variables times the area `A = 2 π^{K/2} / Γ(K/2)` of the
/// sphere: it leaves densities by the area on the sphere as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UnitVector;

/// How far from 1 rounding may bring the squared length.
const TOLERANCE: f64 = 1e-8;

/// Whether the length is 1 but for rounding.
pub(super) fn is_unit(value: &[f64]) -> bool {
    (value.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() <= TOLERANCE
}

impl VectorTransform for UnitVector {
    type Of = Vector;

    fn dimension(&self, length: usize) -> usize {
        length
    }
    fn forward(&self, position: &[f64], value: &mut [f64]) -> f64 {
        if value.is_empty() {
            return 0.0;
        }
        let square: f64 = position.iter().map(|y| y * y).sum();
        let over_length = 1.0 / square.sqrt();
        for (x, y) in value.iter_mut().zip(position) {
            *x = y * over_length;
        }
        let half = 0.5 * value.len() as f64;
        // ln A − (K/2) ln 2π
        let constant = LN_2 + half * PI.ln() - lgamma(half) - half * (2.0 * PI).ln();
        constant - 0.5 * square
    }
    fn pull_back(&self, position: &[f64], value: &[f64], value_bar: &[Adjoint<f64>], grad: &mut [f64]) {
        let over_length = 1.0 / position.iter().map(|y| y * y).sum::<f64>().sqrt();
        let along: f64 = value.iter().zip(value_bar).map(|(x, bar)| x * bar.get()).sum();
        for (i, grad) in grad.iter_mut().enumerate() {
            *grad = (value_bar[i].get() - along * value[i]) * over_length - position[i];
        }
    }
    fn forward_tangent(&self, position: &[f64], direction: &[f64], value: &[f64], value_dot: &[Adjoint<f64>]) -> bool {
        let over_length = 1.0 / position.iter().map(|y| y * y).sum::<f64>().sqrt();
        let along: f64 = value.iter().zip(direction).map(|(x, y_dot)| x * y_dot).sum();
        for ((dot, x), y_dot) in value_dot.iter().zip(value).zip(direction) {
            dot.set((y_dot - along * x) * over_length);
        }
        true
    }
    fn pull_back_tangent(&self, moving: &MovingVector<'_>, grad_dot: &mut [f64]) -> bool {
        let over_length = 1.0 / moving.position.iter().map(|y| y * y).sum::<f64>().sqrt();
        let (mut along, mut along_dot, mut length_dot) = (0.0, 0.0, 0.0);
        for (i, y_dot) in moving.direction.iter().enumerate() {
            let (x, x_dot, bar, bar_dot) = moving.element(i);
            along += x * bar;
            along_dot += x_dot * bar + x * bar_dot;
            length_dot += x * y_dot;
        }
        for (i, grad_dot) in grad_dot.iter_mut().enumerate() {
            let (x, x_dot, bar, bar_dot) = moving.element(i);
            let across = (bar - along * x) * over_length;
            *grad_dot =
                (bar_dot - along_dot * x - along * x_dot - across * length_dot) * over_length - moving.direction[i];
        }
        true
    }
    fn inverse(&self, value: &[f64], position: &mut [f64]) -> bool {
        // Any length will do; this one is the likeliest.
        let length = (value.len() as f64 - 1.0).max(1.0).sqrt();
        for (y, x) in position.iter_mut().zip(value) {
            *y = x * length;
        }
        self.support().contains(value)
    }
    fn support(&self) -> Support {
        Support::UnitVector
    }
}
