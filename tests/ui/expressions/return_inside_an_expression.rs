use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let y = 1.0 + if x > 0.0 { x } else { return 0.0 };
    y * y
}

fn main() {}
