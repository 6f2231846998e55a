use pullback::prelude::*;

#[differentiable]
fn g(x: f64) -> Option<f64> {
    (x > 0.0).then_some(x)
}

#[differentiable]
fn f(x: f64) -> f64 {
    let h = |y: f64| g(g(y)? * y);
    h(x).unwrap_or(0.0)
}

fn main() {}
