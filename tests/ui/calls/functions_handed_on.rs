use pullback::prelude::*;

#[differentiable]
fn scaled(#[constant] f: impl Fn(f64) -> f64, a: f64) -> f64 {
    a * f(1.0)
}

#[differentiable]
fn literal(k: f64) -> f64 {
    scaled(|x| k * x, 2.0)
}

#[differentiable]
fn by_name(k: f64) -> f64 {
    let g = |x: f64| k * x;
    scaled(g, 2.0)
}

#[differentiable]
fn by_reference(k: f64) -> f64 {
    let g = |x: f64| k * x;
    scaled(&g, 2.0)
}

// What uses constants alone is data.
#[differentiable]
fn constant(k: f64) -> f64 {
    scaled(f64::sin, k) + scaled(|x| x * 2.0, k)
}

fn main() {}
