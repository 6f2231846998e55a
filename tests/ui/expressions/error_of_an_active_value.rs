use pullback::prelude::*;

#[derive(Clone)]
enum Failure {
    TooLarge(f64),
}

#[differentiable]
fn f(x: f64) -> Result<f64, Failure> {
    if x > 1.0 {
        return Err(Failure::TooLarge(x));
    }
    Ok(x * x)
}

fn main() {}
