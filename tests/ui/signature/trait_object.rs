use pullback::prelude::*;

trait Shape {
    fn area(&self, x: f64) -> f64;
}

#[differentiable]
fn f(x: f64, shape: &dyn Shape) -> f64 {
    shape.area(x)
}

fn main() {}
