use pullback::prelude::*;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let ranges = [0..2, 1..3];
    x[ranges[0].clone()][0]
}

fn main() {}
