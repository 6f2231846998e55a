use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Data {
    a: f64,
    #[constant]
    weight: f64,
}

#[differentiable]
fn f(x: f64) -> f64 {
    let mut data = Data { a: x, weight: 1.0 };
    data.weight += x;
    data.a * data.weight
}

fn main() {}
