//! What `#[simd]` does not stand on, and what it does not take.
use pullback::prelude::*;

#[differentiable]
fn arguments(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd(8)]
    for x in x {
        sum += x;
    }
    sum
}

#[differentiable]
fn elsewhere(x: f64) -> f64 {
    #[simd]
    let y = x.sin();
    let mut z = y;
    #[simd]
    while z < 1.0 {
        z += y;
    }
    z
}

#[differentiable]
fn with_checkpoint(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    #[checkpoint]
    for x in x {
        sum += x;
    }
    sum
}

fn main() {}
