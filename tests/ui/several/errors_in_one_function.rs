use pullback::prelude::*;

macro_rules! trace {
    ($($tokens:tt)*) => {};
}

#[differentiable]
fn f(x: &[f64], g: impl Fn(f64) -> f64) -> f64 {
    trace!("{x:?}");
    let mut v = x.to_vec();
    v.sort_by(f64::total_cmp);
    let y = Some(v[0]);
    g(y.unwrap_or(0.0))
}

fn main() {}
