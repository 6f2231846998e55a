use pullback::prelude::*;

#[differentiable]
fn broken(x: f64) -> f64 {
    println!("{x}");
    x * x
}

#[differentiable]
fn caller(x: f64) -> f64 {
    broken(x) + 1.0
}

fn uses() -> f64 {
    let (value, slope) = caller::value_and_grad(broken::grad(2.0));
    let (_, pullback) = broken::vjp(value);
    broken(1.0) + pullback(slope)
}

fn main() {}
