//! The families of Gaussians: what their numbers mean, and the derivatives by them.

use std::f64::consts::{E, TAU};

use autodiff_runtime::linear_algebra::{solve_lower, solve_lower_transposed};

use super::Family;
use crate::samplers::approximate::cholesky;
use crate::samplers::optimise::{add, dot};

/// A family in `dimension` coordinates. The first numbers of its members are always the mean; then come, of a mean field, the logarithms
/// of standard deviations; of full rank, a triangle row by row with the logarithms of its diagonal; of low rank, logarithms of standard
/// deviations, and rows of loadings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub family: Family,
    pub dimension: usize,
}

impl Shape {
    /// How many numbers a member has.
    pub fn parameters(&self) -> usize {
        let n = self.dimension;
        match self.family {
            Family::MeanField => 2 * n,
            Family::FullRank => n + n * (n + 1) / 2,
            Family::LowRank { rank } => 2 * n + n * rank,
        }
    }

    /// How many standard normal numbers make a draw.
    pub fn standard_dimension(&self) -> usize {
        match self.family {
            Family::MeanField | Family::FullRank => self.dimension,
            Family::LowRank { rank } => self.dimension + rank,
        }
    }

    /// The standard normal distribution; of low rank, with small loadings, because at zero there is nothing to tell directions apart.
    pub fn standard(&self) -> Vec<f64> {
        let mut parameters = vec![0.0; self.parameters()];
        if let Family::LowRank { rank } = self.family {
            let loadings = &mut parameters[2 * self.dimension..];
            for (k, loading) in loadings.iter_mut().enumerate() {
                // Columns of cosines, which are orthogonal.
                let (i, r) = (k / rank, k % rank);
                let angle = TAU / 2.0 * (i as f64 + 0.5) * (r + 1) as f64 / self.dimension as f64;
                *loading = 0.1 * angle.cos();
            }
        }
        parameters
    }

    /// Divides all spreads by e.
    pub fn narrow(&self, parameters: &mut [f64]) {
        let n = self.dimension;
        let rest = &mut parameters[n..];
        match self.family {
            Family::MeanField => rest.iter_mut().for_each(|log_sd| *log_sd -= 1.0),
            Family::FullRank => {
                let mut at = 0;
                for i in 0..n {
                    rest[at..at + i].iter_mut().for_each(|x| *x /= E);
                    rest[at + i] -= 1.0;
                    at += i + 1;
                }
            }
            Family::LowRank { .. } => {
                let (log_sd, loadings) = rest.split_at_mut(n);
                log_sd.iter_mut().for_each(|log_sd| *log_sd -= 1.0);
                loadings.iter_mut().for_each(|x| *x /= E);
            }
        }
    }

    /// Sets `coordinates` to the draw that standard normal numbers `z` make.
    pub fn place(&self, parameters: &[f64], z: &[f64], coordinates: &mut [f64]) {
        let n = self.dimension;
        let (mean, rest) = parameters.split_at(n);
        match self.family {
            Family::MeanField => {
                for (i, u) in coordinates.iter_mut().enumerate() {
                    *u = mean[i] + rest[i].exp() * z[i];
                }
            }
            Family::FullRank => {
                for (i, u) in coordinates.iter_mut().enumerate() {
                    let row = &rest[i * (i + 1) / 2..];
                    *u = mean[i] + dot(&row[..i], &z[..i]) + row[i].exp() * z[i];
                }
            }
            Family::LowRank { rank } => {
                let (z, factors) = z.split_at(n);
                let (log_sd, loadings) = rest.split_at(n);
                for (i, u) in coordinates.iter_mut().enumerate() {
                    *u = mean[i] + log_sd[i].exp() * z[i] + dot(&loadings[i * rank..(i + 1) * rank], factors);
                }
            }
        }
    }

    /// Adds the gradient by the parameters of a function of the draw that `z` makes, whose gradient by the coordinates is `by_coordinates`.
    pub fn pull_back(&self, parameters: &[f64], z: &[f64], by_coordinates: &[f64], grad: &mut [f64]) {
        let n = self.dimension;
        let rest = &parameters[n..];
        let (by_mean, by_rest) = grad.split_at_mut(n);
        add(by_mean, 1.0, by_coordinates);
        match self.family {
            Family::MeanField => {
                for i in 0..n {
                    by_rest[i] += by_coordinates[i] * rest[i].exp() * z[i];
                }
            }
            Family::FullRank => {
                for (i, g) in by_coordinates.iter().enumerate() {
                    let begin = i * (i + 1) / 2;
                    add(&mut by_rest[begin..begin + i], *g, &z[..i]);
                    by_rest[begin + i] += g * rest[begin + i].exp() * z[i];
                }
            }
            Family::LowRank { rank } => {
                let (z, factors) = z.split_at(n);
                let (by_log_sd, by_loadings) = by_rest.split_at_mut(n);
                for (i, g) in by_coordinates.iter().enumerate() {
                    by_log_sd[i] += g * rest[i].exp() * z[i];
                    add(&mut by_loadings[i * rank..(i + 1) * rank], *g, factors);
                }
            }
        }
    }

    /// Half the logarithm of the determinant of the covariance; its gradient is added. NaN where rounding leaves none.
    pub fn half_log_determinant(&self, parameters: &[f64], grad: &mut [f64]) -> f64 {
        let n = self.dimension;
        let (rest, by_rest) = (&parameters[n..], &mut grad[n..]);
        match self.family {
            Family::MeanField => {
                by_rest.iter_mut().for_each(|g| *g += 1.0);
                rest.iter().sum()
            }
            Family::FullRank => (0..n)
                .map(|i| {
                    let diagonal = i * (i + 1) / 2 + i;
                    by_rest[diagonal] += 1.0;
                    rest[diagonal]
                })
                .sum(),
            Family::LowRank { rank } => {
                let Some(woodbury) = Woodbury::new(rest, n, rank) else {
                    return f64::NAN;
                };
                woodbury.add_gradient(rest, by_rest);
                rest[..n].iter().sum::<f64>() + woodbury.half_log_determinant()
            }
        }
    }

    /// The log density of the draw at `coordinates` that `z` makes.
    pub fn log_density(&self, parameters: &[f64], z: &[f64], coordinates: &[f64]) -> f64 {
        let n = self.dimension;
        let mut ignored = vec![0.0; parameters.len()];
        let normalisation = -0.5 * n as f64 * TAU.ln() - self.half_log_determinant(parameters, &mut ignored);
        let Family::LowRank { rank } = self.family else {
            return normalisation - 0.5 * dot(z, z);
        };
        let (mean, rest) = parameters.split_at(n);
        let Some(woodbury) = Woodbury::new(rest, n, rank) else {
            return f64::NAN;
        };
        let scaled: Vec<f64> = (0..n).map(|i| (coordinates[i] - mean[i]) / rest[i].exp()).collect();
        normalisation - 0.5 * woodbury.distance(&scaled)
    }

    /// The covariance of the coordinates, row by row.
    pub fn covariance(&self, parameters: &[f64]) -> Vec<f64> {
        let (n, k) = (self.dimension, self.standard_dimension());
        // Column by column of the linear map from standard numbers to coordinates.
        let mut map = vec![0.0; n * k];
        let mut moved = vec![0.0; n];
        for j in 0..k {
            let mut z = vec![0.0; k];
            z[j] = 1.0;
            self.place(parameters, &z, &mut moved);
            for i in 0..n {
                map[i * k + j] = moved[i] - parameters[i];
            }
        }
        (0..n * n)
            .map(|at| dot(&map[at / n * k..(at / n + 1) * k], &map[at % n * k..(at % n + 1) * k]))
            .collect()
    }
}

/// The covariance D² + U Uᵀ = D (1 + W Wᵀ) D, inverted by way of the small matrix 1 + Wᵀ W = C Cᵀ, with W = D⁻¹ U.
struct Woodbury {
    /// W, row by row.
    scaled: Vec<f64>,
    /// C, row by row.
    factor: Vec<f64>,
    rank: usize,
}

impl Woodbury {
    /// From logarithms of standard deviations followed by loadings; `None` if they are not finite.
    fn new(rest: &[f64], n: usize, rank: usize) -> Option<Self> {
        let (log_sd, loadings) = rest.split_at(n);
        let scaled: Vec<f64> = loadings
            .chunks_exact(rank)
            .zip(log_sd)
            .flat_map(|(row, log_sd)| row.iter().map(|u| u / log_sd.exp()))
            .collect();
        let mut core = vec![0.0; rank * rank];
        core.iter_mut().step_by(rank + 1).for_each(|x| *x = 1.0);
        for row in scaled.chunks_exact(rank) {
            for (i, w) in row.iter().enumerate() {
                add(&mut core[i * rank..(i + 1) * rank], *w, row);
            }
        }
        let factor = cholesky(&core, rank).ok()?;
        Some(Self { scaled, factor, rank })
    }

    /// ½ ln det (1 + W Wᵀ).
    fn half_log_determinant(&self) -> f64 {
        (0..self.rank).map(|i| self.factor[i * self.rank + i].ln()).sum()
    }

    /// Adds the gradient of half the log determinant of D² + U Uᵀ: S⁻¹ U by U, and σᵢ² (S⁻¹)ᵢᵢ by ln σᵢ.
    fn add_gradient(&self, rest: &[f64], grad: &mut [f64]) {
        let (n, rank) = (self.scaled.len() / self.rank, self.rank);
        let (by_log_sd, by_loadings) = grad.split_at_mut(n);
        for i in 0..n {
            let row = &self.scaled[i * rank..(i + 1) * rank];
            // (C Cᵀ)⁻¹ wᵢ, of which row i of D S⁻¹ U is the transpose.
            let solved = solve_lower_transposed(&self.factor, &solve_lower(&self.factor, row, rank), rank);
            by_log_sd[i] += 1.0 - dot(row, &solved);
            add(&mut by_loadings[i * rank..(i + 1) * rank], (-rest[i]).exp(), &solved);
        }
    }

    /// vᵀ (1 + W Wᵀ)⁻¹ v.
    fn distance(&self, v: &[f64]) -> f64 {
        let mut along = vec![0.0; self.rank];
        for (row, v) in self.scaled.chunks_exact(self.rank).zip(v) {
            add(&mut along, *v, row);
        }
        let solved = solve_lower(&self.factor, &along, self.rank);
        dot(v, v) - dot(&solved, &solved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes() -> [Shape; 3] {
        let families = [Family::MeanField, Family::FullRank, Family::LowRank { rank: 2 }];
        families.map(|family| Shape { family, dimension: 4 })
    }

    fn some_parameters(shape: &Shape) -> Vec<f64> {
        (0..shape.parameters())
            .map(|k| 0.5 * (k as f64 * 1.7 + 0.3).sin())
            .collect()
    }

    #[test]
    fn gradients_are_those_of_differences() {
        for shape in shapes() {
            let parameters = some_parameters(&shape);
            let z: Vec<f64> = (0..shape.standard_dimension()).map(|i| (i as f64).cos()).collect();
            let weights = [0.3, -1.0, 2.0, 0.7];
            let function = |parameters: &[f64]| {
                let mut coordinates = [0.0; 4];
                shape.place(parameters, &z, &mut coordinates);
                let mut ignored = vec![0.0; parameters.len()];
                dot(&coordinates, &weights) + shape.half_log_determinant(parameters, &mut ignored)
            };
            let mut grad = vec![0.0; parameters.len()];
            shape.pull_back(&parameters, &z, &weights, &mut grad);
            shape.half_log_determinant(&parameters, &mut grad);
            for (k, g) in grad.iter().enumerate() {
                let moved = |h: f64| {
                    let mut moved = parameters.clone();
                    moved[k] += h;
                    function(&moved)
                };
                let difference = (8.0 * (moved(1e-3) - moved(-1e-3)) - moved(2e-3) + moved(-2e-3)) / 12e-3;
                assert!(
                    (g - difference).abs() < 1e-10,
                    "{:?} {k}: {g} {difference}",
                    shape.family
                );
            }
        }
    }

    #[test]
    fn narrower_members_have_smaller_covariances() {
        for shape in shapes() {
            let wide = some_parameters(&shape);
            let mut narrow = wide.clone();
            shape.narrow(&mut narrow);
            for (narrow, wide) in shape.covariance(&narrow).iter().zip(shape.covariance(&wide)) {
                assert!((narrow * E * E - wide).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn densities_agree_with_covariances() {
        use crate::samplers::approximate::FactoredGaussian;
        for shape in shapes() {
            let parameters = some_parameters(&shape);
            let z: Vec<f64> = (0..shape.standard_dimension())
                .map(|i| (2.0 * i as f64).cos())
                .collect();
            let mut coordinates = [0.0; 4];
            shape.place(&parameters, &z, &mut coordinates);
            let gaussian = FactoredGaussian::from_covariance(parameters[..4].to_vec(), &shape.covariance(&parameters))
                .expect("it is positive definite");
            let (found, expected) = (
                shape.log_density(&parameters, &z, &coordinates),
                gaussian.log_density(&coordinates),
            );
            assert!(
                (found - expected).abs() < 1e-12,
                "{:?}: {found} {expected}",
                shape.family
            );
        }
    }
}
