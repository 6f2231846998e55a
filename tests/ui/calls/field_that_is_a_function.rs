use pullback::prelude::*;

struct Model {
    slope: fn(f64) -> f64,
}

#[differentiable]
fn f(x: f64, #[constant] model: &Model) -> f64 {
    (model.slope)(x)
}

fn main() {}
