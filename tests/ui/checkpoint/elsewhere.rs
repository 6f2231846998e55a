use pullback::prelude::*;

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn elsewhere(x: f64) -> f64 {
    #[checkpoint]
    let y = x * x;
    #[checkpoint]
    if x > 1.0 {
        return x;
    }
    #[checkpoint]
    {
        square(y)
    }
}

#[differentiable]
fn known(x: f64) -> f64 {
    #[checkpoint]
    let y = x.sin();
    y
}

#[differentiable]
fn inlined(x: f64) -> f64 {
    let half = |y: f64| 0.5 * y;
    #[checkpoint]
    let y = half(x);
    y
}

#[differentiable]
#[checkpoint]
fn whole(x: f64) -> f64 {
    square(x)
}

#[differentiable]
fn parameter(#[checkpoint] x: f64) -> f64 {
    #[checkpoint]
    let y;
    y = square(x);
    y
}

fn main() {}
