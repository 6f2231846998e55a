use pullback::prelude::*;

trait Growth {
    fn exp(self) -> f64;
    fn grown(self) -> f64;
}

impl Growth for f64 {
    fn exp(self) -> f64 {
        2.0 * self
    }
    fn grown(self) -> f64 {
        self * self
    }
}

trait Total {
    fn sum(&self) -> f64;
}

impl Total for [f64] {
    fn sum(&self) -> f64 {
        2.0 * self[0]
    }
}

#[differentiable]
fn by_path(x: f64) -> f64 {
    <f64 as Growth>::exp(x)
}

#[differentiable]
fn by_name(x: f64) -> f64 {
    let both = [x, x * x];
    x.grown() + both.sum()
}

fn main() {}
