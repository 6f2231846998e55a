//! Loops that do not go through numbers side by side.
use pullback::prelude::*;

#[differentiable]
fn reversed(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for x in x.iter().rev() {
        sum += x;
    }
    sum
}

#[differentiable]
fn pairs(x: &[(f64, f64)]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for (a, b) in x {
        sum += a * b;
    }
    sum
}

fn main() {}
