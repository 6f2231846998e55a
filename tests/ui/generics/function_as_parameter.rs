use pullback::prelude::*;

#[differentiable]
fn apply<F: Fn(f64) -> f64>(f: F, x: f64) -> f64 {
    f(x)
}

#[differentiable]
fn apply_twice<F>(f: &F, x: f64) -> f64
where
    F: Fn(f64) -> f64,
{
    f(f(x))
}

#[differentiable]
fn sample(#[constant] f: impl Fn(f64) -> f64, x: f64) -> f64 {
    f(x) + f(1.0)
}

fn main() {}
