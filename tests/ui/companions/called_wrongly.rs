use pullback::prelude::*;

mod physics {
    use pullback::prelude::*;
    #[differentiable]
    fn energy(x: f64) -> f64 {
        x * x
    }
}

#[differentiable]
fn area(a: f64, b: f64) -> f64 {
    a * b
}

#[differentiable]
fn both(x: f64) -> (f64, f64) {
    (x, x * x)
}

#[differentiable]
fn scaled(x: &[f64], #[constant] scale: f64) -> Vec<f64> {
    x.iter().map(|v| v * scale).collect()
}

fn plain(x: f64) -> f64 {
    x
}

fn main() {
    let _ = area::grad(1.0);
    let _ = area::grad(&1.0, 2.0);
    let (_, pullback) = area::vjp(1.0, 2.0);
    let _ = pullback((1.0, 2.0));
    let _ = both::grad(1.0);
    let _ = both::hessian(1.0);
    let (_, pullback) = both::vjp(1.0);
    let _ = pullback(1.0);
    let _ = scaled::jvp(&[1.0], 2.0);
    let _ = scaled::value_and_grad(&[1.0], 2.0);
    let _ = physics::energy::grad(1.0);
    let _ = plain::grad(1.0);
    let _ = area::gradient(1.0, 2.0);
}
