use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let (mut a, mut b) = (x, 2.0 * x);
    let pair = (&mut a, &mut b);
    *pair.0 *= 2.0;
    a * b
}

fn main() {}
