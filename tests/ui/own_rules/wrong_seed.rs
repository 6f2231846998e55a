use pullback::prelude::*;

#[differentiable(vjp = f_vjp, jvp = f_jvp)]
fn f(x: &[f64]) -> [f64; 2] {
    [x[0], x[1]]
}

fn f_vjp(x: &[f64]) -> ([f64; 2], impl FnOnce(f64) -> Vec<f64>) {
    (f(x), |seed| vec![seed, seed])
}

fn f_jvp(x: &[f64], dot: &[f64]) -> ([f64; 2], [f64; 2]) {
    (f(x), [dot[0], dot[1]])
}

fn main() {}
