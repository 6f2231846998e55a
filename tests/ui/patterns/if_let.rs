use pullback::prelude::*;

#[differentiable]
fn f(x: f64, #[constant] shift: Option<f64>) -> f64 {
    if let Some(shift) = shift { x + shift } else { x }
}

fn main() {}
