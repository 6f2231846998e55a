//! A function of which only derivatives are called is not unused.

#![forbid(unsafe_code)]
#![deny(warnings, clippy::all)]

use pullback::prelude::*;

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

fn main() {
    assert_eq!(square::grad(3.0), 6.0);
}
