use pullback::prelude::*;
use std::fmt::Write;

#[differentiable]
fn noted(x: f64) -> f64 {
    let mut note = String::new();
    let _ = write!(note, "{x}");
    x
}

fn main() {}
