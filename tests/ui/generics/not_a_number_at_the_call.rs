use pullback::prelude::*;

#[differentiable]
fn square<T: Real>(x: T) -> T {
    x * x
}

#[differentiable]
fn f(x: f64, n: i32) -> f64 {
    x * f64::from(square(n))
}

fn main() {}
