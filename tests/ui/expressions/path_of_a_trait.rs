use pullback::prelude::*;

trait Area {
    fn area(x: f64) -> f64;
}

struct Square;

impl Area for Square {
    fn area(x: f64) -> f64 {
        x * x
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    <Square as Area>::area(x)
}

fn main() {}
