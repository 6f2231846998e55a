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

#[differentiable]
fn without_attribute(m: &Matrix) -> f64 {
    m[(0, 1)] * m.data[0]
}

// What does not vary may be indexed all the same.
#[differentiable]
fn data(#[constant] m: &Matrix, x: f64) -> f64 {
    m[(0, 1)] * x
}

// Rows: where an integer leads depends on the number of columns.
#[differentiable]
impl Index<usize> for Matrix {
    type Output = [f64];
    fn index(&self, i: usize) -> &[f64] {
        &self.data[i * self.columns..(i + 1) * self.columns]
    }
}

#[derive(Differentiable, Clone, Debug)]
struct Series {
    values: Vec<f64>,
}

#[differentiable]
impl Index<(usize, bool)> for Series {
    type Output = f64;
    fn index(&self, (i, _): (usize, bool)) -> &f64 {
        self.values.get(i).unwrap_or(&0.0)
    }
}

#[derive(Differentiable, Clone, Debug)]
struct Pair {
    first: f64,
    second: f64,
}

#[differentiable]
impl Index<bool> for Pair {
    type Output = f64;
    fn index(&self, second: bool) -> &f64 {
        if second { &self.second } else { &self.first }
    }
}

#[differentiable]
impl IndexMut<bool> for Pair {
    fn index_mut(&mut self, second: bool) -> &mut f64 {
        if second { &mut self.first } else { &mut self.second }
    }
}

fn main() {}
