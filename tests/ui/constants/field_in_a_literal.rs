use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Data {
    a: f64,
    #[constant]
    weights: [f64; 2],
}

#[differentiable]
fn f(x: f64) -> f64 {
    let scaled = [x, 2.0 * x];
    let data = Data { a: x, weights: scaled };
    data.a * data.weights[0]
}

fn main() {}
