use pullback::prelude::*;

#[differentiable]
fn f(x: f64, n: usize) -> f64 {
    match n {
        0 if (if x > 0.0 { return x } else { true }) => x,
        _ => x * x,
    }
}

fn main() {}
