use pullback::prelude::*;

struct Planet {
    mass: f64,
}

#[differentiable]
fn f(planet: &Planet) -> f64 {
    planet.mass * planet.mass
}

fn main() {}
