use pullback::prelude::*;

const NODES: [f64; 3] = [1.0, 2.0, 3.0];

#[derive(Parameters)]
struct Model {
    #[prior(Normal(later, 1.0))]
    a: f64,
    #[prior(Normal(b, 1.0))]
    b: f64,
    #[prior(Normal(NODES[a as usize], 1.0))]
    c: f64,
    #[prior(Normal(if a > 0.0 { a } else { b }, 1.0))]
    d: f64,
    #[prior(Uniform(0.0, a))]
    e: f64,
    #[prior(Flat)]
    #[support(0.0..a)]
    f: f64,
    #[prior(Flat)]
    table: [f64; 3],
    #[prior(Normal(table[a], 1.0))]
    h: f64,
    #[prior(Flat)]
    later: f64,
}

fn main() {}
