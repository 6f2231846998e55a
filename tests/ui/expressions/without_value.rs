use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let nothing = if x > 0.0 {};
    let unit = {
        let _y = x;
    };
    drop((nothing, unit));
    x
}

fn main() {}
