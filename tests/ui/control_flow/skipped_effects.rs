use pullback::prelude::*;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut so_far = 0.0;
    x.iter()
        .map(|v| {
            so_far += v;
            so_far
        })
        .skip(1)
        .sum()
}

fn main() {}
