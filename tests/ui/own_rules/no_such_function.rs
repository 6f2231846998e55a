use pullback::prelude::*;

#[differentiable(vjp = f_pullback, jvp = f_jvp)]
fn f(x: f64) -> f64 {
    x * x
}

fn f_jvp(x: f64, dot: f64) -> (f64, f64) {
    (x * x, 2.0 * x * dot)
}

fn main() {}
