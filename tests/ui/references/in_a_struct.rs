use pullback::prelude::*;

struct Both<'a> {
    a: &'a mut f64,
}

#[differentiable]
fn f(x: f64) -> f64 {
    let mut a = x;
    let both = Both { a: &mut a };
    *both.a *= 2.0;
    a
}

fn main() {}
