use pullback::prelude::*;

#[derive(Differentiable, Clone)]
struct Planet {
    mass: f64,
}

#[derive(Parameters)]
struct Model {
    #[prior(Normal(0.0, 1.0))]
    mu: f64,
    #[prior(Normal(0.0, 1.0))]
    planet: Planet,
}

fn main() {}
