use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Point {
    a: f64,
}

impl Point {
    fn new(a: f64) -> Self {
        Self { a }
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    Point::new(x).a
}

fn main() {}
