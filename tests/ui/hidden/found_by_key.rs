use pullback::prelude::*;
use std::collections::HashMap;

#[differentiable]
fn f(x: &[f64], names: &[&str]) -> f64 {
    let table: HashMap<&str, f64> = names.iter().copied().zip(x.iter().copied()).collect();
    table["a"] * x[0]
}

fn main() {}
