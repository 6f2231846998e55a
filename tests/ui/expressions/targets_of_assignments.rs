use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let both = [x, x * x];
    let (first, second);
    [first, second] = both;
    let mut velocity = first;
    velocty += second;
    velocity
}

fn main() {}
