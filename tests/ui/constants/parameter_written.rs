use pullback::prelude::*;

#[differentiable]
fn f(x: f64, #[constant] buffer: &mut [f64]) -> f64 {
    buffer[0] = x;
    buffer[0] * x
}

fn main() {}
