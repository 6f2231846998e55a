use pullback::prelude::*;

#[derive(Parameters)]
struct Model {
    mu: f64,
    theta: [f64; 8],
    #[prior(Normal(0.0, 1.0))]
    fine: f64,
}

fn main() {}
