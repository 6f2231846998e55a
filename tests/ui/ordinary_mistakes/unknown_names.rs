use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    sqare(x)
}

#[differentiable]
fn g(x: f64) -> f64 {
    let y: Flot = x;
    y
}

#[differentiable]
fn h(x: Flot) -> f64 {
    x
}

fn main() {
    println!("{:?} {:?}", f::grad(1.0), g::grad(1.0));
}
