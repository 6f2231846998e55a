use pullback::prelude::*;

#[derive(Differentiable, Clone)]
struct Counter {
    total: f64,
}

impl Counter {
    fn add_to(&mut self, x: f64) {
        self.total += x;
    }
    fn scaled(self, by: f64) -> f64 {
        self.total * by
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    let mut counter = Counter { total: 0.0 };
    counter.add_to(x);
    counter.scaled(2.0)
}

fn main() {}
