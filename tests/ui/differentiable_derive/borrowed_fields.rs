use pullback::prelude::*;

#[derive(Differentiable)]
struct Data<'a> {
    times: &'a [f64],
    rule: fn(f64) -> f64,
    model: Box<dyn Fn(f64) -> f64>,
    pairs: [&'a f64; 2],
    #[constant = "yes"]
    noise: &'a [f64],
    fine: f64,
}

fn main() {}
