use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let y = unsafe { *std::ptr::from_ref(&x) };
    y * y
}

fn main() {}
