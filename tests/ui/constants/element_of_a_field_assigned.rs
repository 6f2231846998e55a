use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Data {
    a: f64,
    #[constant]
    weights: [f64; 2],
}

#[differentiable]
fn f(x: f64) -> f64 {
    let mut data = Data {
        a: x,
        weights: [1.0, 2.0],
    };
    data.weights[0] = x;
    data.a * data.weights[0]
}

fn main() {}
