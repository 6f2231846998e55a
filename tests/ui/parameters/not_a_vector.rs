use pullback::prelude::*;

#[derive(Parameters)]
struct Model {
    #[prior(Flat)]
    #[support(simplex)]
    number: f64,
}

#[derive(Parameters)]
struct Matrix {
    #[prior(Flat)]
    #[support(cholesky_correlation)]
    vector: [f64; 3],
}

fn main() {}
