use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    (x, x)
}

#[differentiable]
fn g(x: f64) -> Vec<f64> {
    [x, x]
}

#[differentiable]
fn h(x: f64) {
    x * x
}

#[differentiable]
fn k(x: f64) -> f64 {
    if x > 0.0 { x } else { 0 }
}

fn main() {
    println!("{:?} {:?} {:?}", f::grad(1.0), g::jacobian(1.0), k::grad(1.0));
}
