//! Methods of traits.

use crate::{check, numbers};
use pullback::prelude::*;

trait Model {
    fn value(&self, x: f64) -> f64;
    fn shifted(&self, x: f64, by: f64) -> f64;
}

#[derive(Differentiable, Clone, Debug)]
struct Line {
    slope: f64,
    offset: f64,
}
numbers!(Line, LineTangent; { slope, offset });

#[differentiable]
impl Model for Line {
    fn value(&self, x: f64) -> f64 {
        self.slope * x * x + self.offset
    }
    fn shifted(&self, x: f64, by: f64) -> f64 {
        self.value(x - by) * by
    }
}

#[differentiable]
fn of_a_known_type(line: &Line, x: f64) -> f64 {
    line.value(x) * <Line as Model>::value(line, x * x) + line.shifted(x, line.slope) + Line::value(line, 2.0 * x)
}

#[test]
fn methods_of_a_trait() {
    check!(of_a_known_type; &line = Line { slope: 0.7, offset: -0.3 }, x = 1.2);
}

#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
struct Vector {
    x: f64,
    y: f64,
}
numbers!(Vector, VectorTangent; { x, y });

#[differentiable]
impl std::ops::Add for Vector {
    type Output = Vector;
    fn add(self, other: Vector) -> Vector {
        Vector {
            x: self.x + other.x,
            y: self.y + other.y,
        }
    }
}

#[differentiable]
impl std::ops::Mul<f64> for Vector {
    type Output = Self;
    fn mul(self, by: f64) -> Self {
        Self {
            x: self.x * by,
            y: self.y * by,
        }
    }
}

#[differentiable]
impl std::ops::AddAssign for Vector {
    fn add_assign(&mut self, other: Self) {
        self.x += other.x;
        self.y += other.y;
    }
}

#[differentiable]
impl From<f64> for Vector {
    fn from(x: f64) -> Self {
        Vector { x, y: x * x }
    }
}

#[differentiable]
fn operators_as_methods(v: Vector, t: f64) -> f64 {
    use std::ops::{Add, AddAssign, Mul};
    let mut sum = v.add(v.mul(t));
    for _ in 0..3 {
        sum.add_assign(v.mul(sum.x));
    }
    let made = Vector::from(t * sum.y);
    sum.x * sum.y + made.y
}

#[test]
fn operators_by_their_names() {
    check!(operators_as_methods; v = Vector { x: 0.7, y: -0.3 }, t = 1.2);
}
