//! Values that cannot be had for several data points at once.
use pullback::prelude::*;

#[differentiable]
fn calls(x: &[f64]) -> f64 {
    let wave = |x: f64| x.sin();
    let mut sum = 0.0;
    #[simd]
    for x in x {
        sum += wave(*x) + x.rem_euclid() + std::convert::identity(*x) + constant(*x);
    }
    sum
}

#[differentiable]
fn several(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for x in x {
        #[checkpoint]
        let y = square(*x);
        sum += y;
    }
    sum
}

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn indices(x: &[f64], n: i32) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for i in 0..x.len() {
        sum += x[2 * i] + x[i] * (i + 1) as f64 + x[i].powi(n);
    }
    sum
}

#[differentiable]
fn structures(x: &[[f64; 2]]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for i in 0..x.len() {
        sum += x[i][1] + { 2.0 * x[i][0] } + f64::from(i as u32);
    }
    sum
}

#[differentiable]
fn reads_the_sum(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for x in x {
        sum += x * (1.0 + sum);
    }
    sum
}

#[differentiable]
fn too_much(p: &[f64], x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for x in x {
        for j in 0..129 {
            sum += p[j] * x;
        }
    }
    sum
}

fn main() {}
