use pullback::prelude::*;

#[differentiable]
fn f(x: f64) -> f64 {
    let root = if x > 0.0 { Ok(x.sqrt()) } else { Err("negative") };
    match root {
        Ok(root) => root,
        Err(_) => 0.0,
    }
}

fn main() {}
