use pullback::prelude::*;

#[derive(Parameters)]
struct Model {
    #[prior(Flat)]
    three: [f64; 3],
    #[prior(Dirichlet(2.0 * three))]
    expression: [f64; 3],
    #[prior(HalfNormal(1.0))]
    a: f64,
    #[prior(Dirichlet([a, 2.0 * a, 1.0]))]
    numbers: [f64; 3],
    #[prior(LkjCorrCholesky(three))]
    vector: [[f64; 3]; 3],
    #[prior(Dirichlet([1.0, 2.0, 1.0]))]
    #[support(positive)]
    restricted: [f64; 3],
    #[prior()]
    empty: f64,
    #[prior(Truncated(Normal(0.0, 1.0), 0.0))]
    one_bound: f64,
    #[prior(Truncated(Normal(0.0, 1.0), 0.0, 1.0))]
    #[support(positive)]
    restricted_twice: f64,
}

fn main() {}
