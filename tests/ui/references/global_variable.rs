use pullback::prelude::*;

static mut SCALE: f64 = 1.0;

#[differentiable]
fn f(x: f64) -> f64 {
    x * unsafe { SCALE }
}

fn main() {}
