use pullback::prelude::*;

#[differentiable]
fn f64(x: f32) -> f32 {
    x * x
}

fn main() {}
