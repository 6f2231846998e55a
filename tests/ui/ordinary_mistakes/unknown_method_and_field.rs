use pullback::prelude::*;

#[derive(Differentiable, Clone)]
struct Planet {
    mass: f64,
}

#[differentiable]
fn f(planet: &Planet) -> f64 {
    planet.weight * 2.0
}

#[differentiable]
fn g(x: f64) -> f64 {
    x.sine()
}

#[differentiable]
fn h(x: f64) -> f64 {
    let planet = Planet { mass: x, radius: 1.0 };
    planet.mass
}

fn main() {
    let planet = Planet { mass: 1.0 };
    println!("{:?} {:?} {:?}", f::grad(&planet), g::grad(1.0), h::grad(1.0));
}
