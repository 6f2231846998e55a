use pullback::prelude::*;

#[differentiable]
fn f(x: f64, #[constant] mut stack: Vec<u32>) -> f64 {
    let mut y = x;
    while let Some(_) = stack.pop() {
        y *= x;
    }
    y
}

fn main() {}
