use pullback::prelude::*;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut n = 0;
    let found = x.iter().any(|v| {
        n += 1;
        *v > 1.0
    });
    if found { x[n] } else { x[0] }
}

fn main() {}
