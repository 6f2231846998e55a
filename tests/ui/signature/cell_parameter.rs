use pullback::prelude::*;

use std::cell::Cell;

#[differentiable]
fn f(x: f64, #[constant] counter: &Cell<u32>) -> f64 {
    counter.set(counter.get() + 1);
    x * x
}

fn main() {}
