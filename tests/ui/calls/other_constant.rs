use pullback::prelude::*;

mod my {
    pub fn constant(x: f64) -> f64 {
        x * x
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    my::constant(x)
}

fn main() {}
