use pullback::prelude::*;

#[differentiable(vjp = scale_vjp, jvp = scale_jvp)]
fn scale(x: f64, y: &mut [f64]) {
    y.iter_mut().for_each(|y| *y *= x);
}

fn main() {}
