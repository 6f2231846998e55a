use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Pendulum {
    length: f64,
}

#[differentiable]
impl Pendulum {
    fn stretch(&mut self, by: f64) -> &mut Self {
        self.length *= by;
        self
    }
}

fn main() {}
