use pullback::prelude::*;

#[differentiable(vjp = f_vjp)]
fn f(x: f64, y: f64) -> f64 {
    x * y
}

fn f_vjp(x: f64, y: f64) -> (f64, impl FnOnce(f64) -> f64) {
    (x * y, move |seed| seed * y)
}

fn main() {}
