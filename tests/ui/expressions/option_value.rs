use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let y = Some(x);
    y.unwrap_or(1.0)
}

fn main() {}
