use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Star {
    mass: f64,
}

impl Star {
    #[differentiable]
    fn new(mass: f64, #[constant] scale: f64) -> Self {
        Self { mass: mass * scale }
    }
}

fn main() {}
