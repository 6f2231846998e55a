use pullback::prelude::*;

trait Square {
    fn square(&self) -> f64;
}

#[differentiable]
impl Square for f64 {
    fn square(&self) -> f64 {
        self * self
    }
}

fn main() {}
