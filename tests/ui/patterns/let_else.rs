use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let 1.. = 3_u32 else { return 0.0 };
    x
}

fn main() {}
