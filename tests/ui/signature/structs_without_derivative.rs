use pullback::prelude::*;

struct Planet {
    mass: f64,
}
#[derive(Clone)]
struct Star {
    mass: f64,
    moons: Vec<f64>,
}

#[differentiable]
fn by_value(planet: Planet, x: f64) -> f64 {
    planet.mass * x
}

#[differentiable]
fn in_a_slice(planets: &[Star], x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for planet in planets {
        sum += planet.mass * x[0] + planet.moons[0];
    }
    sum
}

#[differentiable]
fn written(planet: &mut Planet, x: f64) {
    planet.mass = x;
}

#[differentiable]
fn made(x: f64) -> Planet {
    Planet { mass: x }
}

#[differentiable]
fn local(x: f64) -> f64 {
    let planet = Planet { mass: x };
    planet.mass * 2.0
}

fn main() {}
