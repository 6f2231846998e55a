use pullback::prelude::*;

#[differentiable]
fn f(x: f64, #[constant] table: &[f64]) -> Option<f64> {
    let y = table.first()?;
    Some(x * y)
}

fn main() {}
