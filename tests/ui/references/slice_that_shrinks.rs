use pullback::prelude::*;

#[differentiable]
fn f(mut x: &[f64]) -> f64 {
    let mut sum = 0.0;
    while !x.is_empty() {
        sum += x[0];
        x = &x[1..];
    }
    sum
}

fn main() {}
