use pullback::prelude::*;

#[derive(Differentiable)]
struct Planet {
    period: f64,
}

#[derive(Parameters)]
struct System {
    planet: Planet,
}

fn main() {}
