//! Statements that are no sums of straight-line code.
use pullback::prelude::*;

#[differentiable]
fn writes(x: &[f64], out: &mut [f64]) {
    #[simd]
    for i in 0..x.len() {
        out[i] = x[i].sin();
    }
}

#[differentiable]
fn multiplies(x: &[f64]) -> f64 {
    let mut product = 1.0;
    #[simd]
    for x in x {
        product *= x;
    }
    product
}

#[differentiable]
fn branches(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for x in x {
        if *x > 1.0 {
            sum += x;
        }
        sum += if *x < 0.0 { -x } else { x.sqrt() };
    }
    sum
}

#[differentiable]
fn inner(x: &[f64], n: usize) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for x in x {
        for _ in 0..n {
            sum += x;
        }
    }
    sum
}

#[differentiable]
fn leaves(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for x in x {
        let [a, b] = [*x, *x];
        sum += a * b;
        break;
    }
    sum
}

#[differentiable]
fn nothing(x: &[f64]) -> f64 {
    #[simd]
    for x in x {
        let _y = x.sin();
    }
    x[0]
}

fn main() {}
