use pullback::prelude::*;

#[derive(Parameters)]
struct Model {
    #[prior(Flat)]
    #[support(simplex)]
    single: f64,
}

fn main() {}
