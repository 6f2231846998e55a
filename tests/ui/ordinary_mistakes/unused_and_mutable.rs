#![deny(warnings)]
use pullback::prelude::*;

#[differentiable]
fn f(x: f64, scale: f64) -> f64 {
    let mut y = x * x;
    let unused = y + 1.0;
    let mut z = 1.0;
    z = 2.0;
    y * z
}

fn main() {
    println!("{:?}", f::grad(1.0, 2.0));
}
