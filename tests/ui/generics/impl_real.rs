use pullback::prelude::*;

#[differentiable]
fn square(x: impl Real) -> f64 {
    (x * x).to_f64()
}

#[differentiable]
fn several(x: f64) -> impl Iterator<Item = f64> {
    vec![x, 2.0 * x].into_iter()
}

fn main() {}
