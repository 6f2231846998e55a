use pullback::prelude::*;

#[derive(Differentiable, Clone)]
struct Pair {
    a: f64,
    b: f64,
}

#[differentiable]
impl Pair {
    fn unwrap_or(self, other: f64) -> f64 {
        self.a * self.b + other
    }
}

#[differentiable]
fn pair(x: f64) -> Pair {
    Pair { a: x, b: x * x }
}

#[differentiable]
fn f(x: f64) -> f64 {
    pair(x).unwrap_or(x)
}

fn main() {}
