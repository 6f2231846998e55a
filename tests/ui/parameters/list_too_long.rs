use pullback::prelude::*;

#[derive(Parameters)]
struct Model {
    #[prior(Normal([0.0, 1.0, 2.0], 1.0))]
    a: [f64; 2],
}

fn main() {
    let _ = Model::zeros(&Dims::new());
}
