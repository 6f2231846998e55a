use pullback::prelude::*;

struct Star {
    mass: f64,
}

impl Star {
    #[differentiable]
    fn gravity(&self, r: f64) -> f64 {
        self.mass / (r * r)
    }
}

fn main() {}
