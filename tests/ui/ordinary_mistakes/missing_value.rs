use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    x * x;
}

#[differentiable]
fn g(x: f64) -> f64 {
    if x > 0.0 {
        return x;
    }
}

fn main() {
    println!("{:?} {:?}", f::grad(1.0), g::grad(1.0));
}
