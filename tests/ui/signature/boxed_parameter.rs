use pullback::prelude::*;

#[differentiable]
fn f(x: Box<f64>) -> f64 {
    *x * *x
}

fn main() {}
