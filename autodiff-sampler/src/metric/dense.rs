//! The dense form: a lower triangular factor, laid out for two products.
//!
//! Eight rows lie interleaved, column by column, so that a product adds multiples of eight numbers at once and never sums
//! across a vector. L and Lᵀ are both kept in that way.

use super::blocks::{Block, BlockVector, LANES};
use super::registers::{Eight, Pass, Plain, Registers, run};

/// A lower triangular matrix L of D rows, the Cholesky factor of the inverse metric.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct DenseFactor {
    dimension: usize,
    /// Of each block of eight rows, its columns up to the diagonal.
    rows: BlockVector,
    /// Of each block of eight columns, its rows from the diagonal on.
    columns: BlockVector,
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
        let (mut rows, mut columns): (Vec<Block>, Vec<Block>) = (Vec::new(), Vec::new());
        for first in (0..dimension).step_by(LANES) {
            let end = (first + LANES).min(dimension);
            rows.extend((0..end).map(|j| std::array::from_fn(|lane| element(first + lane, j))));
            columns.extend((first..dimension).map(|i| std::array::from_fn(|lane| element(i, first + lane))));
        }
        Self {
            dimension,
            rows: rows.into_flattened().into(),
            columns: columns.into_flattened().into(),
        }
    }

    pub fn dimension(&self) -> usize {
        self.dimension
    }

    pub fn diagonal(&self) -> Vec<f64> {
        let mut diagonal = vec![0.0; self.dimension];
        let mut rest = self.rows.blocks();
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
        let mut product = BlockVector::zeros(self.dimension);
        let pass = Product {
            factor: self,
            vector,
            product: &mut product,
        };
        run(self.rows.len(), pass);
        for ((x, x_start), sum) in end.iter_mut().zip(start).zip(&*product) {
            *x = x_start + step * sum;
        }
    }

    /// Hands each block of L `vector` over, with what belongs to it in `others`.
    #[inline(always)]
    pub fn each_product<R: Registers, T>(
        &self,
        registers: R,
        vector: &[f64],
        others: impl Iterator<Item = T>,
        mut hand_over: impl FnMut(T, R::Eight),
    ) {
        let mut rest = self.rows.blocks();
        for (block, other) in others.enumerate() {
            let (columns, following) = rest.split_at((block * LANES + LANES).min(self.dimension));
            rest = following;
            hand_over(other, combination(registers, columns, vector));
        }
    }

    /// Hands each block of Lᵀ `vector` over, with what belongs to it in `others`.
    #[inline(always)]
    pub fn each_transposed_product<R: Registers, T>(
        &self,
        registers: R,
        vector: &[f64],
        others: impl Iterator<Item = T>,
        mut hand_over: impl FnMut(T, R::Eight),
    ) {
        let mut rest = self.columns.blocks();
        for (block, other) in others.enumerate() {
            let first = block * LANES;
            let (rows, following) = rest.split_at(self.dimension - first);
            rest = following;
            hand_over(other, combination(registers, rows, &vector[first..]));
        }
    }

    /// `solution` = L⁻¹ `vector`, by forward substitution.
    pub fn solve(&self, vector: &[f64], solution: &mut [f64]) {
        let mut rest = self.rows.blocks();
        for (block, vector) in vector.chunks(LANES).enumerate() {
            let first = block * LANES;
            let (columns, other) = rest.split_at(first + vector.len());
            rest = other;
            let (known, triangle) = columns.split_at(first);
            let mut sums = combination(Plain, known, solution).block();
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
        let pass = TransposedProduct {
            factor: self,
            vector,
            product,
        };
        run(self.columns.len(), pass);
    }
}

struct Product<'a> {
    factor: &'a DenseFactor,
    vector: &'a [f64],
    product: &'a mut BlockVector,
}

impl Pass for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn run<R: Registers>(self, registers: R) {
        let products = self.product.blocks_mut().iter_mut();
        self.factor
            .each_product(registers, self.vector, products, |product, sum| *product = sum.block());
    }
}

struct TransposedProduct<'a> {
    factor: &'a DenseFactor,
    vector: &'a [f64],
    product: &'a mut [f64],
}

impl Pass for TransposedProduct<'_> {
    type Output = ();

    #[inline(always)]
    fn run<R: Registers>(self, registers: R) {
        let products = self.product.chunks_mut(LANES);
        self.factor
            .each_transposed_product(registers, self.vector, products, |product, sum| {
                product.copy_from_slice(&sum.block()[..product.len()]);
            });
    }
}

/// Σ `columns`\[j] `factors`\[j], in two chains of additions.
#[inline(always)]
fn combination<R: Registers>(registers: R, columns: &[Block], factors: &[f64]) -> R::Eight {
    let nothing = registers.splat(0.0);
    let (mut even, mut odd) = (nothing, nothing);
    let (pairs, last) = columns.as_chunks::<2>();
    let (factor_pairs, last_factors) = factors[..columns.len()].as_chunks::<2>();
    for (pair, factors) in pairs.iter().zip(factor_pairs) {
        even = even + registers.load(&pair[0]) * registers.splat(factors[0]);
        odd = odd + registers.load(&pair[1]) * registers.splat(factors[1]);
    }
    for (column, factor) in last.iter().zip(last_factors) {
        even = even + registers.load(column) * registers.splat(*factor);
    }
    even + odd
}
