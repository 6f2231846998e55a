use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    macro_rules! twice {
        ($x:expr) => {
            2.0 * $x
        };
    }
    twice!(x)
}

fn main() {}
