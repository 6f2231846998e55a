use pullback::prelude::*;

#[differentiable]
fn f<T: Copy>(x: f64, #[constant] _other: T) -> f64 {
    x * x
}

fn main() {}
