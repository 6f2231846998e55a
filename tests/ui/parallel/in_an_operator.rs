use pullback::{Differentiable, differentiable};
use std::ops::Mul;

#[derive(Clone, Copy, Debug, Differentiable)]
struct Vector {
    x: f64,
    y: f64,
}

#[differentiable]
impl Mul<Vector> for Vector {
    type Output = f64;
    fn mul(self, other: Vector) -> f64 {
        let mut sum = 0.0;
        #[parallel]
        for i in 0..1000 {
            sum += self.x * other.x * i as f64 + self.y * other.y;
        }
        sum
    }
}

fn main() {}
