use pullback::prelude::*;

#[differentiable(vjp = f_vjp, adjoint = f_vjp)]
fn unknown(x: f64) -> f64 {
    x * x
}

#[differentiable(vjp)]
fn without_value(x: f64) -> f64 {
    x * x
}

#[differentiable(vjp = f_vjp, vjp = f_vjp)]
fn twice(x: f64) -> f64 {
    x * x
}

#[differentiable(vjp = |x| (x * x, |seed| 2.0 * x * seed))]
fn no_path(x: f64) -> f64 {
    x * x
}

#[differentiable(vjp = f_vjp, second_order)]
fn second_order_of_nothing(x: f64) -> f64 {
    x * x
}

#[differentiable(jvp = f_jvp, owned_pullback)]
fn pullback_of_nothing(x: f64) -> f64 {
    x * x
}

fn f_jvp(x: f64, dx: f64) -> (f64, f64) {
    (x * x, 2.0 * x * dx)
}

fn f_vjp(x: f64) -> (f64, impl FnOnce(f64) -> f64) {
    (x * x, move |seed| 2.0 * x * seed)
}

fn main() {}
