use pullback::prelude::*;

#[differentiable]
fn f(x: f64, y: f64) -> f64 {
    let (mut a, mut b) = (x, y);
    let mut larger = &mut a;
    if *larger < b {
        larger = &mut b;
    }
    *larger *= 2.0;
    a * b
}

fn main() {}
