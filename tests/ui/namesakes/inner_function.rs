use pullback::prelude::*;

#[differentiable]
fn scale(x: f64) -> f64 {
    3.0 * x
}

#[differentiable]
fn f(x: f64) -> f64 {
    fn scale(x: f64) -> f64 {
        x * x
    }
    scale(x)
}

fn main() {}
