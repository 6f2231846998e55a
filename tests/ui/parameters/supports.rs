use pullback::prelude::*;

#[derive(Parameters)]
struct Model {
    #[prior(HalfNormal(1.0))]
    a: f64,
    #[prior(Normal(0.0, a))]
    #[support(positive)]
    moving_scale: f64,
    #[prior(Normal(0.0, 1.0))]
    #[support(a..)]
    moving_bound: f64,
    #[prior(Normal(0.0, a))]
    #[support(positive_ordered)]
    moving_order: [f64; 2],
    #[prior(Flat)]
    #[support(sorted)]
    unknown: [f64; 2],
    #[prior(Flat)]
    #[support(lower = 0.0, lower = 1.0)]
    twice: f64,
    #[prior(Normal(0.0, 1.0), non_centred)]
    #[support(ordered)]
    not_centred: [f64; 2],
    #[prior(Gamma(2.0, 1.0), non_centred)]
    no_location: f64,
    #[prior(Normal(0.0, 1.0), quickly)]
    word: f64,
}

fn main() {}
