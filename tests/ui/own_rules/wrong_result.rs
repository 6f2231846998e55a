use pullback::prelude::*;

#[differentiable(vjp = f_vjp, jvp = f_jvp)]
fn f(x: f64) -> f64 {
    x * x
}

fn f_vjp(x: f64) -> f64 {
    2.0 * x
}

fn f_jvp(x: f64, dot: f64) -> f64 {
    2.0 * x * dot
}

fn main() {}
