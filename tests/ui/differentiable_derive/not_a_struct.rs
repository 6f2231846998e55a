use pullback::prelude::*;

#[derive(Differentiable)]
enum Shape {
    Circle(f64),
    Square(f64),
}

#[derive(Differentiable)]
union Bits {
    float: f64,
    integer: u64,
}

fn main() {}
