use pullback::prelude::*;

#[differentiable(vjp = f_vjp, jvp = f_jvp)]
fn f(x: f64, weights: &[f64], #[constant] n: usize) -> f64 {
    x * weights[n]
}

fn f_vjp(x: f64, weights: &[f64]) -> (f64, impl FnOnce(f64) -> (f64, Vec<f64>)) {
    (x, |seed| (seed, weights.to_vec()))
}

fn f_jvp(x: f64, weights: &[f64], n: usize, x_dot: f64) -> (f64, f64) {
    (x * weights[n], x_dot * weights[n])
}

fn main() {
    f::grad(1.0, &[1.0], 0);
}
