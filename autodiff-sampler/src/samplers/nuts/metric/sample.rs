//! Draws and gradients in coordinates scaled by the diagonal metric, where a normal density with independent
//! coordinates would have gradient = -position.

use super::moments::sigma_of;
use super::pairs::Pairs;
use crate::metric::dot;

/// Centred and scaled draws z = (x - x̄)/σ and gradients h = σ(g - ḡ), both divided by √(n - 1), one draw a row.
///
/// Their products over draws are covariances. r = z + h is what the diagonal metric does not explain: for a normal with
/// covariance Σ (in scaled coordinates) and Σ = Σⱼ λⱼ uⱼuⱼᵀ, r is a combination of the uⱼ with λⱼ ≠ 1 alone, along which
/// its variance is (√λ - 1/√λ)².
#[derive(Clone, Debug)]
pub(super) struct ScaledSample {
    pub dimension: usize,
    pub count: usize,
    pub sigma: Vec<f64>,
    pub draws: Vec<f64>,
    pub grads: Vec<f64>,
}

/// √(variance of draws × variance of gradients) along many directions: 1 for a normal density, more where curvature differs from
/// place to place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spreads {
    pub largest: f64,
    /// The sum of their squares.
    pub squares: f64,
}

impl ScaledSample {
    /// Scales two windows of draws together; `sigma` is used where draws or gradients are constant. `None` for fewer
    /// than three draws, or any that are not finite.
    pub fn new(windows: [&Pairs; 2], mut sigma: Vec<f64>) -> Option<Self> {
        let dimension = sigma.len();
        let (mut draws, mut grads) = (Vec::new(), Vec::new());
        for (x, g) in windows.into_iter().flat_map(Pairs::iter) {
            draws.extend_from_slice(x);
            grads.extend_from_slice(g);
        }
        let count = draws.len() / dimension;
        if count < 3 {
            return None;
        }
        let draw_squares = centre(&mut draws, dimension);
        let grad_squares = centre(&mut grads, dimension);
        for ((sigma, x), g) in sigma.iter_mut().zip(&draw_squares).zip(&grad_squares) {
            if let Some(scale) = sigma_of(x / g) {
                *sigma = scale;
            }
        }
        let mut sample = Self {
            dimension,
            count,
            sigma: vec![1.0; dimension],
            draws,
            grads,
        };
        sample.rescale(&sigma, 1.0 / ((count - 1) as f64).sqrt());
        let is_finite = sample
            .draws
            .iter()
            .chain(&sample.grads)
            .all(|number| number.is_finite());
        is_finite.then_some(sample)
    }

    /// Divides draws by `by`, coordinate by coordinate, multiplies gradients with it, and both with `factor`.
    fn rescale(&mut self, by: &[f64], factor: f64) {
        let inverse: Vec<f64> = by.iter().map(|by| factor / by).collect();
        let by_factor: Vec<f64> = by.iter().map(|by| factor * by).collect();
        for (numbers, by) in [(&mut self.draws, &inverse), (&mut self.grads, &by_factor)] {
            for row in numbers.chunks_exact_mut(self.dimension) {
                for (number, by) in row.iter_mut().zip(by) {
                    *number *= by;
                }
            }
        }
        for (sigma, by) in self.sigma.iter_mut().zip(by) {
            *sigma *= by;
        }
    }

    /// The residuals r = z + h, one draw a row.
    pub fn residuals(&self) -> Vec<f64> {
        self.draws.iter().zip(&self.grads).map(|(z, h)| z + h).collect()
    }

    /// Draws and gradients along `k` orthonormal `directions` (one a row): two arrays with k numbers per draw.
    pub fn along(&self, directions: &[f64]) -> [Vec<f64>; 2] {
        [&self.draws, &self.grads].map(|numbers| {
            let mut projected = Vec::with_capacity(self.count * directions.len() / self.dimension);
            for row in numbers.chunks_exact(self.dimension) {
                projected.extend(directions.chunks_exact(self.dimension).map(|u| dot(u, row)));
            }
            projected
        })
    }

    /// √(variance of draws × variance of gradients) of the coordinates without their parts in `directions`, `along` which draws and
    /// gradients are given.
    pub fn spreads_apart(&self, along: &[Vec<f64>; 2], directions: &[f64]) -> Spreads {
        let [draw_squares, grad_squares] = self.squares_apart(along, directions);
        let products = draw_squares.iter().zip(&grad_squares).map(|(x, g)| x * g);
        Spreads {
            largest: products.clone().fold(0.0, f64::max).sqrt(),
            squares: products.sum(),
        }
    }

    fn squares_apart(&self, along: &[Vec<f64>; 2], directions: &[f64]) -> [Vec<f64>; 2] {
        [(&self.draws, &along[0]), (&self.grads, &along[1])]
            .map(|(numbers, along)| squares_apart(numbers, along, directions, self.dimension))
    }

    /// Fits σ anew to what is left of draws and gradients without their parts in `directions`, a few of which can hide
    /// the scale of everything else. Returns false, and leaves everything as it is, if the mean of |ln| of the changes of σ²
    /// would be less than `least`.
    pub fn refit_sigma(&mut self, directions: &[f64], least: f64) -> bool {
        let [draw_squares, grad_squares] = self.squares_apart(&self.along(directions), directions);
        let mut change = 0.0;
        let by: Vec<f64> = draw_squares
            .iter()
            .zip(&grad_squares)
            .map(|(x, g)| {
                let by = sigma_of(x / g).unwrap_or(1.0);
                change += 2.0 * by.ln().abs();
                by
            })
            .collect();
        let is_large = change / self.dimension as f64 >= least;
        if is_large {
            self.rescale(&by, 1.0);
        }
        is_large
    }
}

/// Subtracts the means of all columns; returns the sums of squares that are left.
fn centre(numbers: &mut [f64], dimension: usize) -> Vec<f64> {
    let inverse_count = dimension as f64 / numbers.len() as f64;
    let mut mean = vec![0.0; dimension];
    for row in numbers.chunks_exact(dimension) {
        for (mean, number) in mean.iter_mut().zip(row) {
            *mean += inverse_count * number;
        }
    }
    let mut squares = vec![0.0; dimension];
    for row in numbers.chunks_exact_mut(dimension) {
        for ((number, mean), square) in row.iter_mut().zip(&mean).zip(&mut squares) {
            *number -= mean;
            *square += *number * *number;
        }
    }
    squares
}

/// Column sums of squares of `numbers` without their parts `along` the `directions`.
fn squares_apart(numbers: &[f64], along: &[f64], directions: &[f64], dimension: usize) -> Vec<f64> {
    let rank = directions.len() / dimension;
    let mut squares = vec![0.0; dimension];
    let mut rest = vec![0.0; dimension];
    for (row, along) in numbers.chunks_exact(dimension).zip(along.chunks_exact(rank)) {
        rest.copy_from_slice(row);
        for (direction, along) in directions.chunks_exact(dimension).zip(along) {
            crate::metric::add_multiple(&mut rest, -along, direction);
        }
        for (square, number) in squares.iter_mut().zip(&rest) {
            *square += number * number;
        }
    }
    squares
}
