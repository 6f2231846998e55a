use pullback::prelude::*;

#[derive(Differentiable)]
struct Star {
    name: String,
    radius: Option<f64>,
    mass: f64,
}

fn main() {}
