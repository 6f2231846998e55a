use pullback::prelude::*;

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn every(x: f64) -> f64 {
    #[checkpoint(every = 10)]
    let y = square(x);
    #[checkpoint = 3]
    let z = square(y);
    z
}

fn main() {}
