use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Circle {
    radius: f64,
}

impl Circle {
    fn area(&self) -> f64 {
        std::f64::consts::PI * self.radius * self.radius
    }
}

#[differentiable]
fn f(circle: &Circle) -> f64 {
    circle.area()
}

fn main() {}
