use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let root = if x > 0.0 { Ok(x.sqrt()) } else { Err("negative") };
    root.unwrap_or(0.0)
}

fn main() {}
