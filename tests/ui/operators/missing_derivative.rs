use pullback::prelude::*;

use std::ops::{Add, AddAssign, Neg};

#[derive(Differentiable, Clone, Copy, Debug)]
struct Vector {
    x: f64,
    y: f64,
}

impl Add for Vector {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            x: self.x + other.x,
            y: self.y + other.y,
        }
    }
}

impl Neg for Vector {
    type Output = Self;
    fn neg(self) -> Self {
        Self { x: -self.x, y: -self.y }
    }
}

impl AddAssign for Vector {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

#[differentiable]
fn sum(a: Vector, b: Vector) -> Vector {
    a + b
}

#[differentiable]
fn negated(a: Vector) -> Vector {
    -a
}

#[differentiable]
fn added(a: Vector, b: Vector) -> Vector {
    let mut sum = a;
    sum += b;
    sum
}

fn main() {}
