use pullback::prelude::*;

#[differentiable]
fn area(a: f64, b: f64) -> f64 {
    a * b
}

#[differentiable]
fn f(x: f64) -> f64 {
    area(x) + x.powi(2.0) + x.atan2()
}

#[differentiable]
fn g(x: f64, v: &[f64]) -> f64 {
    area(x, v)
}

fn main() {
    println!("{:?} {:?}", f::grad(1.0), g::grad(1.0, &[1.0]));
}
