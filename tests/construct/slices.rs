//! Slices, vectors, sub-slices, and the methods that move elements.
#![allow(clippy::ptr_arg)]

use crate::{check, check_in_place, check_map};
use pullback::prelude::*;

#[differentiable]
fn halves(x: &[f64]) -> f64 {
    let n = x.len() / 2;
    let (left, right) = (&x[..n], &x[n..]);
    let mut sum = 0.0;
    for (a, b) in left.iter().zip(right) {
        sum += a * b * b;
    }
    let inner = &x[1..=n];
    let nested = &inner[1..];
    sum * nested[0] + inner[0] * nested.len() as f64
}

#[test]
fn sub_slices_share_memory_with_the_whole() {
    check!(halves; &x = vec![0.3, 1.2, -0.5, 0.8, 0.9, 0.2]);
}

#[differentiable]
fn written_through_sub_slices(x: &[f64]) -> f64 {
    let mut work = x.to_vec();
    let n = work.len();
    {
        let tail = &mut work[1..];
        tail[0] *= x[0];
        tail[1] = tail[0] * tail[0];
    }
    let head = &mut work[..n - 1];
    head[0] += head[2] * head[1];
    let last = &mut work[n - 1];
    *last *= *last;
    work[0] * work[1] * work[n - 1]
}

#[test]
fn writes_through_sub_slices_reach_the_whole() {
    check!(written_through_sub_slices; &x = vec![0.3, 1.2, -0.5, 0.8]);
}

#[differentiable]
fn swaps(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    y.swap(0, 2);
    y[0] *= x[0];
    y.swap(1, 1);
    for i in 0..y.len() / 2 {
        let j = y.len() - 1 - i;
        y.swap(i, j);
        y[i] *= y[j];
    }
    y[0] + y[1] * y[2] - y[3]
}

#[differentiable]
fn bubble_sort(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    for i in 0..y.len() {
        for j in 0..y.len() - 1 - i {
            if y[j] > y[j + 1] {
                y.swap(j, j + 1);
            }
        }
    }
    let mut sum = 0.0;
    for (rank, value) in y.iter().enumerate() {
        sum += value * value * (rank + 1) as f64;
    }
    sum
}

#[test]
fn swap_moves_derivatives_along() {
    check!(swaps; &x = vec![0.3, 1.2, -0.5, 0.8]);
    check!(bubble_sort; &x = vec![0.3, 1.2, -0.5, 0.8, -1.0]);
}

#[differentiable]
fn fills(x: &[f64], y: f64) -> f64 {
    let mut work = [1.0; 5];
    work[2] = x[0];
    let kept = work[2] * y;
    work.fill(y * x[1]);
    work[1] *= work[0];
    let second = work[1];
    work[3..].fill(second);
    work[..2].fill(0.5);
    kept * work[0] + work[2] * work[3] * work[4]
}

#[differentiable]
fn copies(x: &[f64]) -> f64 {
    let mut a = [0.0; 3];
    a.copy_from_slice(&x[1..4]);
    let b = a;
    a[0] *= a[1];
    let mut v = vec![0.0; 4];
    v[..3].copy_from_slice(&a);
    v[1..].clone_from_slice(&b);
    let w = v.clone();
    v[0] *= w[3];
    let u = x[2..].to_vec();
    let t = u.to_owned();
    v[0] * w[1] * u[0] * t[1]
}

#[test]
fn fill_and_copy_write_every_element() {
    check!(fills; &x = vec![0.3, 1.2], y = 0.7);
    check!(copies; &x = vec![0.3, 1.2, -0.5, 0.8]);
}

#[differentiable]
fn recurrence(x: &[f64], y: &mut [f64]) {
    for i in 1..y.len() {
        y[i] = y[i - 1] * x[i] + y[i].sin();
    }
    y[0] *= y[y.len() - 1];
}

#[differentiable]
fn recurrence_first(y: &mut [f64], x: &[f64]) {
    recurrence(x, y);
}

#[test]
fn mutable_slices_are_inputs_and_outputs() {
    check_in_place!(recurrence_first; y = vec![0.3, 1.2, -0.5]; &x = vec![0.7, 0.4, 1.1]);
}

#[differentiable]
fn nested_vectors(x: &[Vec<f64>]) -> Vec<f64> {
    let mut sums = vec![0.0; x.len()];
    for (i, row) in x.iter().enumerate() {
        for value in row {
            sums[i] += value * value;
        }
        sums[i] *= x[0][0];
    }
    sums
}

#[differentiable]
fn built_tables(x: &[f64]) -> f64 {
    let n = x.len();
    let mut table = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..n {
            table[i][j] = if i == 0 || j == 0 {
                x[i] * x[j]
            } else {
                table[i - 1][j - 1] + table[i][j - 1] * x[j]
            };
        }
    }
    table[n - 1][n - 1] * table[1][0]
}

#[test]
fn vectors_of_vectors() {
    check_map!(nested_vectors; &x = vec![vec![0.3, 1.2], vec![], vec![-0.5, 0.8, 0.9]]);
    check!(built_tables; &x = vec![0.3, 1.2, -0.5, 0.8]);
}

#[differentiable]
fn owned_vector(mut x: Vec<f64>) -> Vec<f64> {
    x[0] *= x[1];
    let mut y = x;
    y[1] = y[0] * y[2];
    y
}

#[differentiable]
fn element_by_reference(x: &f64, y: &[f64; 2]) -> f64 {
    x * y[0] + x.sin() * y[1] * *x
}

#[differentiable]
fn vector_by_reference(x: &Vec<f64>) -> f64 {
    let mut product = 1.0;
    for v in x.iter().rev() {
        product = product * v + 1.0;
    }
    product
}

#[test]
fn parameters_of_every_form() {
    check_map!(owned_vector; x = vec![0.3, 1.2, -0.5]);
    check!(element_by_reference; &x = 0.7, &y = [0.3, 1.2]);
    check!(vector_by_reference; &x = vec![0.3, 1.2, -0.5]);
}

#[differentiable]
fn lengths(x: &[f64]) -> f64 {
    if x.is_empty() {
        return 1.0;
    }
    let weights = vec![1.0 / x.len() as f64; x.len()];
    let mut mean = 0.0;
    for i in 0..x.len() {
        mean += weights[i] * x[i] * x[i];
    }
    mean
}

#[test]
fn empty_slices_have_empty_gradients() {
    check!(lengths; &x = vec![0.3, 1.2]);
    check!(lengths; &x = Vec::<f64>::new());
}
