use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    if x { 1.0 } else { x }
}

#[differentiable]
fn g(x: &[f64], i: i32) -> f64 {
    x[i] * 2.0
}

#[differentiable]
fn h(x: f64) -> f64 {
    match x {
        0.0 => 1.0,
    }
}

#[differentiable]
fn k(x: f64) -> f64 {
    let y;
    if x > 0.0 {
        y = x;
    }
    y
}

fn main() {
    println!("{:?} {:?} {:?}", f::grad(1.0), g::grad(&[1.0], 2), h::grad(1.0));
}
