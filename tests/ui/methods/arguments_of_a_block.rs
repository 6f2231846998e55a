use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Star {
    mass: f64,
}

#[differentiable(companion = star)]
impl Star {
    fn light(&self) -> f64 {
        self.mass
    }
}

#[differentiable]
impl Star {
    #[differentiable(companion = weight)]
    fn heavy(&self) -> f64 {
        self.mass
    }
}

fn main() {}
