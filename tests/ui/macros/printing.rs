use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    println!("{x}");
    let y = dbg!(x * 2.0);
    y
}

fn main() {}
