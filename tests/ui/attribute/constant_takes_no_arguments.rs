use pullback::prelude::*;

#[differentiable]
fn f(x: f64, #[constant(true)] scale: f64) -> f64 {
    x * scale
}

fn main() {}
