use pullback::prelude::*;

#[differentiable]
fn f(x: f64, n: usize) -> f64 {
    x * n
}

#[differentiable]
fn g(x: &[f64]) -> f64 {
    let count: f64 = x.len();
    x[0] / count
}

fn main() {
    println!("{:?} {:?}", f::grad(1.0, 2), g::grad(&[1.0]));
}
