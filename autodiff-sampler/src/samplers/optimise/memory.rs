//! What L-BFGS remembers of the function's curvature: the last few steps, and the changes of the gradient along them.
//!
//! Two-loop recursion of Nocedal (1980, "Updating quasi-Newton matrices with limited storage"). What it begins with is not a multiple
//! of the identity but a diagonal that is itself updated from step to step (Gilbert & Lemaréchal 1989, "Some numerical experiments
//! with variable-storage quasi-Newton algorithms"), because the coordinates of a posterior may have scales that differ by many powers of ten.

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

/// An estimate of the inverse Hessian.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    pairs: VecDeque<Pair>,
    capacity: usize,
    /// The diagonal that the recursion begins with; empty before the first pair.
    diagonal: Vec<f64>,
}

impl Memory {
    pub fn new(capacity: usize) -> Self {
        Self {
            pairs: VecDeque::with_capacity(capacity + 1),
            capacity,
            diagonal: Vec::new(),
        }
    }

    /// With an estimate of the inverse Hessian's diagonal to begin with.
    pub fn with_diagonal(capacity: usize, diagonal: Vec<f64>) -> Self {
        Self {
            diagonal,
            ..Self::new(capacity)
        }
    }

    /// Whether nothing is known: the estimate is the identity.
    pub fn is_blank(&self) -> bool {
        self.diagonal.is_empty()
    }

    pub fn clear(&mut self) {
        self.pairs.clear();
        self.diagonal.clear();
    }

    /// The diagonal that the pairs correct; empty before the first of them.
    pub fn diagonal(&self) -> &[f64] {
        &self.diagonal
    }

    pub fn push(&mut self, pair: Pair) {
        if self.diagonal.is_empty() {
            let scale = pair.curvature / dot(&pair.change, &pair.change);
            self.diagonal = vec![scale; pair.step.len()];
        } else {
            update_diagonal(&mut self.diagonal, &pair);
            fit_along(&mut self.diagonal, &pair);
        }
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
        for (x, d) in vector.iter_mut().zip(&self.diagonal) {
            *x *= d;
        }
        for (pair, coefficient) in self.pairs.iter().zip(coefficients.iter().rev()) {
            let correction = coefficient - dot(&pair.change, vector) / pair.curvature;
            add(vector, correction, &pair.step);
        }
    }
}

/// The diagonal of the BFGS update of a diagonal matrix; a component that would not be positive and finite stays as it is.
pub(crate) fn update_diagonal(diagonal: &mut [f64], pair: &Pair) {
    let each = || diagonal.iter().zip(&pair.step).zip(&pair.change);
    let a: f64 = each().map(|((d, _), y)| y * d * y).sum();
    let c: f64 = each().map(|((d, s), _)| s * s / d).sum();
    let b = pair.curvature;
    for ((d, s), y) in diagonal.iter_mut().zip(&pair.step).zip(&pair.change) {
        let updated = 1.0 / (a / (b * *d) + y * y / b - a * s * s / (b * c * *d * *d));
        if updated > 0.0 && updated.is_finite() {
            *d = updated;
        }
    }
}

/// Scales the diagonal so that it has the right length along the last change of the gradient.
fn fit_along(diagonal: &mut [f64], pair: &Pair) {
    let along: f64 = diagonal.iter().zip(&pair.change).map(|(d, y)| y * d * y).sum();
    let factor = pair.curvature / along;
    if factor > 0.0 && factor.is_finite() {
        diagonal.iter_mut().for_each(|d| *d *= factor);
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
