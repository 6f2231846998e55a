//! The dense form: a lower triangular factor, laid out for two products.
//!
//! Eight rows lie interleaved, column by column, so that a product adds multiples of eight numbers at once and never sums
//! across a vector. L and Lᵀ are both kept in that way.

use super::vectors::widest;

const LANES: usize = 8;
type Lanes = [f64; LANES];

/// A lower triangular matrix L of D rows, the Cholesky factor of the inverse metric.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct DenseFactor {
    dimension: usize,
    /// Of each block of eight rows, its columns up to the diagonal.
    rows: Vec<Lanes>,
    /// Of each block of eight columns, its rows from the diagonal on.
    columns: Vec<Lanes>,
}

impl DenseFactor {
    /// From the lower triangle of a row-major matrix of `dimension` rows.
    pub fn new(lower: &[f64], dimension: usize) -> Self {
        let element = |i: usize, j: usize| {
            if i < dimension && j <= i {
                lower[i * dimension + j]
            } else {
                0.0
            }
        };
        let (mut rows, mut columns) = (Vec::new(), Vec::new());
        for first in (0..dimension).step_by(LANES) {
            let end = (first + LANES).min(dimension);
            rows.extend((0..end).map(|j| std::array::from_fn(|lane| element(first + lane, j))));
            columns.extend((first..dimension).map(|i| std::array::from_fn(|lane| element(i, first + lane))));
        }
        Self {
            dimension,
            rows,
            columns,
        }
    }

    pub fn dimension(&self) -> usize {
        self.dimension
    }

    pub fn diagonal(&self) -> Vec<f64> {
        let mut diagonal = vec![0.0; self.dimension];
        let mut rest = &self.rows[..];
        for (block, squares) in diagonal.chunks_mut(LANES).enumerate() {
            let (columns, other) = rest.split_at((block * LANES + LANES).min(self.dimension));
            rest = other;
            for column in columns {
                for (square, element) in squares.iter_mut().zip(column) {
                    *square += element * element;
                }
            }
        }
        diagonal
    }

    /// `end` = `start` + `step` L `vector`.
    pub fn drift(&self, vector: &[f64], start: &[f64], step: f64, end: &mut [f64]) {
        widest(
            self.dimension,
            #[inline(always)]
            || self.drift_by_blocks(vector, start, step, end),
        );
    }

    #[inline(always)]
    fn drift_by_blocks(&self, vector: &[f64], start: &[f64], step: f64, end: &mut [f64]) {
        let mut rest = &self.rows[..];
        for (block, (end, start)) in end.chunks_mut(LANES).zip(start.chunks(LANES)).enumerate() {
            let (columns, other) = rest.split_at((block * LANES + LANES).min(self.dimension));
            rest = other;
            let sums = combination(columns, vector);
            for ((x, x_start), sum) in end.iter_mut().zip(start).zip(sums) {
                *x = x_start + step * sum;
            }
        }
    }

    /// `solution` = L⁻¹ `vector`, by forward substitution.
    pub fn solve(&self, vector: &[f64], solution: &mut [f64]) {
        let mut rest = &self.rows[..];
        for (block, vector) in vector.chunks(LANES).enumerate() {
            let first = block * LANES;
            let (columns, other) = rest.split_at(first + vector.len());
            rest = other;
            let (known, triangle) = columns.split_at(first);
            let mut sums = combination(known, solution);
            for (lane, v) in vector.iter().enumerate() {
                let y = (v - sums[lane]) / triangle[lane][lane];
                solution[first + lane] = y;
                for later in lane + 1..vector.len() {
                    sums[later] += triangle[lane][later] * y;
                }
            }
        }
    }

    /// `product` = Lᵀ `vector`.
    pub fn transposed_product(&self, vector: &[f64], product: &mut [f64]) {
        widest(
            self.dimension,
            #[inline(always)]
            || self.transposed_product_by_blocks(vector, product),
        );
    }

    #[inline(always)]
    fn transposed_product_by_blocks(&self, vector: &[f64], product: &mut [f64]) {
        let mut rest = &self.columns[..];
        for (block, product) in product.chunks_mut(LANES).enumerate() {
            let first = block * LANES;
            let (rows, other) = rest.split_at(self.dimension - first);
            rest = other;
            let sums = combination(rows, &vector[first..]);
            product.copy_from_slice(&sums[..product.len()]);
        }
    }
}

/// Σ `columns`\[j] `factors`\[j], in two chains of additions.
#[inline(always)]
fn combination(columns: &[Lanes], factors: &[f64]) -> Lanes {
    let mut sums = [[0.0; LANES]; 2];
    let (pairs, last) = columns.as_chunks::<2>();
    let (factor_pairs, last_factors) = factors[..columns.len()].as_chunks::<2>();
    for (pair, factors) in pairs.iter().zip(factor_pairs) {
        for chain in 0..2 {
            for lane in 0..LANES {
                sums[chain][lane] += pair[chain][lane] * factors[chain];
            }
        }
    }
    let [mut sum, other] = sums;
    for (column, factor) in last.iter().zip(last_factors) {
        for lane in 0..LANES {
            sum[lane] += column[lane] * factor;
        }
    }
    for lane in 0..LANES {
        sum[lane] += other[lane];
    }
    sum
}
