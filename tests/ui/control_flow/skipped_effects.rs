use pullback::prelude::*;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut so_far = 0.0;
    x.iter()
        .map(|v| {
            so_far += v;
            so_far
        })
        .zip(&x[1..])
        .map(|(a, b)| a * b)
        .sum()
}

fn main() {}
