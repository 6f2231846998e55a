use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let y: Result<f64, ()> = Ok(x);
    y.unwrap_or(1.0)
}

fn main() {}
