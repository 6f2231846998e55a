use pullback::prelude::*;

use std::ops::Mul;

#[derive(Differentiable, Clone, Copy, Debug)]
struct Vector {
    x: f64,
    y: f64,
}

#[differentiable]
impl Mul<f64> for Vector {
    type Output = Self;
    fn mul(self, #[constant] by: f64) -> Self {
        Self {
            x: self.x * by,
            y: self.y * by,
        }
    }
}

fn main() {}
