//! The inverse metric of Hamiltonian samplers: an estimate of the posterior's covariance in unconstrained space.
//!
//! An [`InvMetric`] is kept as a factor F with A = F Fᵀ, because that is all that a leapfrog step needs: with *whitened*
//! momenta p̃ = Fᵀp and gradients g̃ = Fᵀg, momenta are standard normal, the kinetic energy is ½|p̃|², and a step is
//!
//! > p̃ ← p̃ + ½ε g̃, x ← x + ε F p̃, p̃ ← p̃ + ½ε g̃.
//!
//! There are three forms of F, by what a product costs for D coordinates:
//!
//! | form | F | operations per product |
//! |---|---|---|
//! | diagonal | diag(σ) | D |
//! | low rank | diag(σ) (I + U diag(√λ - 1) Uᵀ), U orthonormal with k columns | 4 k D |
//! | dense | lower triangle of a Cholesky factor | D² |

mod blocks;
mod dense;
mod leapfrog;
mod low_rank;
mod registers;
mod vectors;

pub(crate) use blocks::{Block, BlockVector, LANES, total};
pub(crate) use dense::DenseFactor;
pub(crate) use leapfrog::{FirstHalf, SecondHalf};
pub(crate) use low_rank::LowRankFactor;
#[cfg(test)]
pub(crate) use registers::Plain;
pub(crate) use registers::{Eight, Pass, Registers, run};
pub(crate) use vectors::{DotOfBlocks, add_multiple, dot, widest};

/// The inverse metric that a chain drew with: an estimate of the covariance of the unconstrained coordinates.
///
/// ```
/// # use autodiff_sampler::{FnDensity, Nuts, samplers::nuts::Metric};
/// // Two coordinates with standard deviations 1 and correlation 0.9.
/// let pair = FnDensity::new(2, |x, grad| {
///     let (a, b) = ((x[0] - 0.9 * x[1]) / 0.19, (x[1] - 0.9 * x[0]) / 0.19);
///     grad.copy_from_slice(&[-a, -b]);
///     -0.5 * (x[0] * a + x[1] * b)
/// });
/// let nuts = Nuts::default().metric(Metric::Dense).chains(1).tune(300).draws(10).seed(1).progress(false);
/// let trace = nuts.sample(&pair)?;
/// let inv_metric = trace.inv_metric(0).expect("NUTS has one");
/// let covariance = inv_metric.to_matrix();
/// assert!((covariance[1] - 0.9).abs() < 1e-2);
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct InvMetric {
    factor: Factor,
}

/// F in one of its three forms.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Factor {
    /// σ.
    Diagonal(BlockVector),
    LowRank(LowRankFactor),
    Dense(DenseFactor),
}

/// In which form an [`InvMetric`] is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvMetricForm {
    /// Variances only.
    Diagonal,
    /// Variances, and `rank` directions of which the variance is known apart.
    LowRank {
        /// Number of directions.
        rank: usize,
    },
    /// All variances and covariances.
    Dense,
}

impl InvMetric {
    pub(crate) fn new(factor: Factor) -> Self {
        Self { factor }
    }

    pub(crate) fn diagonal_from_sigma(sigma: Vec<f64>) -> Self {
        Self::new(Factor::Diagonal(sigma.into()))
    }

    pub(crate) fn factor(&self) -> &Factor {
        &self.factor
    }

    pub(crate) fn factor_mut(&mut self) -> &mut Factor {
        &mut self.factor
    }

    /// Number of coordinates, D.
    #[must_use]
    pub fn dimension(&self) -> usize {
        match &self.factor {
            Factor::Diagonal(sigma) => sigma.len(),
            Factor::LowRank(factor) => factor.dimension(),
            Factor::Dense(factor) => factor.dimension(),
        }
    }

    /// Which of the three forms this is.
    #[must_use]
    pub fn form(&self) -> InvMetricForm {
        match &self.factor {
            Factor::Diagonal(_) => InvMetricForm::Diagonal,
            Factor::LowRank(factor) => InvMetricForm::LowRank { rank: factor.rank() },
            Factor::Dense(_) => InvMetricForm::Dense,
        }
    }

    /// The D diagonal elements: variances of the unconstrained coordinates.
    #[must_use]
    pub fn diagonal(&self) -> Vec<f64> {
        match &self.factor {
            Factor::Diagonal(sigma) => sigma.iter().map(|s| s * s).collect(),
            Factor::LowRank(factor) => factor.diagonal(),
            Factor::Dense(factor) => factor.diagonal(),
        }
    }

    /// The whole matrix, D × D numbers row by row.
    #[must_use]
    pub fn to_matrix(&self) -> Vec<f64> {
        let n = self.dimension();
        let mut matrix = vec![0.0; n * n];
        let (mut unit, mut whitened, mut column) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
        let origin = vec![0.0; n];
        for (j, row) in matrix.chunks_exact_mut(n).enumerate() {
            unit.fill(0.0);
            unit[j] = 1.0;
            self.whiten(&unit, &mut whitened);
            self.drift(&whitened, &origin, 1.0, &mut column);
            row.copy_from_slice(&column);
        }
        matrix
    }

    /// Whitened gradient: `whitened` = Fᵀ `grad`.
    pub(crate) fn whiten(&self, grad: &[f64], whitened: &mut [f64]) {
        match &self.factor {
            Factor::Diagonal(sigma) => {
                for ((w, g), s) in whitened.iter_mut().zip(grad).zip(&**sigma) {
                    *w = s * g;
                }
            }
            Factor::LowRank(factor) => factor.transposed_product(grad, whitened),
            Factor::Dense(factor) => factor.transposed_product(grad, whitened),
        }
    }

    /// Undoes F: `solution` = F⁻¹ `vector`.
    pub(crate) fn solve(&self, vector: &[f64], solution: &mut [f64]) {
        match &self.factor {
            Factor::Diagonal(sigma) => {
                for ((y, v), s) in solution.iter_mut().zip(vector).zip(&**sigma) {
                    *y = v / s;
                }
            }
            Factor::LowRank(factor) => factor.solve(vector, solution),
            Factor::Dense(factor) => factor.solve(vector, solution),
        }
    }

    /// Moves along a whitened momentum: `end` = `start` + `step` F `momentum`.
    pub(crate) fn drift(&self, momentum: &[f64], start: &[f64], step: f64, end: &mut [f64]) {
        match &self.factor {
            Factor::Diagonal(sigma) => {
                for (((x, x_start), p), s) in end.iter_mut().zip(start).zip(momentum).zip(&**sigma) {
                    *x = x_start + step * s * p;
                }
            }
            Factor::LowRank(factor) => factor.drift(momentum, start, step, end),
            Factor::Dense(factor) => factor.drift(momentum, start, step, end),
        }
    }
}

#[cfg(test)]
mod tests;
