//! Vectors of positive numbers that sum to one.

use super::zero_sum::{gather, spread};
use super::{MovingVector, Support, Vector, VectorTransform};
use autodiff_runtime::Adjoint;

/// Shares of a whole: `x = softmax(z)`, with `z` the vector of sum zero that [`ZeroSum`](super::ZeroSum) makes of K − 1
/// numbers. The log-Jacobian is `½ ln K + Σ ln x`, where densities are taken by the first K − 1 elements.
///
/// This is the inverse of the isometric log-ratio transform, which Stan uses (`simplex_constrain` of the Stan Math Library;
/// Egozcue et al. 2003, Math. Geol. 35, 279).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Simplex;

/// How far from 1 rounding may bring the sum.
const TOLERANCE: f64 = 1e-8;

/// Whether all elements are positive, and their sum is 1 but for rounding.
pub(super) fn is_simplex(value: &[f64]) -> bool {
    value.iter().all(|x| *x > 0.0) && (value.iter().sum::<f64>() - 1.0).abs() <= TOLERANCE
}

impl VectorTransform for Simplex {
    type Of = Vector;

    fn dimension(&self, length: usize) -> usize {
        length.saturating_sub(1)
    }
    fn forward(&self, position: &[f64], value: &mut [f64]) -> f64 {
        spread(position, value);
        let largest = value.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut sum_of_logs = 0.0;
        let mut sum = 0.0;
        for x in value.iter_mut() {
            let z = *x - largest;
            sum_of_logs += z;
            *x = z.exp();
            sum += *x;
        }
        let count = value.len() as f64;
        for x in value.iter_mut() {
            let share = *x / sum;
            *x = if share < f64::MIN_POSITIVE {
                f64::MIN_POSITIVE
            } else {
                share
            };
        }
        if value.is_empty() {
            return 0.0;
        }
        0.5 * count.ln() + sum_of_logs - count * sum.ln()
    }
    fn pull_back(&self, _position: &[f64], value: &[f64], value_bar: &[Adjoint<f64>], grad: &mut [f64]) {
        let mean: f64 = value.iter().zip(value_bar).map(|(x, bar)| x * bar.get()).sum();
        // The log-Jacobian's derivative by z is 1 − K x.
        let by_sum = mean + value.len() as f64;
        let by_z = value
            .iter()
            .zip(value_bar)
            .map(|(x, bar)| x * (bar.get() - by_sum) + 1.0);
        gather(by_z, grad);
    }
    fn forward_tangent(&self, _position: &[f64], direction: &[f64], value: &[f64], value_dot: &[Adjoint<f64>]) -> bool {
        let mut moved = vec![0.0; value.len()];
        spread(direction, &mut moved);
        let mean: f64 = value.iter().zip(&moved).map(|(x, z_dot)| x * z_dot).sum();
        for ((dot, x), z_dot) in value_dot.iter().zip(value).zip(&moved) {
            dot.set(x * (z_dot - mean));
        }
        true
    }
    fn pull_back_tangent(&self, moving: &MovingVector<'_>, grad_dot: &mut [f64]) -> bool {
        let count = moving.value.len();
        let (mut by_sum, mut by_sum_dot) = (count as f64, 0.0);
        for i in 0..count {
            let (x, x_dot, bar, bar_dot) = moving.element(i);
            by_sum += x * bar;
            by_sum_dot += x_dot * bar + x * bar_dot;
        }
        let by_z_dot = (0..count).map(|i| {
            let (x, x_dot, bar, bar_dot) = moving.element(i);
            x_dot * (bar - by_sum) + x * (bar_dot - by_sum_dot)
        });
        gather(by_z_dot, grad_dot);
        true
    }
    fn inverse(&self, value: &[f64], position: &mut [f64]) -> bool {
        gather(value.iter().map(|x| x.ln()), position);
        self.support().contains(value)
    }
    fn support(&self) -> Support {
        Support::Simplex
    }
}
