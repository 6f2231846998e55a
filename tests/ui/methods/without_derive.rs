use pullback::prelude::*;

struct Star {
    mass: f64,
}

#[differentiable]
impl Star {
    fn light(&self, r: f64) -> f64 {
        self.mass / r
    }
}

fn main() {}
