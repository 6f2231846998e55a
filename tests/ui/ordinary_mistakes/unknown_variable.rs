use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let rate = 2.0;
    x * rte
}

fn main() {
    println!("{:?}", f::grad(1.0));
}
