use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let y = 'found: {
        if x > 0.0 {
            break 'found x;
        }
        -x
    };
    y * y
}

fn main() {}
