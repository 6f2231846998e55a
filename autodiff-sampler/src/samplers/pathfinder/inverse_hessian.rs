//! The Gaussian of one point of a path: the inverse Hessian that a quasi-Newton method has there is its covariance.
//!
//! It is made of the last steps and of a diagonal that has learnt from all of them (L-BFGS). In up to a hundred dimensions there are as
//! many of these steps as the optimiser remembers, and the covariance is a matrix; in more there are as few as are asked for, and the
//! covariance is that diagonal with a correction of low rank, as in the paper. (The paper's diagonal is that of BFGS updates, Gilbert & Lemaréchal
//! 1989; ours is exact for independent coordinates, and needs a fraction of the steps.)

use std::collections::VecDeque;

use rand::Rng;

use super::low_rank::LowRankGaussian;
use crate::samplers::approximate::{Approximation, FactoredGaussian};
use crate::samplers::optimise::{Diagonal, Memory, Pair, dot};

/// Dimensions up to which matrices cost little beside the density, and the steps that they are made of.
const DENSE: usize = 100;
const DENSE_HISTORY: usize = 100;

/// What is known of the curvature as a path is walked.
#[derive(Clone, Debug)]
pub(super) struct Curvature {
    dense: bool,
    history: usize,
    pairs: VecDeque<Pair>,
    diagonal: Diagonal,
}

/// The Gaussian of a point.
#[derive(Clone, Debug)]
pub(crate) enum PathGaussian {
    Dense(FactoredGaussian),
    LowRank(LowRankGaussian),
}

impl Curvature {
    pub fn new(dimension: usize, history: usize) -> Self {
        let dense = dimension <= DENSE;
        Self {
            dense,
            history: if dense { DENSE_HISTORY } else { history },
            pairs: VecDeque::new(),
            diagonal: Diagonal::default(),
        }
    }

    pub fn learn(&mut self, pair: Pair) {
        self.diagonal.learn(&pair);
        self.pairs.push_back(pair);
        if self.pairs.len() > self.history {
            self.pairs.pop_front();
        }
    }

    /// The Gaussian at a point with this gradient of the log density: its mean is where Newton's method would go. `None` if nothing is
    /// known yet, or rounding has left no positive definite covariance.
    pub fn gaussian(&self, position: &[f64], grad: &[f64]) -> Option<PathGaussian> {
        if self.pairs.is_empty() {
            return None;
        }
        if !self.dense {
            return LowRankGaussian::at(position, grad, self.diagonal.values(), &self.pairs).map(PathGaussian::LowRank);
        }
        let n = position.len();
        let mut memory = Memory::with_diagonal(self.history, self.diagonal.values().to_vec());
        self.pairs.iter().for_each(|pair| memory.remember(pair.clone()));
        let mut covariance = vec![0.0; n * n];
        for (i, row) in covariance.chunks_exact_mut(n).enumerate() {
            row[i] = 1.0;
            memory.multiply(row);
        }
        let rows = covariance.chunks_exact(n);
        let mean = position.iter().zip(rows).map(|(x, row)| x + dot(row, grad)).collect();
        FactoredGaussian::from_covariance(mean, &covariance).map(PathGaussian::Dense)
    }
}

impl PathGaussian {
    pub fn mean(&self) -> &[f64] {
        match self {
            Self::Dense(gaussian) => &gaussian.mean,
            Self::LowRank(gaussian) => &gaussian.mean,
        }
    }

    pub fn variances(&self) -> Vec<f64> {
        match self {
            Self::Dense(gaussian) => gaussian.variances(),
            Self::LowRank(gaussian) => gaussian.variances(),
        }
    }

    /// The log density at any position.
    pub fn log_density(&self, position: &[f64]) -> f64 {
        match self {
            Self::Dense(gaussian) => gaussian.log_density(position),
            Self::LowRank(gaussian) => gaussian.log_density(position),
        }
    }
}

impl Approximation for PathGaussian {
    fn draw(&self, rng: &mut dyn Rng, position: &mut [f64]) -> f64 {
        match self {
            Self::Dense(gaussian) => gaussian.draw(rng, position),
            Self::LowRank(gaussian) => gaussian.draw(rng, position),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_steps_as_dimensions_know_a_quadratic() {
        let hessian = [3.0, 1.0, 0.5, 1.0, 2.0, -0.4, 0.5, -0.4, 1.0];
        let mut curvature = Curvature::new(3, 5);
        // Steps that are conjugate, as those of exact line searches are.
        for step in [[1.0, 0.0, 0.0], [-1.0 / 3.0, 1.0, 0.0], [-0.28, 0.34, 1.0]] {
            let change: Vec<f64> = hessian.chunks_exact(3).map(|row| dot(row, &step)).collect();
            curvature.learn(Pair::new(step.to_vec(), change).expect("it is convex"));
        }
        let gaussian = curvature
            .gaussian(&[0.0; 3], &[1.0, 2.0, 3.0])
            .expect("positive definite");
        for (row, expected) in hessian.chunks_exact(3).zip([1.0, 2.0, 3.0]) {
            assert!((dot(row, gaussian.mean()) - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn many_dimensions_are_of_low_rank() {
        let mut curvature = Curvature::new(DENSE + 1, 2);
        assert!(curvature.gaussian(&[0.0; DENSE + 1], &[1.0; DENSE + 1]).is_none());
        let step: Vec<f64> = (0..=DENSE).map(|i| (i as f64).cos()).collect();
        let change = step.iter().map(|s| 2.0 * s).collect();
        curvature.learn(Pair::new(step, change).expect("it is convex"));
        let gaussian = curvature
            .gaussian(&[0.0; DENSE + 1], &[1.0; DENSE + 1])
            .expect("positive definite");
        assert!(matches!(gaussian, PathGaussian::LowRank(_)));
        assert!(
            gaussian
                .variances()
                .iter()
                .all(|variance| (variance - 0.5).abs() < 1e-12)
        );
        assert!(gaussian.mean().iter().all(|x| (x - 0.5).abs() < 1e-12));
    }
}
