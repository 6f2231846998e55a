use pullback::prelude::*;

const SCALE: f64 = 2.0;

#[differentiable]
fn f(x: f64) -> f64 {
    let y = SCALE * x;
    let z = {
        const SCALE: f64 = 3.0;
        SCALE * x
    };
    y * z
}

fn main() {}
