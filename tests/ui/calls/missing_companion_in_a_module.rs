use pullback::prelude::*;

mod physics {
    pub fn energy(v: f64) -> f64 {
        v * v
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    physics::energy(x)
}

fn main() {}
