use pullback::prelude::*;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let range = 0..2;
    x[range][0]
}

fn main() {}
