//! Numbers of another type.
use pullback::prelude::*;

#[differentiable]
fn single_precision(x: &[f32]) -> f32 {
    let mut sum = 0.0;
    #[simd]
    for x in x {
        sum += x.sin();
    }
    sum
}

#[differentiable]
fn generic<T: Real>(x: &[T]) -> T {
    let mut sum = T::zero();
    #[simd]
    for x in x {
        sum += x.sin();
    }
    sum
}

fn main() {}
