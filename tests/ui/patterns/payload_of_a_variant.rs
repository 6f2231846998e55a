use pullback::prelude::*;

enum Model {
    Linear(f64),
    Flat,
}

#[differentiable]
fn f(x: f64, #[constant] model: &Model) -> f64 {
    match model {
        Model::Linear(slope) => slope * x,
        Model::Flat => x,
    }
}

fn main() {}
