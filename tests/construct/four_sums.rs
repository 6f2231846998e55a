//! Loops of the reverse sweep that add up take four iterations at a time: whatever the number of iterations.

use crate::check;
use pullback::prelude::*;

#[differentiable]
fn triangular(x: &[f64], below: &[f64], out: &mut [f64]) -> f64 {
    let n = x.len();
    let mut start = 0;
    for i in 0..n {
        let column = &below[start..start + n - i - 1];
        for (j, l) in column.iter().enumerate() {
            out[i + 1 + j] += l * x[i];
        }
        start += n - i - 1;
    }
    out.iter().map(|r| r * r).sum()
}

#[differentiable]
fn scaled_into(out: &mut [f64], x: &[f64], scale: f64, shift: f64) {
    for i in 0..x.len() {
        out[i] = scale * x[i] + shift;
    }
}

/// Both sums are of one loop, and one argument stands in both places.
#[differentiable]
fn with_itself(x: &[f64], scale: f64) -> f64 {
    let mut out = vec![0.0; x.len()];
    scaled_into(&mut out, x, scale, x[0]);
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += out[i] * x[i] * scale;
    }
    sum
}

#[differentiable]
fn in_single_precision(out: &mut [f32], x: &[f32], scale: f32) {
    for i in 0..x.len() {
        out[i] += scale * x[i];
    }
}

#[differentiable]
fn single(x: &[f32], scale: f32) -> f32 {
    let mut out = vec![0.0_f32; x.len()];
    in_single_precision(&mut out, x, scale);
    in_single_precision(&mut out, x, scale * scale);
    out.iter().sum()
}

/// What is read lies beside what is added to.
#[differentiable]
fn neighbours(x: &mut [f64], k: f64) {
    for i in 0..x.len() - 1 {
        x[i] += k * x[i + 1];
    }
}

#[differentiable]
fn product(matrix: &[f64], x: &[f64], y: &mut [f64]) {
    let n = x.len();
    for i in 0..y.len() {
        for j in 0..n {
            y[i] += matrix[i * n + j] * x[j];
        }
    }
}

#[test]
fn any_number_of_iterations() {
    for n in 1..15_usize {
        let v = |s: f64, n: usize| -> Vec<f64> { (0..n).map(|i| (s * (i as f64 + 1.3)).sin()).collect() };
        check_grad!(triangular, &v(1.0, n), &v(2.0, n * (n - 1) / 2), &mut v(3.0, n));
        check!(with_itself; &x = v(1.5, n), scale = 0.7);
        check_grad!(neighbours, &mut v(2.5, n), 0.3);
        check_grad!(product, &v(1.5, 3 * n), &v(2.5, n), &mut v(0.5, 3));
    }
}

#[test]
fn single_precision() {
    let x: Vec<f32> = (0..11_u8).map(f32::from).collect();
    let (value, (by_x, by_scale)) = single::value_and_grad(&x, 0.5);
    assert_eq!(value, 55.0 * 0.75);
    assert_eq!(by_x, vec![0.75; 11]);
    assert_eq!(by_scale, 55.0 * 2.0);
}
