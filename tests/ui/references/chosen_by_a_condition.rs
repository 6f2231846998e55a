use pullback::prelude::*;

#[differentiable]
fn double(x: &mut f64) {
    *x *= 2.0;
}

#[differentiable]
fn f(x: f64, first: bool) -> f64 {
    let (mut a, mut b) = (x, x * x);
    double(if first { &mut a } else { &mut b });
    a + b
}

fn main() {}
