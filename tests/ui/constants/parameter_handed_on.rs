use pullback::prelude::*;

#[differentiable]
fn fill(buffer: &mut [f64], x: f64) {
    buffer[0] = x;
}

#[differentiable]
fn f(x: f64, #[constant] buffer: &mut [f64]) -> f64 {
    fill(buffer, x);
    buffer[0] * x
}

fn main() {}
