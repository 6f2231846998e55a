use pullback::prelude::*;

#[differentiable]
const MASS: f64 = 1.0;

fn main() {}
