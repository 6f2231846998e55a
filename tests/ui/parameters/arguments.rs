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
    #[prior(Uniform(0.0, later))]
    e: f64,
    #[prior(Flat)]
    #[support(later..)]
    f: f64,
    #[prior(Flat)]
    table: [f64; 3],
    #[prior(Normal(table[a], 1.0))]
    h: f64,
    #[prior(Normal(table, 1.0))]
    i: f64,
    #[prior(Flat)]
    rows: [[f64; 3]; 2],
    #[prior(Normal(rows, 1.0))]
    j: [f64; 2],
    #[prior(Flat)]
    later: f64,
}

fn main() {}
