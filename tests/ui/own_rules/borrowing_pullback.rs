use pullback::prelude::*;

#[differentiable(vjp = f_vjp, owned_pullback)]
fn f(x: &[f64]) -> f64 {
    x[0] * x[0]
}

fn f_vjp(x: &[f64]) -> (f64, impl FnOnce(f64) -> Vec<f64>) {
    (f(x), move |seed| vec![2.0 * x[0] * seed])
}

fn main() {}
