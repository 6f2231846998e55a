use pullback::prelude::*;

#[differentiable(companion = "derivatives of f")]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {}
