use pullback::prelude::*;

use std::ops::Mul;

#[derive(Differentiable, Clone, Debug)]
struct Pair {
    a: f64,
    b: f64,
}

impl Mul<i32> for Pair {
    type Output = Self;
    fn mul(self, n: i32) -> Self {
        Self {
            a: self.a * f64::from(n),
            b: self.b,
        }
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    let pair = Pair { a: x, b: x * x };
    let twice = pair * 2;
    twice.a
}

fn main() {}
