use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    2 * x + 1
}

#[differentiable]
fn g(x: f64) -> f64 {
    let mut sum = 0;
    for _ in 0..3 {
        sum += x;
    }
    sum
}

fn main() {
    println!("{:?} {:?}", f::grad(1.0), g::grad(1.0));
}
