use pullback::prelude::*;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for v in x.iter().peekable() {
        sum += v;
    }
    sum
}

fn main() {}
