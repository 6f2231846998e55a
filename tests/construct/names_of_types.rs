//! Types and variants by the names under which code has them: imported variants, aliases in patterns, `..Default::default()`.

use crate::{check, numbers};
use pullback::prelude::*;

mod shapes {
    use pullback::prelude::*;
    #[derive(Differentiable, Clone, Copy, Debug)]
    pub enum Shape {
        Circle(f64),
        Rectangle { w: f64, h: f64 },
        Empty,
    }
}
use shapes::Shape;
use shapes::Shape::*;

#[differentiable]
fn area(s: &Shape) -> f64 {
    match s {
        Circle(r) => 3.0 * r * r,
        Rectangle { w, h } => w * h,
        Empty => 0.0,
    }
}
#[differentiable]
fn total(a: f64, b: f64) -> f64 {
    let shapes = [Circle(a), Rectangle { w: a, h: b * b }, Empty, Circle(b)];
    let mut t = 0.0;
    for s in &shapes {
        t += area(s) * a;
    }
    let grown = match shapes[1] {
        Rectangle { w, h } if w > 0.0 => Rectangle { w: w * 2.0, h },
        Circle(r) => Circle(r),
        other => other,
    };
    t + area(&grown)
}
#[test]
fn variants_that_are_imported() {
    check!(total; a = 0.7, b = 1.2);
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct Point {
    x: f64,
    y: f64,
}
numbers!(Point, PointTangent; { x, y });
type Place = Point;
#[differentiable]
fn alias(p: Place, t: f64) -> f64 {
    let Place { x, y } = p;
    let q = Place { x: y * t, y: x };
    match q {
        Place { x, y } if x > 0.0 => x * y * t,
        Place { x, .. } => x * 2.0,
    }
}
#[test]
fn patterns_with_another_name_of_a_struct() {
    check!(alias; p = Point { x: 0.3, y: 0.8 }, t = 0.9);
    check!(alias; p = Point { x: 0.3, y: -0.8 }, t = 0.9);
}

#[derive(Differentiable, Clone, Debug, Default)]
struct Config {
    a: f64,
    b: f64,
    v: Vec<f64>,
    #[constant]
    n: usize,
}
numbers!(Config, ConfigTangent; { a, b, v });
#[differentiable]
impl Config {
    fn with_a(a: f64) -> Self {
        Self {
            a,
            b: a * a,
            ..Default::default()
        }
    }
    fn sum(&self) -> f64 {
        self.a * self.b + self.v.iter().sum::<f64>() + self.n as f64
    }
}
#[differentiable]
fn config(a: f64) -> f64 {
    let c = Config {
        a,
        ..Default::default()
    };
    let d = Config::with_a(a * 2.0);
    c.sum() + d.sum() + c.a * d.b
}
#[test]
fn fields_that_keep_their_default() {
    check!(config; a = 0.7);
}
