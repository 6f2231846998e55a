use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Star {
    mass: f64,
}

#[differentiable]
impl Star {
    fn heavy(self: Box<Self>) -> f64 {
        self.mass
    }
    fn light(&self) -> f64 {
        self.mass
    }
}

#[differentiable]
fn f(star: &Star) -> f64 {
    star.light()
}

fn main() {}
