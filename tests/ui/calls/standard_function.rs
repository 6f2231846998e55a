use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut a = x;
    let mut b = 2.0 * x;
    a = std::mem::replace(&mut b, a);
    a / b
}

fn main() {}
