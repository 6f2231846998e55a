use pullback::prelude::*;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut order = vec![0_usize, 1];
    let a = x[order[0]];
    order.select_nth_unstable(1);
    a * x[order[0]]
}

fn main() {}
