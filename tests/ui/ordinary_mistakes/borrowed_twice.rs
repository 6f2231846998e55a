use pullback::prelude::*;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let first = &mut v[0];
    v.push(1.0);
    *first *= 2.0;
    v[0] * v[1]
}

fn main() {
    println!("{:?}", f::grad(&[1.0]));
}
