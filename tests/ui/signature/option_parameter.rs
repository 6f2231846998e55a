use pullback::prelude::*;

#[differentiable]
fn f(x: f64, shift: Option<f64>) -> f64 {
    x + shift.unwrap_or(0.0)
}

fn main() {}
