use pullback::prelude::*;

#[derive(Parameters)]
struct Model {
    #[prior(UnitDisk)]
    number: f64,
    #[prior(UnitDisk)]
    triple: [f64; 3],
    #[prior(UnitDisk)]
    triples: [[f64; 3]; 2],
    #[prior(UnitDisk)]
    pairs: [[f64; 2]; 3],
}

fn main() {}
