use pullback::prelude::*;

macro_rules! tally {
    ($value:expr) => {
        drop($value)
    };
}

#[differentiable]
fn broken(x: f64) -> f64 {
    tally!(x);
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
