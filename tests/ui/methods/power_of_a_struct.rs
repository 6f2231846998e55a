use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Pair {
    a: f64,
    b: f64,
}

impl Pair {
    fn pow(&self, n: i32) -> f64 {
        (self.a * self.b).powi(n)
    }
}

#[differentiable]
fn f(pair: &Pair) -> f64 {
    let whole = pair.clone();
    whole.pow(2)
}

fn main() {}
