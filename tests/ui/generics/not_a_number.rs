use pullback::prelude::*;

#[differentiable]
fn scale<T: Copy + std::ops::Mul<Output = T>>(x: T, factor: T) -> T {
    x * factor
}

#[differentiable]
fn first<T>(x: &[T], #[constant] weights: &[T]) -> f64
where
    T: Clone + Into<f64>,
{
    let _ = weights;
    x.len() as f64
}

fn main() {}
