use pullback::prelude::*;

fn constant(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn f(x: f64) -> f64 {
    constant(x) * x
}

fn main() {}
