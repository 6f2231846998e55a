use pullback::prelude::*;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut largest = &x[0];
    for v in x {
        if v > largest {
            largest = v;
        }
    }
    *largest
}

fn main() {}
