use pullback::prelude::*;

#[derive(Parameters)]
struct Model {
    #[prior(Gaussian(0.0, 1.0))]
    a: f64,
    #[prior(Normal(0.0))]
    b: f64,
    #[prior("Normal")]
    c: f64,
    #[prior]
    d: f64,
    #[prior(Normal(0.0, 1.0))]
    #[prior(Flat)]
    e: f64,
    #[prior(Wishart(3.0))]
    f: f64,
}

fn main() {}
