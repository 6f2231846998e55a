//! What L-BFGS remembers of the function's curvature: the last few steps, and the changes of the gradient along them.
//!
//! Two-loop recursion of Nocedal (1980, "Updating quasi-Newton matrices with limited storage"). What it begins with is not a multiple
//! of the identity but a diagonal that learns from step to step, because the coordinates of a posterior may have scales that differ by
//! many powers of ten.

use std::collections::VecDeque;

/// A step and the change of the gradient along it.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    /// x₊ − x.
    pub step: Vec<f64>,
    /// g₊ − g of the function that is minimised.
    pub change: Vec<f64>,
    /// Their scalar product, which is positive.
    pub curvature: f64,
}

impl Pair {
    /// The pair of a step, or `None` if the function is not convex enough along it to learn from.
    pub fn new(step: Vec<f64>, change: Vec<f64>) -> Option<Self> {
        /// Cosine of the angle between step and change below which rounding decides.
        const LEAST_COSINE: f64 = 1e-14;
        let curvature = dot(&step, &change);
        let lengths = norm(&step) * norm(&change);
        (curvature > LEAST_COSINE * lengths && curvature.is_finite()).then_some(Self {
            step,
            change,
            curvature,
        })
    }
}

/// A diagonal that stands for the inverse Hessian, from the sizes of steps and of changes of the gradient, coordinate by coordinate:
/// dᵢ² = Σ sᵢ² / Σ yᵢ², which is exact where the Hessian is diagonal, and which among all diagonals makes the function as round as it can
/// be (the metric of NUTS, from steps in place of draws). Each step counts by its curvature, and less the older it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Diagonal {
    values: Vec<f64>,
    steps: Vec<f64>,
    changes: Vec<f64>,
}

impl Diagonal {
    /// What a step counts after the next one.
    const FORGETTING: f64 = 0.95;

    pub fn values(&self) -> &[f64] {
        &self.values
    }

    pub fn learn(&mut self, pair: &Pair) {
        let n = pair.step.len();
        if self.values.is_empty() {
            self.values = vec![pair.curvature / dot(&pair.change, &pair.change); n];
        }
        self.steps.resize(n, 0.0);
        self.changes.resize(n, 0.0);
        for i in 0..n {
            self.steps[i] = Self::FORGETTING * self.steps[i] + pair.step[i] * pair.step[i] / pair.curvature;
            self.changes[i] = Self::FORGETTING * self.changes[i] + pair.change[i] * pair.change[i] / pair.curvature;
            let value = (self.steps[i] / self.changes[i]).sqrt();
            // A coordinate that has not moved, or has no curvature, keeps what it had.
            if value > 0.0 && value.is_finite() {
                self.values[i] = value;
            }
        }
    }
}

/// An estimate of the inverse Hessian.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    pairs: VecDeque<Pair>,
    capacity: usize,
    /// What the recursion begins with; empty before the first pair.
    diagonal: Diagonal,
}

impl Memory {
    pub fn new(capacity: usize) -> Self {
        Self::with_diagonal(capacity, Vec::new())
    }

    /// With an estimate of the inverse Hessian's diagonal to begin with.
    pub fn with_diagonal(capacity: usize, values: Vec<f64>) -> Self {
        Self {
            pairs: VecDeque::new(),
            capacity,
            diagonal: Diagonal {
                values,
                ..Diagonal::default()
            },
        }
    }

    /// Whether nothing is known: the estimate is the identity.
    pub fn is_blank(&self) -> bool {
        self.diagonal.values.is_empty()
    }

    pub fn clear(&mut self) {
        self.pairs.clear();
        self.diagonal = Diagonal::default();
    }

    /// The diagonal that the pairs correct; empty before the first of them.
    pub fn diagonal(&self) -> &[f64] {
        &self.diagonal.values
    }

    pub fn push(&mut self, pair: Pair) {
        self.diagonal.learn(&pair);
        self.remember(pair);
    }

    /// Adds a pair without changing the diagonal.
    pub fn remember(&mut self, pair: Pair) {
        self.pairs.push_back(pair);
        if self.pairs.len() > self.capacity {
            self.pairs.pop_front();
        }
    }

    /// Multiplies `vector` by the estimated inverse Hessian.
    pub fn multiply(&self, vector: &mut [f64]) {
        let mut coefficients = Vec::with_capacity(self.pairs.len());
        for pair in self.pairs.iter().rev() {
            let coefficient = dot(&pair.step, vector) / pair.curvature;
            add(vector, -coefficient, &pair.change);
            coefficients.push(coefficient);
        }
        for (x, d) in vector.iter_mut().zip(&self.diagonal.values) {
            *x *= d;
        }
        for (pair, coefficient) in self.pairs.iter().zip(coefficients.iter().rev()) {
            let correction = coefficient - dot(&pair.change, vector) / pair.curvature;
            add(vector, correction, &pair.step);
        }
    }
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

pub(crate) fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

/// a += factor · b.
pub(crate) fn add(a: &mut [f64], factor: f64, b: &[f64]) {
    for (a, b) in a.iter_mut().zip(b) {
        *a += factor * b;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_maps_the_last_change_to_the_last_step() {
        let mut memory = Memory::new(3);
        let pairs = [
            ([1.0, 0.5, -2.0], [2.0, 0.2, -3.0]),
            ([0.1, 3.0, 1.0], [-0.3, 5.0, 0.4]),
        ];
        for (step, change) in pairs {
            memory.push(Pair::new(step.to_vec(), change.to_vec()).expect("it is convex"));
        }
        let mut product = pairs[1].1.to_vec();
        memory.multiply(&mut product);
        for (found, expected) in product.iter().zip(pairs[1].0) {
            assert!((found - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn steps_across_a_saddle_are_not_learnt_from() {
        assert!(Pair::new(vec![1.0, 0.0], vec![-1.0, 0.0]).is_none());
        assert!(Pair::new(vec![1.0, 0.0], vec![0.0, 1.0]).is_none());
        assert!(Pair::new(vec![1.0, 0.0], vec![f64::NAN, 0.0]).is_none());
    }
}
