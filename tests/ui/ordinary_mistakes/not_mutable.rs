use pullback::prelude::*;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let sum = 0.0;
    for v in x {
        sum += v * v;
    }
    sum
}

#[differentiable]
fn g(x: &[f64]) -> f64 {
    x[0] = 2.0;
    let v = vec![1.0];
    v.push(x[0]);
    v[1]
}

fn main() {
    println!("{:?} {:?}", f::grad(&[1.0]), g::grad(&[1.0]));
}
