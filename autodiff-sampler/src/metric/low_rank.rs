//! The low-rank form: scales of all coordinates, and a few directions that are stretched apart.

use super::vectors::{add_multiple, dot};

/// F = diag(σ) (I + U diag(√λ - 1) Uᵀ), with orthonormal columns of U.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct LowRankFactor {
    sigma: Vec<f64>,
    /// The columns of U, one after the other.
    directions: Vec<f64>,
    /// √λ - 1.
    stretch: Vec<f64>,
}

impl LowRankFactor {
    /// From scales σ, orthonormal `directions` (of σ's length each) and the variances λ along them.
    pub fn new(sigma: Vec<f64>, directions: Vec<f64>, variances: &[f64]) -> Self {
        Self {
            sigma,
            directions,
            stretch: variances.iter().map(|variance| variance.sqrt() - 1.0).collect(),
        }
    }

    pub fn dimension(&self) -> usize {
        self.sigma.len()
    }

    pub fn rank(&self) -> usize {
        self.stretch.len()
    }

    pub fn diagonal(&self) -> Vec<f64> {
        let mut diagonal = vec![1.0; self.dimension()];
        for (direction, stretch) in self.directions() {
            // λ - 1
            let excess = stretch * (stretch + 2.0);
            for (variance, u) in diagonal.iter_mut().zip(direction) {
                *variance += excess * u * u;
            }
        }
        for (variance, s) in diagonal.iter_mut().zip(&self.sigma) {
            *variance *= s * s;
        }
        diagonal
    }

    /// `end` = `start` + `step` F `vector`.
    pub fn drift(&self, vector: &[f64], start: &[f64], step: f64, end: &mut [f64]) {
        end.copy_from_slice(vector);
        self.stretch_in_place(end);
        for ((x, x_start), s) in end.iter_mut().zip(start).zip(&self.sigma) {
            *x = x_start + step * s * *x;
        }
    }

    /// `product` = Fᵀ `vector`.
    pub fn transposed_product(&self, vector: &[f64], product: &mut [f64]) {
        for ((w, g), s) in product.iter_mut().zip(vector).zip(&self.sigma) {
            *w = s * g;
        }
        self.stretch_in_place(product);
    }

    /// `solution` = F⁻¹ `vector`.
    pub fn solve(&self, vector: &[f64], solution: &mut [f64]) {
        for ((y, v), s) in solution.iter_mut().zip(vector).zip(&self.sigma) {
            *y = v / s;
        }
        for (direction, stretch) in self.directions() {
            // 1/√λ - 1
            let along = -stretch / (1.0 + stretch) * dot(direction, solution);
            add_multiple(solution, along, direction);
        }
    }

    /// `vector` ← (I + U diag(√λ - 1) Uᵀ) `vector`; directions do not see each other's work, as they are orthogonal.
    fn stretch_in_place(&self, vector: &mut [f64]) {
        for (direction, stretch) in self.directions() {
            let along = stretch * dot(direction, vector);
            add_multiple(vector, along, direction);
        }
    }

    fn directions(&self) -> impl Iterator<Item = (&[f64], f64)> {
        self.directions
            .chunks_exact(self.sigma.len())
            .zip(self.stretch.iter().copied())
    }
}
