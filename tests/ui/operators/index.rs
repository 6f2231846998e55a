use pullback::prelude::*;

use std::ops::{Index, IndexMut};

#[derive(Differentiable, Clone, Debug)]
struct Matrix {
    data: Vec<f64>,
    #[constant]
    columns: usize,
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;
    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.data[i * self.columns + j]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        &mut self.data[i * self.columns + j]
    }
}

#[differentiable]
fn read(m: &Matrix) -> f64 {
    m[(0, 1)] * m.data[0]
}

#[differentiable]
fn written(m: &mut Matrix, x: f64) {
    m[(0, 1)] = x;
    m[(1, 0)] += x;
}

// What does not vary may be indexed.
#[differentiable]
fn data(#[constant] m: &Matrix, x: f64) -> f64 {
    m[(0, 1)] * x
}

fn main() {}
