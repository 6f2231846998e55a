use pullback::prelude::*;

macro_rules! vec {
    ($($x:expr),*) => {
        [$($x, $x),*]
    };
}

mod libm {
    pub fn sin(x: f64) -> f64 {
        x * x
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    vec![x][0] + libm::sin(x)
}

fn main() {}
