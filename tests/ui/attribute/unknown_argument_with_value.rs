use pullback::prelude::*;

#[differentiable(mode = "reverse", print = 3)]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {}
