use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut a = x;
    let mut b = 2.0 * x;
    std::mem::swap(&mut a, &mut b);
    a / b
}

fn main() {}
