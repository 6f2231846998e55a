use pullback::prelude::*;

#[derive(Parameters)]
struct Model {
    #[prior(Normal(0.0, 1.0))]
    unnamed: Vec<f64>,
    #[prior(Normal(0.0, 1.0))]
    #[dims(county)]
    half_named: Vec<Vec<f64>>,
    #[prior(Normal(0.0, 1.0))]
    #[dims(county, year)]
    too_many: [f64; 3],
    #[prior(Normal(0.0, 1.0))]
    #[dims("county")]
    text: Vec<f64>,
    planets: Vec<Planet>,
    #[prior(Normal(0.0, 1.0))]
    #[dims(county)]
    discrete: Vec<usize>,
}

#[derive(Parameters)]
struct Planet {
    #[prior(Normal(0.0, 1.0))]
    a: f64,
}

fn main() {}
