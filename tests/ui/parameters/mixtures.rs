use pullback::prelude::*;

#[derive(Parameters)]
struct Model {
    #[prior(Normal(0.0, 1.0))]
    mu: [f64; 2],
    #[prior(Mixture([0.5, 0.5]))]
    a: f64,
    #[prior(Mixture([0.2, 0.3, 0.5], [Normal(0.0, 1.0), Normal(1.0, 1.0)]))]
    b: f64,
    #[prior(Mixture([0.5, 0.5], [Normal(0.0, 1.0), Uniform(0.0, 1.0)]))]
    c: f64,
    #[prior(Mixture([0.5, 0.5], [Normal(0.0, 1.0), Normal(1.0)]))]
    d: f64,
    #[prior(Mixture([0.5, 0.5], "two"))]
    e: f64,
    #[prior(Mixture([0.5, 0.5], [Normal(0.0, 1.0), Normal(1.0, 1.0)]), non_centred)]
    f: f64,
    #[prior(Mixture(0.5, [Normal(0.0, 1.0), "Normal"]))]
    g: f64,
    #[prior(Mixture([0.5, 0.5], [Normal(0.0, 1.0), "Normal"]))]
    h: f64,
}

#[derive(Parameters)]
struct Lists {
    #[prior(Normal(0.0, 1.0))]
    mu: [f64; 2],
    #[prior(Normal([0.0, 1.0, 2.0], 1.0))]
    a: [f64; 2],
    #[prior(Normal(mu, 1.0))]
    b: [f64; 3],
    #[prior(self::Own(mu), non_centred, vector)]
    c: [f64; 2],
    #[prior(self::Own(mu), vectors)]
    d: [f64; 2],
}

fn main() {}
