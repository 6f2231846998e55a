use pullback::prelude::*;

#[differentiable]
struct Planet {
    mass: f64,
}

fn main() {}
