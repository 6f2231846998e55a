use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Arrow {
    x: f64,
    y: f64,
}

impl Arrow {
    fn len(&self) -> f64 {
        self.x.hypot(self.y)
    }
}

#[differentiable]
fn f(arrow: &Arrow) -> f64 {
    let length = arrow.len();
    length + 1.0
}

fn main() {}
